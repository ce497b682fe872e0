// Who is behind a conversation: where they write from, what they told of themselves, and how earlier ones ended.

import { element } from "/chat/dom.js";
import { contact } from "./server.js";
import { clock, lastWords, say } from "./words.js";

const KEPT = "frontdesk-person";
const WIDE = matchMedia("(min-width: 1180px)"); // else it would lie over the conversation

export class Person {
  constructor(open) {
    this.open = open;
    this.node = element("aside", { class: "person", "aria-label": say("person"), hidden: true });
    this.shown = WIDE.matches && localStorage.getItem(KEPT) !== "false";
  }

  toggle(view) {
    this.shown = !this.shown;
    if (WIDE.matches) localStorage.setItem(KEPT, String(this.shown));
    return this.show(view);
  }

  async show(view) {
    this.node.hidden = !this.shown;
    if (!this.shown) return;
    const found = await contact(view.contact);
    if (this.latest !== undefined && this.latest.number !== view.number) this.node.scrollTop = 0;
    this.latest = view;
    const earlier = found.conversations.filter((row) => row.number !== view.number);
    this.node.replaceChildren(
      element(
        "div",
        { class: "person-head" },
        element("h2", { dir: "auto" }, found.name ?? say("visitor")),
        element("button", { type: "button", class: "link close", "aria-label": say("close"), onclick: () => this.toggle(view) }, "×"),
      ),
      this.facts(found, view),
      element("h3", {}, say("earlier_conversations", { n: earlier.length })),
      element("ol", { class: "past" }, earlier.map((row) => this.line(row))),
      ...(earlier.length ? [] : [element("p", { class: "soft" }, say("first_time"))]),
    );
  }

  facts(found, view) {
    const channels = [...new Set(found.addresses.map((address) => address.split("|")[0]))];
    const rows = [
      [say("reached_by"), channels.join(", ")],
      [say("writes"), new Intl.DisplayNames([document.documentElement.lang], { type: "language", fallback: "code" }).of(view.language)],
      ...found.details.map(({ name, value }) => [name, value]),
    ];
    return element("dl", {}, rows.flatMap(([name, value]) => [element("dt", { dir: "auto" }, name), element("dd", { dir: "auto" }, value)]));
  }

  line(row) {
    return element(
      "li",
      {},
      element(
        "button",
        { type: "button", class: "past-line", "data-past": row.number, onclick: () => this.open(row.number) },
        element("span", { class: "who" }, element("b", {}, `#${row.number}`), element("span", {}, outcome(row))),
        row.rating && element("span", { class: "stars", role: "img", "aria-label": say("rated", { n: row.rating }) }, "★".repeat(row.rating) + "☆".repeat(5 - row.rating)),
        element("span", { class: "last", dir: "auto" }, lastWords(row)),
        element("span", { class: "soft" }, clock(row.last_at)),
      ),
    );
  }
}

function outcome(row) {
  if (row.stage !== "resolved") return say(`stage_${row.stage}`);
  return row.into ? say("merged_into", { number: row.into }) : say(`ended_${row.ended_by}`);
}
