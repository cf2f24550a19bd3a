"""The formats a leaflet can have: which panel stands where on the flat sheet."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from .geometry import Size


@dataclass(frozen=True, slots=True)
class Panel:
    """One face of the folded leaflet: its number in reading order (from 1) and its width in mm."""

    number: int
    width: float


@dataclass(frozen=True, slots=True)
class Fold:
    """A format: the flat sheet and its two sides, each a row of panels from left to right.

    ``layout`` names the style sheet of the theme that sets it: narrow ``panels`` or a whole
    ``sheet``. The rows are given for scripts that run from left to right; ``mirrored`` is the
    same leaflet for the others.
    """

    id: str
    name: str
    layout: str
    sheet: Size
    outside: tuple[Panel, ...]
    inside: tuple[Panel, ...]

    @property
    def sides(self) -> tuple[tuple[Panel, ...], ...]:
        return (self.outside, self.inside)

    @property
    def panels(self) -> tuple[Panel, ...]:
        """All panels in reading order."""
        return tuple(sorted((*self.outside, *self.inside), key=lambda panel: panel.number))

    def mirrored(self) -> Fold:
        """Return the fold for scripts that run from right to left."""
        return Fold(
            self.id, self.name, self.layout, self.sheet, self.outside[::-1], self.inside[::-1]
        )

    def in_direction(self, direction: str) -> Fold:
        """Return the fold for a reading direction, ``ltr`` or ``rtl``."""
        return self.mirrored() if direction == "rtl" else self


def fold_lines(side: tuple[Panel, ...]) -> tuple[float, ...]:
    """Return where the side is folded, in mm from its left edge."""
    return tuple(accumulate(panel.width for panel in side))[:-1]


def left_edges(side: tuple[Panel, ...]) -> tuple[float, ...]:
    """Return the left edge of each panel of the side, in mm from the side's left edge."""
    return (0.0, *fold_lines(side))


# The panel that folds in is 3 mm narrower, or it would buckle against the fold.
FOLDS: dict[str, Fold] = {
    fold.id: fold
    for fold in (
        Fold(
            id="trifold",
            name="A4 folded twice to DL, roll fold",
            layout="panels",
            sheet=Size(297, 210),
            outside=(Panel(2, 97), Panel(6, 100), Panel(1, 100)),
            inside=(Panel(3, 100), Panel(4, 100), Panel(5, 97)),
        ),
        Fold(
            id="sheet",
            name="A4 sheet, two sides",
            layout="sheet",
            sheet=Size(210, 297),
            outside=(Panel(1, 210),),
            inside=(Panel(2, 210),),
        ),
    )
}
