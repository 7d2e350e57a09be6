// The field that people write in: it grows with its text, and counts before the limit bites.

import { filled } from "./cards.js";

const COUNT_FROM = 200; // characters left when the counter appears

export class Composer {
  /** `words` are the sentences of the page, `send` gets what was typed. */
  constructor(form, words, { send, resized }) {
    this.form = form;
    this.field = form.querySelector("textarea");
    this.count = form.querySelector(".count");
    this.words = words;
    this.send = send;
    this.resized = resized;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.submit();
    });
    this.field.addEventListener("input", () => this.measure());
    form.hidden = false;
  }

  submit() {
    const text = this.field.value.trim();
    if (!text || this.measure() < 0) return;
    this.field.value = "";
    this.measure();
    this.field.focus();
    this.send(text);
  }

  /** Fit the field to what is in it; returns how many characters are left. */
  measure() {
    this.resized(() => {
      this.field.style.height = "auto";
      this.field.style.height = `${this.field.scrollHeight}px`;
    });
    const limit = Number(this.words.limit);
    const left = limit - [...this.field.value.trim()].length;
    const said = left < 0 ? this.words.tooLong : left < COUNT_FROM ? this.words.left : "";
    this.count.textContent = filled(said, { left, over: -left, limit: limit.toLocaleString("en") });
    this.field.ariaInvalid = left < 0 ? "true" : "false";
    return left;
  }
}
