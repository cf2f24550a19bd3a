// What the text that is typed does to the fit of the leaflet, against how it was before.

import { last } from "./panels.js";
import { make, say } from "./words.js";

const MOVED = 0.3;  // mm; less is not seen

let before = null;

/** Remember how the leaflet is now, to compare with. */
export function rememberFit() {
  before = last;
}

/** Say in an element how the leaflet fits; `key` is of the text that is typed. */
export function tellFit(place, key, changed) {
  if (!last) return place.replaceChildren();
  before ??= last;
  const lines = [];
  if (last.over) lines.push(["bad", say("fit.over", { n: last.over, size: last.body })]);
  else if (last.body < before.body || before.over) {
    lines.push(["warning", say("fit.smaller", { before: before.body, after: last.body })]);
  } else if (last.body > before.body) {
    lines.push(["good", say("fit.larger", { before: before.body, after: last.body })]);
  } else if (changed) lines.push(["good", say("fit.same", { size: last.body })]);
  if (changed) lines.push(["", movedWords(movedPages(key))]);
  if (changed && !last.settled) lines.push(["", say("fit.looking")]);
  place.replaceChildren(...lines.map(([kind, text]) => make("p", { class: `fit-line ${kind}`, text })));
}

function movedWords(pages) {
  const names = new Intl.ListFormat(document.documentElement.lang).format(pages.map(String));
  return pages.length ? say("fit.moved", { panels: names }) : say("fit.still");
}

/** Return the panels on which texts other than this one stand elsewhere than before. */
function movedPages(key) {
  const was = counted(before.boxes, key), is = counted(last.boxes, key);
  const pages = new Set();
  for (const [name, box] of is) {
    const old = was.get(name);
    if (!old || old[1] !== box[1] || Math.hypot(old[2] - box[2], old[3] - box[3]) > MOVED) pages.add(box[1]);
  }
  return [...pages].sort((a, b) => a - b);
}

function counted(boxes, without) {
  const found = new Map();
  for (const box of boxes) {
    if (box[0] === without) continue;
    let number = 0;
    while (found.has(`${box[0]} ${number}`)) number += 1;
    found.set(`${box[0]} ${number}`, box);
  }
  return found;
}
