// The receipt of an expression of interest: to read, to print, or to save as a text file.

import { element } from "./bubbles.js";

export function receipt(text, { reference, at, lines }, words) {
  const rows = [[words.reference, reference], [words.received, at], ...lines.map(({ label, value }) => [label, value])].filter(
    ([, value]) => value,
  );
  const facts = rows.map(([label, value]) =>
    element("div", "fact", element("dt", "", label), element("dd", "", String(value))),
  );
  const print = knob(words.print, () => printed(paper));
  const save = knob(words.save, () => saved(`${reference}.txt`, text, rows));
  const paper = element("section", "receipt", element("h3", "", words.receipt), element("dl", "", ...facts));
  paper.ariaLabel = `${words.receipt} ${reference}`;
  paper.append(element("p", "knobs", print, save));
  return { before: text, part: paper, after: "" };
}

function knob(label, act) {
  const made = element("button", "again", label);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

/** Print this receipt and nothing else of the page. */
function printed(paper) {
  const row = paper.closest(".message");
  document.body.classList.add("prints-receipt");
  row.classList.add("prints");
  window.print();
  row.classList.remove("prints");
  document.body.classList.remove("prints-receipt");
}

function saved(name, text, rows) {
  const words = [text, "", ...rows.map(([label, value]) => `${label}: ${value}`), ""].join("\n");
  const url = URL.createObjectURL(new Blob([words], { type: "text/plain" }));
  const way = element("a");
  way.href = url;
  way.download = name.replace(/[^\w.-]/g, "_");
  way.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
