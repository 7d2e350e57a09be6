// One script tag puts Callguide on a page: a button, and a panel with the chat in a frame of its own.
// <script src="https://callguide.example.org/embed.js" async data-position="left" data-theme="dark" data-label="Ask"></script>
// Colours: --callguide-accent and --callguide-on-accent on any element around it. [data-callguide-open] opens it, too.

(() => {
  const script = document.currentScript;
  const home = new URL(script.src).origin;
  const options = { label: "Ask about the call", title: "Callguide", new: "new", position: "right", theme: "", ...script.dataset };
  const STYLE = `
    :host { --accent: var(--callguide-accent, #0e5f5b); --on-accent: var(--callguide-on-accent, #fff);
      position: fixed; inset-block-end: 1rem; inset-inline-end: 1rem; z-index: 2147483000; font: 600 1rem/1.4 system-ui, sans-serif; }
    :host([position="left"]) { inset-inline: 1rem auto; }
    button { font: inherit; min-height: 3rem; padding: .5rem 1.25rem; border: 2px solid transparent; border-radius: 1.5rem;
      background: var(--accent); color: var(--on-accent); box-shadow: 0 2px 10px rgb(0 0 0 / 30%); cursor: pointer; }
    button:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
    .count { display: inline-block; padding: 0 .5rem; margin-inline-start: .5rem; border-radius: .75rem; background: var(--on-accent);
      color: var(--accent); text-align: center; }
    [hidden] { display: none !important; }
    iframe { display: block; width: 100%; height: 100%; border: 0; }
    .panel { position: fixed; inset-block-end: 5rem; inset-inline-end: 1rem; width: 26rem; max-width: calc(100vw - 2rem);
      height: min(44rem, calc(100vh - 6rem)); border: 1px solid #7d8a89; border-radius: .75rem; overflow: hidden;
      background: Canvas; box-shadow: 0 8px 30px rgb(0 0 0 / 30%); }
    :host([position="left"]) .panel { inset-inline: 1rem auto; }
    @media (max-width: 30rem), (max-height: 30rem) { .panel { inset: 0; width: 100%; max-width: none; height: 100%; border: 0; border-radius: 0; } }
    @media (forced-colors: active) { button { border-color: ButtonText; } }
    @media print { :host { display: none; } }`;

  class CallguideWidget extends HTMLElement {
    connectedCallback() {
      const root = this.attachShadow({ mode: "open" });
      const style = new CSSStyleSheet(); // a sheet made here passes any Content-Security-Policy
      style.replaceSync(STYLE);
      root.adoptedStyleSheets = [style];
      this.setAttribute("position", options.position === "left" ? "left" : "right");
      this.knob = document.createElement("button");
      this.knob.type = "button";
      this.count = document.createElement("span");
      this.count.className = "count";
      this.panel = document.createElement("div");
      this.panel.className = "panel";
      this.panel.setAttribute("role", "region");
      this.panel.setAttribute("aria-label", options.title);
      this.knob.append(options.label, this.count);
      this.knob.addEventListener("click", () => (this.isOpen ? this.close() : this.open()));
      root.append(this.panel, this.knob);
      root.addEventListener("keydown", (event) => event.key === "Escape" && this.isOpen && this.close());
      window.addEventListener("message", (event) => this.hear(event));
      document.addEventListener("click", (event) => {
        const opener = event.target instanceof Element && event.target.closest("[data-callguide-open]");
        if (opener) this.open(opener);
      });
      this.show(false);
      this.tellCount(0);
      if ("open" in script.dataset) this.open(null);
    }

    /** `opener` gets the focus back; null leaves the focus where it is. */
    open(opener = this.knob) {
      this.opener = opener;
      this.quiet = opener === null;
      if (!this.frame) this.load();
      this.show(true);
    }

    close() {
      this.show(false);
      (this.opener?.isConnected ? this.opener : this.knob).focus();
    }

    load() {
      const asked = new URLSearchParams({ host: location.origin, theme: options.theme });
      this.frame = document.createElement("iframe");
      this.frame.title = options.title;
      this.frame.allow = "";
      this.frame.src = `${home}/embed?${asked}`;
      this.panel.append(this.frame);
    }

    show(isOpen) {
      this.isOpen = isOpen;
      this.panel.hidden = !isOpen;
      this.knob.setAttribute("aria-expanded", String(isOpen));
      this.tell();
    }

    tell() {
      const news = this.isOpen ? (this.quiet ? "opened" : "open") : "closed";
      if (this.isReady) this.frame.contentWindow.postMessage({ callguide: news }, home);
    }

    /** News from our frame, and from nobody else. */
    hear(event) {
      if (!this.frame || event.source !== this.frame.contentWindow || event.origin !== home) return;
      const { callguide, count } = event.data ?? {};
      if (callguide === "ready") {
        this.isReady = true;
        this.tell();
      }
      if (callguide === "close" && this.isOpen) this.close();
      if (callguide === "unread" && Number.isInteger(count)) this.tellCount(count);
    }

    tellCount(count) {
      this.count.textContent = `${count} ${options.new}`;
      this.count.hidden = !count;
    }
  }

  if (customElements.get("callguide-widget")) return;
  customElements.define("callguide-widget", CallguideWidget);
  const put = () => document.body.append(document.createElement("callguide-widget"));
  if (document.body) put();
  else document.addEventListener("DOMContentLoaded", put);
})();
