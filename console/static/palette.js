// The list above the composer: what can be typed after a slash, saved replies, entries of the FAQ, and whom to pass on to.

import { element } from "/chat/dom.js";
import { COMMANDS } from "./commands.js";
import { colleagues, entries, snippets } from "./server.js";
import { say } from "./words.js";

const MOST = 8;

export class Palette {
  // `pick` gets what was chosen: {fill: text for the box} or {order: [verb, body]}.
  constructor(input, number, pick) {
    Object.assign(this, { input, number, pick, items: [], at: 0, asking: 0 });
    this.list = element("ul", { class: "palette", role: "listbox", id: "palette", "aria-label": say("palette"), hidden: true });
    input.setAttribute("aria-controls", "palette");
    input.setAttribute("aria-autocomplete", "list");
    input.addEventListener("input", () => this.look());
    input.addEventListener("blur", () => setTimeout(() => this.close(), 150)); // a click on an item comes first
  }

  get open() {
    return !this.list.hidden;
  }

  close() {
    this.asking += 1;
    this.list.hidden = true;
    this.input.removeAttribute("aria-activedescendant");
  }

  // True where the key was for the list. Enter on a word that is complete as it stands is an order, not a choice.
  key(event) {
    if (!this.open) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.move(step);
    else if (event.key === "Escape") this.close();
    else if (event.key === "Tab" || (event.key === "Enter" && (this.moved || !this.complete()))) this.take(this.items[Math.max(this.at, 0)]);
    else return false;
    return true;
  }

  complete() {
    const text = this.input.value.trim().toLowerCase();
    return /\s/.test(text) || COMMANDS.some(({ verb, more }) => !more && text === `/${verb}`);
  }

  move(step) {
    this.moved = true;
    this.at = this.at < 0 && step < 0 ? this.items.length - 1 : (this.at + step + this.items.length) % this.items.length;
    this.mark();
  }

  take(item) {
    this.close();
    this.pick(item.does);
  }

  // What fits what was typed so far; slower answers than the newest are thrown away.
  async look() {
    const text = this.input.value;
    const mine = (this.asking += 1);
    if (!text.startsWith("/") || text.includes("\n")) return this.close();
    const found = await this.fitting(text).catch(() => []);
    if (mine !== this.asking) return undefined;
    this.items = found.slice(0, MOST);
    this.at = /\s/.test(text) ? -1 : 0; // behind a word, what is typed counts until somebody chooses
    this.moved = false;
    if (!this.items.length) return this.close();
    this.list.replaceChildren(...this.items.map((item, index) => this.line(item, index)));
    this.list.hidden = false;
    return this.mark();
  }

  async fitting(text) {
    const [word] = text.split(/\s/, 1);
    const rest = text.slice(word.length).trim();
    if (word === text) return this.words(text.slice(1).toLowerCase());
    switch (word.toLowerCase()) {
      case "/snippet":
        return this.saved(rest.toLowerCase());
      case "/faq":
        return this.known(rest, "faq");
      case "/teach":
        return this.known(rest, "teach");
      case "/transfer":
        return people(rest);
      default:
        return [];
    }
  }

  async words(typed) {
    const orders = COMMANDS.filter(({ verb }) => verb.startsWith(typed)).map(({ verb, more }) => ({
      label: `/${verb}`,
      hint: say(`do_${verb}`),
      does: more ? { fill: `/${verb} ` } : { order: [verb, {}] },
    }));
    const saved = await this.saved(typed).catch(() => []);
    return typed ? [...saved, ...orders] : [...saved.slice(0, 3), ...orders];
  }

  async saved(typed) {
    this.snippets ??= (await snippets(this.number)).snippets;
    const near = this.snippets.filter(({ name }) => name.toLowerCase().includes(typed));
    return near.map(({ name, text }) => ({ label: name, hint: text, tag: say("snippet"), does: { fill: text } }));
  }

  async known(words, verb) {
    const found = await likely(words, this.number);
    return found.map(({ id, title, hint, tag }) => ({ label: title, hint, tag, does: { order: [verb, { words: id }] } }));
  }

  line(item, index) {
    return element(
      "li",
      { role: "option", id: `palette-${index}`, "data-label": item.label, onmousedown: (event) => event.preventDefault(), onclick: () => this.take(item) },
      element("b", { dir: "auto" }, item.label),
      item.tag && element("span", { class: "tag plain" }, item.tag),
      element("span", { class: "choice-hint", dir: "auto" }, item.hint),
    );
  }

  mark() {
    [...this.list.children].forEach((line, index) => line.setAttribute("aria-selected", index === this.at));
    if (this.at < 0) return this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-activedescendant", `palette-${this.at}`);
    return this.list.children[this.at].scrollIntoView({ block: "nearest" });
  }
}

// Entries that these words may mean; those that surely are not meant are left out.
export async function likely(words, number) {
  const found = (await entries(words, number)).entries.filter(({ confidence }) => confidence === undefined || confidence >= 0.01);
  return found.map(({ id, title, text, confidence }) => ({
    id, title, hint: text.replace(/[*`]/g, ""), tag: confidence === undefined ? "" : percent(confidence),
  }));
}

export const percent = (confidence) => `${Math.round(confidence * 100)} %`;

// Teams first, then whoever has the least to do; as `choose` and the palette show them.
export async function people(typed) {
  const { teams, people: staff } = await colleagues();
  const me = document.querySelector('meta[name="operator"]').content;
  const others = staff.filter(({ name }) => name !== me).sort((a, b) => a.muted - b.muted || a.conversations - b.conversations);
  const lines = [
    ...teams.map((name) => ({ value: name, label: name, tag: say("team"), hint: "" })),
    ...others.map(({ name, conversations, muted, role }) => ({
      value: name, label: name, tag: say(`role_${role}`), hint: muted ? say("is_muted") : say("has_conversations", { n: conversations }),
    })),
  ];
  const near = lines.filter(({ label }) => label.toLowerCase().includes(typed.toLowerCase()));
  return near.map((line) => ({ ...line, does: { order: ["transfer", { to: line.value }] } }));
}
