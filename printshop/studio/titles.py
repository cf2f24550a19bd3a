"""The titles of leaflets, as people read them on a page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from ..messages import Catalogs, is_current
from ..model import Brochure, Language

_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class Title:
    """A title without markup, and the HTML tag of its language."""

    text: str
    language: str


def source_title(brochure: Brochure) -> str:
    """Return a leaflet's title in its source language, without markup."""
    return _plain(brochure.title.text)


def title_in(brochure: Brochure, reader: Language, catalogs: Catalogs) -> Title:
    """Return a leaflet's title in the reader's language, else in that of its source."""
    for tag in reader.chain:
        catalog = catalogs.get((tag, brochure.id))
        entry = catalog.entries.get(brochure.title.key) if catalog else None
        if entry and is_current(brochure.title, entry):
            return Title(_plain(entry.text), tag.replace("_", "-"))
    return Title(source_title(brochure), brochure.source_language.replace("_", "-"))


def _plain(text: str) -> str:
    return unescape(_TAG.sub("", text))
