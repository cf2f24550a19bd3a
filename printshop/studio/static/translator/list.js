// The list of texts: in the order of the brochure, with how far each is, filtered and searched.

import { hint, last } from "./panels.js";
import { make, say, sourceOf, target, withoutTags } from "./words.js";

const list = document.getElementById("list");
const nothing = document.getElementById("nothing");
const search = document.getElementById("search");
const progress = document.getElementById("progress");
const progressSaid = document.getElementById("progress-said");

const FILTERS = {
  "to-do": (text) => text.state !== "done" || text.draft !== null,
  fuzzy: (text) => text.state === "fuzzy" || text.state === "stale",
  unapproved: (text) => !text.approval || text.draft !== null,
  all: () => true,
};

let texts = [];
let openText = null;

/** Fill the list; `open` is called with the text that somebody chooses. */
export function beginList(all, open) {
  texts = all;
  let part = null, rows = null;
  for (const text of texts) {
    if (text.part !== part) {
      part = text.part;
      rows = make("ul", { class: "rows" });
      list.append(make("section", { class: "part" }, heading(part), rows));
    }
    rows.append(row(text, open));
    refreshRow(text);
  }
  document.querySelectorAll('input[name="filter"]').forEach((choice) =>
    choice.addEventListener("change", filter));
  search.addEventListener("input", filter);
  filter();
}

function heading(part) {
  if (!part) return make("h3", { text: say("part.shared") });
  const first = texts.find((text) => text.key === part);
  const language = sourceOf(first);
  return make("h3", { lang: language.tag, dir: language.direction, text: withoutTags(first.source) });
}

function row(text, open) {
  const source = sourceOf(text);
  text.opener = make("button", { type: "button", class: "opener", "aria-expanded": "false", onclick: () => open(text) },
    make("span", { class: "row-source", lang: source.tag, dir: source.direction, text: withoutTags(text.source) }),
    make("span", { class: "row-target", lang: target.tag, dir: target.direction }),
    make("span", { class: "row-chips" }));
  text.row = make("li", {
    class: "text", "data-key": text.key,
    onmouseenter: () => hint(text.key), onmouseleave: () => hint(null),
  }, text.opener);
  return text.row;
}

/** Write a row anew after its text changed. */
export function refreshRow(text) {
  const shown = text.draft ?? text.standing.text;
  text.opener.querySelector(".row-source").textContent = withoutTags(text.source);
  text.opener.querySelector(".row-target").textContent = withoutTags(shown);
  const state = text.draft !== null ? "unsaved" : text.state === "done" && text.approval ? "approved" : text.state;
  text.row.dataset.state = state;
  text.opener.querySelector(".row-chips").replaceChildren(
    make("span", { class: `lamp state-${state}`, text: say(`state.${state}`) }),
    ...placesOf(text));
}

function placesOf(text) {
  if (!last) return [];
  const pages = [...new Set(last.boxes.filter((box) => box[0] === text.key).map((box) => box[1]))];
  if (pages.length) return pages.map((page) => make("span", { class: "chip quiet-chip", text: say("panel", { n: page }) }));
  return [make("span", { class: "chip quiet-chip", text: say(text.plain ? "place.aloud" : "place.none") })];
}

/** Write all rows anew, as after the leaflet was drawn. */
export function refreshRows() {
  texts.forEach(refreshRow);
}

/** Show what the filter and the search let through, and always the text that is open. */
export function filter() {
  const name = document.querySelector('input[name="filter"]:checked').value;
  const wanted = folded(search.value);
  let any = false;
  for (const text of texts) {
    const fits = FILTERS[name](text) && (!wanted || folded(
      [text.key, text.source, text.draft ?? text.standing.text].join("\n")).includes(wanted));
    text.row.hidden = !fits && text !== openText;
    any ||= !text.row.hidden;
  }
  for (const part of list.children) part.hidden = !part.querySelector(".text:not([hidden])");
  nothing.hidden = any;
  count();
}

function folded(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();
}

function count() {
  for (const place of document.querySelectorAll("[data-count]")) {
    place.textContent = say("count", { n: texts.filter(FILTERS[place.dataset.count]).length });
  }
  const done = texts.filter((text) => text.state === "done").length;
  progress.max = texts.length;
  progress.value = done;
  progressSaid.textContent = say("progress", { done, total: texts.length });
}

/** Say which text is open; its row shows that and stays. */
export function markOpen(text) {
  if (openText) {
    openText.opener.setAttribute("aria-expanded", "false");
    openText.row.classList.remove("open");
  }
  openText = text;
  if (text) {
    text.opener.setAttribute("aria-expanded", "true");
    text.row.classList.add("open");
  }
  filter();
}

/** Put the focus on a text's row, or where it is hidden by now on the next one that is shown. */
export function focusRow(text) {
  const from = texts.slice(texts.indexOf(text));
  (from.find((each) => !each.row.hidden)?.opener ?? search).focus();
}

/** Return the text that is shown so many rows after another, null at the ends. */
export function neighbour(text, step) {
  const shown = texts.filter((each) => !each.row.hidden);
  return shown[text ? shown.indexOf(text) + step : step > 0 ? 0 : shown.length - 1] ?? null;
}
