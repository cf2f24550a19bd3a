"""Crop marks, fold marks and fold ticks, as drawing operators."""

from __future__ import annotations

from collections.abc import Iterator

from ..geometry import points
from ..profiles import Profile
from .sheets import Sheet

TICK = 3.0  # mm, length of an office fold tick
MARK = 5.0  # mm, length of a crop or fold mark
MARK_GAP = 1.0  # mm between the bleed and a mark
HAIRLINE = 0.25  # points

Line = tuple[float, float, float, float]


def marks(sheet: Sheet, profile: Profile) -> bytes:
    """Return what draws the marks that a profile wants on a sheet, as an artifact."""
    lines: list[Line] = []
    if profile.fold_ticks:
        lines += _fold_ticks(sheet)
    if profile.slug:
        lines += [*_crop_marks(sheet), *_fold_marks(sheet)]
    if not lines:
        return b""
    drawn = b"\n".join(b"%.3f %.3f m %.3f %.3f l S" % _in_points(line) for line in lines)
    return b"/Artifact BMC\nq %.2f w 0 G\n%s\nQ\nEMC" % (HAIRLINE, drawn)


def _in_points(line: Line) -> Line:
    x1, y1, x2, y2 = map(points, line)
    return x1, y1, x2, y2


def _fold_ticks(sheet: Sheet) -> Iterator[Line]:
    trim = sheet.trim
    for x in sheet.folds:
        yield x, trim.y, x, trim.y + TICK
        yield x, trim.top - TICK, x, trim.top


def _crop_marks(sheet: Sheet) -> Iterator[Line]:
    trim, bleed = sheet.trim, sheet.bleed
    left, right = bleed.x - MARK_GAP, bleed.right + MARK_GAP
    bottom, top = bleed.y - MARK_GAP, bleed.top + MARK_GAP
    for x in (trim.x, trim.right):
        yield x, bottom - MARK, x, bottom
        yield x, top, x, top + MARK
    for y in (trim.y, trim.top):
        yield left - MARK, y, left, y
        yield right, y, right + MARK, y


def _fold_marks(sheet: Sheet) -> Iterator[Line]:
    bottom, top = sheet.bleed.y - MARK_GAP, sheet.bleed.top + MARK_GAP
    for x in sheet.folds:
        yield x, bottom - MARK / 2, x, bottom
        yield x, top, x, top + MARK / 2
