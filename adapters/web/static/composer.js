// Where the visitor writes: Enter sends, Shift+Enter breaks the line, files by button, paste or drop.

import { element, icon } from "./dom.js";

const MAX_FILE = 10 * 1024 * 1024;
const MAX_TEXT = 16384;
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g; // alone they say nothing
const MAX_FILES = 10;

export class Composer {
  constructor(send, say) {
    this.send = send;
    this.say = say;
    this.files = [];
    this.input = element("textarea", { rows: "1", enterkeyhint: "send", dir: "auto" });
    this.picker = element("input", { type: "file", multiple: true, hidden: true, tabindex: "-1" });
    this.clip = element("button", { class: "plain", type: "button", onclick: () => this.picker.click() }, icon("clip"));
    this.submit = element("button", { class: "send", type: "submit" }, icon("send"));
    this.chosen = element("div", { class: "chosen" });
    this.node = element("form", {}, this.chosen, element("div", { class: "writing" }, this.clip, this.input, this.submit), this.picker);
    this.listen();
  }

  listen() {
    this.node.addEventListener("submit", (event) => {
      event.preventDefault();
      this.finish();
    });
    this.input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.finish();
    });
    this.input.addEventListener("input", () => this.grow());
    this.picker.addEventListener("change", () => this.add(this.picker.files));
    this.input.addEventListener("paste", (event) => this.add(event.clipboardData.files));
    this.node.addEventListener("dragover", (event) => event.preventDefault());
    this.node.addEventListener("drop", (event) => {
      event.preventDefault();
      this.add(event.dataTransfer.files);
    });
  }

  relabel(texts) {
    this.texts = texts;
    this.input.placeholder = texts.placeholder;
    this.input.setAttribute("aria-label", texts.placeholder);
    this.clip.setAttribute("aria-label", texts.attach);
    this.submit.setAttribute("aria-label", texts.send);
    this.showFiles();
  }

  focus() {
    this.input.focus();
  }

  grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 140)}px`;
  }

  add(list) {
    for (const blob of list) {
      if (blob.size > MAX_FILE) this.say("too_large");
      else if (blob.size && this.files.length < MAX_FILES) this.files.push({ blob });
    }
    this.picker.value = "";
    this.showFiles();
  }

  showFiles() {
    this.chosen.replaceChildren(...this.files.map((file) => this.chip(file)));
  }

  chip(file) {
    const forget = () => {
      this.files = this.files.filter((other) => other !== file);
      this.showFiles();
    };
    const label = `${this.texts.remove}: ${file.blob.name}`;
    const remove = element("button", { class: "plain", type: "button", "aria-label": label, onclick: forget }, icon("close"));
    return element("span", { class: "file" }, icon("file"), element("span", { dir: "auto" }, file.blob.name), remove);
  }

  finish() {
    const text = this.input.value.trim();
    if (!text.replace(INVISIBLE, "") && !this.files.length) return;
    if (text.length > MAX_TEXT) {
      this.say("too_large"); // the text stays where it is, so that it can be shortened
      return;
    }
    this.send({ text, files: this.files });
    this.input.value = "";
    this.files = [];
    this.showFiles();
    this.grow();
  }
}
