"""Crop, fold and registration marks, colour bar and fold ticks, as drawing operators.

Everything a print firm gets stands in the slug, outside the bleed, in register: as much of all
four inks, so that it is on every plate. (Four inks and no spot colour "All": there are then no
more plates in the file than are printed, and no reader has to know what All stands for.)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..geometry import Rect, points
from ..profiles import BAR, CMYK, CROP, FOLD, REGISTRATION, Profile
from .sheets import Sheet

TICK = 3.0  # mm, length of an office fold tick
MARK = 5.0  # mm, length of a crop or fold mark
MARK_GAP = 1.0  # mm between the bleed and a mark
HAIRLINE = 0.25  # points
SLUG_EDGE, SLUG_FOOT = 3.0, 0.3  # mm from the left edge and the foot of the medium: the slug line

_TARGET = 1.7  # mm, the radius of a registration mark's circle; its cross is a MARK long
_PATCH = 5.0  # mm, the side of a patch in the colour bar: what a densitometer needs
_CLEAR = 2.5  # mm that the bar keeps from other marks
_CIRCLE = 0.5523  # of the radius: where the control points of a quarter of a circle stand

# The colour bar: solid inks, one over the other, half tints, and the grey they should make.
_PATCHES = (
    *((1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1)),
    *((1, 1, 0, 0), (0, 1, 1, 0), (1, 0, 1, 0)),
    *((0.5, 0, 0, 0), (0, 0.5, 0, 0), (0, 0, 0.5, 0), (0, 0, 0, 0.5)),
    (0.5, 0.4, 0.4, 0),
)

Line = tuple[float, float, float, float]
Span = tuple[float, float]


def marks(sheet: Sheet, profile: Profile) -> bytes:
    """Return what draws the marks that a profile wants on a sheet, as an artifact."""
    drawn = [_line(line) for line in _lines(sheet, profile)]
    if REGISTRATION in profile.marks:
        drawn += [_target(x, y) for x, y in _targets(sheet)]
    if BAR in profile.marks:
        drawn += _bar(sheet, REGISTRATION in profile.marks)
    if not drawn:
        return b""
    colour = b"1 1 1 1 K" if profile.colour == CMYK else b"0 G"
    return b"/Artifact BMC\nq %.2f w %s\n%s\nQ\nEMC" % (HAIRLINE, colour, b"\n".join(drawn))


def _lines(sheet: Sheet, profile: Profile) -> Iterator[Line]:
    if profile.fold_ticks:
        yield from _fold_ticks(sheet)
    if CROP in profile.marks:
        yield from _crop_marks(sheet)
    if FOLD in profile.marks:
        yield from _fold_marks(sheet)


def _line(line: Line) -> bytes:
    return b"%.3f %.3f m %.3f %.3f l S" % tuple(map(points, line))


def _fold_ticks(sheet: Sheet) -> Iterator[Line]:
    trim = sheet.trim
    for x in sheet.folds:
        yield x, trim.y, x, trim.y + TICK
        yield x, trim.top - TICK, x, trim.top


def _slug(sheet: Sheet) -> Rect:
    """Return the box around which the marks stand."""
    return Rect(
        sheet.bleed.x - MARK_GAP,
        sheet.bleed.y - MARK_GAP,
        sheet.bleed.width + 2 * MARK_GAP,
        sheet.bleed.height + 2 * MARK_GAP,
    )


def _crop_marks(sheet: Sheet) -> Iterator[Line]:
    trim, inner = sheet.trim, _slug(sheet)
    for x in (trim.x, trim.right):
        yield x, inner.y - MARK, x, inner.y
        yield x, inner.top, x, inner.top + MARK
    for y in (trim.y, trim.top):
        yield inner.x - MARK, y, inner.x, y
        yield inner.right, y, inner.right + MARK, y


def _fold_marks(sheet: Sheet) -> Iterator[Line]:
    inner = _slug(sheet)
    for x in sheet.folds:
        yield x, inner.y - MARK / 2, x, inner.y
        yield x, inner.top, x, inner.top + MARK / 2


# --- registration --------------------------------------------------------------------------------


def _targets(sheet: Sheet) -> Iterator[tuple[float, float]]:
    """Yield where registration marks stand: in the middle of each side, beside a fold there."""
    inner, trim = _slug(sheet), sheet.trim
    x = _middle(sheet)
    yield x, inner.y - MARK / 2
    yield x, inner.top + MARK / 2
    yield inner.x - MARK / 2, trim.y + trim.height / 2
    yield inner.right + MARK / 2, trim.y + trim.height / 2


def _middle(sheet: Sheet) -> float:
    middle = sheet.trim.x + sheet.trim.width / 2
    close = any(abs(fold - middle) < MARK for fold in sheet.folds)
    return middle + 2 * MARK if close else middle


def _target(x: float, y: float) -> bytes:
    half = MARK / 2
    cross = b"\n".join(map(_line, ((x - half, y, x + half, y), (x, y - half, x, y + half))))
    return cross + b"\n" + _circle(x, y, _TARGET)


def _circle(x: float, y: float, radius: float) -> bytes:
    r, k = radius, radius * _CIRCLE
    corners: tuple[tuple[float, float], ...] = (
        *((r, 0), (r, k), (k, r), (0, r), (-k, r), (-r, k), (-r, 0)),
        *((-r, -k), (-k, -r), (0, -r), (k, -r), (r, -k), (r, 0)),
    )
    places = [points(v) for dx, dy in corners for v in (x + dx, y + dy)]
    curves = b"\n".join(
        b"%.3f %.3f %.3f %.3f %.3f %.3f c" % tuple(places[i : i + 6]) for i in range(2, 26, 6)
    )
    return b"%.3f %.3f m\n%s\ns" % (places[0], places[1], curves)


# --- colour bar ----------------------------------------------------------------------------------


def _bar(sheet: Sheet, targets: bool) -> Iterator[bytes]:
    """Yield the patches, above the sheet from its left edge on, as many as there is room for."""
    bottom = _slug(sheet).top
    taken = [sheet.trim.x, sheet.trim.right, *sheet.folds]
    spans = [(x - _CLEAR, x + _CLEAR) for x in taken]
    if targets:
        middle = _middle(sheet)
        spans.append((middle - MARK / 2 - _CLEAR, middle + MARK / 2 + _CLEAR))
    for left, ink in zip(_places(sheet.trim.x, sheet.trim.right, spans), _PATCHES, strict=False):
        box = map(points, (left, bottom, _PATCH, _PATCH))
        yield b"%g %g %g %g k %.3f %.3f %.3f %.3f re f" % (*ink, *box)


def _places(left: float, right: float, taken: Sequence[Span]) -> Iterator[float]:
    """Yield the left edges of patches, one after the other, between what is taken."""
    while left + _PATCH <= right:
        after = [end for start, end in taken if start < left + _PATCH and end > left]
        if after:
            left = max(after)
        else:
            yield left
            left += _PATCH
