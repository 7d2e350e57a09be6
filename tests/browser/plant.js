// Puts each string into every part of every kind of reply; says for each whether it stayed mere words.
(chat, strings) =>
  strings.map((text) => {
    const line = { label: text, value: text, say: text, detail: text, state: text };
    const lists = { themes: [text], countries: [text] };
    const card = { id: text, acronym: text, title: text, lead: text, why: text, note: text, url: text, ...lists };
    const all = { head: text, after: [text, text], items: [card], lines: [line], reference: text, at: text, label: text };
    const kinds = ["partnerships", "progress", "read_back", "receipt", text].map((kind) => ({ ...all, step: 1, of: 2, kind }));
    for (const custom of [...kinds, { ...all, items: [line], kind: "checklist" }])
      chat.hear({ text, quick_replies: [{ title: text, payload: text }], metadata: { custom, lang: text } });
    const messages = chat.querySelector(".messages");
    const isOdd = (one) =>
      one.matches("script, img, iframe, svg, object, embed, style, form, a:not([href^='http'])") ||
      [...one.attributes].some(({ name }) => name.startsWith("on"));
    const odd = [...messages.querySelectorAll("*")].filter(isOdd).length;
    const rows = [...messages.querySelectorAll(".message")];
    const said = rows.length === 6 && rows.every((row) => row.textContent.includes(text.trim()));
    messages.replaceChildren();
    return odd === 0 && said;
  });
