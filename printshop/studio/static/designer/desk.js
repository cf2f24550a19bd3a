// The desk: hears of saved files, has what changed drawn again, and shows it in three views.

import { brought, send } from "../frame.js";
import { entryOf, same, shared } from "./findings.js";
import { FitMap } from "./fit.js";
import { Large } from "./large.js";
import { Leaflet } from "./leaflet.js";
import { Queue } from "./queue.js";
import { say } from "./words.js";

const AT_ONCE = 2; // as many processes as the studio has for drawing
const HIDDEN = 1000; // what is not on the screen comes after all that is
const LATER = { draw: 0, check: 10_000, fits: 5_000 };
const AGAIN = 3000; // ms after which a stream is missed, and one that was refused asked for again

const byId = (id) => document.getElementById(id);
const given = brought("given");
const folder = location.pathname;
const leaflets = new Map(); // tag -> Leaflet, in the order of the page
const list = byId("leaflets");
const choices = byId("choices");
const only = new CSSStyleSheet();
document.adoptedStyleSheets.push(only);
let state = given.state;
let total = 0; // pictures and checks since the last time that all was done

const all = () => [...leaflets.values()];
const queue = new Queue(AT_ONCE, () => progress());
const large = new Large(all, given);
const map = new FitMap(all, given.folds, choices.fold.value);
const seen = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) leaflets.get(target.dataset.tag).seen = isIntersecting;
}, { rootMargin: "200px" });

// --- what is on the table ------------------------------------------------------------------------

function take(next) {
  if (!next.ok || (next.ok && !state.ok && !choices.clinic.options.length)) return broken(next);
  state = next;
  const broke = state.findings.some((finding) => finding.severity === "error");
  const now = new Set(state.leaflets.map((entry) => entry.tag));
  for (const leaflet of all()) {
    if (now.has(leaflet.tag)) continue;
    if (broke) leaflet.fail([]); // its file cannot be read just now
    else forget(leaflet);
  }
  for (const entry of state.leaflets) want(placed(entry));
  tellTroubles();
  if (!queue.left) done();
}

function broken(next) {
  const mended = next.ok; // and this page has no choices yet
  state = next;
  if (mended) return location.reload();
  queue.clear();
  total = 0;
  for (const leaflet of all()) leaflet.fail([]);
  tellTroubles();
  tellState("wrong");
}

function placed(entry) {
  let leaflet = leaflets.get(entry.tag);
  if (leaflet) {
    leaflet.take(entry);
  } else {
    leaflet = new Leaflet(entry, folder, (of, panel) => large.open(of, panel));
    leaflets.set(entry.tag, leaflet);
    list.append(leaflet.element);
    seen.observe(leaflet.element);
  }
  return leaflet;
}

function forget(leaflet) {
  for (const kind of Object.keys(LATER)) queue.drop(`${kind} ${leaflet.tag}`);
  seen.unobserve(leaflet.element);
  leaflet.element.remove();
  leaflets.delete(leaflet.tag);
}

// --- drawing, checking, measuring ----------------------------------------------------------------

function want(leaflet) {
  if (leaflet.current) {
    queue.drop(`draw ${leaflet.tag}`);
    leaflet.troubles = [];
    leaflet.refresh();
  } else {
    if (!leaflet.about) leaflet.tell("waiting");
    leaflet.fits = null;
    ask("draw", leaflet, draw);
  }
  follow(leaflet);
}

/** Ask for what comes after the picture, as far as it is wanted. */
function follow(leaflet) {
  if (byId("checks").checked && leaflet.current && !leaflet.checked) ask("check", leaflet, check);
  if (view() === "fit" && !leaflet.fits) ask("fits", leaflet, measure);
}

function ask(kind, leaflet, act) {
  const name = `${kind} ${leaflet.tag}`;
  if (!queue.has(name)) total += 1;
  const place = () => all().indexOf(leaflet) + (leaflet.seen ? 0 : HIDDEN) + LATER[kind];
  queue.add(name, place, (signal) => act(leaflet, signal));
}

const address = (leaflet, what = "") =>
  `${folder}/leaflets/${encodeURIComponent(leaflet.tag)}${what}${location.search}`;

async function draw(leaflet, signal) {
  if (!leaflet.about) leaflet.tell("drawing");
  else leaflet.element.classList.add("busy-row");
  try {
    const about = await send(address(leaflet), { method: "GET", signal });
    if (about.fingerprint !== leaflet.wanted) return; // newer news is on its way
    if (about.undrawable) return leaflet.fail(about.undrawable);
    await leaflet.show(about);
    large.changed(leaflet);
    follow(leaflet);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    leaflet.fail(error.findings || [{ code: "", severity: "error", message: error.message, place: "" }]);
  } finally {
    leaflet.element.classList.remove("busy-row");
    tellTroubles();
    if (view() === "fit") map.draw();
  }
}

async function check(leaflet, signal) {
  leaflet.remark(say("checking"));
  try {
    const checked = await send(address(leaflet, "/checks"), { method: "GET", signal });
    if (checked.fingerprint !== leaflet.shown) return;
    leaflet.checked = checked;
    leaflet.refresh();
    large.changed(leaflet);
  } catch (error) {
    leaflet.remark(error.name === "AbortError" ? "" : error.message);
    throw error;
  }
  tellTroubles();
}

