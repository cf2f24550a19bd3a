"""The graphics state (ISO 32000-1, 8.4), as far as it decides what is seen."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pikepdf

from .colours import BLACK, Colour
from .fonts import UNKNOWN_FONT, Font
from .marks import Box, Ink

_INVISIBLE = (3, 7)  # text rendering modes that show nothing (table 106)


@dataclass(slots=True)
class State:
    """What q keeps and Q brings back. ``matrix`` turns user space into the page's points."""

    matrix: Any
    clip: Box
    fill: Colour = BLACK
    stroke: Colour = BLACK
    fill_pattern: Any = None
    stroke_pattern: Any = None
    line_width: float = 1.0
    overprint_fill: bool = False
    overprint_stroke: bool = False
    overprint_mode: int = 0
    fill_alpha: float = 1.0
    stroke_alpha: float = 1.0
    soft_mask: bool = False
    blend: str = "Normal"
    font: Font = UNKNOWN_FONT
    size: float = 1.0
    character_space: float = 0.0
    word_space: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0

    @property
    def fill_ink(self) -> Ink:
        return Ink(self.fill, self.overprint_fill, self.overprint_mode, self.fill_alpha, self.blend)

    @property
    def stroke_ink(self) -> Ink:
        return Ink(
            self.stroke, self.overprint_stroke, self.overprint_mode, self.stroke_alpha, self.blend
        )

    @property
    def shows_text(self) -> bool:
        return self.mode not in _INVISIBLE

    @property
    def opaque(self) -> bool:
        alpha = min(self.fill_alpha, self.stroke_alpha)
        return alpha >= 1 and not self.soft_mask and self.blend in ("Normal", "Compatible")

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Return a box of user space as the smallest one around it on the page."""
        return transformed(self.matrix, left, bottom, right, top)

    def take(self, entries: Any) -> None:
        """Take over what a graphics state dictionary says (table 58), but for its font."""
        if "/OP" in entries:
            self.overprint_stroke = bool(entries.OP)
            self.overprint_fill = bool(entries.get("/op", entries.OP))
        elif "/op" in entries:
            self.overprint_fill = bool(entries.op)
        self.overprint_mode = int(entries.get("/OPM", self.overprint_mode))
        self.fill_alpha = float(entries.get("/ca", self.fill_alpha))
        self.stroke_alpha = float(entries.get("/CA", self.stroke_alpha))
        self.line_width = float(entries.get("/LW", self.line_width))
        if "/SMask" in entries:
            self.soft_mask = isinstance(entries.SMask, pikepdf.Dictionary)
        if "/BM" in entries:
            mode = entries.BM
            first = mode[0] if isinstance(mode, pikepdf.Array) else mode
            self.blend = str(first).removeprefix("/")


def transformed(matrix: Any, left: float, bottom: float, right: float, top: float) -> Box:
    """Return the smallest box around a box that a matrix has turned."""
    a, b, c, d, e, f = matrix.shorthand
    across, aslant = (a * left, a * right), (c * bottom, c * top)
    along, up = (b * left, b * right), (d * bottom, d * top)
    return Box(
        e + min(across) + min(aslant),
        f + min(along) + min(up),
        e + max(across) + max(aslant),
        f + max(along) + max(up),
    )


def scales(matrix: Any) -> tuple[float, float]:
    """Return how long a unit along x, and one along y, become."""
    a, b, c, d, _, _ = matrix.shorthand
    return math.hypot(a, b), math.hypot(c, d)


def numbers(operands: Any) -> tuple[float, ...]:
    """Return operands as numbers; raises TypeError or ValueError where they are none."""
    values = tuple(map(float, operands))
    if not all(map(math.isfinite, values)):
        raise ValueError("numbers that are none")
    return values


def matrix_of(operands: Any) -> Any:
    """Return a matrix from six numbers; raises TypeError or ValueError where they are not."""
    return pikepdf.Matrix(*numbers(operands))
