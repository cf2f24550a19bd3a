"""Where panels come to stand: the sides of a sheet, with bleed and slug around them, in mm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..folds import Fold, Panel, fold_lines, left_edges
from ..geometry import Insets, Rect, Size
from ..model import Spread
from ..profiles import Profile

FOLD_OVERLAP = 0.2  # mm a panel reaches over a fold, under its neighbour: no hairline between them


@dataclass(frozen=True, slots=True)
class Placement:
    """A panel's place on a sheet: its number, its trimmed face and what of it is shown, in mm.

    The same of a spread, whose number is its place in the row of the fold's spreads, from 0.
    """

    number: int
    face: Rect
    clip: Rect


@dataclass(frozen=True, slots=True)
class Sheet:
    """One side of a sheet: the medium, the trimmed sheet on it, the panels and the folds, in mm.

    ``spreads`` lie under the panels.
    """

    media: Size
    trim: Rect
    bleed: Rect
    placements: tuple[Placement, ...]
    folds: tuple[float, ...]
    spreads: tuple[Placement, ...] = ()


def sheets(fold: Fold, profile: Profile, spreads: Sequence[Spread] = ()) -> tuple[Sheet, ...]:
    """Return the pages of a finished file: the sides of the sheet, or every panel by itself."""
    if profile.imposed:
        pages = [
            _sheet(side, fold.sheet.height, profile, spreads, fold.creep(i))
            for i, side in enumerate(fold.sides)
        ]
    else:
        pages = [_sheet((panel,), fold.sheet.height, profile) for panel in fold.panels]
    return tuple(_with_spreads(page, fold, profile, spreads) for page in pages)


def _sheet(
    side: tuple[Panel, ...],
    height: float,
    profile: Profile,
    spreads: Sequence[Spread] = (),
    creep: float = 0.0,
) -> Sheet:
    around = profile.bleed + profile.slug
    width = sum(panel.width for panel in side)
    trim = Rect(around, around, width, height)
    bleed = trim.expanded(Insets(*(profile.bleed,) * 4))
    ground = {number for spread in spreads for number in spread.panels}
    placements = []
    for i, (panel, left) in enumerate(zip(side, left_edges(side), strict=True)):
        face = Rect(trim.x + left, trim.y, panel.width, height)
        last = i + 1 == len(side)
        # Over a spread nothing would cover the overlap; the spread reaches under it instead.
        overlap = 0.0 if last or side[i + 1].number in ground else FOLD_OVERLAP
        reach = Insets(
            top=profile.bleed,
            bottom=profile.bleed,
            left=profile.bleed if i == 0 else 0.0,
            right=profile.bleed if last else overlap,
        )
        towards_spine = creep if i == 0 else -creep
        moved = face.moved(towards_spine, 0.0)
        placements.append(Placement(panel.number, moved, face.expanded(reach)))
    folds = tuple(trim.x + line for line in fold_lines(side))
    return Sheet(
        Size(width + 2 * around, height + 2 * around), trim, bleed, tuple(placements), folds
    )


def _with_spreads(page: Sheet, fold: Fold, profile: Profile, spreads: Sequence[Spread]) -> Sheet:
    """Lay under the panels of a page what runs over them, or the part of it that is theirs."""
    numbers = [placement.number for placement in page.placements]
    placed = []
    for number, spread in enumerate(spreads):
        if not set(numbers).isdisjoint(spread.panels):
            face = _face(page, fold, spread)
            ends = numbers[0] in spread.panels, numbers[-1] in spread.panels
            left, right = (profile.bleed if end else FOLD_OVERLAP for end in ends)
            reach = Insets(profile.bleed, right, profile.bleed, left)
            placed.append(Placement(number, face, _within(face.expanded(reach), page.bleed)))
    return replace(page, spreads=tuple(placed))


def _face(page: Sheet, fold: Fold, spread: Spread) -> Rect:
    """Return where a spread is to stand for its part on a page to come out under its panels."""
    first = page.placements[0].number
    side = next(side for side in fold.sides if first in (panel.number for panel in side))
    lefts = {p.number: left for p, left in zip(side, left_edges(side), strict=True)}
    left = min(lefts[number] for number in spread.panels) - lefts[first]
    width = sum(panel.width for panel in side if panel.number in spread.panels)
    return Rect(page.trim.x + left, page.trim.y, width, page.trim.height)


def _within(box: Rect, bounds: Rect) -> Rect:
    x, right = max(box.x, bounds.x), min(box.right, bounds.right)
    return Rect(x, box.y, right - x, box.height)
