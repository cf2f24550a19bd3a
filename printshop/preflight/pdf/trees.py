"""The parts of a PDF that are no drawing: name trees, annotations and the dictionaries around."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf

from .document import PdfPage

_MOST_NAMES = 1000


def dictionary(holder: Any, key: str) -> pikepdf.Dictionary:
    """Return an entry that is a dictionary; an empty one where it is none."""
    entry = holder.get(key) if isinstance(holder, pikepdf.Dictionary) else None
    return entry if isinstance(entry, pikepdf.Dictionary) else pikepdf.Dictionary()


def entries(holder: Any) -> Iterator[Any]:
    """Yield the values of a dictionary."""
    if isinstance(holder, pikepdf.Dictionary):
        yield from (value for _, value in holder.items())


def annotations_of(page: PdfPage) -> list[pikepdf.Dictionary]:
    """Return the annotations of a page that are some."""
    listed = page.obj.get("/Annots")
    if not isinstance(listed, pikepdf.Array):
        return []
    return [entry for entry in listed if isinstance(entry, pikepdf.Dictionary)]


def named_files(catalog: Any) -> list[str]:
    """Return the names of embedded files (ISO 32000-1, 7.11.4)."""
    tree = dictionary(catalog, "/Names").get("/EmbeddedFiles")
    names: list[str] = []
    waiting = [tree]
    for node in waiting:
        if not isinstance(node, pikepdf.Dictionary) or len(waiting) > _MOST_NAMES:
            continue
        listed, kids = node.get("/Names"), node.get("/Kids")
        if isinstance(listed, pikepdf.Array):
            names += [str(name) for name in list(listed)[::2] if isinstance(name, pikepdf.String)]
        if isinstance(kids, pikepdf.Array):
            waiting += list(kids)
    return names


def output_intents(catalog: Any) -> list[pikepdf.Dictionary]:
    """Return the output intents of a file (ISO 32000-1, 14.11.5)."""
    listed = catalog.get("/OutputIntents")
    if not isinstance(listed, pikepdf.Array):
        return []
    return [entry for entry in listed if isinstance(entry, pikepdf.Dictionary)]
