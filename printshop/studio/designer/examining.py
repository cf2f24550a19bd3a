"""Edition -> what the checks of finished files find in it, panel by panel.

Done in the renderer's process. It is checked as a print firm gets it, a page a panel, so that all
that is found has its place on a panel. Plates are not made: that takes too long here.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from ...checking import Report, Task
from ...checking import examine as checked
from ...findings import Finding, Place
from ...model import Edition
from ...pipeline import make
from ...plan import Job
from ...preflight.results import Outcome, Problem
from ...profiles import CMYK, PROFILES, PressOptions
from ...thresholds import requirements
from .spots import MOST, Entry, Spot, Spotted

_PRESS = next(profile for profile in PROFILES.values() if profile.colour == CMYK)
PROFILE = PressOptions(marks=(), panels=True).applied(_PRESS)


def examine(edition: Edition, today: date) -> Entry:
    """Return the findings of all checks, and the checks that could not be made.

    ``refused``: it is not made for the press at all, because of what its layout is told already.
    """
    edition = replace(edition, profile=PROFILE)
    (artifact,) = make(Job((edition,), ("",), ""))
    if artifact.pdf is None:
        return {"refused": True, "findings": [], "unchecked": []}
    with TemporaryDirectory() as folder:
        path = Path(folder, "panels.pdf")
        path.write_bytes(artifact.pdf)
        task = Task(path, requirements(PROFILE), today, edition, separate=False)
        return _entry(checked(task), path)


def _entry(report: Report, path: Path) -> Entry:
    unchecked = [_unchecked(outcome) for outcome in report.not_checked]
    return {
        "refused": False,
        "findings": [_spotted(problem, path).entry() for problem in report.problems],
        "unchecked": [*unchecked, report.error] if report.error else unchecked,
    }


def _unchecked(outcome: Outcome) -> str:
    return f"{outcome.check}: {outcome.remark}" if outcome.remark else outcome.check


def _spotted(problem: Problem, path: Path) -> Spotted:
    spots = tuple(Spot(spot.page, *spot.box) for spot in problem.spots[:MOST] if spot.box)
    return Spotted(_without(problem.finding, path), spots)


def _without(finding: Finding, path: Path) -> Finding:
    """Return a finding that does not name a file which nobody but us has seen."""
    place = Place(key=finding.place.key) if finding.place.file == str(path) else finding.place
    return replace(finding, place=place, edition="")
