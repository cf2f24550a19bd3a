"""What there is to review: every brochure, and in each of its languages how far it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ...approve import standings
from ...errors import BrochureError
from ...messages import language_name, load_remarks
from ...model import Brochure, Language
from ...plan import languages_of
from ..titles import source_title
from ..workspace import Snapshot


@dataclass(frozen=True)
class Row:
    """A brochure in a language: how many texts are approved, can be, and cannot be as they are.

    ``name`` is the language's in the reader's language; ``remarks`` is how many are open.
    """

    language: Language
    name: str
    approved: int
    ready: int
    waiting: int
    remarks: int

    @property
    def total(self) -> int:
        """The number of texts."""
        return self.approved + self.ready + self.waiting


@dataclass(frozen=True)
class Shelf:
    """A brochure and its languages, those with something to approve first."""

    brochure: Brochure
    title: str
    rows: tuple[Row, ...]


def reviewable(snapshot: Snapshot, brochure: Brochure) -> tuple[str, ...]:
    """Return the languages in which a brochure has texts to review."""
    catalogs = snapshot.catalogs
    return tuple(t for t in languages_of(brochure, catalogs) if (t, brochure.id) in catalogs)


def shelves(root: Path, snapshot: Snapshot, reader: Language) -> tuple[Shelf, ...]:
    """Return all brochures by id, with names of languages in the reader's."""
    return tuple(
        Shelf(brochure, source_title(brochure), tuple(_rows(root, snapshot, brochure, reader)))
        for _, brochure in sorted(snapshot.library.brochures.items())
    )


def _rows(root: Path, snapshot: Snapshot, brochure: Brochure, reader: Language) -> Iterator[Row]:
    library = snapshot.library
    keys = {m.key for m in (*brochure.messages(), *library.shared_messages)}
    for tag in reviewable(snapshot, brochure):
        texts = standings(library, snapshot.catalogs, tag, brochure.id)
        approved = sum(text.approval is not None for text in texts)
        waiting = sum(bool(text.reason) for text in texts)
        remarks, _ = load_remarks(root, tag)
        own = (r for r in remarks if r.said.key in keys and r.closed is None)
        is_open = sum(remark.said.domain in {text.domain for text in texts} for remark in own)
        language = library.language(tag)
        yield Row(
            language,
            name_of(language, reader),
            approved,
            len(texts) - approved - waiting,
            waiting,
            is_open,
        )


def name_of(language: Language, reader: Language) -> str:
    """Return a language's name in the reader's, or its own where that is not known."""
    try:
        name = language_name(language.tag, reader.tag)
    except BrochureError:  # a language that CLDR lacks
        return language.autonym
    return name[:1].upper() + name[1:]
