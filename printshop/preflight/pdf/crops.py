"""Pictures of what is wrong: a part of a page, with the places boxed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from ...geometry import POINTS_PER_INCH, points
from .document import PdfDocument, PdfPage
from .marks import Box

_AROUND = points(8.0)
_WIDEST = points(110.0)
_SMALLEST = points(30.0)
_PIXELS = 900.0  # of the longer side, at most
_DPI = 150.0
_LINE, _HALO = "#c00000", "#ffffff"


@dataclass(frozen=True, slots=True)
class Crop:
    """A picture as PNG, its size in pixels, and the page that it shows."""

    png: bytes
    width: int
    height: int
    page: int


def crop(document: PdfDocument, page: PdfPage, boxes: Sequence[Box]) -> Crop:
    """Return the part of a page around the first of some boxes, with all that are in it boxed.

    Without boxes it is the page as a whole. Raises NotCheckedError where it cannot be drawn.
    """
    from PIL import ImageDraw

    part = _around(boxes) if boxes else page.media
    dpi = min(_DPI, _PIXELS * POINTS_PER_INCH / max(part.width, part.height))
    drawing = document.raster.draw(page.number, dpi, part)
    image = drawing.image.copy()
    pen = ImageDraw.Draw(image)
    for box in boxes:
        if box.within(drawing.box):
            left, top, right, bottom = drawing.pixels(box.grown(1.0))
            right, bottom = max(left, right - 1), max(top, bottom - 1)
            pen.rectangle((left - 3, top - 3, right + 3, bottom + 3), outline=_HALO, width=5)
            pen.rectangle((left - 2, top - 2, right + 2, bottom + 2), outline=_LINE, width=3)
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return Crop(buffer.getvalue(), image.width, image.height, page.number)


def _around(boxes: Sequence[Box]) -> Box:
    """Return what to show: as many of the boxes as stand near the first."""
    shown = boxes[0]
    for box in boxes[1:]:
        both = shown.around(box)
        if max(both.width, both.height) <= _WIDEST:
            shown = both
    missing = max(0.0, _SMALLEST - min(shown.width, shown.height)) / 2
    return shown.grown(_AROUND + missing)
