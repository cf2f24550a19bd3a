"""Every fold, and any that will be added: its panels cover the sheet and are read in order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printshop.folds import FOLDS, Fold, Panel, fold_lines, left_edges

BOOKLETS = (FOLDS["booklet"], FOLDS["booklet"].roomier, FOLDS["booklet"].roomier.roomier)
EVERY = (*FOLDS.values(), *BOOKLETS[1:])
every_fold = pytest.mark.parametrize("fold", EVERY, ids=lambda fold: fold.name)
sides = st.lists(st.integers(1, 400), min_size=1, max_size=12).map(
    lambda widths: tuple(Panel(i, width) for i, width in enumerate(widths, 1))
)


def numbers(side: tuple[Panel, ...]) -> list[int]:
    return [panel.number for panel in side]


def pairwise_sheets(fold: Fold) -> list[tuple[tuple[Panel, ...], tuple[Panel, ...]]]:
    """Return the two sides of each sheet that has two."""
    return list(zip(fold.sides[::2], fold.sides[1::2], strict=False))


@every_fold
def test_panels_cover_the_sheet_on_both_sides(fold: Fold) -> None:
    for side in fold.sides:
        assert sum(panel.width for panel in side) == pytest.approx(fold.sheet.width)


@every_fold
def test_numbers_run_from_one_and_each_stands_once(fold: Fold) -> None:
    assert numbers(fold.panels) == list(range(1, sum(map(len, fold.sides)) + 1))


@every_fold
def test_a_panel_is_as_wide_as_the_one_printed_behind_it(fold: Fold) -> None:
    """Turned over along the height, the sheet has its left edge on the right."""
    for outside, inside in pairwise_sheets(fold):
        behind = [panel.width for panel in reversed(inside)]
        assert [panel.width for panel in outside] == behind


@every_fold
def test_mirrored_twice_is_the_fold_itself(fold: Fold) -> None:
    assert fold.mirrored().mirrored() == fold


@every_fold
def test_mirroring_reverses_sides_and_keeps_the_reading_order(fold: Fold) -> None:
    mirrored = fold.mirrored()
    for side, other in zip(fold.sides, mirrored.sides, strict=True):
        assert numbers(other) == numbers(side)[::-1]
    assert mirrored.panels == fold.panels
    assert mirrored.sheet == fold.sheet


@every_fold
def test_the_cover_opens_where_reading_ends(fold: Fold) -> None:
    assert fold.in_direction("ltr").sides[0][-1].number == 1
    assert fold.in_direction("rtl").sides[0][0].number == 1


@every_fold
def test_the_id_is_its_key_and_all_sides_are_named(fold: Fold) -> None:
    assert FOLDS[fold.id] is fold or fold in BOOKLETS
    assert all(fold.sides)


def test_the_inside_of_the_trifold_reads_across() -> None:
    trifold = FOLDS["trifold"]
    assert numbers(trifold.in_direction("ltr").sides[1]) == [3, 4, 5]
    assert numbers(trifold.in_direction("rtl").sides[1]) == [5, 4, 3]


def test_the_panel_that_folds_in_is_narrower() -> None:
    trifold = FOLDS["trifold"]
    flap = next(panel for panel in trifold.sides[0] if panel.number == 2)
    assert all(flap.width < panel.width for panel in trifold.sides[0] if panel is not flap)


def test_folds_and_edges_of_a_side() -> None:
    side = (Panel(2, 97), Panel(6, 100), Panel(1, 100))
    assert fold_lines(side) == (97, 197)
    assert left_edges(side) == (0, 97, 197)


@given(sides)
def test_each_panel_begins_where_the_one_before_it_ends(side: tuple[Panel, ...]) -> None:
    edges = left_edges(side)
    assert len(edges) == len(side)
    ends = [edge + panel.width for edge, panel in zip(edges, side, strict=True)]
    assert tuple(ends[:-1]) == edges[1:] == fold_lines(side)
    assert ends[-1] == sum(panel.width for panel in side)


def test_the_pages_of_a_booklet_add_up_to_one_more_than_there_are() -> None:
    assert [len(booklet.panels) for booklet in BOOKLETS] == [8, 12, 16]
    for booklet in BOOKLETS:
        for side in booklet.sides:
            assert sum(numbers(side)) == len(booklet.panels) + 1
    assert [numbers(side) for side in BOOKLETS[0].sides] == [[8, 1], [2, 7], [6, 3], [4, 5]]


def test_inner_sheets_of_a_booklet_creep_and_others_do_not() -> None:
    sixteen = BOOKLETS[2]
    assert [round(sixteen.creep(i), 1) for i in range(8)] == [0, 0, 0.1, 0.1, 0.2, 0.2, 0.3, 0.3]
    assert FOLDS["trifold"].creep(1) == 0


def test_a_zigzag_shows_the_cover_in_front_and_the_last_panel_behind() -> None:
    zfold = FOLDS["zfold"]
    outside, inside = (numbers(side) for side in zfold.sides)
    # Folded, the right panel of the outside is on top and the right one of the inside below.
    assert (outside[-1], inside[-1]) == (1, 6)
    assert (outside[:2], inside[:2]) == ([4, 5], [2, 3])
