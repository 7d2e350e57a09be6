// <callguide-chat>: a conversation over socket.io in Rasa's protocol. The session is in a cookie that scripts cannot read.

import { bubble, choices, dots, source, unanswered } from "./bubbles.js";

const ANSWER_WITHIN = 12_000; // the server answers or apologises within 10 s
const QUIET = 400; // ms until a conversation that was put back is no news to a screen reader any more
const WORTH_ANOTHER_TRY = ["too_many", "busy"];
const NEARLY = 40; // px from the end that count as the end
const COUNT_FROM = 200; // characters left when the counter appears

class CallguideChat extends HTMLElement {
  connectedCallback() {
    this.log = this.querySelector(".log");
    this.messages = this.querySelector(".messages");
    this.form = this.querySelector("form");
    this.field = this.querySelector("textarea");
    this.statusLine = this.querySelector(".status");
    this.count = this.querySelector(".count");
    this.pending = new Map(); // messages without an answer, by id
    this.ready = false;
    this.listen();
    this.connect();
    this.form.hidden = false;
  }

  listen() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.sendTyped();
    });
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.sendTyped();
    });
    this.field.addEventListener("input", () => this.measure());
    for (const knob of this.querySelectorAll(".suggestions button"))
      knob.addEventListener("click", () => this.send(knob.textContent));
  }

  connect() {
    this.socket = window.io({ transports: ["websocket", "polling"], tryAllTransports: true });
    this.socket.on("connect", () => this.socket.emit("session_request", {}));
    this.socket.on("history", (items) => this.restore(items));
    this.socket.on("bot_uttered", (reply) => this.hear(reply));
    this.socket.on("user_echo", (echo) => this.add(bubble("user", echo.text, this.dataset)));
    this.socket.on("connect_error", () => this.isAway());
    this.socket.on("disconnect", (reason) => {
      this.isAway();
      if (reason === "io server disconnect") this.socket.connect();
    });
    this.showState();
  }

  isAway() {
    this.ready = false;
    this.away = true;
    this.showState();
  }

  /** Show the conversation as the server has it, then send what it has not answered. */
  restore(items) {
    if (items) this.rebuild(items);
    this.ready = true;
    this.away = false;
    for (const entry of this.pending.values()) if (!entry.failed) this.deliver(entry);
    this.showState();
  }

  rebuild(items) {
    if (this.messages.contains(document.activeElement)) this.field.focus();
    if (items.length) {
      this.log.ariaLive = "off";
      setTimeout(() => (this.log.ariaLive = "polite"), QUIET);
    }
    const rows = new Map();
    this.messages.replaceChildren();
    for (const item of items) {
      if (item.author === "user") rows.set(item.id, this.add(bubble("user", item.text, this.dataset)));
      else this.show(item.text, item.buttons, { isSource: item.author === "source", lang: item.lang });
      if (item.author !== "user" && item.id) this.pending.delete(item.id);
    }
    for (const entry of this.pending.values()) {
      entry.row = rows.get(entry.id) ?? this.add(bubble("user", entry.shown, this.dataset));
      if (entry.failed) this.fail(entry);
    }
    if (items.length) this.log.scrollTop = this.log.scrollHeight;
  }

  sendTyped() {
    const text = this.field.value.trim();
    if (!text || this.measure() < 0) return;
    this.field.value = "";
    this.measure();
    this.field.focus();
    this.send(text);
  }

  /** Send a message; a button shows its title and sends its payload. */
  send(shown, sent = shown) {
    for (const entry of this.pending.values()) if (entry.sent === sent && !entry.failed) return; // clicked twice
    const entry = { id: newId(), shown, sent, row: this.add(bubble("user", shown, this.dataset)) };
    this.pending.set(entry.id, entry);
    this.deliver(entry);
  }

  deliver(entry) {
    entry.failed = false;
    entry.row.querySelector(".unanswered")?.remove();
    this.showState();
    this.scrollToAnswer();
    if (!this.ready) return; // goes out when the connection is back
    this.socket
      .timeout(ANSWER_WITHIN)
      .emit("user_uttered", { message: entry.sent, id: entry.id }, (error, answer) => this.settle(entry, error, answer));
  }

  /** What became of a message. Its replies have come before; none at all is a failure too. */
  settle(entry, error, answer) {
    if (!this.pending.has(entry.id) || (error && !this.ready)) return;
    if (error || !answer?.replies) this.add(bubble("bot notice", this.dataset.failure, this.dataset));
    if (error || !answer?.replies || answer.outcome === "failed" || WORTH_ANOTHER_TRY.includes(answer.reason))
      this.fail(entry);
    else this.pending.delete(entry.id);
    this.showState();
  }

  fail(entry) {
    entry.failed = true;
    entry.row.querySelector(".unanswered")?.remove();
    entry.row.append(unanswered(this.dataset, () => this.deliver(entry)));
    this.scrollToAnswer();
  }

  hear(reply) {
    const { utter_action: response = "", error, refused, lang } = reply.metadata ?? {};
    const isSource = String(response).startsWith("utter_source");
    const text = reply.text || (reply.quick_replies?.length ? "" : this.dataset.failure);
    const author = error || refused || !reply.text ? "bot notice" : "bot";
    this.show(text, reply.quick_replies ?? [], { isSource, author, lang });
    this.scrollToAnswer();
  }

  show(text, buttons, { isSource = false, author = "bot", lang = "" } = {}) {
    const answer = isSource && this.lastAnswer();
    const row = answer || this.add(bubble(author, text, this.dataset, lang));
    if (answer) row.querySelector(".card").append(source(text, this.dataset));
    if (buttons.length) row.append(choices(buttons, (button) => this.send(button.title, button.payload)));
  }

  /** The answer that a source line belongs to. */
  lastAnswer() {
    const rows = this.messages.querySelectorAll(".message:not(.dots)");
    const last = rows[rows.length - 1];
    return last?.classList.contains("bot") ? last : null;
  }

  add(row) {
    const waiting = this.messages.querySelector(".dots");
    this.messages.insertBefore(row, waiting);
    return row;
  }

  /** Say what is going on: connecting, away, at work, or nothing. */
  showState() {
    const isAtWork = [...this.pending.values()].some((entry) => !entry.failed);
    const shown = this.messages.querySelector(".dots");
    if (isAtWork && this.ready && !shown) this.messages.append(dots());
    if (!(isAtWork && this.ready)) shown?.remove();
    const words = this.dataset;
    const state = this.ready ? (isAtWork ? words.waiting : "") : this.away ? words.offline : words.connecting;
    if (this.statusLine.textContent !== state) this.statusLine.textContent = state;
    this.classList.toggle("away", Boolean(this.away));
    this.classList.toggle("ready", this.ready);
  }

  /** The whole answer in view; when it is longer than that, its beginning. */
  scrollToAnswer() {
    const questions = this.messages.querySelectorAll(".message.user");
    const question = questions[questions.length - 1];
    const top = question ? question.offsetTop - this.log.offsetTop - 12 : Infinity;
    this.log.scrollTop = Math.min(top, this.log.scrollHeight);
  }

  /** Fit the field to what is in it; returns how many characters are left. */
  measure() {
    const isAtEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEARLY;
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight}px`;
    if (isAtEnd) this.log.scrollTop = this.log.scrollHeight;
    const limit = Number(this.dataset.limit);
    const left = limit - [...this.field.value.trim()].length;
    const words = left < 0 ? this.dataset.tooLong : left < COUNT_FROM ? this.dataset.left : "";
    const numbers = { left, over: -left, limit: limit.toLocaleString("en") };
    this.count.textContent = words.replace(/\{(\w+)\}/g, (_, name) => numbers[name]);
    this.field.ariaInvalid = left < 0 ? "true" : "false";
    return left;
  }
}

function newId() {
  const numbers = crypto.getRandomValues(new Uint32Array(4));
  return Array.from(numbers, (number) => number.toString(36)).join("-");
}

customElements.define("callguide-chat", CallguideChat);
