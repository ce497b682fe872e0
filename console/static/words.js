// The console's sentences in the page's language, and times as people say them.

const language = document.documentElement.lang;
let sentences = {};

export async function loadWords() {
  const read = async (code) => (await fetch(`/console/static/texts.${code}.json`)).json();
  const [fallback, own] = await Promise.all([read("en"), read(language)]);
  sentences = { ...fallback, ...own };
}

export function say(key, values = {}) {
  return (sentences[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export function ago(iso) {
  const minutes = Math.floor((Date.now() - new Date(iso)) / 60000);
  if (minutes < 1) return say("now");
  if (minutes < 60) return say("minutes", { n: minutes });
  if (minutes < 48 * 60) return say("hours", { n: Math.floor(minutes / 60) });
  return say("days", { n: Math.floor(minutes / 1440) });
}

export function clock(iso) {
  const at = new Date(iso);
  const today = at.toDateString() === new Date().toDateString();
  const options = { hour: "2-digit", minute: "2-digit", ...(today ? {} : { month: "short", day: "numeric" }) };
  return at.toLocaleString(language, options);
}

// What a person said last; whoever typed nothing but a command has said no word of their own.
export function lastWords({ last, stage }) {
  return last.replace(/\*\*|`/g, "") || say(["waiting", "with_operator"].includes(stage) ? "asked_for_person" : "no_words");
}
