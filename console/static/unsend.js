// What goes to the user waits five seconds, so that it can be taken back. It goes out for certain: when the time is over,
// with the next order, or at once when the page is left, closed or put away (the browser finishes that request).

import { element } from "/chat/dom.js";
import { command } from "./server.js";
import { say } from "./words.js";

const WAIT = 5000;
const LARGEST = 60000; // bytes; browsers finish no larger request for a page that is gone

export const HELD = new Set(["reply", "faq", "snippet"]);

export class Outgoing {
  // `back` gets what was taken back, `refused` what the desk refused, `sent` what is through: the order that was held.
  constructor({ back, refused, sent }) {
    Object.assign(this, { back, refused, sent, held: null, going: Promise.resolve(true) });
    this.words = element("p", { class: "held-words", dir: "auto" });
    this.said = element("p", { class: "held-said" });
    this.node = element(
      "div",
      { class: "held", role: "status", hidden: true },
      element("span", { class: "held-clock", "aria-hidden": "true" }),
      element("div", { class: "held-text" }, this.said, this.words),
      element("button", { type: "button", class: "quiet", "data-held": "undo", onclick: () => this.undo() }, say("undo")),
      element("button", { type: "button", class: "quiet", "data-held": "now", onclick: () => this.flush() }, say("send_now")),
    );
    addEventListener("pagehide", () => this.leave());
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.leave());
    document.addEventListener("submit", (event) => this.beforeSigningOut(event), true);
  }

  hold(order) {
    this.flush();
    this.held = order;
    if (new Blob([JSON.stringify(order.body)]).size > LARGEST) return void this.flush();
    this.said.textContent = say("held", { number: order.number });
    this.describe(order.shown);
    this.node.hidden = false;
    this.node.classList.remove("running");
    void this.node.offsetWidth; // lets the clock begin anew
    this.node.classList.add("running");
    this.timer = setTimeout(() => this.flush(), WAIT);
  }

  describe(text) {
    this.words.textContent = text;
  }

  undo() {
    const order = this.take();
    if (order) this.back(order);
  }

  // Sends what is held. Resolves once nothing is on its way any more, so that orders keep their order; false where it did
  // not get through.
  async flush(keepalive = false) {
    const before = this.going;
    const order = this.take();
    if (!order) return before;
    const sending = this.send(order, keepalive ? null : before, keepalive); // who leaves cannot wait
    this.going = sending;
    const through = await sending;
    if (this.going === sending) this.going = Promise.resolve(true); // a failure stops what waits now, nothing later
    return through;
  }

  async send(order, before, keepalive) {
    if (before) await before;
    try {
      await command(order.number, order.verb, order.body, order.key, keepalive);
    } catch (refusal) {
      this.refused(order, refusal);
      return false;
    }
    this.sent(order);
    return true;
  }

  leave() {
    this.flush(true);
  }

  take() {
    const order = this.held;
    this.held = null;
    clearTimeout(this.timer);
    this.node.hidden = true;
    return order;
  }

  // The way in ends with the form that signs out, so what is held has to be through before.
  beforeSigningOut(event) {
    if (!this.held || !event.target.action?.endsWith("/console/logout")) return;
    event.preventDefault();
    this.flush().then(() => event.target.submit());
  }
}
