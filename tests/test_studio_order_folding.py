"""The model of a leaflet folds as the paper would: checked for every fold, both ways round."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pytest

from printshop.folds import FOLDS, Fold
from printshop.impose import sheets
from printshop.studio.order.editions import LOOKED_AT
from printshop.studio.order.folding import Column, columns, is_booklet, leaves, role

HALF_TURN, FOLDED = 0.5, 1.0
DIRECTIONS = ("ltr", "rtl")
ONE_SHEET = [fold for fold in FOLDS.values() if not is_booklet(fold)]


@dataclass(frozen=True)
class Lying:
    """Where a column is, seen along the folds: its two edges as (x, z), and whether it is flipped.

    ``height`` is how many papers it is lifted.
    """

    start: tuple[float, float]
    end: tuple[float, float]
    angle: float
    height: float

    @property
    def flipped(self) -> bool:
        return round(self.angle / 180) % 2 == 1

    @property
    def span(self) -> tuple[float, float]:
        low, high = sorted((self.start[0], self.end[0]))
        return low, high


def folded(row: tuple[Column, ...], part: float) -> dict[int, Lying]:
    """Fold all columns by a part of half a turn, as a browser does with rotateY."""
    lying: dict[int, Lying] = {}
    while len(lying) < len(row):
        for number, column in enumerate(row):
            if column.parent < 0:
                start, end = (column.left, 0.0), (column.left + column.width, 0.0)
                lying[number] = Lying(start, end, 0.0, 0.0)
            elif column.parent in lying:
                lying[number] = _hinged(column, number, lying[column.parent], part)
    return lying


def _hinged(column: Column, number: int, parent: Lying, part: float) -> Lying:
    angle = parent.angle + 180 * part * column.turn
    along = math.cos(math.radians(angle)), -math.sin(math.radians(angle))
    before = number < column.parent
    hinge = parent.start if before else parent.end
    length = -column.width if before else column.width
    far = hinge[0] + length * along[0], hinge[1] + length * along[1]
    start, end = (far, hinge) if before else (hinge, far)
    lift = column.lift * (-1 if parent.flipped else 1)
    return Lying(start, end, angle, parent.height + lift)


def rows() -> list[tuple[Fold, tuple[Column, ...]]]:
    both = [fold.in_direction(way) for fold in ONE_SHEET for way in DIRECTIONS]
    return [(fold, columns(sheets(fold, LOOKED_AT))) for fold in both]


@pytest.mark.parametrize(("fold", "row"), rows(), ids=lambda value: getattr(value, "id", ""))
def test_what_is_folded_shows_the_front_and_has_the_back_below(
    fold: Fold, row: tuple[Column, ...]
) -> None:
    lying = folded(row, FOLDED)
    base = next(number for number, column in enumerate(row) if column.parent < 0)
    down = row[base].down
    if len(fold.sides) > 1:
        assert down is not None
        assert down.number == len(fold.panels)
    cover = next(n for n, c in enumerate(row) if 1 in _numbers(c))
    upwards = row[cover].down if lying[cover].flipped else row[cover].up
    assert upwards is not None
    assert upwards.number == 1
    covered = [n for n in lying if n != cover and _overlap(lying[n], lying[cover])]
    assert all(lying[n].height < lying[cover].height for n in covered)


def _numbers(column: Column) -> set[int]:
    return {face.number for face in (column.up, column.down) if face}


def _overlap(one: Lying, other: Lying) -> bool:
    return min(one.span[1], other.span[1]) - max(one.span[0], other.span[0]) > 1.0


@pytest.mark.parametrize(("fold", "row"), rows(), ids=lambda value: getattr(value, "id", ""))
def test_panels_lie_on_the_back_and_never_in_one_another(
    fold: Fold, row: tuple[Column, ...]
) -> None:
    lying = folded(row, FOLDED)
    base = next(lying[number] for number, column in enumerate(row) if column.parent < 0)
    for one in lying.values():
        assert base.span[0] - 0.01 <= one.span[0]
        assert one.span[1] <= base.span[1] + 1.0  # the cover may be as wide as a bulky flap needs
    piles = [(n, m) for n in lying for m in lying if n < m and _overlap(lying[n], lying[m])]
    assert all(lying[n].height != lying[m].height for n, m in piles)
    assert fold.panels


@pytest.mark.parametrize(("fold", "row"), rows(), ids=lambda value: getattr(value, "id", ""))
def test_panels_rise_from_the_table_and_not_through_it(fold: Fold, row: tuple[Column, ...]) -> None:
    for one in folded(row, HALF_TURN).values():
        assert min(one.start[1], one.end[1]) > -0.01
    assert fold.panels


def test_a_roll_fold_has_its_flap_folded_before_the_cover() -> None:
    row = columns(sheets(FOLDS["trifold"], LOOKED_AT))
    assert [(c.begin, c.end) for c in row] == [(0.5, 1.0), (0.0, 1.0), (0.0, 0.5)]


def test_doors_that_meet_fold_together() -> None:
    row = columns(sheets(FOLDS["gatefold"], LOOKED_AT))
    assert {(c.begin, c.end) for c in row} == {(0.0, 1.0)}


@pytest.mark.parametrize("way", DIRECTIONS)
def test_a_booklet_is_leafed_through_page_by_page(way: str) -> None:
    for size in FOLDS["booklet"].sizes:
        own = leaves(sheets(size.in_direction(way), LOOKED_AT))
        pages = [face.number for leaf in own for face in (leaf.front, leaf.back)]
        assert pages == list(range(1, len(size.panels) + 1))


def test_every_panel_of_every_fold_has_a_name() -> None:
    trifold = FOLDS["trifold"]
    assert [role(trifold, 0, i) for i in range(3)] == ["flap", "back", "front"]
    assert [role(trifold, 1, i) for i in range(3)] == [
        "inside-left",
        "inside-middle",
        "inside-right",
    ]
    rtl = FOLDS["zfold"].mirrored()
    assert [role(rtl, 0, i) for i in range(3)] == ["front", "outside-middle", "outside-right"]
    assert [role(FOLDS["booklet"], 1, i) for i in range(2)] == ["page", "page"]
