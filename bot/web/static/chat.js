// <callguide-chat>: a conversation over socket.io in Rasa's protocol.

import { bubble, choices, dots, source, unanswered } from "./bubbles.js";
import { furnish, inParts } from "./cards.js";
import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { embeddingOrigin, Host } from "./host.js";
import { newId, Waiting } from "./waiting.js";

const QUIET = 400; // ms until a conversation that was put back is no news to a screen reader any more
const WORTH_ANOTHER_TRY = ["too_many", "busy"];
const NEARLY = 40; // px from the end that count as the end

class CallguideChat extends HTMLElement {
  connectedCallback() {
    this.log = this.querySelector(".log");
    this.messages = this.querySelector(".messages");
    this.field = this.querySelector("textarea");
    this.statusLine = this.querySelector(".status");
    this.pending = Waiting.kept();
    this.ready = false;
    this.composer = new Composer(this.querySelector("form"), this.dataset, {
      send: (text) => this.send(text),
      resized: (change) => this.keepEnd(change),
    });
    for (const knob of this.querySelectorAll(".suggestions button"))
      knob.addEventListener("click", () => this.send(knob.textContent));
    if ("framed" in this.dataset) for (const way of this.querySelectorAll("a")) way.target = "_blank"; // pages refuse frames
    this.offerNew();
    this.host = new Host({
      origin: embeddingOrigin(),
      title: this.dataset.unseen,
      shown: () => this.field.focus(),
    });
    const close = document.querySelector(".close");
    if (close) close.hidden = !this.host.origin; // nobody would hear it where no script of ours holds the frame
    close?.addEventListener("click", () => this.host.close());
    this.connection = new Connection(
      {
        history: (items) => this.restore(items),
        reply: (reply) => this.hear(reply),
        echo: (echo) => this.add(bubble("user", echo.text, this.dataset)),
        away: () => this.isAway(),
      },
      "framed" in this.dataset,
    );
    this.socket = this.connection.socket;
    this.showState();
  }

