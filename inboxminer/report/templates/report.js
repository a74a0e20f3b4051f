"use strict";
const quotes = JSON.parse(document.getElementById("quotes").textContent);
const panel = document.getElementById("panel");
const list = panel.querySelector(".list");
const title = panel.querySelector("h2");

function piece(name, text, kind) {
  const element = document.createElement(name);
  element.textContent = text;
  if (kind) element.className = kind;
  return element;
}

function shown(quote) {
  const block = piece("blockquote", "", quote.p);
  const words = document.createElement("bdi");
  words.dir = "auto";
  words.lang = quote.l;
  if (quote.b) words.append(piece("span", quote.b + " ", "around"));
  if (quote.q) words.append(piece("mark", quote.q));
  if (quote.a) words.append(piece("span", " " + quote.a, "around"));
  const meta = piece("span", quote.m.join(" · ") + " · ", "meta");
  const id = piece("code", quote.id);
  id.dir = "ltr";
  meta.append(id);
  block.append(words, meta);
  return block;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-quotes]");
  if (button) {
    title.textContent = button.dataset.title || button.textContent;
    const numbers = button.dataset.quotes.split(" ").filter(Boolean);
    list.replaceChildren(...numbers.map((n) => shown(quotes[Number(n)])));
    panel.showModal();
    panel.scrollTop = 0;
  }
  if (event.target === panel || event.target.closest(".head button")) panel.close();
});
