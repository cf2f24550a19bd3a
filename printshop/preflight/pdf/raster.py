"""Pages drawn by PDFium, with and without their text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ...geometry import POINTS_PER_INCH
from .marks import Box
from .tools import NotCheckedError

if TYPE_CHECKING:
    from PIL import Image

MOST_PIXELS = 60_000_000
_DEEPEST = 12  # forms in forms
_KEPT = 24  # drawings


@dataclass(frozen=True)
class Drawing:
    """A drawn page or part of one: RGB, the box in points that it shows, pixels a point."""

    image: Image.Image
    box: Box
    scale: float

    def pixels(self, box: Box) -> tuple[int, int, int, int]:
        """Return left, top, right and bottom of a box in pixels, cut at the drawing's edges."""
        left = round((box.left - self.box.left) * self.scale)
        right = round((box.right - self.box.left) * self.scale)
        top = round((self.box.top - box.top) * self.scale)
        bottom = round((self.box.top - box.bottom) * self.scale)
        width, height = self.image.size
        return max(0, left), max(0, top), min(width, right), min(height, bottom)

    def points(self, left: float, top: float, right: float, bottom: float) -> Box:
        """Return pixels as a box in points."""
        return Box(
            self.box.left + left / self.scale,
            self.box.top - bottom / self.scale,
            self.box.left + right / self.scale,
            self.box.top - top / self.scale,
        )

    def part(self, box: Box) -> Image.Image | None:
        """Return what is drawn in a box, None where no pixel is."""
        left, top, right, bottom = self.pixels(box)
        if left >= right or top >= bottom:
            return None
        return self.image.crop((left, top, right, bottom))


class Raster:
    """Draws pages of one file. Raises NotCheckedError where PDFium cannot."""

    def __init__(self, data: bytes) -> None:
        try:
            import pypdfium2
        except ImportError as error:
            raise NotCheckedError(
                "pypdfium2 is not installed, so pages cannot be drawn; pip install pypdfium2"
            ) from error
        self._error = pypdfium2.PdfiumError
        try:
            self._document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise NotCheckedError(f"PDFium cannot open the file: {error}") from error
        self._page = lru_cache(maxsize=_KEPT)(self._load)
        self.draw = lru_cache(maxsize=_KEPT)(self._draw)

    def close(self) -> None:
        self.draw.cache_clear()
        self._page.cache_clear()
        self._document.close()

    def _load(self, number: int, text: bool) -> Any:
        from pypdfium2 import raw

        page = self._document[number - 1]
        page.set_rotation(0)
        page.set_cropbox(*page.get_mediabox())
        page.close()
        page = self._document[number - 1]  # in its new size
        if not text:
            kinds = [raw.FPDF_PAGEOBJ_TEXT]
            for shown in page.get_objects(filter=kinds, max_depth=_DEEPEST):
                raw.FPDFTextObj_SetTextRenderMode(shown, raw.FPDF_TEXTRENDERMODE_INVISIBLE)
        return page

    def _draw(self, number: int, dpi: float, part: Box | None = None, text: bool = True) -> Drawing:
        """Draw a page (from 1) or a part of it, with its text or without."""
        try:
            page = self._page(number, text)
            whole = Box(*page.get_bbox())
            box = whole if part is None else part.within(whole)
            scale = dpi / POINTS_PER_INCH
            if box is None or not box.width * box.height:
                raise NotCheckedError(f"there is nothing to draw on page {number}")
            if box.width * box.height * scale**2 > MOST_PIXELS:
                raise NotCheckedError(f"page {number} is too large to draw at {dpi:g} dpi")
            cut = (
                box.left - whole.left,
                box.bottom - whole.bottom,
                whole.right - box.right,
                whole.top - box.top,
            )
            image = page.render(scale=scale, crop=cut, may_draw_forms=False).to_pil()
        except (self._error, ValueError) as error:
            raise NotCheckedError(f"PDFium cannot draw page {number}: {error}") from error
        return Drawing(image.convert("RGB"), box, scale)
