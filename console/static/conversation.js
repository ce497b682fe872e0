// One conversation on the right: who has it, what was said, and what can be done now.

import { element } from "/chat/dom.js";
import { Composer } from "./composer.js";
import { deeds, right } from "./deeds.js";
import { Person } from "./person.js";
import { command, conversation, entries, newKey } from "./server.js";
import { transcript } from "./transcript.js";
import { HELD, Outgoing } from "./unsend.js";
import { clock, say } from "./words.js";

export class Conversation {
  // `toast` says a sentence; `leave` goes back to the list.
  constructor({ toast, open, leave }) {
    Object.assign(this, { toast, leave, number: null, drafts: new Map(), folds: new Map() });
    this.me = document.querySelector('meta[name="operator"]').content;
    this.place = document.getElementById("conversation");
    this.person = new Person(open);
    this.outgoing = new Outgoing({
      back: (order) => this.takenBack(order),
      refused: (order, refusal) => this.refused(order, refusal),
      sent: ({ number }) => number === this.number && this.read().catch(() => undefined), // else the stream tells
    });
    this.place.append(element("p", { class: "empty" }, say("empty_desk")));
  }

  async open(number) {
    if (this.number !== number) {
      if (this.composer) this.drafts.set(this.number, this.composer.draft);
      this.number = number;
      this.view = null;
      this.build();
      this.composer.draft = this.drafts.get(number) ?? { text: "", note: false };
    }
    await this.read();
  }

  build() {
    this.head = element("header", { class: "head" });
    this.log = element("div", { class: "log", role: "log", tabindex: "0", "aria-label": say("transcript") });
    this.composer = new Composer(this.number, { order: (verb, body, key) => this.order(verb, body, key), toast: this.toast, escape: () => this.escape() });
    this.brief = element("div");
    const main = element("div", { class: "talk" }, this.brief, this.log, this.outgoing.node, this.composer.node);
    this.person.node.hidden = true;
    this.place.replaceChildren(this.head, element("div", { class: "beside" }, main, this.person.node));
  }

  async read() {
    const number = this.number;
    if (number === null) return;
    const view = await conversation(number);
    if (this.number !== number) return; // another one was opened meanwhile
    const follow = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 120 || !this.log.children.length;
    const first = this.view === null;
    this.view = view;
    this.drawHead(view);
    this.brief.replaceChildren(...this.card(view));
    this.log.replaceChildren(this.history(view), transcript(view, this.lineDeeds(view)));
    if (follow) this.log.scrollTop = this.log.scrollHeight;
    this.composer.enable(view.stage !== "resolved");
    if (first || this.person.shown) await this.person.show(view);
  }

  // Drawn anew only when it says something else, so that an open menu and the focus stay.
  drawHead(view) {
    const { messages, notes, history, briefing, last, last_at, unread, ...facts } = view;
    const says = JSON.stringify(facts);
    if (this.head.children.length && says === this.headSays) return;
    this.headSays = says;
    const menu = this.head.querySelector(".menu")?.open;
    const focused = this.head.contains(document.activeElement) && document.activeElement.dataset.verb;
    const back = element("button", { type: "button", class: "quiet back", "aria-label": say("back"), onclick: () => this.leave() }, "←");
    this.head.replaceChildren(back, this.title(view), deeds(view, (verb, body) => this.order(verb, body), () => this.who()));
    this.head.querySelector(".menu").open = Boolean(menu);
    if (focused) (this.head.querySelector(`[data-verb="${focused}"]`) ?? this.composer.input).focus();
  }

  title(view) {
    const owner = view.owner === null ? "owner_nobody" : view.owner === this.me ? "owner_me" : "owner";
    const facts = [
      view.channel, view.language, view.team,
      view.position && say("position", { place: view.position }),
      view.wanted && say("wanted", { name: view.wanted }),
      view.snoozed_until && say("snoozed_until", { at: clock(view.snoozed_until) }),
      view.resolve_at && say("resolves_at", { at: clock(view.resolve_at) }),
      view.into && say("merged_into", { number: view.into }),
    ];
    return element(
      "div",
      { class: "title" },
      element("h1", {}, `#${view.number} `, element("span", { dir: "auto" }, view.name ?? say("visitor"))),
      element(
        "p",
        {},
        element("span", { class: `tag ${view.stage}` }, say(`stage_${view.stage}`)),
        ["urgent", "high"].includes(view.priority) && element("span", { class: `tag ${view.priority}` }, say(view.priority)),
        view.goal && element("span", { class: `tag ${view.goal}` }, say(view.goal)),
        view.for_lead && element("span", { class: "tag lead" }, say("for_lead")),
        view.blocked && element("span", { class: "tag blocked" }, say("blocked")),
        view.stage !== "resolved" && element("span", { class: "owner", dir: "auto" }, say(owner, { name: view.owner })),
        facts.filter(Boolean).map((fact) => element("span", { class: "fact", dir: "auto" }, fact)),
      ),
    );
  }

  lineDeeds(view) {
    return {
      send: (one) => this.order("faq", { words: one.entry }),
      remove: (line) => this.order("delete", { message: line.seq }),
      resend: (line) => this.order("resend", { message: line.seq }),
      teach: async (question, wrong) => {
        const body = await right(view, question, wrong);
        if (body) await this.order("teach", body);
      },
    };
  }

  who() {
    if (this.view) this.person.toggle(this.view).catch(() => this.toast(say("failed")));
  }

  // True once it is done; a refusal is said as the desk said it. What goes to the user is held for a moment first, and
  // everything else lets it go before.
  async order(verb, body = {}, key = newKey()) {
    if (verb === "who") return this.who() ?? true;
    const number = this.number;
    if (HELD.has(verb)) {
      this.outgoing.hold({ number, verb, body, key, shown: body.text ?? body.words ?? body.name });
      if (verb === "faq") this.preview(body.words, number);
      this.log.scrollTop = this.log.scrollHeight;
      return true;
    }
    if (!(await this.outgoing.flush())) return false; // what follows was meant to come after it
    try {
      await command(number, verb, body, key);
      if (["teach", "mute", "unmute"].includes(verb)) this.toast(say(`done_${verb}`));
      await this.read();
      return true;
    } catch (refusal) {
      this.say(refusal);
      if (refusal.status === 409) this.read();
      return false;
    }
  }

  // What the entry says in the user's language, to be read while it can still be taken back.
  async preview(words, number) {
    const found = (await entries(words, number).catch(() => ({ entries: [] }))).entries[0];
    if (found && this.outgoing.held?.body.words === words) this.outgoing.describe(`${found.title}: ${found.text}`);
  }

  takenBack({ number, verb, body, key }) {
    if (verb === "reply") this.returned(number, body.text, key);
    this.composer.input.focus();
  }

  refused(order, refusal) {
    this.say(refusal);
    if (order.verb === "reply") this.returned(order.number, order.body.text, order.key);
    if (refusal.status === 409) this.read();
  }

  // The words stand in the box again, or wait there for the operator to come back to that conversation.
  returned(number, text, key) {
    if (number === this.number) this.composer.putBack(text, key);
    else if (!this.drafts.get(number)?.text) this.drafts.set(number, { text, note: false });
  }

  say(refusal) {
    this.toast(refusal.status === 401 ? say("gone") : refusal.message || say("failed"));
  }

  // Escape takes back what waits; else it leads to the list.
  escape() {
    if (this.outgoing.held) this.outgoing.undo();
    else document.querySelector(`[data-number="${this.number}"]`)?.focus();
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
