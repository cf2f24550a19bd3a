// The fit map: how full each panel is in each language, and what size every fold would give.

import { percent, points, say } from "./words.js";

const body = document.getElementById("fit-body");
const heads = document.getElementById("fit-heads");
const STEPS = [0.5, 0.75, 0.9, 0.97]; // from here on a cell is darker

export class FitMap {
  #sort = { by: "tight", down: true };

  /** `folds` are names of the brochure's folds by id; `chosen` is the one on the table. */
  constructor(leaflets, folds, chosen) {
    this.leaflets = leaflets;
    this.folds = Object.entries(folds);
    this.chosen = chosen;
    for (const head of heads.querySelectorAll("[data-sort]")) {
      head.querySelector("button").addEventListener("click", () => this.#sortBy(head.dataset.sort));
    }
  }

  draw() {
    const leaflets = this.leaflets();
    const panels = Math.max(...leaflets.map((leaflet) => leaflet.panels.length), 0);
    this.#heads(panels);
    body.replaceChildren(...leaflets.sort((a, b) => this.#order(a, b)).map((each) => this.#row(each, panels)));
  }

  #sortBy(by) {
    this.#sort = { by, down: this.#sort.by === by ? !this.#sort.down : true };
    this.draw();
  }

  #order(a, b) {
    const sign = this.#sort.down ? 1 : -1;
    if (this.#sort.by === "name") return sign * a.name.localeCompare(b.name);
    const [first, second] = [tightness(a), tightness(b)];
    const at = first.findIndex((value, index) => value !== second[index]);
    return at < 0 ? 0 : sign * (first[at] - second[at]);
  }

  #heads(panels) {
    for (const head of heads.querySelectorAll("[data-sort]")) {
      const here = head.dataset.sort === this.#sort.by;
      if (here) head.setAttribute("aria-sort", this.#sort.down ? "ascending" : "descending");
      else head.removeAttribute("aria-sort");
    }
    heads.querySelectorAll(".made").forEach((each) => each.remove());
    document.getElementById("fit-panels").colSpan = Math.max(panels, 1);
    document.getElementById("fit-folds").colSpan = Math.max(this.folds.length, 1);
    for (let panel = 1; panel <= panels; panel += 1) {
      const head = cell("th", String(panel), "made");
      head.setAttribute("aria-label", say("number", { n: panel }));
      heads.append(scoped(head, "col"));
    }
    for (const [id, name] of this.folds) {
      heads.append(scoped(cell("th", name, id === this.chosen ? "made fold chosen" : "made fold"), "col"));
    }
  }

  #row(leaflet, panels) {
    const row = document.createElement("tr");
    const name = document.createElement("bdi");
    name.textContent = leaflet.name;
    name.lang = leaflet.entry.lang;
    const tag = document.createElement("code");
    tag.textContent = leaflet.tag;
    const head = scoped(cell("th", "", "fit-name"), "row");
    head.append(name, " ", tag);
    const fit = leaflet.about?.fit;
    row.append(head, fit ? sized(fit) : waiting(leaflet));
    for (let panel = 0; panel < panels; panel += 1) row.append(fullness(leaflet, panel));
    for (const [id] of this.folds) row.append(inFold(leaflet, id, id === this.chosen));
    row.classList.toggle("stale", !leaflet.current);
    return row;
  }
}

/** Return what tells how tight a leaflet is, the most telling first; lower is tighter. */
function tightness(leaflet) {
  const fit = leaflet.about?.fit;
  return fit ? [-fit.linesOver, fit.body, -fit.fill] : [Infinity, 0, 0];
}

function cell(kind, text, name = "") {
  const element = document.createElement(kind);
  element.textContent = text;
  element.className = name;
  return element;
}

function scoped(head, scope) {
  head.scope = scope;
  return head;
}

function sized(fit) {
  if (fit.linesOver) return cell("td", say("over", { n: fit.linesOver }), "size bad");
  return cell("td", points(fit.body), "size");
}

function fullness(leaflet, at) {
  const panel = leaflet.about?.panels[at];
  if (!panel) return cell("td", "", "none");
  const full = leaflet.about.fit.panelFill[at] ?? 0;
  if (panel.extra) return cell("td", "+", "full over");
  return cell("td", percent(full), `full full-${STEPS.filter((step) => full >= step).length}`);
}

function inFold(leaflet, id, chosen) {
  const usual = chosen ? "fold chosen" : "fold";
  const fits = leaflet.fits;
  if (!fits) return waiting(leaflet, usual);
  const fit = fits[id];
  if (!fit) return cell("td", say("unmeasured"), `${usual} hint`);
  const found = sized(fit);
  found.className += ` ${usual}`;
  const pages = fit.panelFill.length;
  found.title = say("pages", { n: pages });
  return found;
}

function waiting(leaflet, name = "") {
  const element = cell("td", "", `${name} waiting`);
  const failed = leaflet.troubles.length > 0;
  const dots = cell("span", failed ? "–" : "…");
  dots.setAttribute("aria-hidden", "true");
  element.append(dots, cell("span", say(failed ? "unmeasured" : "measuring"), "unseen"));
  return element;
}
