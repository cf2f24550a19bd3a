// The editor of one text: it stands in the list, under the row that is open.

import { send, tell } from "../frame.js";
import { hideNotice, showConflict, showDoubts, showReworded } from "./conflict.js";
import { forget, keep } from "./drafts.js";
import { rememberFit, tellFit } from "./fit.js";
import { fillHelp, fillText } from "./filling.js";
import { focusRow, markOpen, neighbour, refreshRow } from "./list.js";
import { draw, drawSoon, last, markActive } from "./panels.js";
import { findingItems, say, work } from "./words.js";

const FOR_CHECK = 250;  // ms without a key
const AGAIN = 2000;  // ms until a file that cannot be read is tried again
const SAID = 2500;  // ms that good news stay

const node = document.getElementById("editor-template").content.firstElementChild.cloneNode(true);
const parts = Object.fromEntries(
  [...node.querySelectorAll("[data-part]")].map((part) => [part.dataset.part, part]));
const area = parts.target;

let open = null;  // the text that is edited
let checking = null, checkTimer = 0, againTimer = 0, toldTimer = 0;

/** Return the text that is open, null where none is. */
export function openText() {
  return open;
}

/** Open the editor of a text; what was typed in another one stays there. */
export async function openEditor(text, { look = true } = {}) {
  if (open === text) return area.focus();
  leave();
  open = text;
  text.row.append(node);
  hideNotice(parts);
  fill();
  markOpen(text);
  markActive(text.key, look);
  rememberFit();
  tellFit(parts.fit, text.key, false);
  area.focus({ preventScroll: true });
  area.setSelectionRange(area.value.length, area.value.length);
  bringIntoView(text.row);
  check();
  await help(text);
}

/** Close the editor; focus goes back to the row. */
export function closeEditor() {
  const was = open;
  leave();
  open = null;
  node.remove();
  markOpen(null);
  markActive(null);
  focusRow(was);
}

function leave() {
  clearTimeout(againTimer);
  clearTimeout(checkTimer);
  checking?.abort();
}

function bringIntoView(row) {
  const box = row.getBoundingClientRect();
  if (box.top < top() || box.bottom > bottom()) scroll(box.top - top());
  uncover();
}

const column = document.querySelector(".texts");
const bar = document.querySelector(".texts-bar");

/** Tell whether the texts scroll by themselves, and not with the page. */
function apart() {
  return getComputedStyle(column).overflowY === "auto";
}

function scroll(by) {
  (apart() ? column : window).scrollBy({ top: by });
}

/** Return where the bar that stays at the top ends. */
function top() {
  const sticks = getComputedStyle(bar).position === "sticky";
  return (sticks ? Math.max(bar.getBoundingClientRect().bottom, 0) : 0) + 8;
}

function bottom() {
  return apart() ? column.getBoundingClientRect().bottom : innerHeight;
}

/** Scroll so that the buttons that stay at the foot cover nothing of the field. */
function uncover() {
  const field = area.getBoundingClientRect();
  const covered = field.bottom + 8 - parts.foot.getBoundingClientRect().top;
  if (covered > 0) scroll(Math.min(covered, field.top - top()));
}

function fill() {
  fillText(parts, open, insert);
  area.value = open.draft ?? open.standing.text;
  parts.findings.replaceChildren();
  parts.letters.textContent = "";
  parts.suggestions.hidden = parts.terms.hidden = true;
  fitArea();
  showState();
}

async function help(text) {
  const query = new URLSearchParams({ domain: text.domain, key: text.key });
  let answer;
  try {
    answer = await send(`${work.here}/text?${query}`, { method: "GET" });
  } catch (error) {
    return tellState(error.message, "bad");
  }
  if (text !== open) return;
  if (!answer.text) return tellState(answer.findings.map((finding) => finding.message).join("\n"), "warning");
  const untouched = text.draft === null && !text.saving;
  const moved = !same(answer.text.standing, text.standing);
  if (untouched) {
    Object.assign(text, answer.text);
    refreshRow(text);
    fillText(parts, text, insert);
    if (moved) {
      area.value = text.standing.text;
      fitArea();
      draw(true);
    }
    showState();
  }
  fillHelp(parts, answer.help, take);
}

