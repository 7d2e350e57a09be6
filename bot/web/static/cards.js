// Answers in parts: partnership cards, the checklist, the progress of the form, the read-back. Words become text nodes.

import { address, element, link, prose } from "./bubbles.js";
import { receipt } from "./receipt.js";

const SIGNS = { met: "✓", not_met: "✕", unknown: "?" };
const KINDS = { partnerships, checklist, progress, read_back: readBack, receipt };

/**
 * What to show for a reply in parts: `before` and `after` are the text around, `part` is what stands between them.
 * null where the parts are none that we know: the text says it all.
 */
export function inParts(text, custom, words, send) {
  const make = Object.hasOwn(KINDS, custom?.kind ?? "") ? KINDS[custom.kind] : null;
  try {
    return make ? make(text, custom, words, send) : null;
  } catch {
    return null; // not in the agreed shape
  }
}

export function filled(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** A line with a name in front; nothing where our sources hold nothing. */
function fact(name, value) {
  const said = Array.isArray(value) ? value.join(", ") : value;
  return said ? [element("div", "fact", element("dt", "", name), element("dd", "", String(said)))] : [];
}

function partnerships(text, { head, items }, words) {
  const cards = items.map((item) => {
    const name = item.acronym ?? item.title;
    const url = item.url ? address(item.url) : null;
    const card = element("li", "partner", element("h3", "", name));
    if (item.acronym && item.title !== item.acronym) card.append(element("p", "title", item.title));
    const facts = [
      ...fact(words.why, item.why),
      ...fact(words.themes, item.themes),
      ...fact(words.countries, item.countries),
      ...fact(words.lead, item.lead),
    ];
    if (facts.length) card.append(element("dl", "", ...facts));
    if (item.note) card.append(element("p", "note", item.note));
    if (url) card.append(element("p", "where", link(url, filled(words.entry, { name }), words.newTab)));
    return card;
  });
  return { before: head ?? text, part: element("ol", "partners", ...cards), after: "" };
}

function checklist(text, { head, items, after = [] }, words) {
  const states = { met: words.stateMet, not_met: words.stateNotMet, unknown: words.stateUnknown };
  const rows = items.map(({ label, state, detail }) => {
    const known = Object.hasOwn(SIGNS, state) ? state : "unknown";
    const sign = element("span", "sign", SIGNS[known]);
    sign.ariaHidden = "true";
    const said = element("span", "judged", states[known]);
    const name = element("strong", "", label);
    const line = element("p", "", name, ": ", said);
    return element("li", known, sign, element("div", "", line, element("p", "detail", detail)));
  });
  const [first, ...changes] = after;
  const rest = first ? [first, ...changes.map((change) => `- ${change}`)].join("\n") : "";
  return { before: head ?? text, part: element("ul", "checks", ...rows), after: rest };
}

function progress(text, { step, of, label }, words) {
  const bar = element("progress");
  bar.max = Number(of);
  bar.value = Number(step);
  bar.ariaHidden = "true"; // the words beside it say the same
  return { before: "", part: element("p", "step", filled(words.step, { step, of, label }), bar), after: text };
}

function readBack(text, { lines }, words, send) {
  const rows = lines.map(({ label, value, say }) => {
    const row = element("li", "", element("span", "label", label), element("span", "value", value));
    if (say) {
      const knob = element("button", "change", words.change, element("span", "for-readers", ` ${label}`));
      knob.type = "button";
      knob.addEventListener("click", () => send(say));
      row.append(knob);
    }
    return row;
  });
  const [before, after] = around(text, lines);
  return { before, part: element("ul", "read-back", ...rows), after };
}

/** What the text says before its list and after the last value in it. */
function around(text, lines) {
  const begin = text.search(/\n\s*[-•]\s/);
  const last = String(lines.at(-1)?.value ?? "");
  const end = last ? text.lastIndexOf(last) + last.length : -1;
  if (begin < 0 || end < begin) return [text, ""];
  return [text.slice(0, begin), text.slice(end).trim()];
}

/** Puts the parts of a reply into its bubble. */
export function furnish(card, { before, part, after }, words) {
  card.append(...(before ? [prose(before, words)] : []), part, ...(after ? [prose(after, words)] : []));
}
