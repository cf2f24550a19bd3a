"""Bring a catalog up to date with its template, without losing anything a translator wrote.

A message is found by its key (msgctxt) first: where its source was reworded, the translation stays
as fuzzy, with the previous source in ``#|``. Babel and GNU msgmerge know no keys and would take it
for a new message.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import polib

from .document import Document
from .entry import FUZZY, Entry, read_entry
from .similar import Memory
from .syntax import Kind, quoted, read_line, split_lines
from .template import PROGRAM_FLAGS

SUGGESTION = "# Suggestion: "


@dataclass(frozen=True, slots=True)
class Summary:
    """How many messages were kept, new, reworded, and gone from the template this time."""

    kept: int = 0
    new: int = 0
    reworded: int = 0
    obsolete: int = 0


def update(template: Document, catalog: Document) -> tuple[Document, Summary]:
    """Return a catalog with exactly the messages of the template in use, and what was done.

    What did not change keeps its bytes and its place; new messages follow the one they follow in
    the template; messages that are gone stand at the end as obsolete, until they come back. The
    header is the translator's and stays as it is.
    """
    merge = _Merge(template, catalog)
    merged = catalog.with_entries(merge.rows())
    return merged, merge.summary()


class _Merge:
    """One catalog on its way: ``found`` is the entry for each wanted message that has one."""

    def __init__(self, template: Document, catalog: Document) -> None:
        self.catalog = catalog
        self.wanted = template.messages
        self.found = _matches(self.wanted, catalog)
        self.place = {id(entry): i for i, entry in self.found.items()}
        self.counts: Counter[str] = Counter()
        live, old = catalog.messages, [e for e in catalog.entries if e.obsolete]
        stay = [entry for entry in live if id(entry) in self.place]
        gone = [entry for entry in live if id(entry) not in self.place]
        self.memory = Memory((*stay, *gone, *old))

    def summary(self) -> Summary:
        return Summary(**self.counts)

    def rows(self) -> Iterator[Entry]:
        """Yield the entries of the merged catalog in order."""
        gone: list[Entry] = []
        if self.catalog.header is None:
            yield from self._inserted(0)
        for entry in self.catalog.entries:
            if entry.is_header:
                yield entry
                yield from self._inserted(0)
            elif id(entry) not in self.place:
                if entry.obsolete:
                    yield entry
                else:
                    gone.append(entry)
            elif not entry.obsolete:
                yield self._merged(self.place[id(entry)])
                yield from self._inserted(self.place[id(entry)] + 1)
        self.counts["obsolete"] = len(gone)
        yield from (e.as_obsolete().set_apart(self.catalog.newline) for e in gone)

    def _inserted(self, first: int) -> Iterator[Entry]:
        """Yield the messages from ``first`` on that the catalog does not have in use."""
        for i in range(first, len(self.wanted)):
            if i in self.found and not self.found[i].obsolete:
                return
            yield self._merged(i).set_apart(self.catalog.newline)

    def _merged(self, i: int) -> Entry:
        wanted, own = self.wanted[i], self.found.get(i)
        newline = self.catalog.newline
        if own is None:
            self.counts["new"] += 1
            return _new(wanted, self.memory, newline)
        if own.obsolete:
            own = own.revived()
        same = (own.id, own.plural) == (wanted.id, wanted.plural)
        self.counts["kept" if same else "reworded"] += 1
        if not same:
            own = _reworded(wanted, own, newline)
        return _refreshed(wanted, own, newline)


# --- finding -------------------------------------------------------------------------------------


def _matches(wanted: tuple[Entry, ...], catalog: Document) -> dict[int, Entry]:
    """Find each wanted message: the same one, else one with its key; in use, else obsolete."""
    live, old = catalog.messages, tuple(e for e in catalog.entries if e.obsolete)
    found: dict[int, Entry] = {}
    taken: set[int] = set()
    for by_key, entries in ((False, live), (False, old), (True, live), (True, old[::-1])):
        index: dict[object, list[Entry]] = defaultdict(list)
        for entry in reversed(entries):
            if id(entry) not in taken and not (by_key and entry.context is None):
                index[_name(entry, by_key)].append(entry)
        for i, message in enumerate(wanted):
            same = index.get(_name(message, by_key))
            if i not in found and same:
                found[i] = same.pop()
                taken.add(id(found[i]))
    return found


def _name(entry: Entry, by_key: bool) -> object:
    return entry.context if by_key else (entry.context, entry.id)


# --- changing ------------------------------------------------------------------------------------


def _new(wanted: Entry, memory: Memory, newline: str) -> Entry:
    """Return a new message: fuzzy where its very text is translated elsewhere, else empty."""
    entry = _blank(wanted, newline)
    if wanted.plural is not None:
        return entry
    same = memory.same(wanted.id)
    if same is None:
        similar = memory.similar(wanted.id)
        return _suggesting(entry, similar.texts, newline) if similar else entry
    entry = entry.with_lines(Kind.TEXT, _rows("msgstr", same.texts[0], newline))
    notes = (line.raw for line in same.lines if line.kind is Kind.TRANSLATOR)
    entry = entry.with_lines(Kind.TRANSLATOR, notes)
    return _fuzzy(entry, same, newline)


def _blank(wanted: Entry, newline: str) -> Entry:
    """Return a message of the template as a catalog begins with it: without a translation."""
    kept = (line for line in wanted.lines if line.kind is not Kind.TRANSLATOR)
    raws = (line.raw.removesuffix("\n").removesuffix("\r") + newline for line in kept)
    return read_entry([read_line(raw, wanted.line) for raw in raws], wanted.line)


def _reworded(wanted: Entry, own: Entry, newline: str) -> Entry:
    """Give an entry the present source; its translation stays, as fuzzy."""
    if (own.plural is None) != (wanted.plural is None):
        entry = _blank(wanted, newline)
        for kind in (Kind.TRANSLATOR, Kind.FLAG, Kind.PREVIOUS):
            entry = entry.with_lines(kind, [line.raw for line in own.lines if line.kind is kind])
        return _suggesting(entry.set_apart(newline), own.texts, newline)
    entry = own if not own.translated else _fuzzy(own, own, newline)
    entry = entry.with_lines(Kind.ID, _rows("msgid", wanted.id, newline))
    if wanted.plural is None:
        return entry
    return entry.with_lines(Kind.PLURAL, _rows("msgid_plural", wanted.plural, newline))


def _fuzzy(entry: Entry, made_from: Entry, newline: str) -> Entry:
    """Mark an entry as fuzzy and say what it was made from, unless it says so already."""
    if not any(line.kind is Kind.PREVIOUS for line in entry.lines):
        rows = _rows("msgid", made_from.id, newline)
        if made_from.context is not None and made_from.context != entry.context:
            rows = [*_rows("msgctxt", made_from.context, newline), *rows]
        if made_from.plural is not None:
            rows += _rows("msgid_plural", made_from.plural, newline)
        entry = entry.with_lines(Kind.PREVIOUS, [f"#| {row}" for row in rows])
    return entry if entry.fuzzy else _flagged(entry, (FUZZY, *entry.flags), newline)


def _suggesting(entry: Entry, texts: Iterable[str], newline: str) -> Entry:
    rows = [f"{SUGGESTION}{_on_one_line(text)}{newline}" for text in texts if text]
    notes = [line.raw for line in entry.lines if line.kind is Kind.TRANSLATOR]
    return entry.with_lines(Kind.TRANSLATOR, [*notes, *rows])


def _on_one_line(text: str) -> str:
    return polib.escape(text).replace('\\"', '"')


def _refreshed(wanted: Entry, entry: Entry, newline: str) -> Entry:
    """Give an entry what the program says of it: ``#.``, ``#:`` and its own flags."""
    for kind, mark in ((Kind.EXTRACTED, "#."), (Kind.REFERENCE, "#:")):
        if " ".join(wanted.said(kind)) != " ".join(entry.said(kind)):
            rows = [f"{mark} {text}".rstrip() + newline for text in wanted.said(kind)]
            entry = entry.with_lines(kind, rows)
    mine = tuple(flag for flag in wanted.flags if flag.startswith(PROGRAM_FLAGS))
    if mine == tuple(flag for flag in entry.flags if flag.startswith(PROGRAM_FLAGS)):
        return entry
    others = (flag for flag in entry.flags if not flag.startswith(PROGRAM_FLAGS))
    return _flagged(entry, (*others, *mine), newline)


def _flagged(entry: Entry, flags: tuple[str, ...], newline: str) -> Entry:
    return entry.with_lines(Kind.FLAG, [f"#, {', '.join(flags)}{newline}"] if flags else [])


def _rows(keyword: str, text: str, newline: str) -> list[str]:
    return split_lines(quoted(keyword, text, newline))
