"""Text stands out from what is behind it (WCAG 2.2, 1.4.3).

Rationale: grey on grey is lost on older eyes, on cheap paper and in bad light. Each page is drawn
with and without its text, so that text over pictures is measured against the picture.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from ...findings import Severity
from ..pdf import PdfPage, Text
from ..pdf.colours import Family
from ..pdf.marks import Ink
from ..results import Problem, Rule, Spot, places
from ..subject import Check, Subject

if TYPE_CHECKING:
    from PIL import Image

FAINT = Rule("text.contrast", Severity.ERROR, "Text stands out from its ground")

Rgb = tuple[int, int, int]

DPI = 200
_CLOSE = 800  # dpi, at which the stems of letters are solid
_LARGE, _LARGE_BOLD = 18.0, 14.0  # points (WCAG 2.2, large-scale text)
_SHARE = 0.05  # of the ground that may be worse: a hair of a picture
_SEEN = 24  # of 255: less difference than this is no letter
_NOT_THERE = (1, 1, 1)  # marks what is no ground; no level of _STEPS
_STEPS = 31
_MOST_TRIES = 3


def examine(subject: Subject) -> Iterator[Problem]:
    """Find text that does not stand out."""
    for page in subject.pages:
        faint: dict[float, list[tuple[float, Text, Spot]]] = {}
        letters = _Letters(subject, page)
        for text in page.printed_texts:
            if text.tag.artifact or abs(text.angle / 90 - round(text.angle / 90)) > 0.02:
                continue
            wanted = _wanted(subject, text)
            ratio = letters.contrast(text)
            if ratio is not None and ratio < wanted - 0.05:
                faint.setdefault(wanted, []).append((ratio, text, subject.spot(page, text)))
        for wanted, found in faint.items():
            ratio, text, _ = min(found, key=lambda one: one[0])
            yield FAINT.broken(
                f"Text on page {page.number} does not stand out in {places(len(found))}, such as "
                f"'{' '.join(text.text.split())[:40]}' with {ratio:.1f}:1; it takes {wanted:g}:1.",
                *(spot for _, _, spot in found),
            )


def _wanted(subject: Subject, text: Text) -> float:
    large = text.size >= (_LARGE_BOLD if text.font.bold else _LARGE)
    return subject.thresholds.contrast_large if large else subject.thresholds.contrast


class _Letters:
    """The colours of a page's letters and of their grounds, as a reader sees them."""

    def __init__(self, subject: Subject, page: PdfPage) -> None:
        self._raster, self._page = subject.document.raster, page
        self._colours: dict[Ink, Rgb] = {}
        self._tries: dict[Ink, int] = {}

    def contrast(self, text: Text) -> float | None:
        """Return the contrast of a text with nearly the worst of its ground; None if not drawn."""
        colour = self._colour(text)
        number, box = self._page.number, text.box
        shown = self._raster.draw(number, DPI).part(box)
        ground = self._raster.draw(number, DPI, text=False).part(box)
        if shown is None or ground is None:
            return None
        grounds = _colours_around(shown, ground)
        total = sum(count for count, _ in grounds)
        ratios = sorted((_contrast(colour, rgb), count) for count, rgb in grounds)
        worse = 0
        for ratio, count in ratios:
            worse += count
            if worse > _SHARE * total:
                return ratio
        return None

    def _colour(self, text: Text) -> Rgb:
        """Return what colour a text's ink has on the page; a solid ink is looked at once."""
        ink = text.ink
        known = self._colours.get(ink)
        if known is not None:
            return known
        self._tries[ink] = self._tries.get(ink, 0) + 1
        found: Rgb | None = None
        if self._tries[ink] <= _MOST_TRIES:
            found = self._looked_at(text)
        solid = ink.alpha >= 1 and ink.colour.space.family is not Family.PATTERN
        if found is not None and solid:
            self._colours[ink] = found
        return found or _computed(ink)

    def _looked_at(self, text: Text) -> Rgb | None:
        """Return the colour of the pixel that the text changes most; None if it changes none."""
        from PIL import ImageChops

        number = self._page.number
        shown = self._raster.draw(number, _CLOSE, text.box).image
        ground = self._raster.draw(number, _CLOSE, text.box, text=False).image
        changed = _strongest(ImageChops.difference(shown, ground))
        most = int(changed.getextrema()[1])  # type: ignore[arg-type]  # of one channel
        if most < _SEEN:
            return None
        at = changed.tobytes().index(most)
        place = at % shown.width, at // shown.width
        return shown.getpixel(place)  # type: ignore[return-value]  # of RGB


def _colours_around(shown: Image.Image, ground: Image.Image) -> list[tuple[int, Rgb]]:
    """Count the colours of the ground under letters and next to them."""
    from PIL import Image, ImageChops, ImageFilter

    changed = _strongest(ImageChops.difference(shown, ground))
    letters = changed.point(lambda value: 255 * (value > _SEEN)).filter(ImageFilter.MaxFilter(5))
    if letters.getbbox() is None:
        letters = Image.new("L", ground.size, 255)
    nothing = Image.new("RGB", ground.size, _NOT_THERE)
    counted = Image.composite(ground, nothing, letters).getcolors(256)
    if counted is None:
        coarse = ground.point(
            [round(round(v * _STEPS / 255) * 255 / _STEPS) for v in range(256)] * 3
        )
        counted = Image.composite(coarse, nothing, letters).getcolors((_STEPS + 1) ** 3 + 1)
    return [(count, rgb) for count, rgb in counted or () if rgb != _NOT_THERE]  # type: ignore[misc]


def _strongest(difference: Image.Image) -> Image.Image:
    from PIL import ImageChops

    red, green, blue = difference.split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)


def _computed(ink: Ink) -> Rgb:
    """Return a colour as RGB, roughly, of text that cannot be told from its ground."""
    values = ink.colour.values
    if ink.colour.space.family is Family.RGB and len(values) == 3:
        red, green, blue = values
    else:
        cyan, magenta, yellow, black = ink.colour.inks or (0.0, 0.0, 0.0, 1.0)
        red, green, blue = ((1 - ink_) * (1 - black) for ink_ in (cyan, magenta, yellow))
    return _byte(red), _byte(green), _byte(blue)


def _byte(value: float) -> int:
    return min(255, max(0, round(255 * value)))


@cache
def _contrast(one: Rgb, other: Rgb) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@cache
def _luminance(colour: Rgb) -> float:
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (value / 255 for value in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


CHECK = Check("contrast", __doc__, (FAINT,), examine)
