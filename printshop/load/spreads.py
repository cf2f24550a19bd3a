"""Spreads: what lies under neighbouring panels of a side, as one tint or one picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..findings import Finding, Severity
from ..folds import FOLDS, Fold
from ..model import Asset, Brochure, Spread, Theme
from .documents import Document, KeyPath
from .pictures import PictureError, parse_svg, read_drawing, view_box

SIDES = ("outside", "inside")


def read_spreads(
    document: Document, pictures: Path, findings: list[Finding]
) -> dict[str, tuple[Spread, ...]]:
    """Return what a brochure lays under the panels of folds, by fold.

    ``pictures`` is the folder that has its pictures. Folds and panels that do not exist or cannot
    have a spread, and pictures that cannot be used, are added to the findings.
    """
    reader = _Reader(document, pictures, findings)
    rows = document.data.get("spreads", {})
    return {fold: reader.spreads(fold, rows[fold]) for fold in rows}


def tint_findings(brochure: Brochure, theme: Theme) -> list[Finding]:
    """Find tints of spreads that the theme does not have."""
    return [
        Finding(
            "theme.colour",
            Severity.ERROR,
            f"There is no colour '{spread.tint}' in the theme; it has: {', '.join(theme.colours)}.",
            spread.place,
        )
        for row in brochure.spreads.values()
        for spread in row
        if spread.tint and spread.tint not in theme.colours
    ]


@dataclass
class _Reader:
    document: Document
    pictures: Path
    findings: list[Finding]

    def spreads(self, id: str, rows: list[Mapping[str, Any]]) -> tuple[Spread, ...]:
        fold = self._fold(id)
        if fold is None:
            return ()
        spreads: list[Spread] = []
        for i, row in enumerate(rows):
            path: KeyPath = ("spreads", id, i)
            spread = Spread(
                self._panels(fold, row, path),
                row.get("tint", ""),
                self._picture(row, path),
                self.document.place(*path),
            )
            taken = {number for other in spreads for number in other.panels}
            for number in sorted(taken.intersection(spread.panels)):
                message = f"Panel {number} has a spread already; leave one of them out."
                self._error(message, path)
            spreads.append(spread)
        return tuple(spreads)

    def _fold(self, id: str) -> Fold | None:
        """Return the fold, if its sides are the two of one sheet with several panels on each.

        The pages that face each other in a booklet are on different sheets, but for the middle.
        """
        path: KeyPath = ("spreads", id)
        fold = FOLDS.get(id)
        able = [f.id for f in FOLDS.values() if _can_have_spreads(f)]
        if fold is None:
            self._error(f"There is no fold '{id}'; known: {', '.join(FOLDS)}.", path)
        elif not _can_have_spreads(fold):
            message = (
                f"The fold '{id}' cannot have a spread, which runs over panels side by side on one "
                f"sheet. These can: {', '.join(able)}."
            )
            self._error(message, path)
            fold = None
        return fold

    def _panels(self, fold: Fold, row: Mapping[str, Any], path: KeyPath) -> tuple[int, ...]:
        """Return the numbers of the panels from the one to the other, or of the whole side."""
        numbers = tuple(panel.number for panel in fold.sides[SIDES.index(row["side"])])
        if "from" not in row:
            return numbers
        ends = []
        for key in ("from", "to"):
            if row[key] not in numbers:
                known = ", ".join(map(str, numbers))
                message = (
                    f"Panel {row[key]} is not on the {row['side']} of the fold '{fold.id}'; from "
                    f"left to right there are: {known}."
                )
                self._error(message, (*path, key))
            else:
                ends.append(numbers.index(row[key]))
        if len(ends) == 2 and ends[0] == ends[1]:
            message = "A spread runs over two panels at least; let it end on another one."
            self._error(message, (*path, "to"))
        return numbers[min(ends) : max(ends) + 1] if len(ends) == 2 else ()

    def _picture(self, row: Mapping[str, Any], path: KeyPath) -> Asset | None:
        if "picture" not in row:
            return None
        try:
            return _sized_drawing(self.pictures, row["picture"])
        except PictureError as problem:
            place = self.document.place(*path, "picture")
            self.findings.append(Finding("input.picture", Severity.ERROR, str(problem), place))
            return None

    def _error(self, message: str, path: KeyPath) -> None:
        place = self.document.place(*path)
        self.findings.append(Finding("input.spread", Severity.ERROR, message, place))


def _sized_drawing(folder: Path, name: str) -> Asset:
    """Return a picture without words that can be made as large as its panels."""
    asset = read_drawing(folder, name)
    if name.endswith(".svg"):
        view_box(parse_svg(name, Path(asset.path).read_bytes()), name)
    return asset


def _can_have_spreads(fold: Fold) -> bool:
    return len(fold.sides) == len(SIDES) and all(len(side) > 1 for side in fold.sides)
