"""One translation saved into its catalog: nothing else in the file changes, and no edit is lost.

Who saves says what they started from. Where the file says something else by now, nothing is
written: that is for a person to decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from .catalog_files import templates
from .catalogs.document import Document, parse
from .catalogs.edit import translated
from .catalogs.one_message import message_of, with_message
from .catalogs.syntax import RefusedLineError
from .errors import BrochureError, InputError
from .findings import Finding, Place, Severity
from .load import Library
from .messages import catalog_path
from .storage import keep_inside, turn, write_file

_UNFIT = "This text has signs in it that a catalog cannot hold; take them out."
_TRIES = 5  # as often as another program may write between our reading and our writing


@dataclass(frozen=True, slots=True)
class Standing:
    """What a catalog says in a place: a text, and whether it is to be confirmed."""

    text: str = ""
    fuzzy: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A translation to save, with the source and the standing that it was made from."""

    tag: str
    domain: str
    key: str
    source: str
    base: Standing
    wanted: Standing


class Became(Enum):
    """What became of a draft; only SAVED is in the file.

    CONFLICT: the file says something else by now. REWORDED: the brochure has another source text.
    GONE: the brochure has no such text any more. WAITING: the file cannot be read just now.
    """

    SAVED = "saved"
    CONFLICT = "conflict"
    REWORDED = "reworded"
    GONE = "gone"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a draft, what the file says now, and what is wrong with it."""

    became: Became
    standing: Standing = Standing()
    findings: tuple[Finding, ...] = ()


def save_translation(root: Path, library: Library, draft: Draft) -> Outcome:
    """Save a draft into its catalog, whole or not at all; returns what became of it.

    A message that the catalog lacks is added, and one whose source was reworded gets the present
    source. Raises BrochureError where the file cannot be written.
    """
    template = templates(root, library).get(draft.domain)
    message = message_of(template, draft.key) if template else None
    if template is None or message is None:
        return Outcome(Became.GONE)
    path = catalog_path(root, draft.tag, draft.domain)
    keep_inside(root, path)
    with turn(root, "locales"):  # approvals write catalogs, too
        for _ in range(_TRIES):
            try:
                data = path.read_bytes()
                catalog = parse(data, path.relative_to(root).as_posix())
            except InputError as error:
                return Outcome(Became.WAITING, findings=error.findings)
            except OSError as error:
                return Outcome(Became.WAITING, findings=(_unreadable(root, path, error),))
            there = standing_in(catalog, draft.key)
            refused = _refused(draft, message.id, there)
            if refused or (there == draft.wanted and _is_settled(catalog, draft, message.id)):
                return Outcome(refused or Became.SAVED, there)
            new = _edited(template, catalog, draft)
            if path.read_bytes() == data:  # else another program wrote meanwhile: look again
                write_file(path, new)
                return Outcome(Became.SAVED, draft.wanted)
    raise BrochureError(f"{path.name} changes all the time; close the program that writes it.")


def standing_in(catalog: Document, key: str) -> Standing:
    """Return what a catalog says under a key: nothing where the entry is missing or obsolete."""
    entry = message_of(catalog, key)
    if entry is None:
        return Standing()
    return Standing(entry.texts[0], entry.fuzzy)


def _refused(draft: Draft, source: str, there: Standing) -> Became | None:
    if draft.source != source:
        return Became.REWORDED
    return Became.CONFLICT if there not in (draft.base, draft.wanted) else None


def _is_settled(catalog: Document, draft: Draft, source: str) -> bool:
    """Tell whether an entry is of the present source, so that there is nothing to write."""
    entry = message_of(catalog, draft.key)
    return entry is not None and entry.id == source


def _edited(template: Document, catalog: Document, draft: Draft) -> bytes:
    """Return the file with the draft in it.

    Raises BrochureError for a text that the file would not give back as it is.
    """
    catalog = with_message(template, catalog, draft.key)
    old = message_of(catalog, draft.key)
    if old is None:
        raise AssertionError(f"{draft.key} was not added")
    wanted = draft.wanted
    try:
        wanted.text.encode()
        new = translated(old, wanted.text, catalog.newline, fuzzy=wanted.fuzzy)
    except (UnicodeEncodeError, RefusedLineError) as error:
        raise BrochureError(_UNFIT) from error
    rows = (new if entry is old else entry for entry in catalog.entries)
    data = catalog.with_entries(rows).to_bytes()
    if standing_in(parse(data, catalog.name), draft.key) != wanted:
        raise BrochureError(_UNFIT)
    return data


def _unreadable(root: Path, path: Path, error: OSError) -> Finding:
    name = path.relative_to(root).as_posix()
    message = (
        f"This catalog cannot be read ({error.strerror}); start one with 'catalog new', or take "
        "the last good one."
    )
    return Finding("catalog.unreadable", Severity.ERROR, message, Place(name))
