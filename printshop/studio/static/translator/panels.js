// The leaflet: pictures of its panels with a button over each text; only what changed is replaced.

import { send } from "../frame.js";
import { make, say, withoutTags, work } from "./words.js";

const list = document.getElementById("panels");
const said = document.getElementById("leaflet-said");
const clinic = document.getElementById("clinic");
const fold = document.getElementById("fold");
const larger = document.getElementById("larger");

const SHARP = { false: 130, true: 200 };  // pixels an inch
const MOST_KEPT = 60;  // pictures
const FAR = 5;  // mm that a text moves before the view goes after it
const FOR_QUICK = 250, FOR_FULL = 1500;  // ms without a key

const pictures = new Map();  // by look
let remembered = null;
let asking = null;
let timers = [];
let again = false;  // somebody typed on while it was under way
let fullAfter = false;  // look for the true size when what is under way is done
let byKey = new Map();
let typed = () => [];
let heard = { open() {}, drawn() {} };

/** What was drawn last: {body, over, boxes, settled, first}; null before the first drawing. */
export let last = null;

/** Begin; `texts` are the desk's, `typedTexts` returns those that are not saved. */
export function beginPanels(texts, typedTexts, listeners) {
  byKey = new Map(texts.map((text) => [text.key, text]));
  typed = typedTexts;
  heard = listeners;
  for (const choice of [clinic, fold]) {
    choice.addEventListener("change", () => {
      remembered = null;
      last = null;
      draw(true);
    });
  }
  larger.addEventListener("click", () => {
    const on = larger.getAttribute("aria-pressed") !== "true";
    larger.setAttribute("aria-pressed", on);
    list.classList.toggle("large", on);
    draw(last?.settled ?? true);
  });
  list.addEventListener("keydown", moveAmongSpots);
  return draw(true);
}

/** Draw soon, for somebody is typing: fast at first, and with the true size when typing rests. */
export function drawSoon() {
  timers.forEach(clearTimeout);
  fullAfter = false;
  if (last) last.settled = false;
  timers = [setTimeout(() => draw(false), FOR_QUICK), setTimeout(settle, FOR_FULL)];
}

function settle() {
  if (asking) fullAfter = true;
  else if (!last?.settled) draw(true);
}

/**
 * Draw the leaflet with all texts as they are typed; `full` looks for the true size.
 * A quick drawing that is under way is waited for, and the newest texts go next: who types without
 * a rest sees something all the same. Anything else that is under way is given up.
 */
export async function draw(full) {
  if (asking && !asking.full && !full) {
    again = true;
    return;
  }
  if (full) {
    timers.forEach(clearTimeout);
    fullAfter = false;
  }
  asking?.abort();
  const own = (asking = Object.assign(new AbortController(), { full }));
  again = false;
  list.setAttribute("aria-busy", "true");
  try {
    const body = {
      clinic: clinic.value, fold: fold.value, dpi: SHARP[larger.getAttribute("aria-pressed")],
      typed: typed(), known: [...pictures.keys()], remembered: full ? null : remembered,
    };
    const drawn = await send(`${work.here}/draw`, { body, signal: own.signal });
    if (own !== asking) return;
    if (drawn.unreadable) {
      trouble(drawn.unreadable.map((finding) => finding.message).join("\n"));
      return;
    }
    show(drawn);
  } catch (error) {
    if (error.name !== "AbortError") trouble(error.message);
  } finally {
    if (own === asking) {
      list.removeAttribute("aria-busy");
      asking = null;
      if (again) draw(false);
      else if (fullAfter) {
        fullAfter = false;
        settle();
      }
    }
  }
}

function trouble(message) {
  said.textContent = `${say("leaflet.trouble")} ${message}`;
  said.className = "leaflet-said error";
}

function show(drawn) {
  for (const panel of drawn.panels) {
    if (panel.png) pictures.set(panel.look, `data:image/png;base64,${panel.png}`);
  }
  const before = last;
  remembered = drawn.remembered;
  last = { ...drawn.fit, boxes: drawn.boxes, settled: drawn.settled, first: before === null };
  drawn.panels.forEach((panel, index) => {
    const item = list.children[index] ?? list.appendChild(newPanel(index + 1));
    refresh(item, panel, drawn.boxes.filter((box) => box[1] === index + 1), before !== null);
  });
  while (list.children.length > drawn.panels.length) list.lastChild.remove();
  const shown = new Set(drawn.panels.map((panel) => panel.look));
  for (const look of pictures.keys()) {
    if (pictures.size <= MOST_KEPT) break;
    if (!shown.has(look)) pictures.delete(look);
  }
  follow(before);
  tellFit(drawn);
  if (!list.querySelector('.spot[tabindex="0"]')) rove(list.querySelector(".spot"));
  heard.drawn();
}

