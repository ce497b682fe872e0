// Speaks the desk's HTTP interface with the console's own session.

const csrf = document.querySelector('meta[name="csrf"]').content;

export class Refusal extends Error {
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

async function asked(path, options = {}) {
  let response;
  try {
    const headers = { "Accept-Language": document.documentElement.lang, ...options.headers };
    response = await fetch(`/api/desk/${path}`, { cache: "no-store", ...options, headers });
  } catch {
    throw new Refusal(0, "");
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refusal(response.status, answer.errors?.[0]?.message ?? answer.detail ?? "");
  return answer;
}

const posted = (path, body, options = {}) =>
  asked(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf },
    body: JSON.stringify(body),
    ...options,
  });

export const inbox = (stage, after) => asked(`conversations?after=${after}${stage ? `&stage=${stage}` : ""}`);
export const conversation = (number) => asked(`conversations/${number}`);
export const contact = (id) => asked(`contacts/${encodeURIComponent(id)}`);
export const snippets = (number) => asked(`snippets?number=${number}`);
export const entries = (words, number) => asked(`entries?number=${number}&words=${encodeURIComponent(words)}`);
export const colleagues = () => asked("colleagues");
export const resolveMany = (numbers) => posted("conversations/resolve", { numbers, key: newKey() });

// The key makes a second try harmless, so a command may be sent again when no answer came. With `keepalive` the browser
// finishes the request even if the page is closed meanwhile.
export function command(number, verb, body = {}, key = newKey(), keepalive = false) {
  return posted(`conversations/${number}/${verb}`, { key, ...body }, { keepalive });
}

export function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function listen({ changed, live }) {
  const source = new EventSource("/api/desk/events");
  source.addEventListener("ready", () => live(true));
  source.addEventListener("conversation", (event) => changed(JSON.parse(event.data).number));
  source.onerror = () => {
    live(false);
    if (source.readyState !== EventSource.CLOSED) return;
    setTimeout(() => listen({ changed, live }), 3000); // the browser gave up: signed out, or the server restarts
  };
}
