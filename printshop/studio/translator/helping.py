"""What helps with one text: what changed in its source, other translations, terms and remarks."""

from __future__ import annotations

from dataclasses import dataclass

from ...audit.words import Run, word_changes
from ...catalog_files import CatalogFiles
from ...catalogs.one_message import message_of
from ...catalogs.similar import Suggestion
from ...catalogs.syntax import Kind
from ...messages.remarks import Remark, load_remarks
from ...model import Rendering, Term
from ...translation_checks import wanted_terms
from .desk import Desk, Text
from .speaking import glossary_of, pair_of


@dataclass(frozen=True)
class Help:
    """``changes``: from the source that the translation was made from to the present one.

    ``notes`` are translators' own, from the catalog. ``remarks`` are those of reviewers that are
    open.
    """

    changes: tuple[Run, ...]
    suggestions: tuple[Suggestion, ...]
    terms: tuple[tuple[Term, Rendering], ...]
    notes: tuple[str, ...]
    remarks: tuple[Remark, ...]


def help_with(desk: Desk, text: Text) -> Help:
    """Return all that helps with a text."""
    library, tag, key = desk.snapshot.library, desk.language.tag, text.message.key
    files = CatalogFiles(library.root, library, (tag,))
    document = files.documents.get((tag, text.domain))
    entry = message_of(document, key) if document else None
    before = entry.previous.get("msgid", entry.id) if entry else text.made_from
    name = document.name if document else ""
    suggestions = files.memory(tag, text.domain).suggestions(text.message.text, name, key)
    remarks, _ = load_remarks(library.root, tag)
    return Help(
        word_changes(before, text.message.text) if before != text.message.text else (),
        tuple(each for each in suggestions if each.text != text.standing.text),
        wanted_terms(pair_of(desk, text, text.standing.text, glossary_of(desk)[0])),
        tuple(note for note in (entry.said(Kind.TRANSLATOR) if entry else ()) if note),
        tuple(remark for remark in remarks if _is_open(remark, text)),
    )


def _is_open(remark: Remark, text: Text) -> bool:
    about = (remark.said.domain, remark.said.key)
    return not remark.closed and about == (text.domain, text.message.key)
