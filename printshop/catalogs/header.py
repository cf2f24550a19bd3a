"""The header of a catalog: who reviewed it, written without touching any other line."""

from __future__ import annotations

import re

from .document import Document
from .entry import Entry
from .syntax import Kind, quoted, split_lines

UNREVIEWED = "# No clinician has reviewed this translation yet."


def with_field(document: Document, name: str, value: str) -> Document:
    """Return a catalog whose header says ``name: value``; every other field stays as it is."""
    header = document.header
    if header is None:
        return document
    rows = split_lines(header.texts[0])
    row = f"{name}: {value}\n"
    places = [i for i, old in enumerate(rows) if re.match(rf"{re.escape(name)}\s*:", old)]
    if places:
        rows[places[0]] = row
    else:
        rows.append(row)
    text = quoted("msgstr", "".join(rows), document.newline)
    return _with_header(document, header, header.with_lines(Kind.TEXT, split_lines(text)))


def without_note(document: Document, note: str) -> Document:
    """Return a catalog without a line of the comment above its header."""
    header = document.header
    if header is None:
        return document
    rows = [line.raw for line in header.lines if line.kind is Kind.TRANSLATOR]
    kept = [row for row in rows if row.strip() != note]
    if kept == rows:
        return document
    return _with_header(document, header, header.with_lines(Kind.TRANSLATOR, kept))


def _with_header(document: Document, old: Entry, new: Entry) -> Document:
    return document.with_entries(new if entry is old else entry for entry in document.entries)
