"""Where panels come to stand: the sides of a sheet, with bleed and slug around them, in mm."""

from __future__ import annotations

from dataclasses import dataclass

from ..folds import Fold, Panel, fold_lines, left_edges
from ..geometry import Insets, Rect, Size
from ..profiles import Profile

FOLD_OVERLAP = 0.2  # mm a panel reaches over a fold, under its neighbour: no hairline between them


@dataclass(frozen=True, slots=True)
class Placement:
    """A panel's place on a sheet: its number, its trimmed face and what of it is shown, in mm."""

    number: int
    face: Rect
    clip: Rect


@dataclass(frozen=True, slots=True)
class Sheet:
    """One side of a sheet: the medium, the trimmed sheet on it, the panels and the folds, in mm."""

    media: Size
    trim: Rect
    bleed: Rect
    placements: tuple[Placement, ...]
    folds: tuple[float, ...]


def sheets(fold: Fold, profile: Profile) -> tuple[Sheet, ...]:
    """Return the pages of a finished file: the sides of the sheet, or every panel by itself."""
    height = fold.sheet.height
    if not profile.imposed:
        return tuple(_sheet((panel,), height, profile) for panel in fold.panels)
    return tuple(_sheet(side, height, profile, fold.creep(i)) for i, side in enumerate(fold.sides))


def _sheet(side: tuple[Panel, ...], height: float, profile: Profile, creep: float = 0.0) -> Sheet:
    around = profile.bleed + profile.slug
    width = sum(panel.width for panel in side)
    trim = Rect(around, around, width, height)
    bleed = trim.expanded(Insets(*(profile.bleed,) * 4))
    placements = []
    for i, (panel, left) in enumerate(zip(side, left_edges(side), strict=True)):
        face = Rect(trim.x + left, trim.y, panel.width, height)
        last = i + 1 == len(side)
        reach = Insets(
            top=profile.bleed,
            bottom=profile.bleed,
            left=profile.bleed if i == 0 else 0.0,
            right=profile.bleed if last else FOLD_OVERLAP,
        )
        towards_spine = creep if i == 0 else -creep
        moved = face.moved(towards_spine, 0.0)
        placements.append(Placement(panel.number, moved, face.expanded(reach)))
    folds = tuple(trim.x + line for line in fold_lines(side))
    return Sheet(
        Size(width + 2 * around, height + 2 * around), trim, bleed, tuple(placements), folds
    )
