// The order as it is chosen: languages, format, paper, copies; and the look that belongs to it.

import { brought, send, tell } from "../frame.js";
import { details } from "./details.js";
import { Making } from "./making.js";
import { Model } from "./model.js";
import { drawPlan } from "./plan.js";
import { Sides } from "./sides.js";

const { home, words, texts } = brought("order-data");
const form = document.getElementById("order");
const tabs = document.querySelector("#looked-at .row");
const lookState = document.getElementById("look-state");
const sides = new Sides(home, texts);
const model = new Model(texts);
const making = new Making(home, words, texts, order);
const byTag = new Map(words.languages.map((language) => [language.tag, language]));
let lookedAt = "";
let underWay = new AbortController();

const chosenTags = () => [...form.querySelectorAll("[name=language]:checked")].map((box) => box.value);
const chosenFormat = () => form.querySelector("[name=format]:checked").value;

/** Return the order as it is sent, or null where it is not complete. */
function order() {
  const copies = {};
  for (const tag of chosenTags()) {
    const field = form.elements[`copies-${tag}`];
    if (!field.checkValidity()) return null;
    copies[tag] = Number(field.value);
  }
  if (!Object.keys(copies).length) return null;
  return { format: chosenFormat(), paper: form.querySelector("[name=paper]:checked").value, copies };
}

// --- choosing -----------------------------------------------------------------------------------

/** Take what was chosen from the address, so that a page that is loaded again is the same. */
function takeAddress() {
  const given = new URLSearchParams(location.search);
  const tags = (given.get("languages") || "").split(",").filter((tag) => byTag.has(tag));
  const usual = byTag.has(words.usual) ? words.usual : words.languages[0].tag;
  const first = tags.length ? tags : [usual];
  for (const box of form.querySelectorAll("[name=language]")) {
    const tag = box.value;
    box.checked = first.includes(tag);
    if (given.get(`copies-${tag}`)) form.elements[`copies-${tag}`].value = given.get(`copies-${tag}`);
  }
  for (const name of ["format", "paper"]) {
    for (const radio of form.querySelectorAll(`[name=${name}]`)) {
      if (radio.value === given.get(name)) radio.checked = true;
    }
  }
}

function keepAddress() {
  const tags = chosenTags();
  const kept = new URLSearchParams({ languages: tags.join(","), format: chosenFormat() });
  kept.set("paper", form.querySelector("[name=paper]:checked").value);
  for (const tag of tags) kept.set(`copies-${tag}`, form.elements[`copies-${tag}`].value);
  history.replaceState(null, "", `?${kept}`);
}

function showStates() {
  const states = words.states[chosenFormat()];
  for (const lamp of form.querySelectorAll("[data-state]")) {
    const state = states[lamp.dataset.state];
    lamp.className = `lamp ${state.look}`;
    lamp.textContent = state.text;
  }
  for (const box of form.querySelectorAll("[name=language]")) {
    form.elements[`copies-${box.value}`].disabled = !box.checked;
  }
}

function showTabs() {
  const tags = chosenTags();
  if (!tags.includes(lookedAt)) lookedAt = tags[0] || "";
  tabs.replaceChildren(...tags.map((tag) => {
    const language = byTag.get(tag);
    const label = document.createElement("label");
    label.className = "choice chip";
    const radio = Object.assign(document.createElement("input"), {
      type: "radio", name: "looked-at", value: tag, checked: tag === lookedAt,
    });
    const name = document.createElement("bdi");
    name.lang = language.html_tag;
    name.textContent = language.autonym;
    label.append(radio, name);
    return label;
  }));
  tabs.parentElement.hidden = tags.length < 2;
  for (const part of document.querySelectorAll("[data-some]")) part.hidden = !lookedAt;
  document.querySelector("[data-none]").hidden = Boolean(lookedAt);
}

// --- looking ------------------------------------------------------------------------------------

async function look() {
  underWay.abort();
  if (!lookedAt) return;
  underWay = new AbortController();
  const { signal } = underWay;
  const asked = new URLSearchParams({ language: lookedAt, format: chosenFormat() });
  document.getElementById("sides").classList.add("busy");
  lookState.textContent = texts.drawing;
  try {
    const found = await send(`${home}/look?${asked}`, { method: "GET", signal });
    if (signal.aborted) return;
    show(found, asked);
  } catch (error) {
    if (error.name === "AbortError") return;
    lookState.textContent = error.message;
    document.getElementById("sides").replaceChildren();
  }
}

function show(found, asked) {
  document.getElementById("sides").classList.remove("busy");
  const drawn = found.sides.length > 0;
  lookState.textContent = drawn ? texts.drawn : texts["not-drawn"];
  lookState.classList.toggle("unseen", drawn);
  document.getElementById("step-fold").parentElement.hidden = !drawn;
  asked.set("key", found.key);
  sides.show(found, asked);
  if (!drawn) {
    document.getElementById("sides").replaceChildren(details(found.found, texts.details));
    return;
  }
  model.show(found, (side) => sides.address(side, "screen"));
  drawPlan(document.getElementById("plan"), found, sides.names, texts);
}

// --- what happens -------------------------------------------------------------------------------

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("change", (event) => {
  const about = event.target.name;
  showStates();
  keepAddress();
  making.forget();
  if (about === "language") {
    const before = lookedAt;
    if (event.target.checked) lookedAt = event.target.value;
    showTabs();
    if (before !== lookedAt) look();
  }
  if (about === "format") look();
});
tabs.addEventListener("change", (event) => {
  lookedAt = event.target.value;
  look();
});

if (words.languages.length) takeAddress();
showStates();
showTabs();
look().catch((error) => tell(error.message));
