// The translator's desk: the leaflet beside its texts.

import { forget, keptOf } from "./drafts.js";
import { closeEditor, openEditor, openText, refreshFit, save } from "./editor.js";
import { beginList, neighbour, refreshRows } from "./list.js";
import { beginPanels } from "./panels.js";
import { tell } from "../frame.js";
import { say, work } from "./words.js";

const texts = work.texts.map((text) => ({ ...text, draft: null, base: null, draftSource: null }));

for (const text of texts) {
  const kept = keptOf(text);
  if (!kept) continue;
  if (kept.text === text.standing.text) forget(text);
  else Object.assign(text, { draft: kept.text, base: kept.base, draftSource: kept.source });
}

const typed = () => texts.filter((text) => text.draft !== null).map(
  ({ domain, key, draft }) => ({ domain, key, text: draft }));

beginList(texts, (text) => (text === openText() ? closeEditor() : openEditor(text)));
beginPanels(texts, typed, {
  open: (text) => openEditor(text, { look: false }),
  drawn() {
    refreshRows();
    refreshFit();
  },
});

function move(step) {
  const next = neighbour(openText(), step);
  if (next) openEditor(next);
  else tell(say("last"));
}

const MOVES = { ArrowDown: 1, ArrowUp: -1 };

document.addEventListener("keydown", (event) => {
  const command = event.ctrlKey || event.metaKey;
  if (event.altKey && !command && MOVES[event.key] && event.target.tagName !== "SELECT") {
    event.preventDefault();
    move(MOVES[event.key]);
  } else if (command && event.key === "Enter" && openText()) {
    event.preventDefault();
    save({ next: event.shiftKey });
  } else if (event.key === "Escape" && openText() && !event.isComposing) {
    closeEditor();
  }
});
