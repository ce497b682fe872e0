// The chat's window: puts itself into any page, in a shadow root, so neither side's styles reach the other.

import { Client } from "./client.js";
import { Composer } from "./composer.js";
import { element, icon } from "./dom.js";
import { stateLine } from "./state.js";
import { TEXTS, pickLanguage } from "./texts.js";
import { Transcript } from "./transcript.js";

export function mount(options) {
  const host = element("div", { id: "frontdesk-chat" });
  const chat = new Chat(host, options);
  document.body.append(host);
  if (options.color && CSS.supports("color", options.color)) paint(host, options.color);
  host.addEventListener("frontdesk:ask", (event) => chat.ask(event.detail));
  host.addEventListener("frontdesk:language", (event) => chat.speak(event.detail));
  return chat;
}

// The site's own colour, with black or white words on it, whichever can be read.
function paint(host, color) {
  host.style.color = color;
  const [red, green, blue] = getComputedStyle(host).color.match(/[\d.]+/g).map(Number);
  host.style.color = "";
  const words = 0.299 * red + 0.587 * green + 0.114 * blue > 150 ? "#111" : "#fff";
  const colors = { "--accent": color, "--on-accent": words, "--mine": color, "--on-mine": words };
  for (const [name, value] of Object.entries(colors)) host.style.setProperty(name, value);
}

class Chat {
  constructor(host, { origin, language, title, open }) {
    this.host = host;
    this.title = title;
    this.language = pickLanguage(remembered() ?? language);
    this.state = { stage: "with_bot", number: null };
    this.root = host.attachShadow({ mode: "open" });
    this.root.append(element("link", { rel: "stylesheet", href: `${origin}/chat/chat.css` }));
    this.client = new Client({ origin, language: this.language, on: this.handlers() });
    this.build();
    this.relabel();
    if (open) this.show(false);
    else if (this.client.known) this.client.start();
  }

  get texts() {
    return TEXTS[this.language];
  }

  handlers() {
    return {
      message: (message) => {
        this.transcript.show(message);
        if (message.from !== "user" && this.panel.hidden) this.launcher.classList.add("unread");
      },
      revised: (message) => this.transcript.revise(message),
      state: (state) => {
        this.state = state;
        this.showState();
      },
      connected: (is) => {
        this.offline.hidden = is;
        this.transcript.connected(is);
      },
      sent: (item) => this.transcript.sent(item),
      late: (item) => this.transcript.late(item),
      refused: (item, status, detail) => {
        this.transcript.refused(item);
        this.say(status === 413 ? this.texts.too_large : status === 409 && detail ? detail : this.texts.refused);
      },
      restart: () => this.transcript.clear(),
    };
  }

  build() {
    this.launcher = element("button", { class: "launcher", type: "button", onclick: () => this.show(true) }, icon("chat"));
    this.heading = element("h2", { id: "title" });
    this.status = element("p", { class: "status", role: "status" });
    this.languages = element("div", { class: "languages", role: "group" }, Object.keys(TEXTS).map((code) => this.languageButton(code)));
    this.closer = element("button", { class: "plain", type: "button", onclick: () => this.hide() }, icon("close"));
    this.offline = element("p", { class: "offline", role: "status", hidden: true });
    this.notice = element("p", { class: "notice", role: "alert", hidden: true });
    this.transcript = new Transcript(this.client, (choice) => this.choose(choice));
    this.person = element("button", { class: "person", type: "button", onclick: () => this.send({ text: "/human" }) });
    this.composer = new Composer((content) => this.send(content), (sentence) => this.say(this.texts[sentence]));
    const header = element("header", {}, this.heading, this.languages, this.closer, this.status);
    const footer = element("footer", {}, this.notice, this.person, this.composer.node);
    this.panel = element(
      "section",
      { class: "panel", role: "dialog", "aria-labelledby": "title", hidden: true, onkeydown: (event) => event.key === "Escape" && this.hide() },
      header, this.offline, this.transcript.node, this.transcript.down, footer,
    );
    this.root.append(this.launcher, this.panel);
  }

  languageButton(code) {
    const name = TEXTS[code].name;
    return element("button", { class: "plain", type: "button", lang: code, "data-code": code, onclick: () => this.speak(code) }, name);
  }

  // Puts every fixed word in the language of now; messages stay as they were written.
  relabel() {
    const t = this.texts;
    this.panel.lang = this.language;
    this.heading.textContent = this.title || t.title;
    this.launcher.setAttribute("aria-label", t.open);
    this.closer.setAttribute("aria-label", t.close);
    this.languages.setAttribute("aria-label", t.language);
    this.offline.textContent = t.reconnecting;
    this.person.replaceChildren(icon("person"), t.person);
    for (const button of this.languages.children) button.setAttribute("aria-pressed", button.dataset.code === this.language);
    this.transcript.relabel(t, this.language);
    this.composer.relabel(t);
    this.showState();
  }

  showState() {
    this.status.textContent = stateLine(this.state, this.texts, this.language);
    this.panel.dataset.stage = this.state.stage;
  }

  speak(code) {
    if (!(code in TEXTS) || code === this.language) return;
    this.language = code;
    remember(code);
    this.client.speak(code);
    this.relabel();
    this.host.dispatchEvent(new CustomEvent("frontdesk:spoken", { detail: code }));
  }

  show(focus) {
    this.panel.hidden = false;
    this.launcher.hidden = true;
    this.launcher.classList.remove("unread");
    this.client.start();
    this.transcript.toEnd();
    if (focus) this.composer.focus();
  }

  hide() {
    this.panel.hidden = true;
    this.launcher.hidden = false;
    this.launcher.focus();
  }

  ask(text) {
    this.show(true);
    this.send({ text });
  }

  choose(choice) {
    this.send({ choice: choice.id, label: choice.label });
    this.composer.focus();
  }

  send(content) {
    this.notice.hidden = true;
    this.transcript.pending(this.client.send(content));
  }

  say(sentence) {
    this.notice.textContent = sentence;
    this.notice.hidden = false;
  }
}

function remembered() {
  try {
    return localStorage.getItem("frontdesk:language") ?? undefined;
  } catch {
    return undefined;
  }
}

function remember(code) {
  try {
    localStorage.setItem("frontdesk:language", code);
  } catch {
    // Not remembered, then.
  }
}
