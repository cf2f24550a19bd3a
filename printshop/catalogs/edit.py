"""A translation set anew in an entry: its text, the flag fuzzy and the previous source.

Flags of the program and of translators, comments and every other line keep their bytes.
"""

from __future__ import annotations

from collections.abc import Iterator

from .changes import with_text
from .entry import FUZZY, Entry
from .syntax import Kind, Line, quoted, split_flags, split_lines


def translated(
    entry: Entry, text: str, newline: str, *, fuzzy: bool = False, previous: str | None = None
) -> Entry:
    """Return an entry without plural forms with a translation, and whether it is to be confirmed.

    ``previous`` is the source that a fuzzy translation was made from (``#|``); without one, the
    entry of a fuzzy translation keeps what it says. A translation that is not fuzzy has none.
    """
    if text != entry.texts[0]:
        entry = with_text(entry, text, newline)
    if not fuzzy:
        return _confirmed(entry, newline)
    entry = entry if previous is None else with_previous(entry, previous, newline)
    return entry if entry.fuzzy else _flagged_fuzzy(entry, newline)


def with_previous(entry: Entry, source: str, newline: str) -> Entry:
    """Return an entry that says what its translation was made from, and nothing older."""
    rows = split_lines(quoted("msgid", source, newline))
    return entry.with_lines(Kind.PREVIOUS, [f"#| {row}" for row in rows])


def _confirmed(entry: Entry, newline: str) -> Entry:
    """Return an entry without the flag fuzzy and without a previous source."""
    if entry.fuzzy:
        entry = entry.with_lines(Kind.FLAG, _without_fuzzy(entry, newline))
    if any(line.kind is Kind.PREVIOUS for line in entry.lines):
        entry = entry.with_lines(Kind.PREVIOUS, [])
    return entry


def _without_fuzzy(entry: Entry, newline: str) -> Iterator[str]:
    for line in _flag_lines(entry):
        flags = split_flags(line.text)
        others = [flag for flag in flags if flag != FUZZY]
        if len(others) == len(flags):
            yield line.raw
        elif others:
            yield f"#, {', '.join(others)}{newline}"


def _flagged_fuzzy(entry: Entry, newline: str) -> Entry:
    """Return an entry with the flag fuzzy before the flags it has."""
    lines = _flag_lines(entry)
    if lines and split_flags(lines[0].text):
        first = lines[0].raw.replace("#,", f"#, {FUZZY},", 1)
    else:
        first = f"#, {FUZZY}{newline}"
    return entry.with_lines(Kind.FLAG, [first, *(line.raw for line in lines[1:])])


def _flag_lines(entry: Entry) -> list[Line]:
    return [line for line in entry.lines if line.kind is Kind.FLAG]
