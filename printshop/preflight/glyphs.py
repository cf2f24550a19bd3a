"""Every character of the copy is in the fonts it will be set in.

Rationale: a character that no font of its stack has is printed as an empty box, or taken from a
font nobody chose. Both are seen only by a reader of that language, in print.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from html import escape, unescape

from ..findings import Finding, Place, Severity
from ..kept import worked_out
from ..messages import DESK
from ..model import Asset, Copy, Edition, Theme

_TAG = re.compile(r"<[^>]*>")
_NAME = re.compile(r'<span class="fact name"[^>]*>.*?</span>')
_HEADINGS = (".heading", ".title")
MOST_NAMED = 5  # characters in one finding


def missing_glyphs(edition: Edition, copy: Copy) -> tuple[Finding, ...]:
    """Return a finding for every message with characters that its font stack lacks."""
    theme, script = edition.theme, edition.language.script
    findings: list[Finding] = []
    for key, html in copy.html.items():
        place = copy.places.get(key, Place(key=key))
        # Names may be in another script than the text, and are set in whatever font has them.
        findings += missing_in(_NAME.sub("", html), theme, families_of(key, theme, script), place)
    everything = theme.body_families
    clinic = edition.clinic
    for text in (clinic.name, *clinic.address):
        place = clinic.place("the clinic's name or address")
        findings += missing_in(escape(text), theme, everything, place)
    findings += missing_in(copy.desk, theme, everything, copy.places.get(DESK, Place(key=DESK)))
    return tuple(findings)


def families_of(key: str, theme: Theme, script: str) -> tuple[str, ...]:
    """Return the font families in which a theme sets a message in a script."""
    if key == DESK:  # stands in every leaflet, in the clinic's language
        return theme.body_families
    style = theme.script_style(script)
    return style.heading if key == "title" or key.endswith(_HEADINGS) else style.body


def missing_in(
    html: str, theme: Theme, families: tuple[str, ...], place: Place
) -> tuple[Finding, ...]:
    """Return a finding where a text, with its markup, has characters that no family has."""
    lacking = _lacking(html, theme.fonts, families)
    if not lacking:
        return ()
    named = ", ".join(_named(character) for character in lacking[:MOST_NAMED])
    more = f" and {len(lacking) - MOST_NAMED} more" if len(lacking) > MOST_NAMED else ""
    message = (
        f"No font of this language in the theme '{theme.id}' has {named}{more}, in "
        f"{place.key}. Write it differently, or add a font that has it to the theme."
    )
    return (Finding("text.no-glyph", Severity.ERROR, message, place),)


def _named(character: str) -> str:
    name = unicodedata.name(character, "a character without a name")
    return f"'{character}' (U+{ord(character):04X}, {name})"


@lru_cache(maxsize=1024)  # a clinic's name stands in its leaflets of all languages
def _lacking(html: str, fonts: tuple[Asset, ...], families: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(_uncovered(set(unescape(_TAG.sub("", html))), fonts, families)))


def _uncovered(
    characters: set[str], fonts: tuple[Asset, ...], families: tuple[str, ...]
) -> set[str]:
    """Return the characters to be seen that no family has; looks no further than it must."""
    lacking = {c for c in characters if unicodedata.category(c) not in ("Cc", "Cf")}
    for family in families:
        if not lacking:
            break
        covered = _coverage(fonts, family)
        lacking = {character for character in lacking if ord(character) not in covered}
    return lacking


@lru_cache(maxsize=64)
def _coverage(fonts: tuple[Asset, ...], family: str) -> frozenset[int]:
    """Return the characters that all files of a family have."""
    files = _files_by_family(fonts).get(family, ())
    return frozenset.intersection(*map(_characters, files)) if files else frozenset()


# --- what is in fonts, kept by their digests: reading them takes a tenth of a second --------------


@lru_cache(maxsize=4)
def _files_by_family(fonts: tuple[Asset, ...]) -> dict[str, list[Asset]]:
    digests = tuple(font.sha256 for font in fonts)
    names = worked_out("families", digests, lambda: tuple(map(_family, fonts)))
    families: dict[str, list[Asset]] = {}
    for name, font in zip(names, fonts, strict=True):
        families.setdefault(name, []).append(font)
    return families


def _characters(font: Asset) -> frozenset[int]:
    characters: frozenset[int]
    characters = worked_out("characters", font.sha256, lambda: _characters_in(font))
    return characters


def _family(font: Asset) -> str:
    from fontTools.ttLib import TTFont  # slow to load, and most commands look at no font

    with TTFont(font.path, lazy=True) as file:
        names = file["name"]
        # Names 16 and 1 are the typographic and the legacy family (OpenType, name table).
        return names.getDebugName(16) or names.getDebugName(1) or ""


def _characters_in(font: Asset) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(font.path, lazy=True) as file:
        # Glyphs by number: reading their names takes longer than all the rest.
        file.setGlyphOrder([str(number) for number in range(file["maxp"].numGlyphs)])
        return frozenset(file.getBestCmap())
