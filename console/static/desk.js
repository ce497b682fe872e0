// The live desk: the inbox on the left, one conversation on the right, kept fresh by the desk's stream.

import { Conversation } from "./conversation.js";
import { Inbox } from "./inbox.js";
import { listen } from "./server.js";
import { loadWords, say } from "./words.js";

const toastBox = document.getElementById("toast");
const liveBox = document.getElementById("live");
let toastTimer = 0;

function toast(sentence) {
  toastBox.textContent = sentence;
  toastBox.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => (toastBox.hidden = true), 6000);
}

function fromAddress() {
  const found = /^#(\d+)$/.exec(location.hash);
  return found ? Number(found[1]) : null;
}

await loadWords();
const go = (number) => (location.hash = number === null ? "" : `#${number}`);
const conversation = new Conversation({ toast, open: go, leave: () => go(null) });
const list = new Inbox(go);
const quietly = (work) => work.catch((refusal) => toast(refusal.status === 401 ? say("gone") : refusal.message || say("failed")));

async function open() {
  const number = fromAddress();
  document.body.classList.toggle("reading", number !== null);
  if (number === null) return;
  list.select(number);
  await quietly(conversation.open(number));
}

addEventListener("hashchange", open);
listen({
  changed: (number) => {
    quietly(list.read());
    if (number === conversation.number) quietly(conversation.read());
  },
  live: (is) => {
    liveBox.textContent = say(is ? "live" : "reconnecting");
    liveBox.classList.toggle("off", !is);
    if (!is) return;
    quietly(list.read());
    quietly(conversation.read());
  },
});
await quietly(list.read());
await open();
