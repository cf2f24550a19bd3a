"""How a flat sheet becomes a leaflet in the hand: which panel lies where, what folds over what.

All of it follows from the rows of panels: the last panel is the back, and lies face down on the
table; the others are folded over it, the cover last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...folds import Fold
from ...impose import Placement, Sheet

_OUTSIDE = 0
_SIDES = ("outside", "inside")


@dataclass(frozen=True, slots=True)
class Face:
    """A printed panel: its number, the side it is on, and where it begins from the left, in mm."""

    number: int
    side: int
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Column:
    """Two panels back to back, as seen from the side that lies upwards; nothing printed is None.

    ``parent`` is the column it hangs on, -1 for the one that lies on the table. ``turn`` is the
    sign of the rotation by which it folds upwards (CSS rotateY), ``lift`` how many papers thick it
    is raised then, both as seen from its parent. It folds from ``begin`` to ``end``, of 0 to 1.
    """

    left: float
    up: Face | None
    down: Face | None
    width: float
    parent: int = -1
    turn: int = 0
    lift: int = 0
    begin: float = 0.0
    end: float = 1.0


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf of a booklet: the page one reads first, and the one behind it."""

    front: Face
    back: Face


def columns(sheets: Sequence[Sheet]) -> tuple[Column, ...]:
    """Return the columns of a leaflet of one sheet, from the left, as seen from the upper side."""
    rows = [_faces(sheet, number) for number, sheet in enumerate(sheets)]
    last = max(face.number for row in rows for face in row)
    down_side = next(n for n, row in enumerate(rows) if last in {face.number for face in row})
    if len(rows) == 1:  # a poster: what is printed on it is looked at
        return tuple(Column(_left(rows[0], i), f, None, f.width) for i, f in enumerate(rows[0]))
    up, down = rows[1 - down_side], rows[down_side][::-1]
    base = next(i for i, face in enumerate(down) if face.number == last)
    return tuple(_column(up, down, i, base) for i in range(len(up)))


def _left(row: Sequence[Face], index: int) -> float:
    return sum(face.width for face in row[:index])


def _column(up: Sequence[Face], down: Sequence[Face], index: int, base: int) -> Column:
    left, width = _left(up, index), up[index].width
    if index == base:
        return Column(left, up[index], down[index], width)
    depth = abs(index - base)
    towards = 1 if index < base else -1
    way = 1 if depth % 2 else -1  # every other panel is itself upside down
    begin, end, level = _when(up, down, index, base)
    return Column(
        left,
        up[index],
        down[index],
        width,
        parent=index + towards,
        turn=towards * way,
        lift=way * (level if depth == 1 else 1),
        begin=begin,
        end=end,
    )


def _when(
    up: Sequence[Face], down: Sequence[Face], index: int, base: int
) -> tuple[float, float, int]:
    """Return when a wing folds, from 0 to 1, and the level in the pile that it comes to lie on."""
    wings = [range(base), range(base + 1, len(up))]
    reach = [sum(up[i].width for i in wing) for wing in wings]
    if not all(reach) or sum(reach) <= up[base].width:
        return 0.0, 1.0, 1
    cover = next(n for n, wing in enumerate(wings) if any(_is_cover(up, down, i) for i in wing))
    return (0.5, 1.0, 2) if index in wings[cover] else (0.0, 0.5, 1)


def _is_cover(up: Sequence[Face], down: Sequence[Face], index: int) -> bool:
    return 1 in {up[index].number, down[index].number}


def leaves(sheets: Sequence[Sheet]) -> tuple[Leaf, ...]:
    """Return the leaves of a booklet, the cover first."""
    every = [face for side, sheet in enumerate(sheets) for face in _faces(sheet, side)]
    pages = sorted(every, key=lambda face: face.number)
    return tuple(Leaf(*pair) for pair in zip(pages[::2], pages[1::2], strict=True))


def is_booklet(fold: Fold) -> bool:
    """Tell whether a fold has several sheets in one another, so that one leafs through it."""
    return len(fold.sides) > len(_SIDES)


def _faces(sheet: Sheet, side: int) -> tuple[Face, ...]:
    ordered: list[Placement] = sorted(sheet.placements, key=lambda placement: placement.face.x)
    return tuple(Face(p.number, side, p.face.x, p.face.width) for p in ordered)


def role(fold: Fold, side: int, index: int) -> str:
    """Return the part that a panel plays, as a key of the interface's texts; index from the left.

    ``front``, ``back``, ``flap``, ``page`` of a booklet, or a place such as ``inside-left``.
    """
    row = fold.sides[side]
    number, last = row[index].number, len(fold.panels)
    if number == 1:
        return "front"
    if number == last:
        return "back"
    if is_booklet(fold) or len(row) == 1:
        return "page"
    on_this_side = any(panel.number == last for panel in row)
    if side == _OUTSIDE and on_this_side:
        return "flap"
    where = "left" if index == 0 else "right" if index == len(row) - 1 else "middle"
    return f"{_SIDES[side]}-{where}"
