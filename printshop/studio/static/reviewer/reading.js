// Reading a translation: approve texts, write remarks, and see which text stands where.

import { brought, send, tell } from "/static/frame.js";

const texts = brought("reviewer-texts");
const about = document.getElementById("reviewing").dataset;
const sign = document.getElementById("sign");
const fields = [sign.elements.by, sign.elements.role];
const approveAll = document.getElementById("approve-all");
const sure = document.getElementById("sure");
const show = document.getElementById("show");
const main = document.querySelector("main");
let ready = document.querySelectorAll('.review-text[data-state="ready"]').length;
let busy = false;

const filled = (text, n) => text.replace("{n}", n.toLocaleString(document.documentElement.lang));

// --- who ----------------------------------------------------------------------------------------

const STORE = "reviewer.";

for (const field of fields) {
  try {
    field.value = localStorage.getItem(STORE + field.name) || "";
  } catch { /* a browser that keeps nothing */ }
  field.addEventListener("change", () => {
    try {
      localStorage.setItem(STORE + field.name, field.value);
    } catch { /* the same */ }
  });
}

/** Return name and role; without them say so, and go to the field. */
function signature() {
  const missing = fields.find((field) => !field.value.trim());
  if (!missing) return { by: fields[0].value, role: fields[1].value };
  tell(texts.name);
  missing.focus();
  return null;
}

// --- sending ------------------------------------------------------------------------------------

/** Send something; returns the answer, or says what is wrong and returns null. One at a time. */
async function sent(what, body) {
  if (busy) return null;
  busy = true;
  tell(texts.working);
  try {
    return await send(`${about.address}/${what}`, { body });
  } catch (error) {
    tell(error.message);
    return null;
  } finally {
    busy = false;
  }
}

/** Show how a text is now, and go on from there. */
function renew(article, answer) {
  const holder = document.createElement("template");
  holder.innerHTML = answer.entry;
  const fresh = holder.content.querySelector("article");
  article.replaceWith(fresh);
  document.getElementById("counts").innerHTML = answer.counts;
  about.code = answer.code;
  ready = answer.ready;
  approveAll.hidden = !ready;
  approveAll.textContent = filled(texts.approve_all, ready);
  fresh.focus({ preventScroll: true });
  tell(answer.said);
}

async function approveOne(article) {
  const who = signature();
  if (!who) return;
  const answer = await sent("approve", { ...who, key: article.dataset.key, seen: article.dataset.seen });
  if (answer) renew(article, answer);
}

async function remark(article, event, more) {
  const who = signature();
  if (!who) return;
  const { key, seen } = article.dataset;
  const answer = await sent("remarks", { ...who, key, seen, event, ...more });
  if (answer) renew(article, answer);
}

// --- all at once --------------------------------------------------------------------------------

sign.addEventListener("submit", (event) => {
  event.preventDefault();
  if (approveAll.hidden || !signature()) return;
  document.getElementById("sure-text").textContent = filled(texts.sure_text, ready);
  sure.showModal();
});

document.getElementById("no").addEventListener("click", () => sure.close());

document.getElementById("yes").addEventListener("click", async () => {
  const who = signature();
  if (!who) return;
  const answer = await sent("approve", { ...who, seen: about.code });
  sure.close();
  if (!answer) return;
  try {
    sessionStorage.setItem(STORE + "said", answer.said);
  } catch { /* then it is not said */ }
  location.reload();
});

try {
  const said = sessionStorage.getItem(STORE + "said");
  sessionStorage.removeItem(STORE + "said");
  if (said) tell(said);
} catch { /* a browser that keeps nothing */ }

// --- remarks ------------------------------------------------------------------------------------

/** Open a field for a remark or an answer below the button, or close it again. */
function write(button, event) {
  const article = button.closest("article");
  const place = button.closest(".review-remark") || article;
  const open = place.querySelector(":scope > .review-writing");
  if (open) {
    open.remove();
    button.setAttribute("aria-expanded", "false");
    return;
  }
  const form = document.getElementById("remark-form").content.cloneNode(true).firstElementChild;
  form.dataset.event = event;
  form.addEventListener("submit", (submitted) => {
    submitted.preventDefault();
    remark(article, event, { text: form.elements.text.value, remark: place.dataset.remark || "" });
  });
  form.querySelector('[data-act="cancel"]').addEventListener("click", () => {
    write(button, event);
    button.focus();
  });
  place.append(form);
  button.setAttribute("aria-expanded", "true");
  form.elements.text.focus();
}

main.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-act]");
  const article = button?.closest("article");
  if (!article) return;
  const act = button.dataset.act;
  if (act === "approve") approveOne(article);
  if (act === "written" || act === "answered") write(button, act);
  if (act === "closed") {
    remark(article, act, { remark: button.closest(".review-remark").dataset.remark });
  }
});

// --- which text stands where --------------------------------------------------------------------

function light(number) {
  for (const each of main.querySelectorAll("[data-number]")) {
    each.classList.toggle("lit", number !== undefined && each.dataset.number === number);
  }
}

const numberAt = (event) => event.target.closest("[data-number]")?.dataset.number;
main.addEventListener("mouseover", (event) => light(numberAt(event)));
main.addEventListener("focusin", (event) => light(numberAt(event)));
main.addEventListener("focusout", () => light());

for (const picture of document.querySelectorAll(".review-picture svg")) {
  picture.addEventListener("click", (event) => {
    const article = document.getElementById(`text-${numberAt(event)}`);
    if (!article) return;
    article.scrollIntoView({ block: "nearest" });
    article.focus({ preventScroll: true });
  });
}

// --- some of the texts --------------------------------------------------------------------------

const shown = {
  all: () => true,
  ready: (text) => text.state === "ready",
  waiting: (text) => text.state !== "ready" && text.state !== "approved",
  remarks: (text) => text.open !== "0",
};

show.addEventListener("change", () => {
  let count = 0;
  for (const group of document.querySelectorAll(".review-group")) {
    let here = 0;
    for (const article of group.querySelectorAll("article")) {
      article.hidden = !shown[show.value](article.dataset);
      here += !article.hidden;
    }
    group.hidden = !here && show.value !== "all";
    count += here;
  }
  document.querySelector("#none-shown > span").hidden = count > 0;
});
