"""Every character of the copy is in the fonts it will be set in.

Rationale: a character that no font of its stack has is printed as an empty box, or taken from a
font nobody chose. Both are seen only by a reader of that language, in print.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from html import unescape

from fontTools.ttLib import TTFont

from ..findings import Finding, Place, Severity
from ..model import Asset, Copy, Edition, Theme
from ..translate import DESK

_TAG = re.compile(r"<[^>]*>")
_NAME = re.compile(r'<span class="fact name"[^>]*>.*?</span>')
_HEADINGS = (".heading", ".title")
MOST_NAMED = 5  # characters in one finding


def missing_glyphs(edition: Edition, copy: Copy) -> tuple[Finding, ...]:
    """Return a finding for every message with characters that its font stack lacks."""
    style = edition.theme.script_style(edition.language.script)
    body = _coverage(edition.theme, style.body)
    heading = _coverage(edition.theme, style.heading)
    findings = []
    for key, html in copy.html.items():
        covered = heading if key == "title" or key.endswith(_HEADINGS) else body
        place = copy.places.get(key, Place())
        # Names may be in another script than the text, and are set in whatever font has them.
        findings += _missing(_text(_NAME.sub("", html)), covered, key, place)
    clinic = edition.clinic
    everything = _coverage(edition.theme, edition.theme.body_families)
    for text in (clinic.name, *clinic.address):
        place = Place(clinic.path)
        findings += _missing(text, everything, "the clinic's name or address", place)
    findings += _missing(_text(copy.desk), everything, DESK, copy.places.get(DESK, Place()))
    return tuple(findings)


def _text(html: str) -> str:
    return unescape(_TAG.sub("", html))


def _missing(text: str, covered: frozenset[int], key: str, place: Place) -> list[Finding]:
    lacking = [
        character
        for character in sorted(set(text))
        if ord(character) not in covered and unicodedata.category(character) not in ("Cc", "Cf")
    ]
    if not lacking:
        return []
    named = ", ".join(_named(character) for character in lacking[:MOST_NAMED])
    more = f" and {len(lacking) - MOST_NAMED} more" if len(lacking) > MOST_NAMED else ""
    message = (
        f"No font of this language has {named}{more}, in {key}. Write it differently, or add a "
        "font that has it to the theme."
    )
    return [Finding("text.no-glyph", Severity.ERROR, message, place)]


def _named(character: str) -> str:
    name = unicodedata.name(character, "a character without a name")
    return f"'{character}' (U+{ord(character):04X}, {name})"


def _coverage(theme: Theme, families: tuple[str, ...]) -> frozenset[int]:
    fonts = _fonts_by_family(theme.fonts)
    return frozenset().union(*(fonts.get(family, frozenset()) for family in families))


@lru_cache(maxsize=4)
def _fonts_by_family(fonts: tuple[Asset, ...]) -> dict[str, frozenset[int]]:
    """Return the characters that all files of a family have, by family name."""
    families: dict[str, frozenset[int]] = {}
    for font in fonts:
        family, characters = _font_facts(font)
        families[family] = families.get(family, characters) & characters
    return families


def _font_facts(font: Asset) -> tuple[str, frozenset[int]]:
    with TTFont(font.path, lazy=True) as file:
        names = file["name"]
        # Names 16 and 1 are the typographic and the legacy family (OpenType, name table).
        family = names.getDebugName(16) or names.getDebugName(1) or ""
        return family, frozenset(file.getBestCmap())
