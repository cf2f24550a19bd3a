"""The formats a leaflet can have: which panel stands where on the flat sheet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate

from .geometry import Size


@dataclass(frozen=True, slots=True)
class Panel:
    """One face of the folded leaflet: its number in reading order (from 1) and its width in mm."""

    number: int
    width: float


@dataclass(frozen=True, slots=True)
class Fold:
    """A format: the flat sheet and its printed sides, each a row of panels from left to right.

    A leaflet has one sheet, so one side or two, the outside first. A booklet has the two sides of
    each of its sheets, the outermost sheet first; ``caliper`` is then the thickness of the paper
    in mm, by which inner sheets creep. ``layout`` names the style sheet of the theme that sets it.
    The rows are given for scripts that run from left to right; ``mirrored`` is the same leaflet
    for the others. ``roomier`` is the same format with more pages, for texts this one cannot hold;
    a ``brief`` one is for a selection of the texts.
    """

    id: str
    name: str
    layout: str
    sheet: Size
    sides: tuple[tuple[Panel, ...], ...]
    caliper: float = 0.0
    roomier: Fold | None = None
    brief: bool = False

    @property
    def panels(self) -> tuple[Panel, ...]:
        """All panels in reading order."""
        every = (panel for side in self.sides for panel in side)
        return tuple(sorted(every, key=lambda panel: panel.number))

    @property
    def sizes(self) -> tuple[Fold, ...]:
        """This fold and the roomier ones, the smallest first."""
        return (self, *(self.roomier.sizes if self.roomier else ()))

    def mirrored(self) -> Fold:
        """Return the fold for scripts that run from right to left."""
        sides = tuple(side[::-1] for side in self.sides)
        return replace(self, sides=sides, roomier=self.roomier and self.roomier.mirrored())

    def in_direction(self, direction: str) -> Fold:
        """Return the fold for a reading direction, ``ltr`` or ``rtl``."""
        return self.mirrored() if direction == "rtl" else self

    def creep(self, side: int) -> float:
        """Return how far the pages of a side move towards the spine, in mm."""
        return self.caliper * (side // 2)


def fold_lines(side: tuple[Panel, ...]) -> tuple[float, ...]:
    """Return where the side is folded, in mm from its left edge."""
    return tuple(accumulate(panel.width for panel in side))[:-1]


def left_edges(side: tuple[Panel, ...]) -> tuple[float, ...]:
    """Return the left edge of each panel of the side, in mm from the side's left edge."""
    return (0.0, *fold_lines(side))


def _row(width: float, *numbers: int) -> tuple[Panel, ...]:
    return tuple(Panel(number, width) for number in numbers)


def _booklet(pages: int, roomier: Fold | None = None) -> Fold:
    """Return a saddle-stitched A5 booklet: the pages of a row add up to one more than there are."""
    sides = []
    for sheet in range(pages // 4):
        first = 2 * sheet + 1
        sides.append(_row(148.5, pages + 1 - first, first))
        sides.append(_row(148.5, first + 1, pages - first))
    return Fold(
        id="booklet",
        name=f"A5 booklet of {pages} pages, saddle-stitched",
        layout="booklet",
        sheet=Size(297, 210),
        sides=tuple(sides),
        caliper=0.1,
        roomier=roomier,
    )


# Of what has no sheet and no panels: a page that is as long as its text.
UNFOLDED = Fold(id="", name="not folded", layout="", sheet=Size(0, 0), sides=())

# Where a panel folds in, it is 3 mm narrower (1 mm where two meet), or it would buckle.
FOLDS: dict[str, Fold] = {
    fold.id: fold
    for fold in (
        Fold(
            id="trifold",
            name="A4 folded twice to DL, roll fold",
            layout="panels",
            sheet=Size(297, 210),
            sides=(
                (Panel(2, 97), Panel(6, 100), Panel(1, 100)),
                (Panel(3, 100), Panel(4, 100), Panel(5, 97)),
            ),
        ),
        # Cover in front, last panel behind; 2-3 open from the front, 4-5 from behind.
        Fold(
            id="zfold",
            name="A4 folded twice to DL, zigzag",
            layout="panels",
            sheet=Size(297, 210),
            sides=(_row(99, 4, 5, 1), _row(99, 2, 3, 6)),
        ),
        Fold(
            id="letter-trifold",
            name="US letter folded twice, roll fold",
            layout="panels",
            sheet=Size(279.4, 215.9),
            sides=(
                (Panel(2, 92.075), Panel(6, 93.6625), Panel(1, 93.6625)),
                (Panel(3, 93.6625), Panel(4, 93.6625), Panel(5, 92.075)),
            ),
        ),
        Fold(
            id="bifold",
            name="A4 folded once to A5",
            layout="booklet",
            sheet=Size(297, 210),
            sides=(_row(148.5, 4, 1), _row(148.5, 2, 3)),
        ),
        # Two doors, 1 and 2, open on three panels; the last one is the back.
        Fold(
            id="gatefold",
            name="A4 with two flaps that meet in the middle",
            layout="panels",
            sheet=Size(297, 210),
            sides=(
                (Panel(2, 73.25), Panel(6, 150.5), Panel(1, 73.25)),
                (Panel(3, 73.25), Panel(4, 150.5), Panel(5, 73.25)),
            ),
        ),
        _booklet(8, roomier=_booklet(12, roomier=_booklet(16))),
        Fold(
            id="sheet",
            name="A4 sheet, two sides",
            layout="sheet",
            sheet=Size(210, 297),
            sides=(_row(210, 1), _row(210, 2)),
        ),
        Fold(
            id="poster",
            name="A3 poster",
            layout="poster",
            sheet=Size(297, 420),
            sides=(_row(297, 1),),
            brief=True,
        ),
        Fold(
            id="card",
            name="A6 card, two sides",
            layout="card",
            sheet=Size(105, 148),
            sides=(_row(105, 1), _row(105, 2)),
            brief=True,
        ),
    )
}
