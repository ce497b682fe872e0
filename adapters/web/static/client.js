// Speaks the chat's HTTP interface: a session, a live stream that reconnects, and sends that are never lost or doubled.

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 5000;
const SILENCE = 40000; // ms without a byte, when the server says something every 15 s

export class Client {
  constructor({ origin, language, on }) {
    this.origin = origin;
    this.language = language;
    this.on = on; // message, revised, state, connected(bool), sent(item), late(item), refused(item, status, detail), restart()
    this.last = 0;
    this.queue = [];
    this.store = new TokenStore(`frontdesk:${origin}`);
    this.token = this.store.read();
    this.wakeUp = () => {};
    const nudge = () => document.visibilityState === "visible" && this.wakeUp();
    addEventListener("online", nudge);
    document.addEventListener("visibilitychange", nudge);
  }

  get known() {
    return this.token !== null;
  }

  start() {
    if (!this.running) this.running = this.follow();
  }

  async speak(language) {
    this.language = language;
    if (this.token) await this.session().catch(() => {});
  }

  // Opens a session, or renews ours in another language; the server keeps nothing for it. One at a time, or two first
  // requests would make two visitors.
  session() {
    this.opening ??= this.open().finally(() => (this.opening = null));
    return this.opening;
  }

  async open() {
    const response = await this.call("/api/chat/sessions", { method: "POST", json: { language: this.language } });
    if (!response.ok) throw new Error(`session: ${response.status}`);
    this.token = (await response.json()).token;
    this.store.write(this.token);
  }

  call(path, { method = "GET", json, body, signal } = {}) {
    const headers = {};
    if (this.token) headers.Authorization = `Bearer ${this.token}`;
    if (json) headers["Content-Type"] = "application/json";
    const content = json ? JSON.stringify(json) : body;
    return fetch(this.origin + path, { method, headers, body: content, signal, credentials: "omit", cache: "no-store" });
  }

  // One request with a session; a token that is no longer known is replaced once.
  async asked(path, options) {
    if (!this.token) await this.session();
    const response = await this.call(path, options);
    if (response.status !== 401) return response;
    this.token = null;
    this.last = 0;
    this.on.restart();
    await this.session();
    return this.call(path, options);
  }

  async follow() {
    let pause = FIRST_PAUSE;
    for (;;) {
      try {
        await this.catchUp(); // also serves where a proxy holds streams back
        this.on.connected(true);
        this.flush();
        if (await this.stream()) pause = FIRST_PAUSE;
      } catch {
        this.on.connected(false);
      }
      await this.rest(pause * (0.75 + Math.random() / 2));
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    }
  }

  async catchUp() {
    for (;;) {
      const response = await this.asked(`/api/chat/messages?after=${this.last}`);
      if (!response.ok) throw new Error(`messages: ${response.status}`);
      const { messages, state } = await response.json();
      messages.forEach((message) => this.take(message));
      if (messages.length < 500) return this.on.state(state);
    }
  }

  take(message) {
    if (message.seq <= this.last) return message.edited && this.on.revised(message);
    this.last = message.seq;
    return this.on.message(message);
  }

  // Whether anything came before the stream ended, as sooner or later it does.
  async stream() {
    const stop = new AbortController();
    let watch = 0;
    let heard = false;
    const alive = () => {
      clearTimeout(watch);
      watch = setTimeout(() => stop.abort(), SILENCE);
    };
    try {
      alive();
      const response = await this.asked(`/api/chat/events?after=${this.last}`, { signal: stop.signal });
      if (!response.ok) return false;
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "";
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return heard;
        alive();
        heard = true;
        const blocks = (rest + value).split("\n\n");
        rest = blocks.pop();
        blocks.forEach((block) => this.event(block));
      }
    } catch {
      return heard;
    } finally {
      clearTimeout(watch);
    }
  }

  event(block) {
    const fields = Object.fromEntries(block.split("\n").map((line) => line.split(/:(.*)/s, 2).map((part) => part.trim())));
    if (fields.event === "message") this.take(JSON.parse(fields.data));
    else if (fields.event === "state") this.on.state(JSON.parse(fields.data));
  }

  rest(milliseconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  // Keeps what the visitor did, with the key that makes a second send harmless, until the server has it.
  send(content) {
    const item = { key: newKey(), ...content };
    this.queue.push(item);
    this.start();
    this.flush();
    return item;
  }

  async flush() {
    if (this.flushing) return;
    this.flushing = true;
    try {
      while (this.queue.length) {
        const wait = await this.deliver(this.queue[0]);
        if (wait === null) this.queue.shift();
        else await new Promise((resolve) => setTimeout(resolve, wait));
      }
    } catch {
      setTimeout(() => this.flush(), FIRST_PAUSE * 3); // no connection
    } finally {
      this.flushing = false;
    }
  }

  // null: the item is done with; else how long to wait before it is sent again.
  async deliver(item) {
    const { key, text, choice } = item;
    const files = [];
    for (const file of item.files ?? []) {
      const refusal = await this.upload(file);
      if (refusal?.wait) return refusal.wait;
      if (refusal) return this.refuse(item, refusal);
      files.push(file.id);
    }
    const json = choice ? { key, choice } : { key, text, ...(files.length ? { files } : {}) };
    const response = await this.asked("/api/chat/messages", { method: "POST", json });
    if (response.ok) {
      item.seq = (await response.json()).seq;
      this.on.sent(item);
      this.wakeUp(); // there is a connection, if the stream was resting for want of one
      return null;
    }
    const refusal = await refusalOf(response);
    if (refusal.wait && response.status >= 500) this.on.late(item);
    return refusal.wait ?? this.refuse(item, refusal);
  }

  refuse(item, refusal) {
    this.on.refused(item, refusal.status, refusal.detail);
    return null;
  }

  async upload(file) {
    if (file.id) return null;
    const body = new FormData();
    body.append("file", file.blob, file.blob.name);
    const response = await this.asked("/api/chat/files", { method: "POST", body });
    if (!response.ok) return refusalOf(response);
    file.id = (await response.json()).id;
    return null;
  }

  async file(id) {
    const response = await this.asked(`/api/chat/files/${encodeURIComponent(id)}`);
    if (!response.ok) throw new Error(`file: ${response.status}`);
    return response.blob();
  }
}

// A refusal that will pass has a wait in ms; the others are final.
async function refusalOf(response) {
  const seconds = Number(response.headers.get("Retry-After"));
  if (response.status === 429 || response.status >= 500) return { wait: Math.max(seconds, 2) * 1000 };
  const { detail } = await response.json().catch(() => ({}));
  return { status: response.status, detail };
}

// crypto.randomUUID exists on secure pages only, and a desk on a home network has none.
function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-a$4-$5");
}

// localStorage where the browser allows it, else this tab's, else this page's memory.
class TokenStore {
  constructor(name) {
    this.name = name;
    this.value = null;
  }

  read() {
    return this.tried((place) => place.getItem(this.name)) ?? this.value;
  }

  write(value) {
    this.value = value;
    this.tried((place) => {
      place.setItem(this.name, value);
      return true;
    });
  }

  tried(action) {
    for (const name of ["localStorage", "sessionStorage"]) {
      try {
        const result = action(window[name]);
        if (result !== null) return result;
      } catch {
        // This place is closed to us; the next one may not be.
      }
    }
    return null;
  }
}
