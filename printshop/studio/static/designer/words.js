// The words of the page in the reader's language, with numbers as people write them there.

import { brought } from "../frame.js";

const texts = brought("texts");
const page = document.documentElement.lang;
const figures = new Intl.NumberFormat(page, { maximumFractionDigits: 2 });
const list = new Intl.ListFormat(page);

export const figure = (number) => figures.format(number);
export const points = (size) => say("points", { n: size });
export const percent = (share) => say("percent", { n: Math.floor(share * 100) });
export const several = (names) => list.format(names.map((name) => `\u2068${name}\u2069`));

/** Return a text with its placeholders filled in; values keep their direction among the words. */
export function say(key, values = {}) {
  return Object.entries(values).reduce(
    (text, [name, value]) =>
      text.replace(`{${name}}`, () => `\u2068${typeof value === "number" ? figure(value) : value}\u2069`),
    texts[key],
  );
}

/** Return a copy of what a <template> of the page holds. */
export const copyOf = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);
