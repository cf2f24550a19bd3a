// A leaflet in one language: its row of panels, its state in words, and what was found in it.

import { counts, drawMarks, entryOf, numbered, same } from "./findings.js";
import { copyOf, percent, points, say } from "./words.js";

const LAMPS = ["good", "warning", "error", "bad"];

export class Leaflet {
  about = null; // what is known of the drawing that is shown
  checked = null; // what the checks found in it
  fits = null; // how it fits all folds
  seen = false; // on the screen
  shown = ""; // the fingerprint of the drawing that is shown
  troubles = []; // findings that keep it from being drawn

  /** `folder` is the address of the brochure's desk; `open(leaflet, panel)` enlarges a panel. */
  constructor(entry, folder, open) {
    this.folder = folder;
    this.open = open;
    this.element = copyOf("leaflet");
    this.strip = this.part("strip");
    this.take(entry);
    this.tell("waiting");
  }

  part(name) { return this.element.querySelector(`.${name}`); }
  get tag() { return this.entry.tag; }
  get name() { return this.entry.name; }
  get wanted() { return this.entry.fingerprint; }
  get current() { return this.shown === this.wanted; }
  get panels() { return this.about ? this.about.panels : this.skeleton; }
  get skeleton() { return this.entry.panels.map(([width, height]) => ({ width, height, extra: false })); }

  /** All findings in the drawing, numbered; those of the checks only while they are wanted. */
  get findings() {
    return numbered([...(this.about?.findings || []), ...(this.checked?.findings || [])]);
  }

  /** What is to be said of it: why it cannot be drawn, else what was found. */
  get all() { return this.troubles.length ? this.troubles : this.findings; }

  picture(panel, large = false) {
    return `${this.folder}/pictures/${this.shown}/${panel}${large ? "?large=1" : ""}`;
  }

  /** Take what the studio says about the leaflet now. */
  take(entry) {
    this.entry = entry;
    this.element.dataset.tag = entry.tag;
    this.element.lang = this.element.lang || "";
    const name = this.part("leaflet-name");
    name.textContent = entry.name;
    name.lang = entry.lang;
    this.part("leaflet-tag").textContent = entry.tag;
    this.strip.dir = entry.direction;
    if (!this.about) this.#frames(this.skeleton);
  }

  /** Say in words what state it is in. */
  tell(state, values, lamp = "") {
    const element = this.part("leaflet-state");
    element.classList.remove(...LAMPS);
    if (lamp) element.classList.add(lamp);
    element.textContent = say(state, values);
    this.element.classList.toggle("stale", state === "old" || state === "broken");
    this.element.classList.toggle("busy-row", state === "drawing");
  }

  /** Show a drawing, once all of its pictures are here: nothing flickers. */
  async show(about) {
    const address = (number) => `${this.folder}/pictures/${about.fingerprint}/${number}`;
    const images = about.panels.map((panel, at) => {
      const image = new Image();
      image.src = address(at + 1);
      return image;
    });
    await Promise.allSettled(images.map((image) => image.decode()));
    if (about.fingerprint !== this.wanted) return;
    if (this.shown !== about.fingerprint) this.checked = null;
    Object.assign(this, { about, shown: about.fingerprint, troubles: [] });
    this.#frames(about.panels);
    this.#papers().forEach((image, at) => (image.src = images[at].src));
    this.refresh();
  }

  /** Say how it fits and what was found; after a drawing, checks, or when it is mended. */
  refresh() {
    const { fit, panels } = this.about;
    if (fit.linesOver) this.tell("over", { n: fit.linesOver }, "error");
    else this.tell("fits", {}, "good");
    this.part("figures").hidden = false;
    this.part("figures-body").textContent = points(fit.body);
    this.part("figures-full").textContent = percent(fit.fill);
    const findings = this.findings;
    [...this.strip.children].forEach((figure, at) => {
      const full = fit.panelFill[at] ?? 0;
      figure.querySelector(".panel-bar i").style.inlineSize = `${full * 100}%`;
      figure.querySelector(".panel-full").textContent = panels[at].extra ? "" : percent(full);
      const size = [panels[at].width, panels[at].height];
      drawMarks(figure.querySelector(".marks"), findings, at + 1, size);
    });
    if (this.checked) this.remark(this.checked.refused ? say("refused") : this.#uncheckedRemark());
  }

  #uncheckedRemark() {
    const left = this.checked.unchecked;
    return left.length ? `${say("unchecked")}: ${left.map((name) => name.split(":")[0]).join(", ")}` : "";
  }

  /** Keep the last picture, greyed, and say what is wrong. */
  fail(findings) {
    this.troubles = findings;
    this.tell(this.about ? "old" : "broken", {}, "error");
  }

  remark(text) {
    const element = this.part("leaflet-remark");
    element.textContent = text;
    element.hidden = !text;
  }

  /** List what was found, without `common`, what is said of several languages elsewhere. */
  list(common) {
    const findings = this.all.filter((finding) => !common.has(same(finding)));
    const box = this.part("leaflet-findings");
    box.hidden = !findings.length;
    box.querySelector("summary").replaceChildren(`${say("findings", { n: findings.length })} `, ...counts(findings));
    const show = (panel) => this.open(this, panel);
    box.querySelector("ul").replaceChildren(...findings.map((each) => entryOf(each, { show })));
  }

  #papers() { return [...this.strip.querySelectorAll("img")]; }

  /** Have a frame for each panel; those that are there already keep their place and the focus. */
  #frames(panels) {
    while (this.strip.children.length > panels.length) this.strip.lastElementChild.remove();
    while (this.strip.children.length < panels.length) this.strip.append(this.#frame());
    [...this.strip.children].forEach((figure, at) => this.#label(figure, at + 1, panels[at]));
  }

  #frame() {
    const figure = copyOf("panel");
    figure.querySelector("figcaption").dir = document.documentElement.dir;
    figure.querySelector("button").addEventListener("click", () => {
      if (this.about) this.open(this, [...this.strip.children].indexOf(figure) + 1);
    });
    return figure;
  }

  #label(figure, number, panel) {
    figure.dataset.panel = number;
    figure.style.setProperty("--wide", panel.width);
    figure.style.setProperty("--high", panel.height);
    figure.classList.toggle("extra", panel.extra);
    figure.querySelector(".panel-number").textContent =
      panel.extra ? say("too-many", { n: number }) : say("number", { n: number });
    const key = panel.extra ? "extra" : "panel";
    figure.querySelector("button").setAttribute("aria-label", say(key, { language: this.name, n: number }));
  }
}
