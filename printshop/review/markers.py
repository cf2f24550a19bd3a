"""Numbered markers on the picture of a panel: beside their text, and never on one another."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, product

from ..geometry import Size
from ..render.places import MessagePlace

RADIUS = 1.6  # mm
GAP = 0.5  # mm between a marker and its text
STEP = 2 * RADIUS + 0.1  # mm from marker to marker
GUTTER = 2 * RADIUS  # mm beside the panel into which markers may reach
# Steps away from the text and down: the nearest first, and beside rather than below or above.
_TRIES = tuple(
    sorted(product(range(3), range(-8, 9)), key=lambda by: (by[0] + abs(by[1]), -by[0], by[1]))
)


@dataclass(frozen=True, slots=True)
class Marker:
    """A number on a picture; its middle in mm from the picture's upper left corner."""

    number: int
    x: float
    y: float
    continued: bool


def markers(
    places: Iterable[tuple[int, MessagePlace]], picture: Size, scale: float, bleed: float
) -> tuple[Marker, ...]:
    """Place the numbers of texts on the picture of their panel.

    ``picture`` is the trimmed panel after scaling, ``bleed`` what is cut off the places' page
    before it. A number whose place is taken moves away from its text, or up or down.
    """
    placed: list[Marker] = []
    for _, group in groupby(places, lambda entry: (entry[1].x, entry[1].y)):
        # Of numbers that share a place, the last one stands next to the text: they read in order.
        for number, place in reversed(tuple(group)):
            away = 1 if place.right_to_left else -1
            x = (place.x - bleed) * scale + away * (GAP + RADIUS)
            y = (place.y - bleed) * scale
            spots = list(_spots(x, y, away, picture))
            free = next((s for s in spots if all(_apart(s, m) for m in placed)), spots[0])
            placed.append(Marker(number, round(free[0], 2), round(free[1], 2), place.continued))
    return tuple(placed)


def _spots(x: float, y: float, away: int, picture: Size) -> Iterator[tuple[float, float]]:
    """Yield the best place and those that may stand in for it, all on the picture or its gutter."""
    left, right = RADIUS - GUTTER, picture.width + GUTTER - RADIUS
    top, bottom = RADIUS, picture.height - RADIUS
    x, y = min(max(x, left), right), min(max(y, top), bottom)
    for aside, down in _TRIES:
        spot = x + away * aside * STEP, y + down * STEP
        if left <= spot[0] <= right and top <= spot[1] <= bottom:
            yield spot


def _apart(spot: tuple[float, float], marker: Marker) -> bool:
    return math.dist(spot, (marker.x, marker.y)) >= 2 * RADIUS
