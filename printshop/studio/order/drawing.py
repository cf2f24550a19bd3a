"""A look at a leaflet as the page's scripts draw it: lengths in mm, from the upper left corner."""

from __future__ import annotations

from dataclasses import asdict
from itertools import pairwise
from typing import Any

from ...geometry import Rect
from ...impose import Sheet
from .folding import columns, is_booklet, leaves, role
from .looks import Look, safe_distances


def drawn(look: Look) -> dict[str, Any]:
    """Return the sides of a look with their boxes and panels, and how it folds."""
    sides = [_side(look, number, sheet) for number, sheet in enumerate(look.sheets)]
    return {"key": look.key, "sides": sides, "folding": _folding(look)}


def _side(look: Look, number: int, sheet: Sheet) -> dict[str, Any]:
    ordered = sorted(sheet.placements, key=lambda placement: placement.face.x)
    return {
        "width": sheet.media.width,
        "height": sheet.media.height,
        "trim": _box(sheet, sheet.trim),
        "folds": sheet.folds,
        "safe": [_box(sheet, box) for box in _safe(sheet)],
        "panels": [
            {
                "number": placement.number,
                "role": role(look.fold, number, index),
                "width": round(placement.face.width, 2),
            }
            for index, placement in enumerate(ordered)
        ],
    }


def _safe(sheet: Sheet) -> list[Rect]:
    """Return where text is safe: away from the trim and, on both sides, from the folds."""
    to_trim, to_fold = safe_distances()
    trim = sheet.trim
    edges = [trim.x + to_trim - to_fold, *sheet.folds, trim.right - to_trim + to_fold]
    height = trim.height - 2 * to_trim
    return [
        Rect(left + to_fold, trim.y + to_trim, right - left - 2 * to_fold, height)
        for left, right in pairwise(edges)
    ]


def _box(sheet: Sheet, box: Rect) -> dict[str, float]:
    top = sheet.media.height - box.top
    return {"x": box.x, "y": top, "width": box.width, "height": box.height}


def _folding(look: Look) -> dict[str, Any]:
    """Return the leaves of a booklet, or the columns of anything else."""
    height = look.fold.sheet.height
    if is_booklet(look.fold):
        own = leaves(look.sheets)
        first = look.fold.sides[0]
        cover_left = first[0].number == 1
        return {
            "kind": "leaves",
            "height": height,
            "leaves": [asdict(leaf) for leaf in own],
            "bound_right": cover_left,
        }
    every = columns(look.sheets)
    kind = "columns" if len(every) > 1 else "card"
    return {"kind": kind, "height": height, "columns": [asdict(column) for column in every]}
