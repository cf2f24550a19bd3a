// Findings as list entries, and as numbered boxes over the picture of a panel.

import { copyOf, say, several } from "./words.js";

const TOGETHER = 5; // mm: numbers nearer than that would hide each other
const SEVERE = { error: 0, warning: 1, info: 2 };

/** Return findings, the worst first; those with a place on a panel have a number. */
export function numbered(findings) {
  const sorted = [...findings].sort((a, b) => SEVERE[a.severity] - SEVERE[b.severity]);
  let number = 0;
  return sorted.map((finding) => ({ ...finding, number: finding.spots?.length ? (number += 1) : 0 }));
}

/** Return what makes a finding the same in several languages. */
export const same = ({ code, place, message }) => [code, place, message].join("\n");

/**
 * Return what several leaflets share, or what stands in a file that all are made from, worst first:
 * [finding, names of their languages].
 */
export function shared(leaflets) {
  const found = new Map();
  for (const { name, all } of leaflets) {
    for (const finding of all.filter((each) => !each.spots?.length)) {
      if (!found.has(same(finding))) found.set(same(finding), [finding, new Set()]);
      found.get(same(finding))[1].add(name);
    }
  }
  return [...found.values()]
    .map(([finding, names]) => [finding, [...names]])
    .filter(([finding, names]) => names.length > 1 || /^(templates|styles)\//.test(finding.place))
    .sort(([a], [b]) => SEVERE[a.severity] - SEVERE[b.severity]);
}

/** Return how many findings there are of each severity, as chips. */
export function counts(findings) {
  return Object.keys(SEVERE).flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    if (!count) return [];
    const chip = document.createElement("span");
    chip.className = `chip ${severity === "info" ? "" : severity}`;
    chip.textContent = say(`count-${severity}`, { n: count });
    return [chip];
  });
}

/** Return a list entry; `show(panel)` is what its buttons do, one for each panel it is seen on. */
export function entryOf(finding, { names = [], show } = {}) {
  const entry = copyOf("finding");
  const part = (name) => entry.querySelector(`.finding-${name}`);
  entry.classList.add(finding.severity);
  part("word").textContent = say(finding.severity);
  part("message").textContent = finding.message;
  part("place").textContent = finding.place;
  part("place").hidden = !finding.place;
  part("languages").textContent = names.length ? say("languages", { languages: several(names) }) : "";
  if (finding.number) {
    part("number").textContent = finding.number;
    part("number").hidden = false;
  }
  const panels = show ? [...new Set((finding.spots || []).map((spot) => spot[0]))] : [];
  for (const panel of panels) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "small";
    button.textContent = say("number", { n: panel });
    button.addEventListener("click", () => show(panel));
    part("panels").append(button);
  }
  return entry;
}

/** Draw the boxes of findings that stand on a panel; `size` is [width, height] in mm. */
export function drawMarks(layer, findings, panel, [width, height], edge = 0) {
  const share = (length, whole) => `${(100 * length) / whole}%`;
  const labels = []; // where numbers stand already, in mm
  layer.replaceChildren();
  for (const finding of findings) {
    const here = (finding.spots || []).filter(([on]) => on === panel);
    for (const [at, [, left, top, wide, high]] of here.entries()) {
      const mark = document.createElement("span");
      mark.className = `mark ${finding.severity}`;
      mark.style.left = share(left + edge, width + 2 * edge);
      mark.style.top = share(top + edge, height + 2 * edge);
      mark.style.width = share(wide, width + 2 * edge);
      mark.style.height = share(high, height + 2 * edge);
      layer.append(mark);
      if (at) continue; // one number for all of its boxes here
      const number = document.createElement("b");
      number.textContent = finding.number;
      const beside = labels.filter(([x, y]) => Math.hypot(x - left, y - top) < TOGETHER).length;
      number.style.marginInlineStart = `${beside * 1.15}rem`;
      labels.push([left, top]);
      mark.append(number);
    }
  }
}
