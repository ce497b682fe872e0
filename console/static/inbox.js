// The list on the left: whoever waits longest stands first.

import { element } from "/chat/dom.js";
import { inbox } from "./server.js";
import { ago, say } from "./words.js";

export class Inbox {
  constructor(open) {
    this.open = open;
    this.list = document.getElementById("list");
    this.more = document.getElementById("more");
    this.stage = null;
    this.rows = [];
    this.pages = 1;
    this.more.addEventListener("click", () => {
      this.pages += 1;
      this.read();
    });
    for (const tab of document.querySelectorAll("[data-list]")) tab.addEventListener("click", () => this.show(tab));
    setInterval(() => this.draw(), 30000); // waiting times grow by themselves
  }

  show(tab) {
    for (const other of document.querySelectorAll("[data-list]")) other.setAttribute("aria-pressed", other === tab);
    this.stage = tab.dataset.list === "resolved" ? "resolved" : null;
    this.pages = 1;
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
    this.more.hidden = next === null;
    this.draw();
  }

  select(number) {
    this.selected = number;
    this.draw();
  }

  draw() {
    const focused = document.activeElement?.dataset?.number;
    this.list.replaceChildren(...this.rows.map((row) => this.line(row)));
    if (!this.rows.length) this.list.append(element("li", { class: "empty" }, say(this.stage ? "empty_resolved" : "empty_list")));
    if (focused) this.list.querySelector(`[data-number="${focused}"]`)?.focus();
    const waiting = this.rows.filter((row) => row.stage === "waiting").length;
    document.title = document.title.replace(/^(\(\d+\) )?/, waiting ? `(${waiting}) ` : "");
  }

  line(row) {
    const since = row.waiting_since ?? row.last_at;
    const long = row.waiting_since && Date.now() - new Date(since) >= 60000;
    const time = long ? say("waits", { span: ago(since) }) : ago(since);
    return element(
      "li",
      {},
      element(
        "button",
        {
          type: "button", "data-number": row.number, class: `line ${row.stage}`,
          "aria-current": row.number === this.selected ? "true" : null, onclick: () => this.open(row.number),
        },
        element("span", { class: "who" }, element("b", {}, `#${row.number}`), element("span", { dir: "auto" }, row.name ?? say("visitor"))),
        element("span", { class: "when" }, time),
        element("span", { class: "last", dir: "auto" }, row.last.replace(/\*\*|`/g, "")),
        element("span", { class: "tags" }, this.tags(row)),
      ),
    );
  }

  tags(row) {
    return [
      element("span", { class: `tag ${row.stage}` }, say(`stage_${row.stage}`)),
      ["urgent", "high"].includes(row.priority) && element("span", { class: `tag ${row.priority}` }, say(row.priority)),
      element("span", { class: "tag plain" }, row.channel),
      row.owner && element("span", { class: "tag plain", dir: "auto" }, row.owner),
      row.unread > 0 && element("span", { class: "unread" }, String(row.unread)),
    ];
  }
}
