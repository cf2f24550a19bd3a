// One panel, enlarged: turned with the arrow keys, with its bleed and safe area, findings beside it.

import { drawMarks, entryOf } from "./findings.js";
import { say } from "./words.js";

const part = (name) => document.getElementById(name ? `large-${name}` : "large");

/** `leaflets()` returns those on the table in their order; `given` has the bleed and safe area in mm. */
export class Large {
  #leaflet;
  #panel = 1;

  constructor(leaflets, given) {
    this.leaflets = leaflets;
    this.given = given;
    part("close").addEventListener("click", () => part().close());
    part("previous").addEventListener("click", () => this.turn(-1));
    part("next").addEventListener("click", () => this.turn(1));
    for (const name of ["bleed", "safe", "marks"]) part(name).addEventListener("change", () => this.draw());
    part().addEventListener("keydown", (event) => this.#key(event));
    part().addEventListener("click", (event) => event.target === part() && part().close());
  }

  open(leaflet, panel) {
    this.#leaflet = leaflet;
    this.#panel = panel;
    if (!part().open) part().showModal();
    this.draw();
  }

  /** Draw it again if it shows this leaflet: its picture has changed. */
  changed(leaflet) {
    if (part().open && leaflet === this.#leaflet) this.draw();
  }

  turn(by) {
    this.#panel = Math.min(Math.max(this.#panel + by, 1), this.#leaflet.panels.length);
    this.draw();
  }

  #turnLanguage(by) {
    const drawn = this.leaflets().filter((leaflet) => leaflet.about);
    const next = drawn[drawn.indexOf(this.#leaflet) + by];
    if (!next) return;
    this.#leaflet = next;
    this.turn(0);
  }

  #key(event) {
    if (event.target.matches("input") && event.key === " ") return;
    const forward = this.#leaflet.entry.direction === "rtl" ? -1 : 1; // to where the next panel is
    const acts = {
      ArrowRight: () => this.turn(forward),
      ArrowLeft: () => this.turn(-forward),
      ArrowDown: () => this.#turnLanguage(1),
      ArrowUp: () => this.#turnLanguage(-1),
    };
    if (!acts[event.key]) return;
    event.preventDefault();
    acts[event.key]();
  }

  draw() {
    const leaflet = this.#leaflet;
    this.#panel = Math.min(this.#panel, leaflet.panels.length);
    const { width, height, extra } = leaflet.panels[this.#panel - 1];
    this.#head(leaflet, extra);
    const bleed = this.given.bleed;
    const edge = part("bleed").checked ? bleed : 0;
    const paper = part("paper");
    paper.classList.toggle("extra", extra);
    paper.style.setProperty("--wide", width + 2 * edge);
    paper.style.setProperty("--high", height + 2 * edge);
    paper.replaceChildren(
      this.#picture(leaflet, width, height, edge, 0), // is here at once, and stands in for the large one
      this.#picture(leaflet, width, height, edge, this.given.bleed),
      ...(edge ? [line("trim-line", width, height, edge, 0)] : []),
      ...(part("safe").checked ? [line("safe-line", width, height, edge, this.given.safe)] : []),
      this.#marks(leaflet, [width, height], edge),
    );
  }

  #head(leaflet, extra) {
    part("language").textContent = leaflet.name;
    part("language").lang = leaflet.entry.lang;
    part("tag").textContent = leaflet.tag;
    const key = extra ? "too-many" : "where";
    part("number").textContent = say(key, { n: this.#panel, all: leaflet.panels.length });
    part("previous").disabled = this.#panel === 1;
    part("next").disabled = this.#panel === leaflet.panels.length;
    part("turns").dir = leaflet.entry.direction;
  }

  /** `around`: so much bleed the picture has in mm; the large ones have all of it, the others none. */
  #picture(leaflet, width, height, edge, around) {
    const image = new Image();
    const hidden = around - edge; // of the picture, on each side
    const [wide, high] = [width + 2 * edge, height + 2 * edge];
    image.alt = around ? say("panel", { language: leaflet.name, n: this.#panel }) : "";
    image.src = leaflet.picture(this.#panel, around > 0);
    image.style.left = `${(-100 * hidden) / wide}%`;
    image.style.top = `${(-100 * hidden) / high}%`;
    image.style.width = `${(100 * (wide + 2 * hidden)) / wide}%`;
    image.style.height = `${(100 * (high + 2 * hidden)) / high}%`;
    return image;
  }

  #marks(leaflet, size, edge) {
    const here = leaflet.findings.filter((each) => each.spots?.some((spot) => spot[0] === this.#panel));
    const layer = document.createElement("span");
    layer.className = "marks";
    if (part("marks").checked) drawMarks(layer, here, this.#panel, size, edge);
    const entries = here.map((finding) => entryOf(finding));
    part("findings").replaceChildren(...(entries.length ? entries : [nothing()]));
    return layer;
  }
}

function nothing() {
  const entry = document.createElement("li");
  entry.className = "hint";
  entry.textContent = say("no-findings");
  return entry;
}

/** Return a line so many mm inside the edge at which the panel is cut. */
function line(name, width, height, edge, inside) {
  const element = document.createElement("span");
  element.className = name;
  const [across, down] = [`${(100 * (edge + inside)) / (width + 2 * edge)}%`, `${(100 * (edge + inside)) / (height + 2 * edge)}%`];
  Object.assign(element.style, { left: across, right: across, top: down, bottom: down });
  return element;
}
