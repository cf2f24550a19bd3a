"""Pictures have enough pixels for the size they are printed in.

Rationale: a press prints some 300 pixels an inch. With fewer than 150 single ones are seen; line
drawings of one bit have stairs below 550.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...findings import Severity
from ...geometry import millimetres, points
from ..pdf import PdfPage, Picture
from ..results import Problem, Rule
from ..subject import Check, Subject

COARSE = Rule("image.resolution", Severity.ERROR, "Pictures have enough pixels to be printed")
LOW = Rule("image.resolution-low", Severity.WARNING, "Pictures have enough pixels to look sharp")
BITMAP = Rule("image.bitmap", Severity.WARNING, "Drawings of one bit have enough pixels")

_SMALLEST = points(2.0)  # smaller on paper is a texture, and no picture
_FEW_PIXELS = 2  # a side: a plain colour, stretched


def examine(subject: Subject) -> Iterator[Problem]:
    """Find pictures that are too large for their pixels."""
    for page in subject.pages:
        for picture in page.of(Picture):
            if picture.box.within(page.bleed) and not _is_plain(picture):
                yield from _found(subject, page, picture)


def _is_plain(picture: Picture) -> bool:
    small = max(picture.box.width, picture.box.height) < _SMALLEST
    return small or min(picture.columns, picture.rows) <= _FEW_PIXELS


def _found(subject: Subject, page: PdfPage, picture: Picture) -> Iterator[Problem]:
    rule, wanted = _rule(subject, picture)
    if rule is None:
        return
    width, height = millimetres(picture.box.width), millimetres(picture.box.height)
    yield rule.broken(
        f"The picture {picture.name} on page {page.number} ({picture.columns} x {picture.rows} "
        f"pixels on {width:.0f} x {height:.0f} mm) has {picture.ppi:.0f} pixels an inch; use one "
        f"with {wanted:g} or more, or print it smaller.",
        subject.spot(page, picture),
    )


def _rule(subject: Subject, picture: Picture) -> tuple[Rule | None, float]:
    limits = subject.thresholds
    if picture.bits == 1:
        least = limits.bitmap_least or 0.0
        return (BITMAP if picture.ppi < least else None), least
    good = limits.image_good or 0.0
    if picture.ppi < (limits.image_least or 0.0):
        return COARSE, good or (limits.image_least or 0.0)
    return (LOW if picture.ppi < good else None), good


CHECK = Check(
    "image resolution",
    __doc__,
    (COARSE, LOW, BITMAP),
    examine,
    lambda subject: subject.thresholds.image_least is not None,
)
