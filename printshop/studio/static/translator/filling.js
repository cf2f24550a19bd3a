// What stands around the text that is edited: its source, what is known of it, and what helps.

import { make, say, sourceOf, target, withChanges, withTokens } from "./words.js";

/** Show a text's source, notes, and buttons for what has to be in its translation. */
export function fillText(parts, text, insert) {
  const source = sourceOf(text);
  parts["source-label"].replaceChildren(
    say("source", { language: source.name }),
    ...(text.shared ? [make("span", { class: "chip warning", text: say("shared") })] : []),
    ...(text.plain ? [make("span", { class: "chip", text: say("place.aloud") })] : []));
  mark(parts.source, source).replaceChildren(...withTokens(text.source));
  parts["target-label"].textContent = say("target", { language: target.name });
  mark(parts.target, target);
  parts.notes.replaceChildren(
    ...text.notes.map((note) => make("li", { lang: "en", dir: "ltr", text: note })),
    ...notesOnApproval(text));
  parts.tools.replaceChildren(
    ...text.placeholders.map((each) => placeholder(each, insert)),
    ...text.tags.map((tag) => tagButton(tag, insert)));
  parts.tools.hidden = !parts.tools.children.length;
}

function mark(element, language) {
  element.lang = language.tag;
  element.dir = language.direction;
  return element;
}

function notesOnApproval({ approval, former }) {
  if (approval) return [make("li", { class: "approved", text: say("approval.by", approval) })];
  return former ? [make("li", { text: say("approval.former", former) })] : [];
}

function placeholder({ name, meaning }, insert) {
  const sign = `{${name}}`;
  return make("button", { type: "button", class: "tool", onclick: () => insert(sign) },
    make("bdi", { class: "token", dir: "ltr", text: sign }),
    meaning ? make("span", { class: "meaning", lang: "en", dir: "ltr", text: meaning }) : null);
}

const ALONE = new Set(["br"]);

function tagButton(tag, insert) {
  const alone = ALONE.has(tag);
  const shown = alone ? `<${tag}>` : `<${tag}>…</${tag}>`;
  return make("button", {
    type: "button", class: "tool",
    onclick: () => (alone ? insert(`<${tag}>`) : insert(`<${tag}>`, `</${tag}>`)),
  },
  make("bdi", { class: "token", dir: "ltr", text: shown }),
  make("span", { class: "meaning", text: say(`tag.${tag}`) }));
}

/** Show what helps: what changed, other translations, terms, notes and remarks. */
export function fillHelp(parts, help, take) {
  parts.changes.hidden = !help.changes.length;
  mark(parts["changes-text"], { tag: parts.source.lang, direction: parts.source.dir });
  parts["changes-text"].replaceChildren(...withChanges(help.changes));
  parts.notes.append(...help.notes.map((note) => make("li", { dir: "auto", text: note })));
  parts.remarks.hidden = !help.remarks.length;
  parts.remarks.replaceChildren(...help.remarks.map((remark) =>
    make("li", {}, make("b", { text: say("remark", { by: remark.by, role: remark.role }) }), " ",
      make("span", { dir: "auto", text: remark.text }))));
  parts.suggestions.hidden = !help.suggestions.length;
  parts["suggestion-list"].replaceChildren(...help.suggestions.map((each) => suggestion(each, parts.source, take)));
  parts.terms.hidden = !help.terms.length;
  parts["term-list"].replaceChildren(...help.terms.map((each) => term(each, parts.source)));
}

function suggestion({ source, text, percent }, from, take) {
  return make("li", { class: "suggestion" },
    make("span", { class: "chip percent", text: say("suggestion.likeness", { n: percent }) }),
    make("p", { class: "suggested", lang: target.tag, dir: target.direction }, ...withTokens(text)),
    percent < 100 ? make("p", { class: "hint", lang: from.lang, dir: from.dir }, ...withTokens(source)) : null,
    make("button", { type: "button", class: "quiet", text: say("suggestion.take"), onclick: () => take(text) }));
}

function term({ name, use, avoid }, from) {
  return make("li", {},
    make("b", { lang: from.lang, dir: from.dir, text: name }), ": ",
    make("span", { lang: target.tag, dir: target.direction, text: use.map(shown).join(" / ") }),
    avoid.length ? make("span", { class: "avoid" }, " ", say("term.avoid"), " ",
      make("span", { lang: target.tag, dir: target.direction, text: avoid.map(shown).join(" / ") })) : null);
}

function shown(word) {
  return word.replaceAll("*", "…");  // any letters may stand there
}
