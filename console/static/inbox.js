// The list on the left: whoever waits longest stands first. Newcomers who came all at once share one line that opens.

import { element } from "/chat/dom.js";
import { tell } from "./dialogs.js";
import { inbox, resolveMany } from "./server.js";
import { ago, clock, lastWords, say } from "./words.js";

const KEYS = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };

export class Inbox {
  constructor(open) {
    Object.assign(this, { open, stage: null, rows: [], pages: 1, picked: new Set(), crowdOpen: false });
    this.list = document.getElementById("list");
    this.more = document.getElementById("more");
    this.bulk = document.getElementById("bulk");
    this.more.addEventListener("click", () => {
      this.pages += 1;
      this.read();
    });
    for (const tab of document.querySelectorAll("[data-list]")) tab.addEventListener("click", () => this.show(tab));
    this.list.addEventListener("keydown", (event) => this.key(event));
    setInterval(() => this.draw(), 30000); // waiting times grow by themselves
  }

  show(tab) {
    for (const other of document.querySelectorAll("[data-list]")) other.setAttribute("aria-pressed", other === tab);
    this.stage = tab.dataset.list === "resolved" ? "resolved" : null;
    this.pages = 1;
    this.picked.clear();
    this.read();
  }

  // Changes come in bursts: one read at a time, and one more if something changed meanwhile.
  async read() {
    if (this.reading) return void (this.again = true);
    this.reading = true;
    try {
      do {
        this.again = false;
        await this.readPages();
      } while (this.again);
    } finally {
      this.reading = false;
    }
  }

  async readPages() {
    const rows = [];
    let next = 0;
    for (let page = 0; page < this.pages && next !== null; page += 1) {
      const answer = await inbox(this.stage, next);
      rows.push(...answer.conversations);
      next = answer.next;
    }
    this.rows = rows;
    const there = new Set(rows.map(({ number }) => number));
    for (const number of this.picked) if (!there.has(number)) this.picked.delete(number);
    this.more.hidden = next === null;
    this.draw();
  }

  select(number) {
    this.selected = number;
    this.draw();
  }

  draw() {
    const focused = document.activeElement?.closest?.("#list [data-focus]")?.dataset.focus;
    this.list.replaceChildren(...this.lines());
    if (!this.rows.length) this.list.append(element("li", { class: "empty" }, say(this.stage ? "empty_resolved" : "empty_list")));
    if (focused) this.list.querySelector(`[data-focus="${focused}"]`)?.focus();
    this.drawBulk();
    const waiting = this.rows.filter((row) => row.stage === "waiting").length;
    document.title = document.title.replace(/^(\(\d+\) )?/, waiting ? `(${waiting}) ` : "");
  }

  lines() {
    const crowd = this.rows.filter((row) => row.crowd);
    if (crowd.length < 2) return this.rows.map((row) => this.line(row));
    return this.rows.flatMap((row) => (row === crowd[0] ? [this.crowd(crowd)] : row.crowd ? [] : [this.line(row)]));
  }

  crowd(rows) {
    const numbers = rows.map(({ number }) => number);
    const range = { n: rows.length, first: Math.min(...numbers), last: Math.max(...numbers) };
    const all = element("input", { type: "checkbox", "data-focus": "crowd-all", "aria-label": say("select_crowd") });
    all.checked = numbers.every((number) => this.picked.has(number));
    all.addEventListener("change", () => this.pick(numbers, all.checked));
    const box = element(
      "details",
      { class: "crowd" },
      element("summary", { "data-focus": "crowd" }, element("b", {}, say("crowd", range)), element("span", { class: "last" }, say("crowd_hint"))),
      element("ol", {}, rows.map((row) => this.line(row))),
    );
    box.open = this.crowdOpen || numbers.includes(this.selected);
    box.addEventListener("toggle", () => (this.crowdOpen = box.open));
    return element("li", { class: "crowd-line" }, element("label", { class: "pick" }, all), box);
  }

