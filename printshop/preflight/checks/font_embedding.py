"""Every font is in the file, only its characters that are used, and of ours only the theme's.

Rationale: a font that is not embedded is replaced by whatever the printer has. One from somewhere
else means that a character was substituted.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...findings import Severity
from ..embedded_fonts import is_of
from ..pdf import Text
from ..pdf.fonts import Font
from ..results import Problem, Rule, Spot
from ..subject import Check, Subject

NOT_EMBEDDED = Rule("font.not-embedded", Severity.ERROR, "Every font is embedded")
FOREIGN = Rule("font.foreign", Severity.ERROR, "Our files have the theme's fonts and no others")
WHOLE = Rule("font.not-subset", Severity.WARNING, "Fonts hold the characters that are used")


def examine(subject: Subject) -> Iterator[Problem]:
    """Find fonts that are missing, whole, or of nobody here."""
    families = _families(subject)
    for name, (font, spots) in sorted(_fonts(subject).items()):
        if not font.embedded:
            message = f"The font {name} is not embedded; export the file with its fonts."
            yield NOT_EMBEDDED.broken(message, *spots)
        elif families and not is_of(name, families):
            message = f"The font {name} is not one of the theme's; a character was substituted."
            yield FOREIGN.broken(message, *spots)
        elif not font.subset:
            message = f"The font {name} is in the file as a whole; embed a subset of it."
            yield WHOLE.broken(message, *spots)


def _fonts(subject: Subject) -> dict[str, tuple[Font, list[Spot]]]:
    """Return the fonts of all texts, hidden ones and those in masks too, each with its places."""
    fonts: dict[str, tuple[Font, list[Spot]]] = {}
    for page in subject.pages:
        for text in (*page.of(Text), *(mark for mark in page.masks if isinstance(mark, Text))):
            known = fonts.setdefault(text.font.name, (text.font, []))
            if not text.font.embedded and known[0].embedded:
                known = fonts[text.font.name] = (text.font, [])
            known[1].append(subject.spot(page, text))
    return fonts


def _families(subject: Subject) -> frozenset[str]:
    if subject.ours is None:
        return frozenset()
    styles = subject.ours.edition.theme.scripts.values()
    return frozenset(family for style in styles for family in (*style.body, *style.heading))


CHECK = Check("font embedding", __doc__, (NOT_EMBEDDED, FOREIGN, WHOLE), examine)
