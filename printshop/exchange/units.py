"""The nouns of the exchange: a text that goes out, and one that comes back."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import dataclass
from enum import Enum
from pathlib import PurePosixPath

from ..findings import Finding, Place, Severity

CatalogName = tuple[str, str]

# Who a note in an XLIFF file is from, and the note that tells what was exported.
DEVELOPER, TRANSLATOR, PREVIOUS = "developer", "translator", "previous-source"
DIGEST = "printshop-digest"


class State(Enum):
    """How far a translation is; the values are the words people see."""

    MISSING = "missing"
    FUZZY = "fuzzy"
    TRANSLATED = "translated"


@dataclass(frozen=True, slots=True)
class Unit:
    """One text on its way out.

    ``comments`` is what the program says of its place, ``notes`` is what translators said; ``room``
    is the greatest number of characters; ``previous`` is what a fuzzy translation was made from.
    """

    key: str
    source: str
    text: str
    state: State
    place: Place
    comments: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    room: int | None = None
    previous: str | None = None

    @property
    def digest(self) -> str:
        return digest(self.source, self.text, self.state is State.FUZZY)


@dataclass(frozen=True, slots=True)
class Batch:
    """What goes out of one catalog; ``path`` is where it stands in the workspace."""

    path: str
    tag: str
    domain: str
    source_language: str
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Returned:
    """One text that came back; ``place`` is where it stands in the file that brought it.

    ``original`` is the path of its catalog and ``language`` the target language, both as the file
    says. ``state`` is None where the file says nothing. ``digest`` is what the export wrote, or
    empty. ``strange`` names inline codes whose text nobody knows; ``whole`` is False where a part
    of a divided text was left untranslated.
    """

    place: Place
    key: str
    original: str
    language: str
    source: str
    text: str
    state: State | None
    digest: str = ""
    previous: str | None = None
    strange: tuple[str, ...] = ()
    whole: bool = True

    @property
    def is_fuzzy(self) -> bool:
        """Whether somebody has to confirm it; a file that says nothing leaves it as it was."""
        if self.state is None:
            return self.digest == digest(self.source, self.text, True)
        return self.state is State.FUZZY

    @property
    def is_as_exported(self) -> bool:
        """Whether nobody has touched the text, nor its state, since the export."""
        return self.digest == digest(self.source, self.text, self.is_fuzzy)

    @property
    def catalog(self) -> CatalogName | None:
        """The language and the brochure (or ``common``) the text belongs to, None for neither."""
        return catalog_name(self.original)


def digest(source: str, text: str, fuzzy: bool) -> str:
    """Return what stands for a source, its translation and whether that was fuzzy.

    It is no number, whatever a spreadsheet may think.
    """
    content = json.dumps([source, text, fuzzy])
    return f"v1-{hashlib.sha256(content.encode()).hexdigest()[:32]}"


def bcp47(tag: str) -> str:
    """Write a language tag as XML has it: pt-BR for pt_BR."""
    return tag.replace("_", "-")


def catalog_name(original: str) -> CatalogName | None:
    """Read a catalog's language and domain out of its path, whatever a tool put before that."""
    parts = PurePosixPath(original.replace("\\", "/")).parts[-4:]
    if len(parts) != 4 or parts[0] != "locales" or parts[2] != "LC_MESSAGES":
        return None
    stem, dot, kind = parts[3].rpartition(".")
    return (parts[1], stem) if dot and kind == "po" else None


def place_in(file: str, line: int | None, key: str = "") -> Place:
    """Return a place in a file that came from outside; its key may hold anything."""
    return Place(file, line or 0, shown(key))


def shown(text: str) -> str:
    """Return a text on one line, for findings: control characters are written as escapes."""
    return "".join(repr(c)[1:-1] if unicodedata.category(c) == "Cc" else c for c in text)


def error(code: str, message: str, place: Place) -> Finding:
    return Finding(f"exchange.{code}", Severity.ERROR, message, place)


def warning(code: str, message: str, place: Place) -> Finding:
    return Finding(f"exchange.{code}", Severity.WARNING, message, place)
