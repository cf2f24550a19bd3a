"""Lengths and boxes: millimetres everywhere, points only where PDF is written."""

from __future__ import annotations

from dataclasses import dataclass

POINTS_PER_INCH = 72.0
MILLIMETRES_PER_INCH = 25.4
CSS_PIXELS_PER_INCH = 96.0


def points(millimetres: float) -> float:
    """Convert millimetres to PDF points (ISO 32000-1, 8.3.2.3)."""
    return millimetres * POINTS_PER_INCH / MILLIMETRES_PER_INCH


def millimetres(points: float) -> float:
    """Convert PDF points to millimetres."""
    return points * MILLIMETRES_PER_INCH / POINTS_PER_INCH


def millimetres_of_pixels(pixels: float) -> float:
    """Convert CSS pixels to millimetres (CSS Values 3, 6.2: 96 px are one inch)."""
    return pixels * MILLIMETRES_PER_INCH / CSS_PIXELS_PER_INCH


def points_of_pixels(pixels: float) -> float:
    """Convert CSS pixels to PDF points."""
    return pixels * POINTS_PER_INCH / CSS_PIXELS_PER_INCH


@dataclass(frozen=True, slots=True)
class Size:
    """A width and a height in millimetres."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Insets:
    """Distances from the four edges of a box, in millimetres."""

    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    left: float = 0.0


@dataclass(frozen=True, slots=True)
class Rect:
    """A box in millimetres; x and y are its lower left corner, y grows upwards as in PDF."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def top(self) -> float:
        return self.y + self.height

    def expanded(self, by: Insets) -> Rect:
        """Return the box grown outwards by the insets."""
        return Rect(
            self.x - by.left,
            self.y - by.bottom,
            self.width + by.left + by.right,
            self.height + by.top + by.bottom,
        )

    def moved(self, dx: float, dy: float) -> Rect:
        """Return the box moved by dx and dy millimetres."""
        return Rect(self.x + dx, self.y + dy, self.width, self.height)
