"""What is drawn on a page: texts, strokes, filled shapes, pictures and shadings, with their place.

Places are boxes in points in the page's own coordinates (ISO 32000-1, 8.3.2.3), cut to what the
clipping path leaves of them; a mark of which nothing is left is not there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from .colours import Colour
from .fonts import Font


class Box(NamedTuple):
    """A box in points; y grows upwards."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.top - self.bottom

    def within(self, other: Box) -> Box | None:
        """Return what both boxes share, None where that is nothing or an edge."""
        shared = Box(
            max(self.left, other.left),
            max(self.bottom, other.bottom),
            min(self.right, other.right),
            min(self.top, other.top),
        )
        across = shared.width > 0 or (shared.width == 0 and not min(self.width, other.width))
        up = shared.height > 0 or (shared.height == 0 and not min(self.height, other.height))
        return shared if across and up else None

    def around(self, other: Box) -> Box:
        """Return the smallest box around both."""
        return Box(
            min(self.left, other.left),
            min(self.bottom, other.bottom),
            max(self.right, other.right),
            max(self.top, other.top),
        )

    def grown(self, by: float) -> Box:
        """Return the box with so much more on every side."""
        return Box(self.left - by, self.bottom - by, self.right + by, self.top + by)

    def holds(self, other: Box, slack: float = 0.0) -> bool:
        """Tell whether the other box is inside this one, or so little outside."""
        return (
            self.left - slack <= other.left
            and self.bottom - slack <= other.bottom
            and self.right + slack >= other.right
            and self.top + slack >= other.top
        )


@dataclass(frozen=True, slots=True)
class Ink:
    """What a mark is drawn with, and how it mixes with what is below it."""

    colour: Colour
    overprint: bool = False
    overprint_mode: int = 0
    alpha: float = 1.0
    blend: str = "Normal"


@dataclass(frozen=True, slots=True)
class Tag:
    """The marked content a mark stands in: its number on the page, and whether it is no content.

    ``layer`` names the layers that hide it.
    """

    mcid: int | None = None
    artifact: bool = False
    layer: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    box: Box
    ink: Ink
    tag: Tag


@dataclass(frozen=True, slots=True)
class Text(Mark):
    """Characters that were shown in one go, in one font, size and colour.

    ``size`` is in points on the page. ``angle`` is in degrees, ``x`` and ``y`` are where it begins
    on its base line. ``missing`` counts characters without a glyph, ``unknown`` glyphs of which the
    file does not say what they mean.
    """

    text: str
    font: Font
    size: float
    angle: float
    x: float
    y: float
    drawn: bool
    missing: int = 0
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class Stroke(Mark):
    """A line; ``width`` is in points on the page, 0 for the thinnest a device has."""

    width: float


@dataclass(frozen=True, slots=True)
class Fill(Mark):
    """A filled shape; ``thickness`` is the short side of a single rectangle, None of others."""

    thickness: float | None = None


@dataclass(frozen=True, slots=True)
class Picture(Mark):
    """A picture of pixels; ``ppi`` is what it has an inch as it is placed, the lesser of the two.

    ``stencil``: it says where its ink is, and has no colours of its own.
    """

    name: str
    columns: int
    rows: int
    bits: int
    ppi: float
    stencil: bool


@dataclass(frozen=True, slots=True)
class Shade(Mark):
    """A run of colours; ``ink`` has their space."""
