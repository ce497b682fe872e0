// One conversation on the right: who has it, what was said, and what can be done now.

import { Composer } from "./composer.js";
import { element } from "/chat/dom.js";
import { command, conversation } from "./server.js";
import { transcript } from "./transcript.js";
import { say } from "./words.js";

const DEEDS = {
  with_bot: ["claim", "resolve"],
  waiting: ["claim", "transfer", "resolve"],
  with_operator: ["claim", "release", "transfer", "resolve"],
  resolved: ["reopen"],
};

export class Conversation {
  constructor(toast) {
    this.toast = toast;
    this.me = document.querySelector('meta[name="operator"]').content;
    this.place = document.getElementById("conversation");
    this.number = null;
    this.drafts = new Map();
    this.folds = new Map();
    this.place.append(element("p", { class: "empty" }, say("empty_desk")));
  }

  async open(number) {
    if (this.number !== number) {
      if (this.composer) this.drafts.set(this.number, this.composer.draft);
      this.number = number;
      this.build();
      this.composer.draft = this.drafts.get(number) ?? { text: "", note: false };
    }
    await this.read();
  }

  build() {
    this.head = element("header", { class: "head" });
    this.log = element("div", { class: "log", role: "log", tabindex: "0" });
    this.composer = new Composer((verb, body, key) => this.order(verb, body, key), (sentence) => this.toast(sentence));
    this.brief = element("div");
    this.place.replaceChildren(this.head, this.brief, this.log, this.composer.node);
  }

  async read() {
    const number = this.number;
    if (number === null) return;
    const view = await conversation(number);
    if (this.number !== number) return; // another one was opened meanwhile
    const follow = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 120 || !this.log.children.length;
    this.head.replaceChildren(this.title(view), this.deeds(view));
    this.brief.replaceChildren(...this.card(view));
    this.log.replaceChildren(this.history(view), transcript(view));
    if (follow) this.log.scrollTop = this.log.scrollHeight;
    this.composer.enable(view.stage !== "resolved");
  }

  title(view) {
    const owner = view.owner === null ? "owner_nobody" : view.owner === this.me ? "owner_me" : "owner";
    const facts = [view.channel, view.language, view.team, view.position && say("position", { place: view.position })];
    return element(
      "div",
      { class: "title" },
      element("h1", {}, `#${view.number} `, element("span", { dir: "auto" }, view.name ?? say("visitor"))),
      element(
        "p",
        {},
        element("span", { class: `tag ${view.stage}` }, say(`stage_${view.stage}`)),
        ["urgent", "high"].includes(view.priority) && element("span", { class: `tag ${view.priority}` }, say(view.priority)),
        view.stage !== "resolved" && element("span", { class: "owner", dir: "auto" }, say(owner, { name: view.owner })),
        facts.filter(Boolean).map((fact) => element("span", { class: "fact", dir: "auto" }, fact)),
      ),
    );
  }

  deeds(view) {
    const possible = DEEDS[view.stage].filter((verb) => verb !== "claim" || view.owner !== this.me);
    return element(
      "div",
      { class: "deeds" },
      possible.map((verb) =>
        element("button", { type: "button", class: verb === "claim" ? "primary" : "quiet", "data-verb": verb, onclick: () => this.deed(verb) }, say(verb)),
      ),
    );
  }

  deed(verb) {
    if (verb !== "transfer") return this.order(verb);
    const to = element("input", { name: "to", required: true, maxlength: "100", autocomplete: "off" });
    const form = element(
      "form",
      { method: "dialog", class: "fields" },
      element("label", {}, say("transfer_to"), to),
      element(
        "p", { class: "deeds" },
        element("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, say("cancel")),
        element("button", { class: "primary", value: "go" }, say("transfer")),
      ),
    );
    const dialog = element("dialog", {}, form);
    dialog.addEventListener("close", () => {
      if (dialog.returnValue === "go" && to.value.trim()) this.order("transfer", { to: to.value.trim() });
      dialog.remove();
    });
    document.body.append(dialog);
    dialog.showModal();
    return undefined;
  }

  // True once it is done; a refusal is said as the desk said it.
  async order(verb, body = {}, key = undefined) {
    try {
      await command(this.number, verb, body, key);
      await this.read();
      return true;
    } catch (refusal) {
      this.toast(refusal.status === 401 ? say("gone") : refusal.message || say("failed"));
      if (refusal.status === 409) this.read();
      return false;
    }
  }

  // Stays above the transcript, since it is what an operator wants to see first.
  card(view) {
    if (!view.briefing.length) return [];
    const lines = view.briefing.map((line) => element("li", { dir: "auto" }, line));
    return [this.folding("briefing", true, element("ul", {}, lines))];
  }

  history(view) {
    const lines = view.history.map((line) => element("li", {}, `${new Date(line.at).toLocaleString(document.documentElement.lang)} · ${line.kind} · ${line.actor}`));
    return this.folding("history", false, element("ol", {}, lines));
  }

  // A part that stays open or shut as the operator left it.
  folding(name, open, ...children) {
    const box = element("details", { class: name }, element("summary", {}, say(name)), children);
    box.open = this.folds.get(name) ?? open;
    box.addEventListener("toggle", () => this.folds.set(name, box.open));
    return box;
  }
}
