"""What is drawn over the picture of a panel: the outline of each text, and its number beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...geometry import Size
from ...render.places import MessagePlace, TextBox
from ...review.markers import GUTTER, Marker, markers

# Numbers are set in the size of those on paper, on a picture that is smaller: so they are larger.
SCALE = 0.62
_FIRST_LINE = 2.2  # mm from the top of a text to the middle of its first line, roughly
_AROUND = 0.6  # mm of room around a text


@dataclass(frozen=True, slots=True)
class Outline:
    """The outline of a text on the picture, under its number."""

    number: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Outlines:
    """All outlines and numbers of a panel; ``size`` is that of the picture in the same measure."""

    size: Size
    outlines: tuple[Outline, ...]
    markers: tuple[Marker, ...]
    gutter: float = GUTTER


def outlines(texts: Sequence[tuple[int, TextBox, bool]], panel: Size, direction: str) -> Outlines:
    """Return what is drawn over a panel of a size in mm.

    ``texts`` are boxes in mm on the trimmed panel with their numbers, and whether the text began
    on another panel; ``direction`` is that of the language.
    """
    right_to_left = direction == "rtl"
    size = Size(round(panel.width * SCALE, 2), round(panel.height * SCALE, 2))
    places = ((number, _place(box, right_to_left, continued)) for number, box, continued in texts)
    drawn = tuple(_outline(number, box) for number, box, _ in texts)
    return Outlines(size, drawn, markers(places, size, SCALE, 0.0))


def _place(box: TextBox, right_to_left: bool, continued: bool) -> MessagePlace:
    x = box.x + box.width + _AROUND if right_to_left else box.x - _AROUND
    return MessagePlace(box.key, box.page, x, box.y + _FIRST_LINE, right_to_left, continued)


def _outline(number: int, box: TextBox) -> Outline:
    left, top = box.x - _AROUND, box.y - _AROUND
    lengths = (left, top, box.width + 2 * _AROUND, box.height + 2 * _AROUND)
    return Outline(number, *(round(length * SCALE, 2) for length in lengths))
