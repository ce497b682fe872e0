// Where an operator writes: a reply for the user, a note for colleagues, or a command as in every other desk.

import { element } from "/chat/dom.js";
import { read } from "./commands.js";
import { Palette } from "./palette.js";
import { newKey } from "./server.js";
import { say } from "./words.js";

const KEYBOARD = matchMedia("(hover: hover)"); // on a phone, focus would bring up the keyboard over the conversation

export class Composer {
  constructor(number, { order, toast, escape }) {
    Object.assign(this, { order, toast, escape });
    this.tabs = ["reply", "note"].map((kind) => element("button", { type: "button", "data-kind": kind, onclick: () => this.turn(kind === "note") }, say(kind)));
    this.input = element("textarea", { rows: "2", maxlength: "16384", dir: "auto", "data-box": "reply" });
    this.submit = element("button", { class: "primary" });
    this.palette = new Palette(this.input, number, (choice) => this.picked(choice));
    const slash = element("button", { type: "button", class: "slash", "aria-label": say("palette"), title: say("palette"), onclick: () => this.type("/") }, "/");
    this.node = element(
      "form",
      { class: "composer" },
      element("div", { class: "tabs", role: "group" }, this.tabs, slash),
      element("div", { class: "writing" }, this.palette.list, this.input, this.submit),
    );
    this.node.addEventListener("submit", (event) => {
      event.preventDefault();
      this.finish();
    });
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.turn(false);
  }

  get draft() {
    return { text: this.input.value, note: this.note };
  }

  set draft({ text, note }) {
    this.input.value = text;
    this.turn(note);
  }

  key(event) {
    if (event.isComposing) return;
    if (this.palette.key(event)) event.preventDefault();
    else if (event.key === "Escape") this.escape();
    else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.finish();
    }
  }

  type(text) {
    this.draft = { text, note: false };
    this.input.focus();
    this.palette.look();
  }

  // What could not be sent, or was taken back, stands in the box again; the same words are the same reply.
  putBack(text, key) {
    if (this.input.value.trim()) return;
    this.draft = { text, note: false };
    this.retried = { text, key };
  }

  picked({ fill, order }) {
    if (fill === undefined) return this.finish(order);
    this.type(fill);
    return undefined;
  }

  turn(note) {
    this.note = note;
    for (const tab of this.tabs) tab.setAttribute("aria-pressed", (tab.dataset.kind === "note") === note);
    this.node.classList.toggle("noting", note);
    this.input.placeholder = say(note ? "note_placeholder" : "reply_placeholder");
    this.input.setAttribute("aria-label", this.input.placeholder);
    this.submit.textContent = say(note ? "save_note" : "send");
    this.palette.close();
    if (KEYBOARD.matches) this.input.focus();
  }

  // A resolved conversation is reopened by a reply, so writing stays possible; the look says that it is over.
  enable(open) {
    this.node.classList.toggle("over", !open);
  }

  async finish(chosen = undefined) {
    const text = this.input.value.trim();
    if ((!text && !chosen) || this.sending) return;
    const found = chosen ?? (this.note ? ["note", { text }] : this.read(text));
    if (!found) return;
    this.sending = true;
    this.palette.close();
    this.retried ??= { text, key: newKey() }; // the same words again after a failure are the same reply
    if (this.retried.text !== text) this.retried = { text, key: newKey() };
    const { key } = this.retried;
    this.input.value = "";
    const done = await this.order(...found, key);
    this.sending = false;
    if (done) {
      if (this.retried?.key === key) this.retried = undefined;
      if (this.note) this.turn(false);
    } else this.putBack(text, key);
  }

  read(text) {
    const { verb, body, wrong, word } = read(text);
    if (!wrong) return [verb, body];
    this.toast(say(wrong, { word }));
    return null;
  }
}
