"""There is not more ink in one place than the paper takes.

Rationale: above 300 % coated paper dries slowly and sets off on the next sheet; above 330 % presses
refuse it. The plates are made by Ghostscript. Without it only single colours are added up, which
can find too much ink but never say that there is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ...findings import Severity
from ...geometry import MILLIMETRES_PER_INCH, POINTS_PER_INCH, millimetres
from ..pdf import Box, Fill, Mark, NotCheckedError, PdfPage, Stroke, Text
from ..pdf.separations import ghostscript, plates
from ..results import Problem, Rule, Spot, places
from ..subject import Check, Subject

if TYPE_CHECKING:
    from PIL import Image

MUCH = Rule("ink.coverage", Severity.WARNING, "Not more ink than paper takes")
TOO_MUCH = Rule("ink.coverage-limit", Severity.ERROR, "Not more ink than a press prints")

DPI = 100
_FULL = 255  # of a pixel on a plate
_SLACK = 1.5  # percent: rounding to 255 steps, for each plate


def examine(subject: Subject) -> Iterator[Problem]:
    """Find places with more ink than the thresholds; raises NotCheckedError without plates."""
    reason = "it was not asked for"
    if subject.separate:
        try:
            separated = plates(subject.document.data, DPI)
        except NotCheckedError as error:
            reason = str(error)
        else:
            for page, made in zip(subject.pages, separated, strict=False):
                yield from _separated(subject, page, made)
            return
    yield from _added(subject)
    raise NotCheckedError(
        f"Plates were not made ({reason}); only single colours were added up, without pictures, "
        "overprinting and transparency."
    )


def manner(subject: Subject) -> str:
    """Say how the ink was measured."""
    measured = subject.separate and ghostscript()
    return f"on plates made by Ghostscript, at {DPI} dpi" if measured else ""


def _separated(subject: Subject, page: PdfPage, made: dict[str, Image.Image]) -> Iterator[Problem]:
    area = (MILLIMETRES_PER_INCH / DPI) ** 2
    total = _total(list(made.values()))
    left, top, right, bottom = _pixels(page, total.size)
    inside = total.crop((left, top, right, bottom))
    for rule, limit in _limits(subject):
        mask = _above(inside, limit)
        count = mask.histogram()[_FULL]
        if count * area > subject.thresholds.ink_area:
            most = inside.getextrema()[1] / _FULL * 100
            bounds = mask.getbbox() or (0, 0, 0, 0)
            spot = subject.spot(page, _box(page, bounds, left, top))
            yield rule.broken(
                f"{count * area:.0f} mm2 of page {page.number} have more than {limit:g} % ink, up "
                f"to {most:.0f} %; use lighter colours there, or convert pictures with the "
                "profile of the press.",
                spot,
            )
            return


def _limits(subject: Subject) -> Iterator[tuple[Rule, float]]:
    """Yield the rules with their limits, the worse one first."""
    limits = subject.thresholds
    if limits.ink_limit is not None:
        yield TOO_MUCH, limits.ink_limit
    if limits.ink_most is not None:
        yield MUCH, limits.ink_most


def _total(made: list[Image.Image]) -> Any:
    """Return the sum of all plates; a plate of full ink adds 255."""
    from PIL import Image, ImageMath

    total = Image.new("I", made[0].size)
    for plate in made:
        total = ImageMath.lambda_eval(lambda a: a["sum"] + a["plate"], sum=total, plate=plate)
    return total


def _above(total: Any, limit: float) -> Any:
    from PIL import ImageMath

    least = int((limit + _SLACK) / 100 * _FULL)
    return ImageMath.lambda_eval(lambda a: (a["sum"] > least) * _FULL, sum=total).convert("L")


def _pixels(page: PdfPage, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return the bleed's left, top, right and bottom on plates that show the whole medium."""
    scale = DPI / POINTS_PER_INCH
    media, bleed = page.media, page.bleed
    left = max(0, round((bleed.left - media.left) * scale))
    top = max(0, round((media.top - bleed.top) * scale))
    right = min(size[0], round((bleed.right - media.left) * scale))
    bottom = min(size[1], round((media.top - bleed.bottom) * scale))
    return left, top, max(left, right), max(top, bottom)


def _box(page: PdfPage, bounds: tuple[int, int, int, int], left: int, top: int) -> Box:
    scale = POINTS_PER_INCH / DPI
    return Box(
        page.media.left + (left + bounds[0]) * scale,
        page.media.top - (top + bounds[3]) * scale,
        page.media.left + (left + bounds[2]) * scale,
        page.media.top - (top + bounds[1]) * scale,
    )


def _added(subject: Subject) -> Iterator[Problem]:
    """Find single colours with too much ink on shapes that are large enough."""
    for page in subject.pages:
        for rule, limit in _limits(subject):
            spots: list[Spot] = []
            most = 0.0
            for mark in page.marks:
                ink = _ink(mark)
                seen = mark.box.within(page.bleed)
                if ink > limit + _SLACK and seen and _area(seen) > subject.thresholds.ink_area:
                    spots.append(subject.spot(page, mark))
                    most = max(most, ink)
            if spots:
                yield rule.broken(
                    f"Colours on page {page.number} have more than {limit:g} % ink in "
                    f"{places(len(spots))}, up to {most:.0f} %; use lighter ones.",
                    *spots,
                )
                break


def _ink(mark: Mark) -> float:
    if not isinstance(mark, (Fill, Stroke, Text)):
        return 0.0
    return sum(mark.ink.colour.inks or ()) * 100


def _area(box: Box) -> float:
    return millimetres(box.width) * millimetres(box.height)


CHECK = Check(
    "ink coverage",
    __doc__,
    (MUCH, TOO_MUCH),
    examine,
    lambda subject: subject.thresholds.ink_most is not None,
    manner,
)
