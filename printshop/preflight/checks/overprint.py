"""Small black text is printed over its ground, and white is not.

Rationale: black text that is cut out of a colour shows white edges when the plates are a hair off.
White that overprints is not printed at all.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...findings import Severity
from ..pdf import Fill, Mark, PdfPage, Picture, Shade, Stroke, Text
from ..pdf.colours import Family
from ..pdf.marks import Ink
from ..results import Problem, Rule, Spot, places
from ..subject import Check, Subject, for_press

KNOCKED_OUT = Rule("overprint.black", Severity.ERROR, "Small black text overprints")
WHITE = Rule("overprint.white", Severity.ERROR, "White does not overprint")

_FULL, _NONE = 0.995, 0.005


def examine(subject: Subject) -> Iterator[Problem]:
    """Find small text in black alone that knocks out, and white that overprints."""
    largest = subject.thresholds.small_text
    for page in subject.pages:
        black = [text for text in page.printed_texts if text.size < largest and knocks_out(text)]
        if black:
            yield KNOCKED_OUT.broken(
                f"Black text below {largest:g} pt on page {page.number} is cut out of what is "
                f"below it, in {places(len(black))}; let it overprint.",
                *_spots(subject, page, black),
            )
        white = [mark for mark in page.marks if _vanishes(mark)]
        if white:
            yield WHITE.broken(
                f"White on page {page.number} overprints in {places(len(white))}, so it will not "
                "be seen; let it knock out.",
                *_spots(subject, page, white),
            )


def _spots(subject: Subject, page: PdfPage, marks: list[Mark] | list[Text]) -> Iterator[Spot]:
    return (subject.spot(page, mark) for mark in marks)


def knocks_out(text: Text) -> bool:
    """Tell whether a text is in full black ink alone, and clears the other inks below it."""
    inks = text.ink.colour.inks
    if inks is None or inks[3] < _FULL or max(inks[:3]) > _NONE:
        return False
    return not _prints_over(text.ink)


def _prints_over(ink: Ink) -> bool:
    """Tell whether inks that a colour does not name stay below it (ISO 32000-1, 11.7.4.3)."""
    if not ink.overprint:
        return False
    space = ink.colour.space
    named = bool(space.colorants) or space.family is Family.REGISTER
    return named or (ink.overprint_mode == 1 and not space.profiled and space.components == 4)


def _vanishes(mark: Mark) -> bool:
    if not isinstance(mark, (Fill, Stroke, Text, Shade)) or isinstance(mark, (Picture, Shade)):
        return False
    inks = mark.ink.colour.inks
    if inks is None or max(inks) > _NONE or not mark.ink.overprint:
        return False
    return mark.ink.colour.space.family is Family.GREY or _prints_over(mark.ink)


CHECK = Check("overprint", __doc__, (KNOCKED_OUT, WHITE), examine, for_press)
