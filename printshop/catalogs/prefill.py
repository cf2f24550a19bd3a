"""A first text for messages that have none, from what the language's catalogs say already.

The very text elsewhere gives a fuzzy translation, to be confirmed; a similar one a note only. In
the source's own language the source itself is the text, and there is nothing to confirm.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile

from .changes import (
    SUGGESTION,
    is_suggested,
    made_fuzzy,
    suggesting,
    with_notes,
    with_text,
)
from .document import Document
from .entry import Entry
from .similar import Memory
from .syntax import Kind


@dataclass(frozen=True, slots=True)
class Filled:
    """How many messages got a text, got a suggestion, and have no text still."""

    filled: int = 0
    suggested: int = 0
    empty: int = 0


@dataclass(frozen=True, slots=True)
class Prefill:
    """What the empty messages of one catalog are filled from.

    ``name`` is the catalog's own: what it says goes before what others say.
    """

    memory: Memory
    name: str
    newline: str
    is_source: bool = False

    def __call__(self, entry: Entry) -> Entry:
        """Return a message that has no text with what is known for it; all its lines stay."""
        if entry.plural is not None or entry.translated:
            return entry
        if self.is_source:
            return with_text(entry, entry.id, self.newline) if entry.id else entry
        same = self.memory.same(entry.id, self.name)
        if same is not None:
            return self._copied(entry, same)
        similar = self.memory.similar(entry.id, self.name)
        if similar is None or is_suggested(entry, similar.texts[0]):
            return entry
        return suggesting(entry, similar.texts, self.newline)

    def _copied(self, entry: Entry, same: Entry) -> Entry:
        entry = with_text(entry, same.texts[0], self.newline)
        own, theirs = entry.said(Kind.TRANSLATOR), same.said(Kind.TRANSLATOR)
        notes = takewhile(lambda note: not note.startswith(SUGGESTION), theirs)
        new = [note for note in notes if note not in own]
        return made_fuzzy(with_notes(entry, new, self.newline), same, self.newline)


def prefill(catalog: Document, memory: Memory, is_source: bool = False) -> tuple[Document, Filled]:
    """Return a catalog whose empty messages have a text or a suggestion where one is known.

    Nothing else is changed. What it filled in is fuzzy and so helps no other message: doing it
    again changes no byte.
    """
    fill = Prefill(memory, catalog.name, catalog.newline, is_source)
    rows = [e if e.obsolete else fill(e) for e in catalog.entries]
    pairs = list(zip(catalog.entries, rows, strict=True))
    changed = [after for before, after in pairs if after is not before]
    filled = sum(entry.translated for entry in changed)
    result = catalog.with_entries(rows) if changed else catalog
    empty = sum(not entry.translated for entry in result.messages)
    return result, Filled(filled, len(changed) - filled, empty)