/** Keep the text that is edited in view where it moved. */
function follow(before) {
  const key = list.dataset.active;
  const [was, is] = [before, last].map((drawn) => drawn?.boxes.find((box) => box[0] === key));
  const moved = was && is && (was[1] !== is[1] || Math.abs(was[3] - is[3]) > FAR);
  if (moved) scrollTo(list.querySelector(".spot.active"));
}

function tellFit({ fit, findings }) {
  const words = fit.over ? say("leaflet.over", { n: fit.over, size: fit.body })
    : say("leaflet.fits", { size: fit.body });
  if (said.textContent !== words) said.textContent = words;
  said.className = `leaflet-said${fit.over ? " error" : ""}`;
  const wrong = findings.filter((finding) => finding.severity !== "info");
  for (const { message } of wrong) {
    said.append(make("span", { class: "leaflet-finding", lang: "en", dir: "ltr", text: message }));
  }
}

function newPanel(number) {
  return make("li", { class: "panel" },
    make("p", { class: "panel-number", dir: document.documentElement.dir, text: say("panel", { n: number }) }),
    make("div", { class: "picture" }, make("img", { alt: "" }), make("div", { class: "spots" })));
}

function refresh(item, panel, boxes, again) {
  const picture = item.querySelector("img");
  if (item.dataset.look !== panel.look) {
    item.dataset.look = panel.look;
    picture.src = pictures.get(panel.look);
    picture.width = Math.round(panel.width * 10);
    picture.height = Math.round(panel.height * 10);
    if (again) flash(item);
  }
  const places = JSON.stringify([boxes, panel.width, panel.height]);
  if (item.dataset.places === places) return;
  item.dataset.places = places;
  const spots = item.querySelector(".spots");
  const focused = spots.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  const active = list.dataset.active;
  spots.replaceChildren(...spotsOf(boxes, panel));
  markActive(active);
  if (focused) spots.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

function flash(item) {
  item.classList.remove("changed");
  void item.offsetWidth;  // so that the animation begins anew
  item.classList.add("changed");
}

function spotsOf(boxes, panel) {
  return boxes.filter(([key]) => byKey.has(key)).map((box) => {
    const [key, , x, y, width, height] = box;
    const same = boxes.filter((other) => String(other.slice(1)) === String(box.slice(1)));
    const part = width / same.length;  // several texts in one line share its box
    const spot = make("button", {
      type: "button", class: "spot", "data-key": key, tabindex: "-1",
      title: byKey.get(key).source, "aria-label": say("spot", { text: start(withoutTags(byKey.get(key).source)) }),
      onclick: () => heard.open(byKey.get(key)),
    });
    spot.style.left = `${(100 * (x + part * same.indexOf(box))) / panel.width}%`;
    spot.style.top = `${(100 * y) / panel.height}%`;
    spot.style.width = `${(100 * part) / panel.width}%`;
    spot.style.height = `${(100 * height) / panel.height}%`;
    return spot;
  });
}

function start(text) {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** Outline a text wherever it stands, and bring it into view if `look`. */
export function markActive(key, look = false) {
  list.dataset.active = key ?? "";
  for (const spot of list.querySelectorAll(".spot")) {
    spot.classList.toggle("active", spot.dataset.key === key);
  }
  const first = list.querySelector(".spot.active");
  if (!first) return;
  rove(first);
  if (look) scrollTo(first);
}

/** Show where a text stands while the pointer is on it in the list. */
export function hint(key) {
  for (const spot of list.querySelectorAll(".spot")) {
    spot.classList.toggle("hinted", spot.dataset.key === key);
  }
}

function scrollTo(spot) {
  const room = list.closest(".leaflet");
  const area = room.scrollHeight > room.clientHeight + 4 ? room : list;
  const [outer, inner] = [area.getBoundingClientRect(), spot.getBoundingClientRect()];
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  area.scrollBy({
    top: outer.top < inner.top && inner.bottom < outer.bottom ? 0
      : inner.top - outer.top - outer.height / 3,
    left: outer.left < inner.left && inner.right < outer.right ? 0
      : inner.left - outer.left - (outer.width - inner.width) / 2,
    behavior: calm ? "auto" : "smooth",
  });
}

function rove(spot) {
  if (!spot) return;
  list.querySelectorAll('.spot[tabindex="0"]').forEach((other) => other.setAttribute("tabindex", "-1"));
  spot.setAttribute("tabindex", "0");
}

const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

function moveAmongSpots(event) {
  const step = STEPS[event.key];
  if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
  const spots = [...list.querySelectorAll(".spot")];
  const next = spots[spots.indexOf(document.activeElement) + step];
  if (!next) return;
  event.preventDefault();
  rove(next);
  next.focus();
}
