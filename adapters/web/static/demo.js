// The demo page around the widget: its words in the language of the chat, and questions to try.

import { element } from "./dom.js";
import { TEXTS, pickLanguage } from "./texts.js";

const page = document.querySelector("main");

function host() {
  return document.getElementById("frontdesk-chat");
}

function fill(language) {
  const t = TEXTS[language];
  document.documentElement.lang = language;
  for (const node of page.querySelectorAll("[data-text]")) node.textContent = t[node.dataset.text];
  const ask = (text) => element("button", { type: "button", onclick: () => host().dispatchEvent(new CustomEvent("frontdesk:ask", { detail: text })) }, text);
  page.querySelector(".asks").replaceChildren(...t.demo_asks.map(ask));
  const point = ([title, text]) => element("li", {}, element("h3", {}, title), element("p", {}, text));
  page.querySelector(".points").replaceChildren(...t.demo_points.map(point));
}

function begin() {
  const chat = host();
  if (!chat) return requestAnimationFrame(begin);
  chat.addEventListener("frontdesk:spoken", (event) => fill(event.detail));
  return undefined;
}

let stored;
try {
  stored = localStorage.getItem("frontdesk:language");
} catch {
  stored = undefined;
}
page.querySelector("code").textContent = `<script src="${location.origin}/widget.js" async></script>`;
fill(pickLanguage(stored ?? undefined));
begin();
