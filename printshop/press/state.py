"""The graphics state (ISO 32000-1, 8.4), as far as it decides what ink goes where."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pikepdf import Name

from .spaces import Gray, Space
from .targets import Colour

SMALL_TEXT = 12.0  # points: black text below it prints over what is under it
THIN_LINE = 1.0  # points: so do black lines up to it
BLACK_INK: Colour = (0.0, 0.0, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Paint:
    """A colour as it was set: its space, for what follows, and its ink (None: a pattern)."""

    space: Space = Gray()  # noqa: RUF009  (frozen)
    ink: Colour | None = None

    @property
    def is_black(self) -> bool:
        """Tell whether it is black ink alone, all of it."""
        return self.ink == BLACK_INK


@dataclass(slots=True)
class State:
    """What is in force at one place of a content stream; lengths are in points on the page."""

    fill: Paint = Paint()
    stroke: Paint = Paint()
    scale: float = 1.0
    line_width: float = 1.0
    font_size: float = 0.0
    text_scale: float = 1.0
    text_mode: int = 0
    fill_alpha: float = 1.0
    stroke_alpha: float = 1.0
    normal: bool = True  # blended by covering
    masked: bool = False
    overprint: tuple[bool, bool] = (False, False)  # fill, stroke

    def copy(self) -> State:
        """Return the state that q saves."""
        return replace(self)

    def scaled(self, matrix: Sequence[Any]) -> None:
        """Apply cm."""
        self.scale *= size_of(matrix)

    def set(self, settings: Any) -> None:
        """Apply gs."""
        self.line_width = float(settings.get("/LW", self.line_width))
        self.fill_alpha = float(settings.get("/ca", self.fill_alpha))
        self.stroke_alpha = float(settings.get("/CA", self.stroke_alpha))
        if "/BM" in settings:
            self.normal = settings.BM in (Name.Normal, Name.Compatible)
        if "/SMask" in settings:
            self.masked = settings.SMask != Name("/None")

    @property
    def overprints_text(self) -> tuple[bool, bool]:
        """Whether text prints over what is under it, and its outline."""
        if abs(self.font_size) * self.text_scale * self.scale >= SMALL_TEXT:
            return False, False
        fills, strokes = self.text_mode % 4 in (0, 2), self.text_mode % 4 in (1, 2)
        return self._over(fills, strokes)

    def overprints_path(self, thinnest: float, fills: bool, strokes: bool) -> tuple[bool, bool]:
        """Whether a path's area prints over what is under it, and its outline.

        ``thinnest`` is the path's extent in its own units if it is thin, else infinite.
        """
        area = fills and thinnest * self.scale <= THIN_LINE
        outline = strokes and self.line_width * self.scale <= THIN_LINE
        return self._over(area, outline)

    def _over(self, fills: bool, strokes: bool) -> tuple[bool, bool]:
        """Let only black that covers print over: what shines through has to be mixed."""
        if self.masked or not self.normal:
            return False, False
        return (
            fills and self.fill.is_black and self.fill_alpha >= 1,
            strokes and self.stroke.is_black and self.stroke_alpha >= 1,
        )

    @property
    def inherited(self) -> tuple[Any, ...]:
        """What a form that is drawn here takes over."""
        return (
            self.fill,
            self.stroke,
            round(self.scale, 3),
            self.line_width,
            self.font_size,
            self.text_mode,
            self.fill_alpha,
            self.stroke_alpha,
            self.normal,
            self.masked,
        )


def size_of(matrix: Sequence[Any]) -> float:
    """Return how much a matrix enlarges, on the average of all directions."""
    a, b, c, d = (float(value) for value in matrix[:4])
    return math.sqrt(abs(a * d - b * c))