  /** A new conversation in place, after a question; without JavaScript the same link leads to a page. */
  offerNew() {
    const dialog = this.querySelector("dialog");
    let opener = null;
    for (const way of document.querySelectorAll("a[href='/new']"))
      way.addEventListener("click", (event) => {
        event.preventDefault();
        opener = way;
        dialog.showModal();
      });
    dialog.addEventListener("close", async () => {
      if (!opener.checkVisibility()) document.querySelector(".menu").focus(); // the menu that it stood in is shut
      if (dialog.returnValue !== "new") return;
      dialog.returnValue = "";
      this.pending.forget();
      this.isAway();
      await this.connection.fresh().catch(() => this.connection.again());
      this.field.focus();
    });
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
      const at = item.at ? new Date(item.at) : undefined;
      if (item.author === "user") rows.set(item.id, this.add(bubble("user", item.text, this.dataset, { at })));
      else this.show(item.text, item.buttons, { ...item, isSource: item.author === "source", author: "bot", at });
      if (item.author !== "user" && item.id) this.pending.drop(item.id);
    }
    for (const entry of this.pending.values()) {
      entry.row = rows.get(entry.id) ?? this.add(bubble("user", entry.shown, this.dataset));
      if (entry.failed) this.fail(entry);
    }
    if (items.length) this.view.scrollTop = this.view.scrollHeight;
  }

  /** Send a message; a button shows its title and sends its payload. */
  send(shown, sent = shown) {
    if (this.pending.isUnderWay(sent)) return;
    const entry = { id: newId(), shown, sent, row: this.add(bubble("user", shown, this.dataset)) };
    this.pending.add(entry);
    this.deliver(entry);
  }

  deliver(entry) {
    entry.failed = false;
    entry.row.querySelector(".unanswered")?.remove();
    this.showState();
    this.scrollToAnswer();
    if (!this.ready) return; // goes out when the connection is back
    this.connection.say(entry.sent, entry.id, (error, answer) => this.settle(entry, error, answer));
  }

  /** What became of a message. Its replies have come before; none at all is a failure too. */
  settle(entry, error, answer) {
    if (!this.pending.has(entry.id) || (error && !this.ready)) return;
    if (error || !answer?.replies) this.add(bubble("bot notice", this.dataset.failure, this.dataset));
    if (error || !answer?.replies || answer.outcome === "failed" || WORTH_ANOTHER_TRY.includes(answer.reason))
      this.fail(entry);
    else this.pending.drop(entry.id);
    this.showState();
  }

  fail(entry) {
    entry.failed = true;
    entry.row.querySelector(".unanswered")?.remove();
    entry.row.append(unanswered(this.dataset, () => this.deliver(entry)));
    this.scrollToAnswer();
  }

  hear(reply) {
    const { utter_action: response = "", error, refused, lang, custom } = reply.metadata ?? {};
    const isSource = String(response).startsWith("utter_source");
    const text = reply.text || (reply.quick_replies?.length ? "" : this.dataset.failure);
    const author = error || refused || !reply.text ? "bot notice" : "bot";
    this.show(text, reply.quick_replies ?? [], { isSource, author, lang, custom });
    this.host.count();
    this.scrollToAnswer();
  }

  show(text, buttons, { isSource = false, author = "bot", lang = "", custom = null, at } = {}) {
    const answer = isSource && this.lastAnswer();
    const parts = custom && inParts(text, custom, this.dataset, (said) => this.send(said));
    const row = answer || bubble(author, parts ? "" : text, this.dataset, { lang, at });
    if (parts) furnish(row.querySelector(".card"), parts, this.dataset);
    if (answer) row.querySelector(".card").append(source(text, this.dataset));
    else this.add(row);
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
    const isAtWork = this.pending.atWork;
    const shown = this.messages.querySelector(".dots");
    if (isAtWork && this.ready && !shown) this.messages.append(dots());
    if (!(isAtWork && this.ready)) shown?.remove();
    const words = this.dataset;
    const state = this.ready ? (isAtWork ? words.waiting : "") : this.away ? words.offline : words.connecting;
    if (this.statusLine.textContent !== state) this.statusLine.textContent = state;
    this.classList.toggle("away", Boolean(this.away));
    this.classList.toggle("ready", this.ready);
  }

  /** What scrolls: the conversation, or on a very low screen the whole page. */
  get view() {
    return getComputedStyle(this.log).overflowY === "visible" ? document.scrollingElement : this.log;
  }

  /** The whole answer in view; when it is longer than that, its beginning. */
  scrollToAnswer() {
    const view = this.view;
    const questions = this.messages.querySelectorAll(".message.user");
    const question = questions[questions.length - 1];
    const edge = view === this.log ? view.getBoundingClientRect().top : 0;
    const top = question ? question.getBoundingClientRect().top - edge + view.scrollTop - 12 : Infinity;
    view.scrollTop = Math.min(top, view.scrollHeight);
    this.keepFocusInSight();
  }

  /** Where the pressed button has left the view with its keyboard's focus, the field is where people go on. */
  keepFocusInSight() {
    const at = document.activeElement;
    if (!this.messages.contains(at) || !at.matches(":focus-visible")) return;
    const [log, place] = [this.log.getBoundingClientRect(), at.getBoundingClientRect()];
    if (place.bottom <= Math.max(log.top, 0) || place.top >= Math.min(log.bottom, innerHeight)) this.field.focus();
  }

  /** Whoever is at the end of the conversation stays there while the field below it grows. */
  keepEnd(change) {
    const view = this.view;
    const isAtEnd = view.scrollHeight - view.scrollTop - view.clientHeight < NEARLY;
    change();
    if (isAtEnd) view.scrollTop = view.scrollHeight;
  }
}

customElements.define("callguide-chat", CallguideChat);
