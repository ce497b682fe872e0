// What operators type after a slash: the same words as on every other desk, each with what the interface calls it.

const ALONE = new Set(["claim", "release", "reopen", "block", "unblock", "unmute"]);
const WITH = { note: "text", transfer: "to", faq: "words", snippet: "name", teach: "words", snooze: "span", mute: "span" };

// In the order in which the palette shows them; `more` marks those that want something after the word.
export const COMMANDS = [
  ...["claim", "release", "resolve", "reopen"].map((verb) => ({ verb, more: false })),
  ...["faq", "snippet", "note", "transfer", "snooze", "merge", "teach"].map((verb) => ({ verb, more: true })),
  ...["who", "block", "unblock"].map((verb) => ({ verb, more: false })),
  { verb: "mute", more: true },
  { verb: "unmute", more: false },
];

// {verb, body}, or {wrong: the key of the sentence that says what to do instead}.
export function read(text) {
  if (!text.startsWith("/")) return { verb: "reply", body: { text } };
  const [word] = text.split(/\s/, 1);
  const rest = text.slice(word.length).trim();
  const verb = word.slice(1).toLowerCase();
  if (verb === "delete") return { wrong: "delete_below" };
  if (ALONE.has(verb) || verb === "who") return { verb, body: {} };
  if (verb === "resolve") return { verb, body: rest ? { after: rest } : {} };
  if (verb === "merge") {
    const number = /^#?(\d{1,15})$/.exec(rest);
    return number ? { verb, body: { number: Number(number[1]) } } : { wrong: "merge_number" };
  }
  if (!(verb in WITH)) return { wrong: "unknown_command", word };
  return rest ? { verb, body: { [WITH[verb]]: rest } } : { wrong: "command_needs", word };
}
