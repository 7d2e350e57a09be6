// How many answers nobody has seen yet: in the title of a tab in the background, and told to the site that embeds us.

/** Talks to the embedding site, if there is one. Only its own messages count, and only it can read ours. */
export class Host {
  constructor({ origin, title, shown }) {
    this.origin = origin;
    this.title = title;
    this.text = document.title;
    this.unseen = 0;
    this.open = true;
    document.addEventListener("visibilitychange", () => this.look());
    if (!origin) return;
    this.open = false;
    window.addEventListener("message", (event) => {
      if (event.source !== window.parent || event.origin !== origin) return;
      const news = event.data?.callguide;
      if (!["open", "opened", "closed"].includes(news)) return; // "opened" was not asked for: the focus stays
      this.open = news !== "closed";
      this.look();
      if (news === "open") shown();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented && !document.querySelector("dialog[open]")) this.close();
    });
    this.tell({ callguide: "ready" });
  }

  close() {
    this.tell({ callguide: "close" });
  }

  /** An answer has come. */
  count() {
    if (this.open && !document.hidden) return;
    this.unseen += 1;
    this.show();
  }

  look() {
    if (!this.open || document.hidden || !this.unseen) return;
    this.unseen = 0;
    this.show();
  }

  show() {
    document.title = this.unseen ? this.title.replace("{count}", this.unseen).replace("{title}", this.text) : this.text;
    this.tell({ callguide: "unread", count: this.unseen });
  }

  tell(news) {
    if (this.origin && window.parent !== window) window.parent.postMessage(news, this.origin);
  }
}

/** The origin that the embedding site gave as its own; nothing when it is none. */
export function embeddingOrigin() {
  try {
    const given = new URL(new URLSearchParams(location.search).get("host"));
    return ["http:", "https:"].includes(given.protocol) && window.parent !== window ? given.origin : "";
  } catch {
    return "";
  }
}
