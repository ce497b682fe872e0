// Where an operator writes: a reply for the user, a note for colleagues, or a command as in every other desk.

import { element } from "/chat/dom.js";
import { newKey } from "./server.js";
import { say } from "./words.js";

const COMMANDS = { "/claim": "claim", "/release": "release", "/resolve": "resolve", "/reopen": "reopen" };
const WITH_WORDS = { "/note": ["note", "text"], "/transfer": ["transfer", "to"] };

export class Composer {
  constructor(order, toast) {
    this.order = order;
    this.toast = toast;
    this.tabs = ["reply", "note"].map((kind) => element("button", { type: "button", "data-kind": kind, onclick: () => this.turn(kind === "note") }, say(kind)));
    this.input = element("textarea", { rows: "2", maxlength: "16384", dir: "auto", "data-box": "reply" });
    this.submit = element("button", { class: "primary" });
    this.node = element("form", { class: "composer" }, element("div", { class: "tabs", role: "group" }, this.tabs), element("div", { class: "writing" }, this.input, this.submit));
    this.node.addEventListener("submit", (event) => {
      event.preventDefault();
      this.finish();
    });
    this.input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.finish();
    });
    this.turn(false);
  }

  get draft() {
    return { text: this.input.value, note: this.note };
  }

  set draft({ text, note }) {
    this.input.value = text;
    this.turn(note);
  }

  turn(note) {
    this.note = note;
    for (const tab of this.tabs) tab.setAttribute("aria-pressed", (tab.dataset.kind === "note") === note);
    this.node.classList.toggle("noting", note);
    this.input.placeholder = say(note ? "note_placeholder" : "reply_placeholder");
    this.input.setAttribute("aria-label", this.input.placeholder);
    this.submit.textContent = say(note ? "save_note" : "send");
    this.input.focus();
  }

  // A resolved conversation is reopened by a reply, so writing stays possible; the look says that it is over.
  enable(open) {
    this.node.classList.toggle("over", !open);
  }

  async finish() {
    const text = this.input.value.trim();
    if (!text || this.sending) return;
    const found = this.note ? ["note", { text }] : this.read(text);
    if (!found) return;
    this.sending = true;
    this.retried ??= { text, key: newKey() }; // the same words again after a failure are the same reply
    if (this.retried.text !== text) this.retried = { text, key: newKey() };
    const done = await this.order(...found, this.retried.key);
    this.sending = false;
    if (!done) return;
    this.retried = undefined;
    this.input.value = "";
    if (this.note) this.turn(false);
  }

  read(text) {
    if (!text.startsWith("/")) return ["reply", { text }];
    const [word, ...rest] = text.split(/\s+/);
    const words = text.slice(word.length).trim();
    const name = word.toLowerCase();
    if (name in COMMANDS) return [COMMANDS[name], {}];
    if (name in WITH_WORDS && rest.length) return [WITH_WORDS[name][0], { [WITH_WORDS[name][1]]: words }];
    this.toast(say("unknown_command", { word }));
    return null;
  }
}
