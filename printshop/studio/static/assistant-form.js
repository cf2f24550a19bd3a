// The form for a clinic: its picture while one types, what is wrong, saving.

import { brought, send, tell } from "./frame.js";
import { choose, different, sayChanged } from "./assistant-changed.js";
import { showWeek, startWeek, week, weekText } from "./assistant-week.js";

const MOST_BYTES = 8_000_000;
const PAUSE = 300; // ms after the last key
const LINES = ["name", "address", "phone", "mail", "web", "page", "language"];

const data = brought("data");
const { texts } = data;
const here = `/leaflets/${encodeURIComponent(data.brochure)}/clinic`;
const at = (id) => document.getElementById(id);
const form = at("clinic");

let base = data.form; // as it was opened
let clinic = base.clinic;
let digest = data.digest;
let logo = base.logo;
let findings = [];
const touched = new Set();
let leaving = false;

// --- what is typed -------------------------------------------------------------------------------

function typed() {
  const lines = Object.fromEntries(LINES.map((name) => [name, at(`f-${name}`).value]));
  return { clinic, ...lines, week: week(), logo };
}

function show(values) {
  for (const name of LINES) at(`f-${name}`).value = values[name];
  if (at("f-language").selectedIndex < 0) at("f-language").selectedIndex = 0;
  showWeek(values.week);
  logo = values.logo;
  sayLogo(logo ? texts["logo.kept"] : texts["logo.none"], "plain");
}

const isChanged = () => different(base, typed()).length > 0;

// --- what is wrong -------------------------------------------------------------------------------

function inputsOf(field) {
  const day = /^hours-(\d)$/.exec(field);
  if (day) return [...document.querySelectorAll(`.day[data-day="${day[1]}"] input[type=time]`)];
  return at(`f-${field}`) ? [at(`f-${field}`)] : [];
}

// A message that comes while a button is pressed would move the button away from under the pointer.
let pressed = false;
window.addEventListener("pointerdown", () => { pressed = true; }, true);
for (const kind of ["pointerup", "pointercancel"]) {
  window.addEventListener(kind, () => { pressed = false; setTimeout(showWrong); }, true);
}

function showWrong() {
  if (pressed) return;
  for (const place of document.querySelectorAll(".wrong[id]")) {
    const field = place.id.replace("wrong-", "");
    const finding = touched.has(field) ? findings.find((each) => each.place === field) : undefined;
    const text = finding ? finding.message : "";
    if (place.textContent !== text) place.textContent = text;
    place.hidden = !text;
    place.classList.toggle("warning", finding?.severity === "warning");
    const invalid = finding?.severity === "error";
    for (const input of inputsOf(field)) {
      if (invalid) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
  }
}

function labelOf(field) {
  const day = /^hours-(\d)$/.exec(field);
  const label = day ? at(`day-${day[1]}`) : document.querySelector(`label[for="f-${field}"]`);
  const group = { week: "f-hours-0", logo: "f-logo" }[field];
  if (group) return at(group).closest("fieldset").querySelector("legend").textContent;
  return label ? label.textContent : "";
}

/** Show what stands in the way of saving, and put the focus there. */
function summarise(problems) {
  at("summary-list").replaceChildren(...problems.map((problem) => {
    const item = document.createElement("li");
    const target = inputsOf(problem.place)[0];
    const line = document.createElement(target ? "a" : "span");
    const name = document.createElement("strong");
    name.textContent = labelOf(problem.place);
    line.append(name, " ", problem.message);
    if (target) {
      line.href = `#${target.id}`;
      line.addEventListener("click", (event) => { event.preventDefault(); target.focus(); });
    }
    item.append(line);
    return item;
  }));
  at("summary").hidden = problems.length === 0;
  if (problems.length) at("summary").focus();
}

// --- the picture ---------------------------------------------------------------------------------

let timer = 0;
let drawing = false;
let again = false;

function drawSoon() {
  clearTimeout(timer);
  timer = setTimeout(draw, PAUSE);
}

async function draw() {
  if (drawing) {
    again = true; // one at a time
    return;
  }
  drawing = true;
  at("card").classList.add("busy");
  try {
    const answer = await send(`${here}/preview`, { body: { ...typed(), digest } });
    if (answer.picture) at("card").src = answer.picture;
    at("card").hidden = !answer.picture;
    at("waiting").hidden = true;
    findings = answer.findings.concat(findings.filter((each) => each.code.startsWith("logo.")));
    showTrouble(answer.trouble);
    showPrinted(answer.phone);
    showWrong();
  } catch (error) {
    showTrouble([error.message]);
  } finally {
    drawing = false;
    at("card").classList.remove("busy");
    if (again) {
      again = false;
      draw();
    }
  }
}

function showTrouble(lines) {
  const list = at("trouble");
  if ([...list.children].map((item) => item.textContent).join("\n") === lines.join("\n")) return;
  list.replaceChildren(...lines.map((line) => {
    const item = document.createElement("li");
    item.className = "finding warning";
    item.textContent = line;
    return item;
  }));
}

function showPrinted(phone) {
  const wrong = findings.some((each) => each.place === "phone" && each.severity === "error");
  const told = at("printed-phone");
  told.hidden = wrong || !phone || phone === at("f-phone").value.trim();
  told.textContent = told.hidden ? "" : texts.printed.replace("{number}", `\u2066${phone}\u2069`);
}

// --- the logo ------------------------------------------------------------------------------------

function sayLogo(text, look) {
  at("logo-state").textContent = text;
  at("logo-state").className = look;
  at("no-logo").hidden = !logo;
}

async function takeLogo(file) {
  findings = findings.filter((each) => each.place !== "logo");
  touched.add("logo");
  showWrong();
  const body = new FormData();
  body.append("logo", file);
  sayLogo(texts["logo.sending"], "plain");
  try {
    if (file.size > MOST_BYTES) throw refusal(texts["logo.large"]);
    const answer = await send(`${here}/logo`, { body });
    logo = answer.logo;
    sayLogo(answer.message, answer.severity);
    draw();
  } catch (error) {
    const large = error.status === 413 ? refusal(texts["logo.large"]) : error;
    const told = large.findings?.length ? large.findings : refusal(error.message).findings;
    findings = findings.concat(told.map((each) => ({ ...each, place: "logo" })));
    sayLogo(logo ? texts["logo.kept"] : texts["logo.none"], "plain");
    showWrong();
    tell(findings.at(-1).message);
  }
}

function refusal(message) {
  const error = new Error(message);
  error.findings = [{ code: "logo.refused", severity: "error", message, place: "logo" }];
  return error;
}

const drop = at("drop");
for (const kind of ["dragenter", "dragover"]) {
  drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
}
drop.addEventListener("dragleave", () => drop.classList.remove("over"));
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  if (event.dataTransfer.files.length) takeLogo(event.dataTransfer.files[0]);
});
// A picture that misses the field would open in place of the form.
for (const kind of ["dragover", "drop"]) {
  window.addEventListener(kind, (event) => {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();
  });
}
at("f-logo").addEventListener("change", (event) => {
  if (event.target.files.length) takeLogo(event.target.files[0]);
  event.target.value = "";
});
at("no-logo").addEventListener("click", () => {
  logo = "";
  findings = findings.filter((each) => each.place !== "logo");
  sayLogo(texts["logo.none"], "plain");
  showWrong();
  at("f-logo").focus();
  draw();
});

