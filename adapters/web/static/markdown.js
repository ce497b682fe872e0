// Small Markdown -> nodes: bold, italic, code, lists, links. What is not understood stays as it was written.

import { element } from "./dom.js";

// An escape, code, a bare address, the end of a link, or a mark that may open or close something: as in adapters/markup.
const TOKEN =
  /\\([\\*_`[\]]|[-#](?=[\s#]|$))|`([^`\n]+)`|([Hh][Tt][Tt][Pp][Ss]?:\/\/(?:[^\s<>"'`\\*[\]，。；！？、（）【】《》]|\[\w{0,30}\](?!\())*[^\s<>"'`\\*[\]，。；！？、（）【】《》_.,:;!?)])|\]\(([Hh][Tt][Tt][Pp][Ss]?:\/\/[^()\s]+)\)|\*\*|[*_[]/g;

export function markdown(text) {
  const blocks = [];
  let paragraph = [];
  const flush = () => {
    if (paragraph.length) blocks.push(element("p", {}, lines(paragraph)));
    paragraph = [];
  };
  const rows = text.split("\n");
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at];
    const from = at;
    if (fence(row)) {
      const end = rows.findIndex((other, index) => index > from && other.trim() === fence(row)[1]);
      at = end === -1 ? rows.length : end;
      const inside = rows.slice(from + 1, at).join("\n");
      if (!inside.trim()) paragraph.push(...rows.slice(from, at + 1));
      else {
        flush();
        blocks.push(element("pre", {}, element("code", {}, inside)));
      }
    } else if (item(row)) {
      flush();
      while (at + 1 < rows.length && belongs(rows[at + 1], item(row))) at += 1;
      blocks.push(list(rows.slice(from, at + 1)));
    } else if (!row.trim()) flush();
    else paragraph.push(row.replace(/^#{1,4}\s+/, ""));
  }
  flush();
  return blocks;
}

const fence = (row) => /^\s*(`{3,})(?:[A-Za-z][\w+#.-]*)?\s*$/.exec(row);
const item = (row) => /^\s*(?:[-*•]|(\d{1,3})[.)])\s+([^]*)$/.exec(row);

function belongs(row, first) {
  const other = item(row);
  return other ? !other[1] === !first[1] : /^\s+\S/.test(row) && !fence(row);
}

function list(rows) {
  const items = [];
  for (const row of rows) {
    const found = item(row);
    if (found) items.push({ number: found[1], parts: [found[2]] });
    else items.at(-1).parts.push(row.trim());
  }
  const start = items[0].number;
  const points = items.map(({ number, parts }, index) => {
    const value = index && Number(number) !== Number(items[index - 1].number) + 1 ? number : undefined;
    return element("li", { value }, lines(parts));
  });
  return element(start ? "ol" : "ul", { start: start === "1" ? undefined : start }, points);
}

const lines = (rows) => rows.flatMap((row, index) => (index ? [element("br"), ...inline(row)] : inline(row)));

// The newest opening mark counts; closing an outer one undoes those within. Each mark is open once at most.
function inline(text) {
  const open = [{ mark: "", nodes: [] }];
  const say = (...nodes) => open.at(-1).nodes.push(...nodes);
  const undo = (depth) => {
    const [{ mark, nodes }] = open.splice(depth, 1);
    open[depth - 1].nodes.push(mark, ...nodes);
  };
  let done = 0;
  for (const found of text.matchAll(TOKEN)) {
    const [whole, escaped, code, bare, target] = found;
    const [before, after] = [text[found.index - 1] ?? "", text[found.index + whole.length] ?? ""];
    const mark = target ? "[" : whole;
    const depth = open.findIndex((one) => one.mark === mark);
    const inside = depth > 0 ? text.slice(open[depth].from, found.index) : "";
    say(text.slice(done, found.index));
    done = found.index + whole.length;
    if (escaped) say(escaped);
    else if (code) say(code.trim() ? element("code", {}, code) : whole);
    else if (bare) say(open.some((one) => one.mark === "[") ? bare : (link(bare, [bare]) ?? bare));
    else if (target ? inside.trim() && link(target, []) : inside && closes(mark, before, after)) {
      while (open.length > depth + 1) undo(open.length - 1);
      say(styled(target, mark, open.pop().nodes));
    } else if (!target && opens(mark, before, after)) {
      if (depth > 0) undo(depth);
      open.push({ mark, from: done, nodes: [] });
    } else say(whole);
  }
  say(text.slice(done));
  while (open.length > 1) undo(open.length - 1);
  return open[0].nodes;
}

const opens = (mark, before, after) =>
  mark === "[" || (/\S/.test(after) && (mark === "**" || !(/\w/.test(before) || (mark === "_" && after === "_"))));

const closes = (mark, before, after) =>
  mark !== "[" && /\S/.test(before) && (mark === "**" || !(/\w/.test(after) || (mark === "_" && before === "_")));

const styled = (target, mark, nodes) => (target ? link(target, nodes) : element(mark === "**" ? "strong" : "em", {}, nodes));

// Anything but http and https, such as javascript:, is not a link.
function link(target, children) {
  let url;
  try {
    url = new URL(target);
  } catch {
    return null;
  }
  if (!["http:", "https:"].includes(url.protocol)) return null;
  return element("a", { href: url.href, target: "_blank", rel: "noopener noreferrer" }, children);
}
