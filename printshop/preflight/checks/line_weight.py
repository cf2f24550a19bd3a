"""Lines are thick enough to hold on the plate.

Rationale: a line of less than a quarter of a point breaks up in print, or is gone. A width of 0 is
as thin as the device can: a hair on a plate, bold on a screen.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...findings import Severity
from ..pdf import Fill, Mark, Stroke
from ..results import Problem, Rule, Spot, places
from ..subject import Check, Subject

THIN = Rule("line.thin", Severity.WARNING, "Lines are thick enough to be printed")

_SLACK = 0.005  # points: rounding
_DOT = 1.0  # points: what is shorter is no line


def examine(subject: Subject) -> Iterator[Problem]:
    """Find lines, and rectangles that are lines, that are thinner than a press can print."""
    wanted = subject.thresholds.line_thinnest or 0.0
    for page in subject.pages:
        thinnest, spots = wanted, list[Spot]()
        for mark in page.marks:
            width = _width(mark)
            if width is not None and width < wanted - _SLACK and mark.box.within(page.bleed):
                thinnest = min(thinnest, width)
                spots.append(subject.spot(page, mark))
        if spots:
            yield THIN.broken(
                f"Lines on page {page.number} are thinner than {wanted:g} pt in "
                f"{places(len(spots))}, the thinnest {thinnest:.2f} pt; make them thicker.",
                *spots,
            )


def _width(mark: Mark) -> float | None:
    if mark.ink.alpha == 0:
        return None
    if isinstance(mark, Stroke):
        return mark.width
    if isinstance(mark, Fill) and max(mark.box.width, mark.box.height) > _DOT:
        return mark.thickness
    return None


CHECK = Check(
    "line weight",
    __doc__,
    (THIN,),
    examine,
    lambda subject: subject.thresholds.line_thinnest is not None,
)