  line(row) {
    const since = row.waiting_since ?? row.last_at;
    const long = row.waiting_since && Date.now() - new Date(since) >= 60000;
    const time = long ? say("waits", { span: ago(since) }) : ago(since);
    return element(
      "li",
      { class: "row" },
      this.stage !== "resolved" && this.box(row),
      element(
        "button",
        {
          type: "button", "data-number": row.number, "data-focus": row.number, class: `line ${row.stage}`,
          "aria-current": row.number === this.selected ? "true" : null, onclick: () => this.open(row.number),
        },
        element("span", { class: "who" }, element("b", {}, `#${row.number}`), element("span", { dir: "auto" }, row.name ?? say("visitor"))),
        element("span", { class: "when" }, time),
        element("span", { class: row.unread ? "last short" : "last", dir: "auto" }, lastWords(row)),
        row.unread > 0 && element("span", { class: "unread", title: say("unread", { n: row.unread }) }, String(row.unread)),
        element("span", { class: "tags" }, this.tags(row)),
      ),
    );
  }

  box(row) {
    const box = element("input", { type: "checkbox", "data-focus": `pick-${row.number}`, "data-pick": row.number, "aria-label": say("select", { number: row.number }) });
    box.checked = this.picked.has(row.number);
    box.addEventListener("change", () => this.pick([row.number], box.checked));
    return element("label", { class: "pick" }, box);
  }

  tags(row) {
    return [
      element("span", { class: `tag ${row.stage}` }, say(`stage_${row.stage}`)),
      ["urgent", "high"].includes(row.priority) && element("span", { class: `tag ${row.priority}` }, say(row.priority)),
      row.goal && element("span", { class: `tag ${row.goal}` }, say(row.goal)),
      row.for_lead && element("span", { class: "tag lead" }, say("for_lead")),
      row.snoozed_until && element("span", { class: "tag snoozed" }, say("snoozed_until", { at: clock(row.snoozed_until) })),
      row.blocked && element("span", { class: "tag blocked" }, say("blocked")),
      row.rating && element("span", { class: "tag plain" }, say("rated", { n: row.rating })),
      element("span", { class: "tag plain" }, row.channel),
      row.team && element("span", { class: "tag plain", dir: "auto" }, row.team),
      (row.owner ?? row.wanted) && element("span", { class: "tag plain", dir: "auto" }, row.owner ?? say("wanted", { name: row.wanted })),
    ];
  }

  // Up and down move along the list, x marks a line; these keys mean something only while a line has the focus.
  key(event) {
    const line = event.target.closest(".line");
    if (!line || event.ctrlKey || event.metaKey || event.altKey) return;
    const lines = [...this.list.querySelectorAll(".line")];
    if (event.key in KEYS) {
      const to = Math.min(Math.max(lines.indexOf(line) + KEYS[event.key], 0), lines.length - 1);
      lines[to].focus();
      event.preventDefault();
    } else if (event.key === "x" && this.stage !== "resolved") {
      const number = Number(line.dataset.number);
      this.pick([number], !this.picked.has(number));
    }
  }

  pick(numbers, on) {
    for (const number of numbers) on ? this.picked.add(number) : this.picked.delete(number);
    this.draw();
  }

  drawBulk() {
    const n = this.picked.size;
    this.bulk.hidden = n === 0;
    document.querySelector(".inbox").classList.toggle("picking", n > 0);
    if (n === 0) return void this.bulk.replaceChildren();
    this.bulk.replaceChildren(
      element("span", { role: "status" }, say("selected", { n })),
      element("button", { type: "button", class: "link", onclick: () => this.pick([...this.picked], false) }, say("select_none")),
      element("button", { type: "button", class: "primary", "data-bulk": "resolve", onclick: () => this.resolve() }, say("resolve_selected")),
    );
  }

  async resolve() {
    const { results } = await resolveMany([...this.picked]).catch((refusal) => ({ results: [...this.picked].map((number) => ({ number, detail: refusal.message || say("failed") })) }));
    for (const { number, done } of results) if (done) this.picked.delete(number);
    this.read();
    const refused = results.filter(({ done }) => !done);
    if (refused.length) await tell(say("bulk_refused", { n: results.length - refused.length, of: results.length }), refused.map(({ number, detail }) => `#${number} – ${detail}`));
  }
}
