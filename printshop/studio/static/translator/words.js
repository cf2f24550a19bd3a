// What the desk's scripts share: the data of the page, its texts, and how elements are made.

import { brought } from "../frame.js";

export const work = brought("work");

const numbers = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 2 });

/** Return a text of the interface with its placeholders filled in; a value keeps its direction. */
export function say(key, values = {}) {
  let text = work.words[key];
  for (const [name, value] of Object.entries(values)) {
    const shown = typeof value === "number" ? numbers.format(value) : String(value);
    text = text.replaceAll(`{${name}}`, () => `\u2068${shown}\u2069`);
  }
  return text;
}

/** Make an element. `about` may have class, text, listeners (onclick ...) and attributes. */
export function make(tag, about = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(about)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "text") element.textContent = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name === "class" ? "class" : name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

const TOKEN = /<\/?[A-Za-z][^<>]*>|\{[A-Za-z]\w*\}/g;

/** Return a text as nodes in which tags and placeholders stand out and keep their direction. */
export function withTokens(text) {
  const nodes = [];
  let at = 0;
  for (const found of text.matchAll(TOKEN)) {
    nodes.push(text.slice(at, found.index), make("bdi", { class: "token", dir: "ltr", text: found[0] }));
    at = found.index + found[0].length;
  }
  return [...nodes, text.slice(at)];
}

const CHANGED = { gone: "del", new: "ins" };

/** Return what changed in a text as nodes: <del> and <ins>, told to screen readers too. */
export function withChanges(runs) {
  return runs.map(({ state, text }) =>
    CHANGED[state] ? make(CHANGED[state], { text }) : document.createTextNode(text));
}

/** Return a text without its tags. */
export function withoutTags(text) {
  return text.replace(/<\/?[A-Za-z][^<>]*>/g, "");
}

/** Return the language that a text was written in. */
export function sourceOf(text) {
  return text.shared ? work.shared : work.source;
}

/** Return the language that is translated into. */
export const target = work.language;

/** Return findings as list items; the checks speak English. */
export function findingItems(findings) {
  return findings.map((finding) =>
    make("li", { class: `finding ${finding.severity}` },
      make("span", { class: "finding-kind", text: say(`severity.${finding.severity}`) }),
      " ",
      make("span", { lang: "en", dir: "ltr", text: finding.message })));
}
