"""What checks find in a finished file, and where on the paper it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ..findings import Finding, Place, Severity

MOST_SPOTS = 12  # of one problem


class State(Enum):
    """What came of a check. Only a check that was made in full and found nothing has passed."""

    PASSED = "passed"
    FOUND = "found"
    NOT_CHECKED = "not checked"
    NOT_ASKED = "not asked"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a file: page from 1, and a box in mm from the top left corner of the trimmed page.

    To the right and downwards; negative in the bleed. Without a box it is the page as a whole.
    ``key`` is the message that stands there, where it is known.
    """

    page: int
    box: tuple[float, float, float, float] | None = None  # left, top, width, height
    key: str = ""

    def __str__(self) -> str:
        if self.box is None:
            return f"page {self.page}"
        left, top, width, height = self.box
        return f"page {self.page}, {left:.1f} mm across, {top:.1f} down, {width:.1f} x {height:.1f}"


def places(count: int) -> str:
    """Say in how many places something is."""
    return "one place" if count == 1 else f"{count} places"


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that can be wrong: its stable code, how bad it is, and what is asked for."""

    code: str
    severity: Severity
    title: str

    def broken(self, message: str, *spots: Spot, place: Place | None = None) -> Problem:
        """Say that a file breaks the rule, what to do about it, and where it is seen.

        ``place`` is where people can mend it, if that is known.
        """
        if place is None:
            place = Place(key=next((spot.key for spot in spots if spot.key), ""))
        return Problem(Finding(self.code, self.severity, message, place), spots[:MOST_SPOTS])


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding in a file, with the places that show it."""

    finding: Finding
    spots: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one check of one file.

    ``remark`` says why a check was not made, or how it was made where there are several ways.
    """

    check: str
    state: State
    problems: tuple[Problem, ...] = ()
    remark: str = ""
