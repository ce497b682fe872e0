// The messages, each as the server stored it; what is not there yet stands below them until it is.

import { element, icon } from "./dom.js";
import { markdown } from "./markdown.js";

const PICTURES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

export class Transcript {
  constructor(client, choose) {
    this.client = client;
    this.choose = choose;
    this.messages = [];
    this.waiting = new Map(); // by key: what was sent and is not in the transcript yet
    this.list = element("ol", { class: "messages" });
    this.unsent = element("ol", { class: "messages" });
    this.hello = element("div", { class: "hello" });
    this.down = element("button", { class: "down", type: "button", hidden: true, onclick: () => this.scroll() }, icon("down"));
    this.node = element("div", { class: "transcript", role: "log", "aria-live": "polite", tabindex: "0" }, this.hello, this.list, this.unsent);
    this.node.addEventListener("scroll", () => (this.down.hidden = this.rest() < 24));
  }

  relabel(texts, language) {
    this.texts = texts;
    this.language = language;
    this.down.setAttribute("aria-label", texts.down);
    this.hello.replaceChildren(element("p", {}, texts.welcome), element("p", { class: "small" }, texts.safety));
    this.list.replaceChildren(...this.messages.map((message) => this.row(message)));
    this.offerChoices();
    this.unsent.replaceChildren(...[...this.waiting.values()].map((item) => this.pendingRow(item)));
  }

  clear() {
    this.messages = [];
    this.list.replaceChildren();
  }

  show(message) {
    const follow = this.follows();
    const before = this.messages.at(-1);
    this.messages.push(message);
    this.list.append(this.row(message, before));
    this.offerChoices();
    if (message.from === "user") {
      for (const item of this.waiting.values()) if (item.seq && item.seq <= message.seq) this.drop(item);
      this.unsent.firstElementChild?.setAttribute("hidden", ""); // most likely this one, whose receipt is still on its way
    }
    if (follow || message.from === "user") this.toEnd();
  }

  // A line that stands here reads differently now.
  revise(message) {
    const at = this.messages.findIndex((other) => other.seq === message.seq);
    if (at === -1) return;
    this.messages[at] = { ...this.messages[at], ...message };
    this.list.children[at].replaceWith(this.row(this.messages[at]));
    this.offerChoices();
  }

  row(message, before = this.messages[this.messages.indexOf(message) - 1]) {
    const mine = message.from === "user";
    const again = before && before.from === message.from && before.name === message.name;
    const author = mine ? this.texts.you : (message.name ?? (message.from === "bot" ? this.texts.bot : this.texts.staff));
    const at = new Date(message.at);
    const time = at.toLocaleTimeString(this.language, { hour: "2-digit", minute: "2-digit" });
    return element(
      "li",
      { class: `message ${message.from}${again ? " again" : ""}` },
      element("span", { class: mine || again ? "author hidden" : "author" }, author),
      message.text && element("div", { class: "bubble", dir: "auto" }, this.words(message)),
      (message.files ?? []).map((file) => this.attachment(file)),
      element("time", { datetime: message.at }, message.edited ? `${time} · ${this.texts.edited}` : time),
    );
  }

  words(message) {
    if (message.from !== "user") return markdown(message.text);
    return message.text === "/human" ? this.texts.person : message.text;
  }

  // Only the newest message that has choices can be answered, and only while the visitor said nothing after it.
  offerChoices() {
    this.offered?.remove();
    const newest = this.messages.findLast((message) => message.choices || message.from === "user");
    if (!newest?.choices || this.waiting.size) return;
    const scores = newest.choices.length === 5 && newest.choices.every(({ label }, index) => label === String(index + 1));
    const buttons = newest.choices.map((choice) =>
      element(
        "button",
        { type: "button", onclick: () => this.choose(choice), "aria-label": scores ? this.texts.rate(choice.label) : null },
        choice.label,
      ),
    );
    const row = scores ? [element("span", {}, this.texts.poor), ...buttons, element("span", {}, this.texts.good)] : buttons;
    this.offered = element("div", { class: scores ? "choices scores" : "choices", role: "group" }, row);
    this.list.children[this.messages.indexOf(newest)].append(this.offered);
  }

  pending(item) {
    this.waiting.set(item.key, item);
    this.unsent.append(this.pendingRow(item));
    this.offerChoices();
    this.toEnd();
  }

  pendingRow(item) {
    const words = item.label ?? (item.text === "/human" ? this.texts.person : item.text);
    const files = (item.files ?? []).map((file) => element("span", { class: "file" }, icon("file"), file.blob.name));
    item.mark = element("span", { class: "mark" }, this.texts.sending);
    item.row = element("li", { class: "message user pending" }, words && element("div", { class: "bubble", dir: "auto" }, words), files, item.mark);
    return item.row;
  }

  connected(is) {
    for (const item of this.waiting.values()) item.mark.textContent = is ? this.texts.sending : this.texts.unsent;
  }

  // The server has it. Its own version may be here already; else the next message brings it.
  late(item) {
    item.mark.textContent = this.texts.late;
  }

  sent(item) {
    if (!item.seq || this.messages.some((message) => message.seq >= item.seq)) this.drop(item);
  }

  refused(item) {
    this.drop(item);
  }

  drop(item) {
    this.waiting.delete(item.key);
    item.row.remove();
    this.offerChoices();
  }

  attachment(file) {
    const holder = element("div", { class: "attachment" });
    const name = element("span", { dir: "auto" }, file.name);
    const button = element("button", { class: "file", type: "button", title: this.texts.download(file.name) }, icon("file"), name);
    button.addEventListener("click", () => this.download(file));
    holder.append(button);
    if (PICTURES.has(file.mime)) this.preview(file, holder, button);
    return holder;
  }

  // The token goes in a header, so a picture is fetched and shown from memory.
  async preview(file, holder, button) {
    try {
      file.url ??= URL.createObjectURL(await this.client.file(file.id));
      const picture = element("img", { src: file.url, alt: file.name, class: "picture", onload: () => this.follows() && this.toEnd() });
      button.replaceChildren(picture);
      button.classList.add("shown");
      holder.classList.add("shown");
    } catch {
      // The button still offers the download.
    }
  }

  async download(file) {
    const url = file.url ?? URL.createObjectURL(await this.client.file(file.id));
    element("a", { href: url, download: file.name }).click();
    if (!file.url) setTimeout(() => URL.revokeObjectURL(url), 60000);
  }

  rest() {
    return this.node.scrollHeight - this.node.clientHeight - this.node.scrollTop;
  }

  scroll() {
    this.node.scrollTo({ top: this.node.scrollHeight, behavior: "smooth" });
  }

  // Whether the visitor is where we brought them, or further down, and did not scroll back to read.
  follows() {
    return this.node.scrollTop >= (this.brought ?? 0) - 40;
  }

  // To the end, but not past the beginning of the newest message and what it answers, so a long one is read in order.
  toEnd() {
    const end = this.node.scrollHeight - this.node.clientHeight;
    const newest = this.waiting.size ? null : this.list.lastElementChild;
    const before = newest?.previousElementSibling;
    const top = (before?.classList.contains("user") ? before : newest)?.offsetTop ?? Infinity;
    this.brought = Math.max(0, Math.min(end, top - 14));
    this.node.scrollTop = this.brought;
    this.down.hidden = this.rest() < 24;
  }
}
