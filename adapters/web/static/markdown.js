// Small Markdown -> nodes: bold, italic, code, lists, links. What is not understood stays as it was written.

import { element } from "./dom.js";

const INLINE =
  /`([^`\n]+)`|\*\*(?=\S)([^\n]+?)(?<=\S)\*\*|(?<![\w*])\*(?=[^\s*])([^*\n]+?)(?<=\S)\*(?!\w)|(?<!\w)_(?=\S)([^_\n]+?)(?<=\S)_(?!\w)|\[([^\]\n]+)\]\(([^()\s]+)\)|(https?:\/\/[^\s<>"'`，。；！？、（）【】《》]+)/g;

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
    if (/^\s*```/.test(row)) {
      flush();
      const end = rows.findIndex((other, index) => index > at && /^\s*```\s*$/.test(other));
      const last = end === -1 ? rows.length : end;
      blocks.push(element("pre", {}, element("code", {}, rows.slice(at + 1, last).join("\n"))));
      at = last;
    } else if (item(row)) {
      flush();
      const from = at;
      while (at + 1 < rows.length && (item(rows[at + 1]) || /^\s+\S/.test(rows[at + 1]))) at += 1;
      blocks.push(list(rows.slice(from, at + 1)));
    } else if (!row.trim()) flush();
    else paragraph.push(row.replace(/^#{1,4}\s+/, ""));
  }
  flush();
  return blocks;
}

const item = (row) => /^\s*(?:[-*•]|(\d{1,3})[.)])\s+(.*)$/.exec(row);

function list(rows) {
  const first = item(rows[0]);
  const items = [];
  for (const row of rows) {
    const found = item(row);
    if (found) items.push([found[2]]);
    else items.at(-1).push(row.trim());
  }
  const start = first[1] && first[1] !== "1" ? first[1] : undefined;
  return element(first[1] ? "ol" : "ul", { start }, items.map((parts) => element("li", {}, lines(parts))));
}

const lines = (rows) => rows.flatMap((row, index) => (index ? [element("br"), ...inline(row)] : inline(row)));

function inline(text) {
  const nodes = [];
  let done = 0;
  for (const found of text.matchAll(INLINE)) {
    nodes.push(text.slice(done, found.index), styled(found));
    done = found.index + found[0].length;
  }
  nodes.push(text.slice(done));
  return nodes.filter((node) => node !== "");
}

function styled([whole, code, bold, star, score, label, target, bare]) {
  if (code) return element("code", {}, code);
  if (bold) return element("strong", {}, inline(bold));
  if (star || score) return element("em", {}, inline(star || score));
  if (label) return link(target, inline(label)) ?? whole;
  const url = bare.replace(/[.,:;!?)\]]+$/, "");
  return element("span", {}, link(url, [url]) ?? url, bare.slice(url.length));
}

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
