"""Words that reach out of their column sideways, which no page break would ever show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..geometry import millimetres_of_pixels
from .boxes import TOLERANCE
from .start import layout_engine

layout_engine()  # by whatever part it is named first, it is read as a whole, and fast

from weasyprint.formatting_structure import boxes  # noqa: E402

_Column = tuple[float, float]  # from where to where, in CSS pixels


@dataclass(frozen=True)
class SidewaysOverflow:
    """Words that reach beyond the box they belong to, by some millimetres, on a page from 1."""

    text: str
    page: int
    by: float


def sideways_overflows(pages: tuple[Any, ...]) -> tuple[SidewaysOverflow, ...]:
    """Find words wider than their column, and those in a box that grew out of its column."""
    found = []
    for number, page in enumerate(pages, 1):
        for text, excess in _overflows(page, None):
            found.append(SidewaysOverflow(text, number, millimetres_of_pixels(excess)))
    return tuple(found)


def _overflows(box: Any, column: _Column | None) -> Iterator[tuple[str, float]]:
    box = getattr(box, "_box", box)  # absolutely placed boxes stand behind a placeholder
    if isinstance(box, boxes.LineBox) and column:
        yield from _line_overflow(box, column)
        return
    if not isinstance(box, boxes.ParentBox):
        return
    inside = _column(box, column)
    for child in box.children:
        yield from _overflows(child, inside)


def _column(box: Any, column: _Column | None) -> _Column | None:
    """Return how far words may reach in a box that stands in ``column``: not out of either.

    A flex item, a table or a float may grow out of its column with its longest word. Margins below
    nought are meant to reach out.
    """
    if isinstance(box, boxes.PageBox):
        return None  # margin boxes stand beside what is on the page
    left = box.content_box_x()
    right = left + box.width
    if column is None:
        return left, right
    if _is_label(box):
        return column
    if _is_placed(box):
        return left, right
    return (
        max(left, column[0] + min(0, box.margin_left)),
        min(right, column[1] - min(0, box.margin_right)),
    )


def _is_label(box: Any) -> bool:
    return box.element is not None and box.element.get("class") == "label"


def _is_placed(box: Any) -> bool:
    """Tell whether a box was put somewhere, wherever it would have stood."""
    style = box.style
    moved = style["position"] == "relative" and (style["left"], style["right"]) != ("auto", "auto")
    return moved or bool(box.is_absolutely_positioned())


def _line_overflow(line: Any, column: _Column) -> Iterator[tuple[str, float]]:
    left, right = column
    for box in (line, *line.descendants()):
        if isinstance(box, boxes.TextBox) and box.text.strip():
            excess = max(left - box.position_x, box.position_x + box.width - right)
            if excess > TOLERANCE:
                yield box.text.strip(), excess
