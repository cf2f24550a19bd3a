"""The changes an entry may see: its texts, flags and notes; every other line stays as it is."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate

import polib

from .entry import FUZZY, Entry
from .syntax import Kind, quoted, split_lines

SUGGESTION = "Suggestion: "


def with_text(entry: Entry, text: str, newline: str) -> Entry:
    """Return an entry without plural forms with another translation."""
    return entry.with_lines(Kind.TEXT, _rows("msgstr", text, newline))


def with_source(entry: Entry, source: Entry, newline: str) -> Entry:
    """Return an entry with the source text (and its plural) of another."""
    entry = entry.with_lines(Kind.ID, _rows("msgid", source.id, newline))
    if source.plural is None:
        return entry
    return entry.with_lines(Kind.PLURAL, _rows("msgid_plural", source.plural, newline))


def made_fuzzy(entry: Entry, made_from: Entry, newline: str) -> Entry:
    """Mark an entry as fuzzy and say what it was made from, unless it says so already.

    Of another entry than itself, the key is said as well.
    """
    if not any(line.kind is Kind.PREVIOUS for line in entry.lines):
        rows = _rows("msgid", made_from.id, newline)
        if made_from.context is not None and made_from is not entry:
            rows = [*_rows("msgctxt", made_from.context, newline), *rows]
        if made_from.plural is not None:
            rows += _rows("msgid_plural", made_from.plural, newline)
        entry = entry.with_lines(Kind.PREVIOUS, [f"#| {row}" for row in rows])
    return entry if entry.fuzzy else with_flags(entry, (FUZZY, *entry.flags), newline)


def with_flags(entry: Entry, flags: Iterable[str], newline: str) -> Entry:
    """Return an entry with exactly these flags, on one line."""
    text = ", ".join(flags)
    return entry.with_lines(Kind.FLAG, [f"#, {text}{newline}"] if text else [])


def with_notes(entry: Entry, notes: Iterable[str], newline: str) -> Entry:
    """Return an entry with translator's notes after those it has, each on one line."""
    there = [line.raw for line in entry.lines if line.kind is Kind.TRANSLATOR]
    new = [f"# {note}{newline}" if note else f"#{newline}" for note in notes]
    return entry.with_lines(Kind.TRANSLATOR, [*there, *new]) if new else entry


def suggesting(entry: Entry, texts: Iterable[str], newline: str) -> Entry:
    """Return an entry with texts that may help as notes."""
    return with_notes(entry, (_suggestion(text) for text in texts if text), newline)


def is_suggested(entry: Entry, text: str) -> bool:
    """Tell whether a text is suggested already.

    Other programs divide notes into lines, at spaces and after hyphens: spaces do not count.
    """
    wanted = _closed_up(_suggestion(text))
    lines = [_closed_up(line) for line in entry.said(Kind.TRANSLATOR)]
    return any(wanted in accumulate(lines[i:]) for i in range(len(lines)))


def _suggestion(text: str) -> str:
    return SUGGESTION + polib.escape(text).replace('\\"', '"')


def _closed_up(text: str) -> str:
    return "".join(text.split())


def _rows(keyword: str, text: str, newline: str) -> list[str]:
    return split_lines(quoted(keyword, text, newline))
