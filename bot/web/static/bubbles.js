// Builds what the conversation shows. Words become text nodes, never markup.

const ADDRESS = /https?:\/\/[^\s<>"'()[\]{}]+[^\s<>"'()[\]{}.,;:!?…]/g;
const ITEM = /^\s*[-•]\s+/;

export function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

/** Right-to-left text is set right to left. */
function directed(made) {
  made.dir = "auto";
  return made;
}

export function address(text) {
  try {
    const url = new URL(text);
    return ["http:", "https:"].includes(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

export function link(url, label, newTab) {
  const made = element("a", "", label);
  made.href = url.href;
  made.target = "_blank";
  made.rel = "noopener noreferrer";
  made.title = `${url.href} (${newTab})`;
  return made;
}

/** A line of text with its web addresses as links; `short` shows only the host of each. */
function line(text, words, { short = false } = {}) {
  const made = document.createDocumentFragment();
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const url = address(match[0]);
    if (!url) continue;
    made.append(text.slice(end, match.index), link(url, short ? url.host.replace(/^www\./, "") : match[0], words.newTab));
    end = match.index + match[0].length;
  }
  made.append(text.slice(end));
  return made;
}

/** Paragraphs at blank lines, lists at lines that begin with a dash. */
export function prose(text, words) {
  const made = document.createDocumentFragment();
  let list = null;
  let paragraph = null;
  for (const row of text.split("\n")) {
    if (ITEM.test(row)) {
      if (!list) made.append((list = element("ul")));
      list.append(directed(element("li", "", line(row.replace(ITEM, ""), words))));
      paragraph = null;
    } else if (row.trim() === "") {
      list = paragraph = null;
    } else if (paragraph) {
      paragraph.append(element("br"), line(row, words));
    } else {
      made.append((paragraph = directed(element("p", "", line(row, words)))));
      list = null;
    }
  }
  return made;
}

/**
 * A message of the visitor (`user`), of the assistant (`bot`), or a notice that something did not work.
 * `lang` is its language where that is not the page's, `at` when it was said.
 */
export function bubble(author, text, words, { lang = "", at = new Date() } = {}) {
  const name = author === "user" ? words.you : words.bot;
  const card = element("div", "card", element("span", "for-readers", `${name}: `), prose(text, words));
  const row = element("li", `message ${author}`, card, moment(at));
  if (lang) row.lang = lang;
  return row;
}

/** When it was said: the hour, and the day where it is not today. */
function moment(at) {
  const day = at.toDateString() === new Date().toDateString() ? {} : { day: "numeric", month: "short", year: "numeric" };
  const made = element("time", "at", at.toLocaleString("en-GB", { hour: "2-digit", minute: "2-digit", ...day }));
  made.dateTime = at.toISOString();
  return made;
}

/** The quiet line under an answer that says where it is written. */
export function source(text, words) {
  return element("p", "source", line(text, words, { short: true }));
}

/** Buttons to go on with; `choose` gets the one that was clicked. */
export function choices(buttons, choose) {
  const made = element("ul", "choices");
  for (const button of buttons) {
    const knob = element("button", "choice", button.title);
    knob.type = "button";
    knob.addEventListener("click", () => choose(button));
    made.append(element("li", "", knob));
  }
  return made;
}

/** The note at a message that has no answer, with a way to send it again. */
export function unanswered(words, again) {
  const knob = element("button", "again", words.again);
  knob.type = "button";
  knob.addEventListener("click", again);
  return element("p", "unanswered", `${words.unsent} `, knob);
}

/** Three dots that say: somebody is at work. */
export function dots() {
  const made = element("li", "message dots", element("div", "card", element("i"), element("i"), element("i")));
  made.ariaHidden = "true";
  return made;
}