// --- typing --------------------------------------------------------------------------------------

area.addEventListener("input", () => {
  const text = open;
  if (text.draft === null) {
    text.base = { ...text.standing };
    text.draftSource = text.source;
  }
  const settled = area.value === text.standing.text && same(text.base, text.standing);
  text.draft = settled ? null : area.value;
  if (settled) forget(text);
  else keep(text);
  fitArea();
  showState();
  refreshRow(text);
  drawSoon();
  clearTimeout(checkTimer);
  checkTimer = setTimeout(check, FOR_CHECK);
});

function same(one, other) {
  return one.text === other.text && one.fuzzy === other.fuzzy;
}

function fitArea() {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 4}px`;
  uncover();
}

addEventListener("resize", () => open && fitArea());

/** Put something in where the cursor is, around what is selected if it has two parts. */
function insert(before, after = "") {
  const { selectionStart: start, selectionEnd: end } = area;
  const chosen = area.value.slice(start, end);
  area.focus();
  type(before + chosen + after);
  const at = start + before.length + chosen.length;
  area.setSelectionRange(chosen ? at + after.length : at, chosen ? at + after.length : at);
}

function take(words) {
  area.focus();
  area.select();
  type(words);
}

/** Replace what is selected, so that the browser's own "undo" works. */
function type(words) {
  const done = words ? document.execCommand("insertText", false, words) : document.execCommand("delete");
  if (done) return;
  area.setRangeText(words, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input"));
}

async function check() {
  const text = open;
  checking?.abort();
  const own = (checking = new AbortController());
  try {
    const body = { domain: text.domain, key: text.key, text: area.value };
    const answer = await send(`${work.here}/check`, { body, signal: own.signal });
    if (text !== open || own !== checking) return;
    const untouched = !area.value.trim() && text.draft === null;
    parts.findings.replaceChildren(...(untouched ? [] : findingItems(answer.findings)));
    const { scrollHeight, clientHeight } = parts.findings;
    parts.findings.tabIndex = scrollHeight > clientHeight ? 0 : -1;  // keys scroll it then
    uncover();
    parts.letters.textContent = text.longest === null ? say("letters", { n: answer.letters })
      : say("letters-of", { n: answer.letters, most: text.longest });
    parts.letters.classList.toggle("wrong", text.longest !== null && answer.letters > text.longest);
  } catch (error) {
    if (error.name !== "AbortError" && text === open) tellState(error.message, "bad");
  }
}

/** Say how the leaflet fits with the text as it is typed. */
export function refreshFit() {
  if (last.first) rememberFit();
  if (!open) return;
  tellFit(parts.fit, open.key, open.draft !== null || open.savedAt !== undefined);
  uncover();
}

// --- saving --------------------------------------------------------------------------------------

function showState() {
  const text = open;
  parts.undo.disabled = text.draft === null;
  parts.approved.hidden = !(text.approval && text.draft !== null);
  if (text.approval) {
    const { by, role } = text.approval;
    parts.approved.textContent = say("approval.void", { by, role });
  }
  if (text.draft !== null) return tellState(say("saved.not"), "warning");
  const at = text.savedAt ? say(text.state === "fuzzy" ? "saved.needs-work" : "saved.at", { time: text.savedAt }) : "";
  tellState(at, text.state === "fuzzy" ? "warning" : "good");
}

function tellState(words, kind) {
  if (parts.state.textContent !== words) parts.state.textContent = words;
  parts.state.className = `saved-state ${words ? `lamp ${kind}` : ""}`;
}

/** Save what is typed: as done, or as still in need of work (`fuzzy`). */
export async function save({ fuzzy = false, despite = false, next = false } = {}) {
  const text = open;
  if (!text || text.saving) return;
  clearTimeout(againTimer);
  const typed = area.value;
  const wanted = { text: typed, fuzzy: fuzzy && typed !== "" };
  const base = text.draft === null ? text.standing : text.base;
  const source = text.draft === null ? text.source : text.draftSource;
  text.saving = true;
  tellState(say("saved.saving"), "");
  let answer;
  try {
    const body = { domain: text.domain, key: text.key, source, base, wanted, despite };
    answer = await send(`${work.here}/save`, { body });
  } catch (error) {
    if (text === open) tellState(`${say("saved.failed")} ${error.message}`, "bad");
    return;
  } finally {
    text.saving = false;
  }
  const choice = { fuzzy, despite, next };
  (outcomes[answer.became] ?? outcomes.gone)(text, answer, { typed, wanted, base, choice });
}

const outcomes = {
  saved(text, answer, { wanted, choice }) {
    Object.assign(text, answer.text);
    text.savedAt = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    const now = text === open ? area.value : text.draft ?? wanted.text;
    text.draft = now === wanted.text ? null : now;  // somebody may have typed on meanwhile
    text.base = { ...text.standing };
    text.draftSource = text.source;
    if (text.draft === null) forget(text);
    else keep(text);
    refreshRow(text);
    if (text !== open) return;
    hideNotice(parts);
    fillText(parts, text, insert);
    showState();
    const onward = choice.next ? neighbour(text, 1) : null;
    markOpen(text);
    if (onward) {
      tellShortly(say("saved.told"));
      openEditor(onward);
    } else if (choice.next) tellShortly(say("last"));
  },
  conflict(text, answer, { wanted, base, choice }) {
    if (text !== open) return;
    const onto = () => {
      text.base = { ...answer.theirs };
      text.standing = { ...answer.theirs };
      text.draft = area.value;
      keep(text);
    };
    tellState(say("saved.not"), "warning");
    showConflict(parts, answer, base, wanted, {
      take() {
        onto();
        hideNotice(parts);
        take(answer.theirs.text);
        area.dispatchEvent(new Event("input"));
        help(text);
      },
      keep() {
        onto();
        hideNotice(parts);
        area.focus();
        save(choice);
      },
      merge() {
        onto();
        parts.versions.querySelectorAll("button").forEach((button) => button.remove());
        parts["conflict-lead"].textContent = say("conflict.merging");
        area.focus();
      },
    });
  },
  reworded(text, answer) {
    if (text !== open) return;
    Object.assign(text, { ...answer.text, standing: text.standing });
    fillText(parts, text, insert);
    tellState(say("saved.not"), "warning");
    showReworded(parts, answer, () => {
      text.draftSource = text.source;
      if (text.draft !== null) keep(text);
      hideNotice(parts);
      area.focus();
      help(text);
      check();
    });
  },
  waiting(text, answer, { choice }) {
    if (text !== open) return;
    const why = answer.findings.map((finding) => `${finding.message} (${finding.place})`).join("\n");
    tellState(`${say("saved.waiting")} ${why}`, "warning");
    againTimer = setTimeout(() => text === open && save(choice), AGAIN);
  },
  doubtful(text, answer, { choice }) {
    if (text !== open) return;
    tellState(say("saved.not"), "warning");
    showDoubts(parts, answer, {
      needsWork: () => saveFromNotice({ ...choice, fuzzy: true }),
      despite: () => saveFromNotice({ ...choice, despite: true }),
    });
  },
  gone(text) {
    if (text === open) tellState(say("saved.gone"), "bad");
  },
};
outcomes.refused = outcomes.doubtful;

function saveFromNotice(choice) {
  area.focus();
  save(choice);
}

function tellShortly(words) {
  tell(words);
  clearTimeout(toldTimer);
  toldTimer = setTimeout(() => tell(""), SAID);
}

function undo() {
  hideNotice(parts);
  open.base = { ...open.standing };
  take(open.standing.text);
  area.dispatchEvent(new Event("input"));
}

parts.save.addEventListener("click", () => save());
parts["save-next"].addEventListener("click", () => save({ next: true }));
parts["needs-work"].addEventListener("click", () => save({ fuzzy: true }));
parts.undo.addEventListener("click", undo);
