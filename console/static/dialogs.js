// Questions to the operator: a choice from a list that can be searched, how long, or yes and no.

import { element } from "/chat/dom.js";
import { say } from "./words.js";

// The form's value when it is sent, null when it is put away. `fill(done)` makes the form's contents.
function asked(title, go, fill, danger = false) {
  return new Promise((resolve) => {
    let value = null;
    const form = element("form", { method: "dialog", class: "fields" });
    const dialog = element("dialog", { "aria-labelledby": "dialog-title" }, element("h2", { id: "dialog-title" }, title), form);
    const done = (chosen) => {
      value = chosen;
      dialog.close();
    };
    const { nodes, read } = fill(done);
    form.append(
      ...nodes,
      element(
        "p",
        { class: "deeds" },
        element("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, say("cancel")),
        go && element("button", { class: danger ? "primary bad" : "primary" }, go),
      ),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const written = read();
      if (written) done(written);
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(value);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

// `search(words)` gives {value, label, hint}; where nothing fits, what was written counts if `free`.
export function choose({ title, label, go, search, free = false }) {
  return asked(title, free ? go : null, (done) => {
    const list = element("ul", { class: "choices" });
    const input = element("input", { autocomplete: "off", maxlength: "200", autofocus: true, enterkeyhint: "go" });
    let first = null;
    let asking = 0;
    let soon = 0;
    const draw = async () => {
      const mine = (asking += 1);
      const found = await search(input.value.trim()).catch(() => []);
      if (mine !== asking) return;
      first = found[0]?.value ?? null;
      list.replaceChildren(...found.map((one) => element("li", {}, choice(one, done))));
      if (!found.length) list.append(element("li", { class: "soft" }, say("nothing_found")));
    };
    input.addEventListener("input", () => {
      clearTimeout(soon);
      soon = setTimeout(draw, 150);
    });
    draw();
    return { nodes: [element("label", {}, label, input), list], read: () => (free ? input.value.trim() : input.value.trim() && first) };
  });
}

function choice({ value, label, hint, tag }, done) {
  return element(
    "button",
    { type: "button", class: "choice", "data-value": value, onclick: () => done(String(value)) },
    element("b", { dir: "auto" }, label),
    tag && element("span", { class: "tag plain" }, tag),
    hint && element("span", { class: "choice-hint", dir: "auto" }, hint),
  );
}

// How long, as it is typed: 30m, 2h, 3d.
export function howLong({ title, go, usual }) {
  return asked(title, go, (done) => {
    const input = element("input", { autocomplete: "off", maxlength: "20", placeholder: "2h", required: true });
    const chips = usual.map((span) => element("button", { type: "button", class: "quiet", "data-value": span, onclick: () => done(span) }, said(span)));
    return { nodes: [element("div", { class: "chips" }, chips), element("label", {}, say("span_own"), input)], read: () => input.value.trim() };
  });
}

function said(span) {
  const unit = { m: "minutes", h: "hours", d: "days" }[span.at(-1)];
  return say(unit, { n: Number(span.slice(0, -1)) });
}

export const sure = ({ title, words, go }) => asked(title, go, () => ({ nodes: [element("p", {}, words)], read: () => "yes" }), true);

// Something to read, such as what was refused.
export const tell = (title, lines) =>
  asked(title, say("fine"), () => ({ nodes: [element("ul", { class: "told" }, lines.map((line) => element("li", { dir: "auto" }, line)))], read: () => "yes" }));
