// What can be done with a conversation: the buttons that fit its stage, and the questions that some of them ask first.

import { element } from "/chat/dom.js";
import { choose, howLong, sure } from "./dialogs.js";
import { likely, people } from "./palette.js";
import { contact } from "./server.js";
import { say } from "./words.js";

const MAIN = {
  with_bot: ["claim", "resolve"],
  waiting: ["claim", "transfer", "resolve"],
  with_operator: ["claim", "release", "transfer", "resolve"],
  resolved: ["reopen"],
};

const me = document.querySelector('meta[name="operator"]').content;
const leads = document.querySelector('meta[name="role"]').content !== "operator";

// `order(verb, body)` carries it out; `who()` shows the person.
export function deeds(view, order, who) {
  const main = MAIN[view.stage].filter((verb) => verb !== "claim" || view.owner !== me);
  const others = more(view).map((verb) => button(verb, view, order, "link"));
  others.unshift(element("button", { type: "button", class: "link narrow", onclick: who }, say("person"))); // no room beside
  const menu = element("details", { class: "menu" }, element("summary", { class: "quiet" }, say("more_deeds")), element("div", { class: "menu-list" }, others));
  menu.addEventListener("click", (event) => event.target.closest("button") && (menu.open = false));
  menu.addEventListener("keydown", (event) => event.key === "Escape" && (menu.open = false));
  menu.addEventListener("focusout", (event) => menu.contains(event.relatedTarget) || (menu.open = false));
  const person = element("button", { type: "button", class: "quiet", "data-verb": "who", onclick: who }, say("person"));
  return element("div", { class: "deeds" }, main.map((verb) => button(verb, view, order, verb === "claim" ? "primary" : "quiet")), person, menu);
}

function more(view) {
  const open = view.stage !== "resolved";
  return [
    view.stage === "with_operator" && (leads || view.owner === me) && "snooze",
    view.stage === "with_operator" && (leads || view.owner === me) && "resolve_later",
    "teach",
    open && leads && "merge",
    view.blocked ? "unblock" : "block",
  ].filter(Boolean);
}

const button = (verb, view, order, look) =>
  element("button", { type: "button", class: look, "data-verb": verb, onclick: () => deed(verb, view, order) }, say(verb === "teach" ? "wrong_answer" : verb));

async function deed(verb, view, order) {
  const body = await (QUESTIONS[verb] ?? (() => ({})))(view);
  if (body) await order(verb === "resolve_later" ? "resolve" : verb, body);
}

const QUESTIONS = {
  transfer: async () => filled("to", await choose({ title: say("transfer_to"), label: say("transfer_label"), go: say("transfer"), search: people, free: true })),
  snooze: async () => filled("span", await howLong({ title: say("snooze_title"), go: say("snooze"), usual: ["30m", "2h", "1d", "3d"] })),
  resolve_later: async () => filled("after", await howLong({ title: say("resolve_later_title"), go: say("resolve"), usual: ["2h", "1d", "3d"] })),
  teach: (view) => right(view),
  merge: async (view) => {
    const into = await choose({ title: say("merge_title"), label: say("merge_label"), go: say("merge"), search: (words) => joined(view, words), free: true });
    return filled("number", Number(into?.replace("#", "")) || null);
  },
  block: async () => (await sure({ title: say("block_title"), words: say("block_words"), go: say("block") })) && {},
};

const filled = (name, value) => (value ? { [name]: value } : null);

// The entry that should have answered, which is not the `wrong` one; for this question of the user, else for the last.
export async function right(view, question = undefined, wrong = undefined) {
  const search = async (words) => {
    const found = await likely(words || question?.text.slice(0, 400) || "", view.number);
    return found.filter(({ id }) => id !== wrong).map(({ id, title, hint, tag }) => ({ value: id, label: title, hint, tag }));
  };
  const words = await choose({ title: say("teach_title"), label: say("teach_label"), go: say("teach"), search });
  return words && { words, message: question?.seq };
}

async function joined(view, words) {
  const found = await contact(view.contact);
  return found.conversations
    .filter((row) => row.stage !== "resolved" && row.number !== view.number && `${row.number}`.includes(words.replace("#", "")))
    .map((row) => ({ value: row.number, label: `#${row.number}`, hint: row.last }));
}
