"""Slots set: the stamps of a clinic for a shell, each made once for all who want the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..fingerprint import Fingerprints, engine_digest
from ..geometry import Size
from ..kept import cache_folder
from ..model import Copy, Edition, Markup, Theme
from ..preflight.embedded_fonts import is_embedded, is_of, plain_name
from ..profiles import CMYK
from ..render import set_slots, written
from ..render.library_check import pango_version
from ..render.pdf_objects import Objects, made
from .objects import in_file
from .page import fonts
from .shell import Shell
from .slots import arranged, compose_slots
from .stamp import Stamp, stamps_of
from .store import Outcomes, StampStore

DIRECTIONS = ("ltr", "rtl")  # all: a clinic's values are set for both at once
OF_LANGUAGES = ("reception",)  # slots whose words are of the clinic's language, and of no clinic
MOST_STAMPS = 512  # kept in memory at a time


@dataclass(frozen=True, slots=True)
class Group:
    """Slots that are set together: their rooms by name, and those that hold words of the leaflet's
    language, too. ``prefix`` keeps the names of their resources apart from other groups'.

    ``common``: what stands in them may be the same in the leaflets of many clinics.
    """

    prefix: str
    rooms: Mapping[str, Size]
    words: tuple[str, ...]
    common: bool


def groups(shell: Shell) -> Iterator[Group]:
    """Yield a shell's slots in groups: those that a clinic has alone, such as its address, those
    that are one of several, such as opening hours, and those of a language."""
    own: dict[str, dict[str, Size]] = {"C": {}, "H": {}, "D": {}}
    for name, room in shell.rooms.items():
        prefix = "D" if name in OF_LANGUAGES else "H" if "-" in name else "C"
        own[prefix][name] = room
    for prefix, rooms in own.items():
        words = tuple(name for name in shell.words if name in rooms)
        if rooms:
            yield Group(prefix, rooms, words, prefix != "C")


class Setter:
    """Sets the slots of one clinic, for leaflets in any language."""

    def __init__(self) -> None:
        self._own: dict[tuple[object, ...], Outcomes] = {}

    def stamps(
        self, edition: Edition, copy: Copy, shell: Shell
    ) -> tuple[tuple[Stamp, ...], tuple[str, ...]]:
        """Return the stamps for a shell, and what wants more room than there is."""
        outcomes = [self._outcome(edition, copy, group) for group in groups(shell)]
        stamps = tuple(outcome for outcome in outcomes if isinstance(outcome, Stamp))
        tight = (outcome for outcome in outcomes if not isinstance(outcome, Stamp))
        return stamps, tuple(name for names in tight for name in names)

    def _outcome(self, edition: Edition, copy: Copy, group: Group) -> Stamp | tuple[str, ...]:
        language, profile = edition.language, edition.profile
        of_language = group.prefix == "D"
        alone = bool(group.words) or of_language
        directions = (language.direction,) if alone else DIRECTIONS
        finish = (profile.colour, profile.links, edition.output_intent, edition.large_print)
        key: tuple[object, ...] = (group.prefix, tuple(group.rooms.items()), finish, directions)
        if group.words:
            key = (language.tag, *key)
        known: MutableMapping[tuple[object, ...], Outcomes] = self._own
        if of_language:
            look = _look(edition.theme, edition.fold.layout)
            key, known = (copy.desk, edition.clinic_language.tag, look, *key), _of_languages()
        if key not in known:
            if len(known) >= MOST_STAMPS:
                known.clear()
            known[key] = _set(edition, copy, group, directions)
        return known[key][directions.index(language.direction)]


@lru_cache(maxsize=1)
def _of_languages() -> MutableMapping[tuple[object, ...], Outcomes]:
    """Return the stamps of languages, for as long as the process lives."""
    return {}


@lru_cache(maxsize=1)
def _store() -> StampStore:
    return StampStore(cache_folder() / "stamps")


def _look(theme: Theme, layout: str) -> int:
    """Return a number that is another where a theme sets slots otherwise."""
    words = (layout, *theme.style_sheets.values(), *theme.templates.values())
    fonts = (font.sha256 for font in theme.fonts)
    return hash((*words, *theme.colours.values(), *fonts))


def _set(edition: Edition, copy: Copy, group: Group, directions: tuple[str, ...]) -> Outcomes:
    """Return what comes of setting a group for leaflets of each direction."""
    markup = compose_slots(edition, copy, group.rooms, directions, group.words)

    def make() -> Outcomes:
        pdf = _finished(edition, markup, group.rooms)
        if not isinstance(pdf, Objects):
            return len(directions) * (pdf,)
        corners = arranged(group.rooms, len(directions))[1]
        links = markup.links if edition.profile.links else None
        return stamps_of(pdf, corners, group.prefix, links)

    if not group.common:
        return make()
    return _store().found_or_made(_key(edition, markup, group), make)


def _key(edition: Edition, markup: Markup, group: Group) -> str:
    """Return a digest of all that has a say in stamps, and of no more."""
    html, profile = markup.html, edition.profile
    pictures = {
        name: hashlib.sha256(data).hexdigest()
        for name, data in markup.assets.items()
        if f"asset:{name}" in html
    }
    links = markup.links if "href=" in html else {}
    finish = (profile.colour, profile.links, edition.output_intent, edition.theme.separations)
    return Fingerprints(engine_digest(pango_version())).of(
        *(html, markup.css, pictures, links, markup.fonts),
        *(finish, group.prefix, tuple(group.rooms.items())),
    )


def _finished(
    edition: Edition, markup: Markup, rooms: Mapping[str, Size]
) -> Objects | tuple[str, ...]:
    """Return slots as a finished PDF, or what wants more room than there is."""
    page = set_slots(markup, rooms)
    if page.pdf is None or page.findings:
        return page.overflowing or tuple(finding.message for finding in page.findings)
    pdf = made(page.pdf)
    if not all(_is_ours(pdf, font, edition.theme.families) for font in fonts(pdf)):
        return ("fonts",)
    if edition.profile.colour != CMYK:
        return pdf
    from ..press import for_press  # what only some leaflets need is not loaded for the others

    data = written(page.pdf, edition.profile.links)
    data, troubles = for_press(data, edition.output_intent, edition.theme.separations)
    return tuple(finding.message for finding in troubles) or in_file(data)


def _is_ours(pdf: Objects, font: Mapping[str, Any], families: frozenset[str]) -> bool:
    """Tell whether a font of one of some families is in the file."""
    name = plain_name(font.get("BaseFont", b"/").decode())
    return is_embedded(pdf.of(font.get("FontDescriptor", {}))) and is_of(name, families)
