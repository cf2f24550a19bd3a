"""Languages, and what their catalogs say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..findings import Place
from .placeholders import placeholders_of


@dataclass(frozen=True, slots=True)
class Translation:
    """A catalog entry: the source text it was made from, the translation, and its state.

    ``longest``: so many letters have room at most, where the place has a limit.
    """

    source: str
    text: str
    fuzzy: bool
    place: Place
    longest: int | None = None

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The names of the facts that are filled in, in their order, as often as they stand."""
        return placeholders_of(self.text)


@dataclass(frozen=True, slots=True)
class Catalog:
    """One language's translations of one brochure (or of what all share), by message key."""

    tag: str
    domain: str
    entries: Mapping[str, Translation]


@dataclass(frozen=True, slots=True)
class Approval:
    """That a person approved one text: who, in which role, on which day (ISO 8601).

    ``digest`` is of the text with all that it says, see messages/approvals.py.
    """

    domain: str
    key: str
    digest: str
    by: str
    role: str
    on: str


@dataclass(frozen=True, slots=True)
class Language:
    """A language: its tag, script (ISO 15924), direction, own name and where it falls back to.

    ``conventions`` is the CLDR locale whose dates, figures, units and plural forms it uses: its own
    tag, unless CLDR lacks it. A ``pseudo`` language is the source in disguise, for designers.
    """

    tag: str
    script: str
    direction: str
    autonym: str
    chain: tuple[str, ...]
    conventions: str
    pseudo: bool = False

    @property
    def html_tag(self) -> str:
        """The tag as BCP 47 and HTML write it."""
        return self.tag.replace("_", "-")


@dataclass(frozen=True, slots=True)
class Rendering:
    """How one language writes a term: any of ``use`` will do, none of ``avoid``.

    A ``*`` at the start or end of a word stands for any letters, since words are inflected and
    compounded.
    """

    use: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the trade: the forms it takes in the source, and its rendering by language tag."""

    forms: tuple[str, ...]
    renderings: Mapping[str, Rendering]
    place: Place

    @property
    def name(self) -> str:
        return self.forms[0]


@dataclass(frozen=True, slots=True)
class Glossary:
    """The terms of a workspace, and what may be the same in a translation as in the source.

    ``same`` holds texts and keys of messages by language tag; those under "" hold for all.
    """

    language: str = "en"
    terms: tuple[Term, ...] = ()
    same: Mapping[str, frozenset[str]] = field(default_factory=dict)