// --- saving --------------------------------------------------------------------------------------

async function save() {
  tell(texts.saving);
  at("save").disabled = true;
  try {
    const answer = await send(here, { body: { ...typed(), digest } });
    leaving = true;
    clinic = answer.clinic; // whoever comes back changes it, and makes no second one
    history.replaceState(null, "", `?clinic=${encodeURIComponent(clinic)}`);
    tell(texts.saved);
    location.assign(answer.next);
  } catch (error) {
    tell("");
    if (error.status === 409) await compare(error.data);
    else refuse(error);
  } finally {
    at("save").disabled = false;
  }
}

function refuse(error) {
  const told = error.findings?.length ? error.findings : [{ place: "", message: error.message, severity: "error" }];
  findings = told;
  told.forEach((each) => touched.add(each.place));
  showWrong();
  summarise(told.filter((each) => each.severity === "error"));
}

/** Somebody else wrote the clinic meanwhile: both versions are shown. */
async function compare({ gone, theirs, digest: now }) {
  if (gone) {
    clinic = "";
    digest = "";
    if (logo === "kept") logo = "";
    sayChanged(texts["changed.gone"]);
    return;
  }
  if (!theirs) {
    sayChanged(texts["changed.broken"]);
    return;
  }
  const mine = typed();
  const done = (chosen) => {
    base = theirs;
    digest = now;
    show(chosen);
    at("save").focus();
    draw();
  };
  if (different(mine, theirs).length) {
    choose({ base, mine, theirs, texts, written, label: labelOf, done });
  } else {
    digest = now;
    await save();
  }
}

function written(field, value) {
  if (field === "week") return weekText(value) || texts.empty;
  if (field === "logo") return texts[{ "": "logo.none", kept: "logo.kept" }[value] || "logo.new"];
  if (field === "language") {
    return [...at("f-language").options].find((each) => each.value === value)?.textContent || value;
  }
  return value || texts.empty;
}

// --- start ---------------------------------------------------------------------------------------

const fieldOf = (input) => {
  const day = input.closest(".day");
  return day ? `hours-${day.dataset.day}` : input.name;
};
form.addEventListener("input", (event) => {
  if (event.target.type !== "file") drawSoon();
});
form.addEventListener("focusout", (event) => {
  const field = event.target.matches("input, textarea, select") ? fieldOf(event.target) : "";
  const elsewhere = !event.relatedTarget || fieldOf(event.relatedTarget) !== field;
  if (!field || !elsewhere || touched.has(field)) return;
  if (!different(base, typed()).some((each) => field.startsWith(each === "week" ? "hours" : each))) return;
  touched.add(field);
  showWrong();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  summarise([]);
  save();
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload(); // the file may be another by now
});
window.addEventListener("beforeunload", (event) => {
  if (!leaving && isChanged()) event.preventDefault();
});

show(base);
base = { ...typed() };
startWeek(drawSoon);
form.inert = false; // what is typed before would be lost
draw();
