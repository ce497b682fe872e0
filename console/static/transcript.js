// Messages and notes in the order they were written, with what became of each reply. What the user saw marked up is marked
// up here by the chat's own module, so that both sides look at the same thing.

import { element } from "/chat/dom.js";
import { markdown } from "/chat/markdown.js";
import { percent } from "./palette.js";
import { clock, say } from "./words.js";

const PICTURES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

// `deeds` has what can be done with a line: send(entry), teach(question, wrong entry), remove(line), resend(line).
export function transcript(view, deeds) {
  const notes = view.notes.map((note) => ({ ...note, from: "note" }));
  const lines = [...view.messages, ...notes].sort((a, b) => a.seq - b.seq);
  const answered = lines.findLast((line) => line.from === "operator")?.seq ?? 0;
  let question = null;
  const rows = lines.map((line) => {
    if (line.from === "user") question = line;
    return row(line, { deeds, question, fresh: view.stage !== "resolved" && line.seq > answered });
  });
  return element("ol", { class: "messages" }, rows);
}

function row(line, { deeds, question, fresh }) {
  return element(
    "li",
    { class: `message ${line.from}`, "data-seq": line.seq },
    element("p", { class: "meta" }, element("b", { dir: "auto" }, author(line)), element("time", { datetime: line.at }, clock(line.at)), line.edited && say("edited"), line.entry && element("code", {}, line.entry)),
    line.text && element("div", { class: "bubble", dir: "auto" }, ["bot", "operator"].includes(line.from) ? markdown(line.text) : line.text),
    line.before && earlier(line.before),
    (line.files ?? []).map(attachment),
    line.choices && element("p", { class: "offered" }, line.choices.map(({ label }) => element("span", { dir: "auto" }, label))),
    delivery(line),
    line.suggested && suggestions(line, deeds, fresh),
    below(line, deeds, question),
  );
}

// What may be the answer to a user's words, with how sure that was and which FAQ said so; one click sends it. Once a
// person has answered, it is folded away.
function suggestions(line, deeds, fresh) {
  const chips = line.suggested.map((one) =>
    element(
      "button",
      { type: "button", class: "suggestion", "data-entry": one.entry, title: say("suggestion_title", { title: one.title, entry: one.entry }), onclick: () => deeds.send(one) },
      element("span", { dir: "auto" }, one.title),
      element("span", { class: "sure" }, percent(one.confidence)),
    ),
  );
  const from = say("suggested_by", { faq: line.suggested[0].faq.slice(0, 8) });
  const box = element("details", { class: "suggested" }, element("summary", {}, from), element("p", { class: "chips" }, chips));
  box.open = fresh;
  return box;
}

// Small deeds below a line: an answer that was wrong, a reply that is taken back or sent again.
function below(line, deeds, question) {
  const links = [
    line.from === "bot" && line.entry && question && link("teach", "wrong_answer", () => deeds.teach(question, line.entry)),
    line.from === "operator" && !line.edited && link("delete", "delete_line", () => deeds.remove(line)),
    ["operator", "bot"].includes(line.from) && ["dead", "unknown"].includes(line.delivery) && link("resend", "send_again", () => deeds.resend(line)),
  ].filter(Boolean);
  return links.length ? element("p", { class: "below" }, links) : null;
}

const link = (verb, key, does) => element("button", { type: "button", class: "link", "data-line": verb, onclick: does }, say(key));

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