async function measure(leaflet, signal) {
  const wanted = leaflet.wanted;
  const { fits } = await send(address(leaflet, "/fits"), { method: "GET", signal });
  if (wanted === leaflet.wanted) leaflet.fits = fits;
  map.draw();
}

// --- what is said about it -----------------------------------------------------------------------

function progress() {
  const left = queue.left;
  byId("stop").hidden = !left || queue.stopped;
  byId("go").hidden = !left || !queue.stopped;
  byId("progress").hidden = !left;
  if (!left) return total && done();
  byId("progress").max = total;
  byId("progress").value = total - left;
  byId("count").textContent = say("progress", { done: total - left, all: total });
  tellState(queue.stopped ? "stopped-all" : "");
}

function done() {
  total = 0;
  byId("count").textContent = "";
  if (!state.ok) return;
  tellState(all().some((leaflet) => !leaflet.current) ? "wrong" : "all-drawn");
}

function tellState(key) {
  const text = key ? say(key) : "";
  if (byId("state").textContent !== text) byId("state").textContent = text;
  byId("state").className = key === "all-drawn" ? "good-word" : "";
}

/** List what is wrong in the files, and what all languages have, once. */
function tellTroubles() {
  const many = shared(all());
  const common = new Set(many.map(([finding]) => same(finding)));
  for (const leaflet of all()) leaflet.list(common);
  const entries = [
    ...state.findings.map((finding) => entryOf(finding)),
    ...many.map(([finding, names]) => entryOf(finding, { names: names.length < leaflets.size ? names : [] })),
  ];
  byId("trouble").hidden = !entries.length;
  byId("trouble-list").replaceChildren(...entries);
}

// --- views ---------------------------------------------------------------------------------------

const kept = {
  get: (name, usual) => sessionStorage.getItem(`design-${name}`) ?? usual,
  set: (name, value) => sessionStorage.setItem(`design-${name}`, value),
};
const view = () => byId("desk").dataset.view;

function press(group, name, value) {
  for (const button of byId(group).querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button.dataset[name] === value));
  }
  byId("desk").dataset[name] = value;
  kept.set(name, value);
}

function look(value) {
  press("views", "view", value);
  byId("fit-map").hidden = value !== "fit";
  list.hidden = value === "fit";
  for (const leaflet of value === "fit" ? all() : []) follow(leaflet);
  if (value === "fit") map.draw();
}

function choosePanel() {
  const which = byId("which");
  const most = Math.max(...all().map((leaflet) => leaflet.entry.panels.length), 1);
  which.replaceChildren(...Array.from({ length: most }, (_, at) => new Option(at + 1, at + 1)));
  which.value = Math.min(Number(kept.get("panel", 1)), most);
  // A rule, not a class on each picture: leaflets that come later follow it, too.
  only.replaceSync(`[data-view=one] .panel:not([data-panel="${Number(which.value)}"]) { display: none; }`);
}

function wire() {
  for (const [group, name, act] of [["views", "view", look], ["zooms", "zoom", (value) => press("zooms", "zoom", value)]]) {
    for (const button of byId(group).querySelectorAll("button")) {
      button.addEventListener("click", () => act(button.dataset[name]));
    }
    act(kept.get(name, byId(group).querySelector("button").dataset[name]));
  }
  choices.addEventListener("change", () => choices.requestSubmit());
  byId("which").addEventListener("change", (event) => {
    kept.set("panel", event.target.value);
    choosePanel();
  });
  byId("checks").checked = kept.get("checks", "") === "on";
  byId("checks").addEventListener("change", switchChecks);
  byId("stop").addEventListener("click", () => { queue.stop(); byId("go").focus(); });
  byId("go").addEventListener("click", () => { queue.go(); byId("stop").focus(); });
}

function switchChecks() {
  const on = byId("checks").checked;
  kept.set("checks", on ? "on" : "");
  for (const leaflet of all()) {
    queue.drop(`check ${leaflet.tag}`);
    if (!on) {
      leaflet.checked = null;
      leaflet.remark("");
      if (leaflet.about) leaflet.refresh();
    }
    follow(leaflet);
  }
  progress();
  tellTroubles();
}

// --- news from the studio ------------------------------------------------------------------------

let stream = null;
let silence = 0; // a timer: a stream that comes back at once was not away

function listen() {
  stream?.close();
  stream = new EventSource(`${folder}/events${location.search}`);
  stream.addEventListener("message", (event) => {
    clearTimeout(silence);
    take(JSON.parse(event.data));
  });
  stream.addEventListener("error", () => {
    clearTimeout(silence);
    silence = setTimeout(() => tellState("away"), AGAIN);
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, AGAIN);
  });
}

// A browser has few connections to one place; pages that nobody looks at do without.
document.addEventListener("visibilitychange", () => (document.hidden ? stream?.close() : listen()));
addEventListener("pagehide", () => stream?.close());

take(state);
choosePanel();
wire();
listen();
