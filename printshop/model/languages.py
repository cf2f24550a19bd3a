"""Languages, and what their catalogs say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..findings import Place


@dataclass(frozen=True, slots=True)
class Translation:
    """A catalog entry: the source text it was made from, the translation, and its state."""

    source: str
    text: str
    fuzzy: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Catalog:
    """One language's translations of one brochure (or of what all share), by message key."""

    tag: str
    domain: str
    entries: Mapping[str, Translation]
    reviewed: bool = False


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
