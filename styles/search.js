// Searches the pages of the book. No network: the texts stand in this file, in `pages`, so that it works from disk.
"use strict";

(() => {
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const texts = pages.map(([path, title, text]) => ({ path, title, text, plain: plain(title + " " + text) }));
  const form = document.querySelector("form.find");
  const field = form.querySelector("input");
  const status = document.querySelector("[role=status]");
  const found = document.querySelector("ol.found");

  // A few words around the first place where a word stands.
  const around = (text, word) => {
    const at = Math.max(0, text.toLowerCase().indexOf(word));
    const from = Math.max(0, at - 60);
    return (from ? "… " : "") + text.slice(from, at + 100).trim() + (at + 100 < text.length ? " …" : "");
  };

  const search = () => {
    const words = plain(field.value).split(/\s+/u).filter(Boolean);
    found.replaceChildren();
    status.textContent = "";
    if (!words.length) return;
    const count = (text) => words.reduce((sum, word) => sum + text.split(word).length - 1, 0);
    const hits = texts
      .filter(({ plain }) => words.every((word) => plain.includes(word)))
      .map((page) => ({ ...page, count: count(page.plain) }))
      .sort((a, b) => b.count - a.count);
    status.textContent = String(hits.length);
    for (const { path, title, text } of hits) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      const words_around = document.createElement("p");
      link.href = path;
      link.textContent = title || path;
      words_around.textContent = around(text, words[0]);
      item.append(link, words_around);
      found.append(item);
    }
  };

  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search();
  });
  field.addEventListener("input", search);
})();
