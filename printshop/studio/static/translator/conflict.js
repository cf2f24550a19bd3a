// Where a text cannot simply be saved: what there is, side by side, and what one can do about it.

import { findingItems, make, say, target, withChanges } from "./words.js";

/** Show a notice in its place: a title, what it means, cards, and buttons; focus goes to it. */
export function showNotice(parts, { title, lead, cards = [], buttons = [] }) {
  parts["conflict-title"].textContent = title;
  parts["conflict-lead"].textContent = lead;
  parts.versions.replaceChildren(...cards, make("div", { class: "row" },
    ...buttons.map(([text, act]) => make("button", { type: "button", text, onclick: act }))));
  parts.conflict.hidden = false;
  parts.conflict.focus();
  parts.conflict.scrollIntoView({ block: "start" });
}

/** Take the notice away. */
export function hideNotice(parts) {
  parts.conflict.hidden = true;
  parts.versions.replaceChildren();
}

/** Show what is in the file by now, one's own text, and what both were made from. */
export function showConflict(parts, answer, base, mine, acts) {
  showNotice(parts, {
    title: say("conflict.title"),
    lead: say("conflict.lead"),
    cards: [
      version(say("conflict.theirs"), answer.their_changes, answer.theirs.fuzzy, say("conflict.take"), acts.take),
      version(say("conflict.mine"), answer.my_changes, mine.fuzzy, say("conflict.keep"), acts.keep),
      version(say("conflict.base"), [{ state: "kept", text: base.text }], base.fuzzy),
    ],
    buttons: [[say("conflict.merge"), acts.merge]],
  });
}

function version(title, changes, fuzzy, word, act) {
  const shown = changes.some((run) => run.text);
  return make("div", { class: "version" },
    make("h5", { text: title }),
    make("p", { class: "version-text", lang: target.tag, dir: target.direction },
      ...(shown ? withChanges(changes) : [make("i", { text: say("conflict.empty") })])),
    fuzzy ? make("p", { class: "lamp warning", text: say("state.fuzzy") }) : null,
    act ? make("button", { type: "button", text: word, onclick: act }) : null);
}

/** Show that the source is another one by now. */
export function showReworded(parts, answer, act) {
  showNotice(parts, {
    title: say("reworded.title"),
    lead: say("reworded.lead"),
    cards: [make("div", { class: "version whole" },
      make("p", { class: "version-text", dir: "auto" }, ...withChanges(answer.source_changes)))],
    buttons: [[say("reworded.go-on"), act]],
  });
}

/** Show why a text is not saved as done, and what can be done all the same. */
export function showDoubts(parts, answer, acts) {
  const refused = answer.became === "refused";
  showNotice(parts, {
    title: say(refused ? "refused.title" : "doubtful.title"),
    lead: say(refused ? "refused.lead" : "doubtful.lead"),
    cards: [make("ul", { class: "findings whole" }, ...findingItems(answer.findings))],
    buttons: refused ? [] : [[say("doubtful.needs-work"), acts.needsWork], [say("doubtful.despite"), acts.despite]],
  });
}
