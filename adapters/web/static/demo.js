// The demo page around the widget: its words in the language of the chat, and questions to try.

import { element } from "./dom.js";
import { TEXTS, pickLanguage } from "./texts.js";

const page = document.querySelector("main");

// The chat loads by itself and may come later than a quick click: what is asked before then waits for it.
const chat = new Promise((resolve) => {
  const look = () => {
    const host = document.getElementById("frontdesk-chat");
    if (host) resolve(host);
    else requestAnimationFrame(look);
  };
  look();
});

async function put(question) {
  (await chat).dispatchEvent(new CustomEvent("frontdesk:ask", { detail: question }));
}

function fill(language) {
  const t = TEXTS[language];
  document.documentElement.lang = language;
  for (const node of page.querySelectorAll("[data-text]")) node.textContent = t[node.dataset.text];
  const ask = (text) => element("button", { type: "button", onclick: () => put(text) }, text);
  page.querySelector(".asks").replaceChildren(...t.demo_asks.map(ask));
  const point = ([title, text]) => element("li", {}, element("h3", {}, title), element("p", {}, text));
  page.querySelector(".points").replaceChildren(...t.demo_points.map(point));
}

let stored;
try {
  stored = localStorage.getItem("frontdesk:language");
} catch {
  stored = undefined;
}
page.querySelector("code").textContent = `<script src="${location.origin}/widget.js" async></script>`;
fill(pickLanguage(stored ?? undefined));
chat.then((host) => host.addEventListener("frontdesk:spoken", (event) => fill(event.detail)));
