// Texts that are not saved yet: kept in the browser until they are, with what they were made from.

import { work, target } from "./words.js";

const memory = new Map();
let safe = true;

function name(text) {
  return ["translator", work.workspace, target.tag, text.domain, text.key].join("|");
}

/** Return what was kept of a text: {text, base, source}, or null. */
export function keptOf(text) {
  try {
    const kept = JSON.parse(localStorage.getItem(name(text)));
    const whole = kept && typeof kept.text === "string" && typeof kept.source === "string"
      && typeof kept.base?.text === "string";
    return whole ? kept : null;
  } catch {
    return memory.get(name(text)) ?? null;
  }
}

/** Keep a text as it is typed. */
export function keep(text) {
  const kept = { text: text.draft, base: text.base, source: text.draftSource };
  memory.set(name(text), kept);
  try {
    localStorage.setItem(name(text), JSON.stringify(kept));
  } catch {
    safe = false;
  }
}

/** Forget a text that is saved. */
export function forget(text) {
  memory.delete(name(text));
  try {
    localStorage.removeItem(name(text));
  } catch {
    safe = false;
  }
}

addEventListener("beforeunload", (event) => {
  if (!safe && memory.size) event.preventDefault();
});
