"""Every character of the copy is in the fonts it will be set in.

Rationale: a character that no font of its stack has is printed as an empty box, or taken from a
font nobody chose. Both are seen only by a reader of that language, in print.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
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
Lacking = Callable[[str, tuple[str, ...]], tuple[str, ...]]


def missing_glyphs(edition: Edition, copy: Copy) -> tuple[Finding, ...]:
    """Return a finding for every message with characters that its font stack lacks."""
    theme, script = edition.theme, edition.language.script
    lacking = _lacking_in(theme.fonts)
    findings: list[Finding] = []
    for key, html in copy.html.items():
        place = copy.places.get(key, Place(key=key))
        # Names may be in another script than the text, and are set in whatever font has them.
        families = families_of(key, theme, script)
        findings += _found(lacking(_NAME.sub("", html), families), theme, place)
    everything = theme.body_families
    clinic = edition.clinic
    for text in (clinic.name, *clinic.address):
        place = clinic.place("the clinic's name or address")
        findings += _found(lacking(escape(text), everything), theme, place)
    place = copy.places.get(DESK, Place(key=DESK))
    return (*findings, *_found(lacking(copy.desk, everything), theme, place))


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
    return _found(_lacking_in(theme.fonts)(html, families), theme, place)


def _found(lacking: tuple[str, ...], theme: Theme, place: Place) -> tuple[Finding, ...]:
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


@lru_cache(maxsize=4)
def _lacking_in(fonts: tuple[Asset, ...]) -> Lacking:
    """Return what tells the characters of a text, with its markup, that no family of some has."""

    @lru_cache(maxsize=1024)  # a clinic's name stands in its leaflets of all languages
    def lacking(html: str, families: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(sorted(_uncovered(set(unescape(_TAG.sub("", html))), fonts, families)))

    return lacking


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
