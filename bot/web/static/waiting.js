// Messages without an answer, in the order in which they were sent. They outlive a reload of their tab.

const KEY = "callguide-waiting";

function store() {
  try {
    return window.sessionStorage;
  } catch {
    return null; // a browser that keeps nothing for us
  }
}

/** The messages by id; each has `id`, `shown`, `sent`, its `row` on the page and `failed`. */
export class Waiting extends Map {
  static kept() {
    const waiting = new Waiting();
    try {
      for (const { id, shown, sent } of JSON.parse(store()?.getItem(KEY) ?? "[]"))
        Map.prototype.set.call(waiting, id, { id, shown, sent, failed: false });
    } catch {
      store()?.removeItem(KEY); // not ours, or broken: nothing to send
    }
    return waiting;
  }

  add(entry) {
    this.set(entry.id, entry);
    this.keep();
  }

  drop(id) {
    this.delete(id);
    this.keep();
  }

  forget() {
    this.clear();
    this.keep();
  }

  /** Is the same on its way already? A button may have been clicked twice. */
  isUnderWay(sent) {
    return [...this.values()].some((entry) => entry.sent === sent && !entry.failed);
  }

  get atWork() {
    return [...this.values()].some((entry) => !entry.failed);
  }

  keep() {
    try {
      store()?.setItem(KEY, JSON.stringify([...this.values()].map(({ id, shown, sent }) => ({ id, shown, sent }))));
    } catch {
      // full or forbidden: they are still sent while the page is open
    }
  }
}

export function newId() {
  const numbers = crypto.getRandomValues(new Uint32Array(4));
  return Array.from(numbers, (number) => number.toString(36)).join("-");
}
