"""Bring a catalog up to date with its template, without losing anything a translator wrote.

A message is found by its key (msgctxt) first: where its source was reworded, the translation stays
as fuzzy, with the previous source in ``#|``. Babel and GNU msgmerge know no keys and would take it
for a new message. A new message gets a first text where one is known (see prefill.py).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from .changes import made_fuzzy, suggesting, with_flags, with_source, with_text
from .document import Document
from .entry import Entry, read_entry
from .prefill import Prefill
from .similar import Memory
from .syntax import Kind, read_line
from .template import PROGRAM_FLAGS


@dataclass(frozen=True, slots=True)
class Summary:
    """How many messages were kept, new, reworded, and gone from the template this time."""

    kept: int = 0
    new: int = 0
    reworded: int = 0
    obsolete: int = 0


def update(
    template: Document,
    catalog: Document,
    memory: Memory | None = None,
    is_source: bool = False,
) -> tuple[Document, Summary]:
    """Return a catalog with exactly the messages of the template in use, and what was done.

    What did not change keeps its bytes and its place; new messages follow the one they follow in
    the template; messages that are gone stand at the end as obsolete, until they come back. The
    header is the translator's and stays as it is.

    ``memory`` is of all catalogs of the language, this one included (and of this one alone if it
    is not given). A catalog in the source's own language (``is_source``) follows the source: where
    its text was the old source word for word and not fuzzy, it becomes the new one.
    """
    fill = Prefill(memory or Memory((catalog,)), catalog.name, catalog.newline, is_source)
    merge = _Merge(template, catalog, fill)
    merged = catalog.with_entries(merge.rows())
    return merged, merge.summary()


class _Merge:
    """One catalog on its way: ``found`` is the entry for each wanted message that has one."""

    def __init__(self, template: Document, catalog: Document, fill: Prefill) -> None:
        self.catalog, self.fill = catalog, fill
        self.wanted = template.messages
        self.found = _matches(self.wanted, catalog)
        self.place = {id(entry): i for i, entry in self.found.items()}
        self.counts: Counter[str] = Counter()

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
            return self.fill(_blank(wanted, newline))
        if own.obsolete:
            own = own.revived()
        same = (own.id, own.plural) == (wanted.id, wanted.plural)
        self.counts["kept" if same else "reworded"] += 1
        if not same:
            own = self._reworded(wanted, own)
        return _refreshed(wanted, own, newline)

    def _reworded(self, wanted: Entry, own: Entry) -> Entry:
        """Give an entry the present source; its translation stays, as fuzzy."""
        newline = self.catalog.newline
        if (own.plural is None) != (wanted.plural is None):
            return _of_another_number(wanted, own, newline)
        if self.fill.is_source and _is_source_text(own):
            return with_text(with_source(own, wanted, newline), wanted.id, newline)
        entry = made_fuzzy(own, own, newline) if own.translated else own
        return with_source(entry, wanted, newline)


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


def _blank(wanted: Entry, newline: str) -> Entry:
    """Return a message of the template as a catalog begins with it: without a translation."""
    kept = (line for line in wanted.lines if line.kind is not Kind.TRANSLATOR)
    raws = (line.raw.removesuffix("\n").removesuffix("\r") + newline for line in kept)
    return read_entry([read_line(raw, wanted.line) for raw in raws], wanted.line)


def _of_another_number(wanted: Entry, own: Entry, newline: str) -> Entry:
    """Return a message that lost or got its plural: what was translated are suggestions now."""
    entry = _blank(wanted, newline)
    for kind in (Kind.TRANSLATOR, Kind.FLAG, Kind.PREVIOUS):
        entry = entry.with_lines(kind, [line.raw for line in own.lines if line.kind is kind])
    return suggesting(entry.set_apart(newline), own.texts, newline)


def _is_source_text(entry: Entry) -> bool:
    """Tell whether nobody has written a text of their own; fuzzy is somebody's mark."""
    return entry.plural is None and entry.texts[0] in ("", entry.id) and not entry.fuzzy


def _refreshed(wanted: Entry, entry: Entry, newline: str) -> Entry:
    """Give an entry what the program says of it: ``#.``, ``#:`` and its own flags."""
    for kind, mark in ((Kind.EXTRACTED, "#."), (Kind.REFERENCE, "#:")):
        if _running(wanted.said(kind)) != _running(entry.said(kind)):
            rows = [f"{mark} {text}".rstrip() + newline for text in wanted.said(kind)]
            entry = entry.with_lines(kind, rows)
    mine = tuple(flag for flag in wanted.flags if flag.startswith(PROGRAM_FLAGS))
    if mine == tuple(flag for flag in entry.flags if flag.startswith(PROGRAM_FLAGS)):
        return entry
    others = (flag for flag in entry.flags if not flag.startswith(PROGRAM_FLAGS))
    return with_flags(entry, (*others, *mine), newline)


def _running(said: tuple[str, ...]) -> str:
    """Join lines that another program may have divided, at a space or after a hyphen."""
    return "".join(line if line.endswith("-") else f"{line} " for line in said)
