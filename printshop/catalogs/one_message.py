"""One message of a template brought into a catalog, and nothing else in it changed."""

from __future__ import annotations

from dataclasses import replace

from .document import Document
from .entry import Entry
from .merge import update
from .similar import Memory


def message_of(document: Document, key: str) -> Entry | None:
    """Return the message in use under a key, None where there is none."""
    return next((entry for entry in document.messages if entry.context == key), None)


def with_message(template: Document, catalog: Document, key: str) -> Document:
    """Return a catalog that has a message of the template as the template has it now.

    A new message follows the one it follows there, without a text; one that was reworded keeps its
    text as fuzzy. Every other entry keeps its bytes. Raises ValueError for a key that the template
    lacks.
    """
    wanted = message_of(template, key)
    if wanted is None:
        raise ValueError(key)
    there = message_of(catalog, key)
    if there and (there.id, there.plural) == (wanted.id, wanted.plural):
        return catalog
    others = [entry for entry in catalog.messages if entry is not there]
    at = _place(template, others, key)
    alone = replace(template, entries=(*others[:at], wanted, *others[at:]))
    return update(alone, catalog, Memory())[0]


def _place(template: Document, others: list[Entry], key: str) -> int:
    """Return before which of a catalog's messages one belongs."""
    keys = [entry.context for entry in others]
    place = 0
    for entry in template.messages:
        if entry.context == key:
            break
        if entry.context in keys:
            place = keys.index(entry.context) + 1
    return place
