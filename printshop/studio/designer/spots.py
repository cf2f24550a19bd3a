"""What a designer is told of a leaflet, with the places on its panels that show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from ...findings import Finding
from ...render.places import TextBox

Entry = dict[str, Any]
MOST = 12  # places of one finding


@dataclass(frozen=True, slots=True)
class Spot:
    """A box on a panel, counted from 1, in mm from its upper left corner once it is cut."""

    panel: int
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Spotted:
    """A finding, and where it is seen; nowhere where that is not known."""

    finding: Finding
    spots: tuple[Spot, ...] = ()

    def entry(self) -> Entry:
        """Return it as scripts take it."""
        finding = self.finding
        return {
            "code": finding.code,
            "severity": finding.severity.word,
            "message": finding.message,
            "place": str(finding.place),
            "spots": [[s.panel, s.left, s.top, s.width, s.height] for s in self.spots],
        }


def spotted(findings: Iterable[Finding], boxes: Iterable[TextBox]) -> tuple[Spotted, ...]:
    """Return findings, those on texts with the boxes in which these stand."""
    by_key: dict[str, list[Spot]] = {}
    for box in boxes:
        spot = Spot(box.page, box.x, box.y, box.width, box.height)
        by_key.setdefault(box.key, []).append(_rounded(spot))
    once = dict.fromkeys(findings)
    return tuple(Spotted(f, tuple(by_key.get(f.place.key, ())[:MOST])) for f in once)


def _rounded(spot: Spot) -> Spot:
    lengths = (spot.left, spot.top, spot.width, spot.height)
    left, top, width, height = (round(length, 2) for length in lengths)
    return replace(spot, left=left, top=top, width=width, height=height)
