// Messages and notes in the order they were written, with what became of each reply. What the user saw marked up is marked
// up here by the chat's own module, so that both sides look at the same thing.

import { element } from "/chat/dom.js";
import { markdown } from "/chat/markdown.js";
import { clock, say } from "./words.js";

const PICTURES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

export function transcript(view) {
  const notes = view.notes.map((note) => ({ ...note, from: "note" }));
  const lines = [...view.messages, ...notes].sort((a, b) => a.seq - b.seq);
  return element("ol", { class: "messages" }, lines.map(row));
}

function row(line) {
  return element(
    "li",
    { class: `message ${line.from}` },
    element("p", { class: "meta" }, element("b", { dir: "auto" }, author(line)), element("time", { datetime: line.at }, clock(line.at)), line.edited && say("edited"), line.entry && element("code", {}, line.entry)),
    line.text && element("div", { class: "bubble", dir: "auto" }, ["bot", "operator"].includes(line.from) ? markdown(line.text) : line.text),
    line.before && earlier(line.before),
    (line.files ?? []).map(attachment),
    line.choices && element("p", { class: "offered" }, line.choices.map(({ label }) => element("span", { dir: "auto" }, label))),
    delivery(line),
  );
}

// What was edited away stays readable: an operator may have answered it already.
function earlier(texts) {
  return element("details", { class: "earlier" }, element("summary", {}, say("earlier")), texts.map((text) => element("p", { dir: "auto" }, text)));
}

function author(line) {
  if (line.from === "note") return say("note_by", { name: line.name ?? "" });
  return line.name ?? say(line.from === "operator" ? "staff" : line.from);
}

function delivery(line) {
  if (!line.delivery) return null;
  const words = [say(`delivery_${line.delivery}`), line.reason].filter(Boolean).join(": ");
  return element("p", { class: `delivery ${line.delivery}`, dir: "auto" }, words);
}

function attachment(file) {
  const url = `/api/desk/files/${encodeURIComponent(file.id)}`;
  const link = element("a", { class: "file", href: url, target: "_blank", rel: "noopener noreferrer", download: PICTURES.has(file.mime) ? null : file.name });
  link.append(PICTURES.has(file.mime) ? element("img", { src: url, alt: file.name }) : file.name);
  return link;
}
