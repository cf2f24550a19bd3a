"""Where there is ink at the edge of the cut page, it goes on beyond it.

Rationale: no knife cuts to a tenth of a millimetre. Without ink beyond the cut, white slivers show
at the edge. The page is drawn without its text, and ink at the trim is followed outwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...findings import Severity
from ...geometry import millimetres, points
from ..pdf import Box, PdfPage
from ..pdf.raster import Drawing
from ..results import Problem, Rule
from ..subject import Check, Subject

if TYPE_CHECKING:
    from PIL import Image

MISSING = Rule("bleed.missing", Severity.ERROR, "Ink at the trim goes on into the bleed")

DPI = 200
_PAPER = 252  # of 255: lighter is no ink
_INSIDE = 0.4  # mm of the page at its edge that are looked at
_SLACK = 0.45  # mm of the bleed, at its outer end, that may lack ink: pixels, and rounding
_SHORTEST = 1.0  # mm along the edge


def examine(subject: Subject) -> Iterator[Problem]:
    """Find edges where ink ends with the page."""
    wanted = subject.thresholds.bleed or 0.0
    for page in subject.pages:
        drawing = subject.document.raster.draw(page.number, DPI, text=False)
        for side in ("left", "right", "top", "bottom"):
            lacking = list(_lacking(page, drawing, side, wanted))
            if lacking:
                length = sum(max(box.width, box.height) for box in lacking)
                yield MISSING.broken(
                    f"Along {millimetres(length):.0f} mm of the {side} edge of page {page.number} "
                    f"the ink ends with the page; let it go on for {wanted:g} mm beyond the trim.",
                    *(subject.spot(page, box) for box in lacking),
                )


def _lacking(page: PdfPage, drawing: Drawing, side: str, wanted: float) -> Iterator[Box]:
    """Yield the parts of an edge, from inside the page to the end of the bleed, that lack ink."""
    inside, reach = points(_INSIDE), points(wanted - _SLACK)
    strip = _strip(page.trim, side, inside, reach)
    seen = strip.within(drawing.box)
    if seen is None:
        return
    columns = _columns(drawing, seen, side)
    whole = round((inside + reach) * drawing.scale)
    near = max(1, round(inside * drawing.scale))
    start: int | None = None
    for at, column in enumerate([*columns, b""]):
        # From the page outwards. What the medium does not have is no ink.
        inked = [value < _PAPER for value in column]
        lacks = any(inked[:near]) and not (len(inked) >= whole - 1 and all(inked[near:]))
        if lacks and start is None:
            start = at
        if not lacks and start is not None:
            if at - start >= points(_SHORTEST) * drawing.scale:
                yield _part(seen, side, start / drawing.scale, at / drawing.scale)
            start = None


def _strip(trim: Box, side: str, inside: float, reach: float) -> Box:
    match side:
        case "left":
            return Box(trim.left - reach, trim.bottom, trim.left + inside, trim.top)
        case "right":
            return Box(trim.right - inside, trim.bottom, trim.right + reach, trim.top)
        case "top":
            return Box(trim.left, trim.top - inside, trim.right, trim.top + reach)
    return Box(trim.left, trim.bottom - reach, trim.right, trim.bottom + inside)


def _columns(drawing: Drawing, strip: Box, side: str) -> list[bytes]:
    """Return the darkest channel of each column of pixels across an edge, outwards."""
    part = drawing.part(strip)
    if part is None:
        return []
    grey = _darkest(part)
    if side in ("left", "right"):
        # Rows across the edge, from the top.
        width, data = grey.width, grey.tobytes()
        rows = [data[at : at + width] for at in range(0, len(data), width)]
        return [row[::-1] for row in rows] if side == "left" else rows
    data, width = grey.tobytes(), grey.width
    columns = [data[x::width] for x in range(width)]
    return [column[::-1] for column in columns] if side == "top" else columns


def _darkest(image: Image.Image) -> Image.Image:
    from PIL import ImageChops

    red, green, blue = image.split()
    return ImageChops.darker(ImageChops.darker(red, green), blue)


def _part(strip: Box, side: str, start: float, end: float) -> Box:
    if side in ("left", "right"):
        return Box(strip.left, strip.top - end, strip.right, strip.top - start)
    return Box(strip.left + start, strip.bottom, strip.left + end, strip.top)


CHECK = Check(
    "bleed", __doc__, (MISSING,), examine, lambda subject: subject.thresholds.bleed is not None
)
