"""Files to check: built editions and any PDF, each examined on its own, in any process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ..compose import compose
from ..findings import Severity
from ..folds import Fold
from ..model import Edition
from ..preflight.checks.facts import printed_facts
from ..preflight.pdf import NotCheckedError, PdfDocument, UnreadableError
from ..preflight.pdf.crops import Crop, crop
from ..preflight.results import Outcome, Problem, Spot, State
from ..preflight.run import MISSING, OUTDATED, check, is_for_press, located
from ..preflight.subject import Ours, Subject
from ..profiles import CMYK, PROFILES
from ..thresholds import Requirements, requirements
from ..translate import translate

_QR_CODE = "asset:qr.svg"


@dataclass(frozen=True)
class Task:
    """A file to check. Without ``wanted`` it is checked against what it says it is.

    ``edition`` is what it was built as, if it was; ``outdated``: its sources have changed since.
    ``crops``: pictures of what is found are wanted. ``separate``: plates may be made.
    """

    path: Path
    wanted: Requirements | None
    today: date
    edition: Edition | None = None
    outdated: bool = False
    crops: bool = False
    separate: bool = True


@dataclass(frozen=True)
class Report:
    """What came of a file. ``error`` says why it could not be looked at at all.

    ``crops`` shows problems, by outcome and problem counted from 0.
    """

    path: Path
    profile: str
    edition: str = ""
    outcomes: tuple[Outcome, ...] = ()
    error: str = ""
    gate: Severity = Severity.ERROR
    crops: tuple[tuple[int, int, Crop], ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(problem for outcome in self.outcomes for problem in outcome.problems)

    @property
    def not_checked(self) -> tuple[Outcome, ...]:
        return tuple(o for o in self.outcomes if o.state is State.NOT_CHECKED)

    def count(self, severity: Severity) -> int:
        """Return how many findings are as bad as that."""
        return sum(problem.finding.severity is severity for problem in self.problems)


def examine(task: Task) -> Report:
    """Check one file."""
    name = task.edition.name if task.edition else ""
    if task.edition and not task.path.exists():
        problem = MISSING.broken("This leaflet is not built; build it, then check it.")
        outcome = Outcome("file", State.FOUND, (located(problem, task.path, name),))
        return Report(task.path, task.edition.profile.id, name, (outcome,))
    try:
        with PdfDocument(task.path) as document:
            return _examined(task, document)
    except UnreadableError as error:
        profile = task.wanted.name if task.wanted else ""
        return Report(task.path, profile, name, error=str(error))


def _examined(task: Task, document: PdfDocument) -> Report:
    edition = task.edition
    wanted = task.wanted or _claimed(document)
    if edition is not None:
        wanted = replace(wanted, profile=edition.profile)
    ours = _ours(edition, len(document.pages)) if edition else None
    subject = Subject(document, wanted, task.today, ours, task.separate)
    outcomes = check(subject)
    if task.outdated and edition:
        problem = OUTDATED.broken("The sources have changed since this was built; build it again.")
        found = (located(problem, task.path, edition.name),)
        outcomes = (Outcome("file", State.FOUND, found), *outcomes)
    return Report(
        task.path,
        wanted.name,
        edition.name if edition else "",
        outcomes,
        gate=wanted.profile.gate,
        crops=tuple(_crops(document, outcomes)) if task.crops else (),
    )


def _claimed(document: PdfDocument) -> Requirements:
    """Return what a file is checked against that nobody said anything about."""
    press = is_for_press(document)
    profile = next(p for p in PROFILES.values() if (p.colour == CMYK) == press and p.folded)
    return requirements(profile)


def _ours(edition: Edition, pages: int) -> Ours:
    copy, _ = translate(edition)
    html = compose(edition, copy).html
    fold: Fold | None = edition.fold.in_direction(edition.language.direction)
    while fold is not None and pages != _pages(fold, edition.profile.imposed):
        fold = fold.roomier
    return Ours(edition, copy, fold, printed_facts(html), _QR_CODE in html)


def _pages(fold: Fold, imposed: bool) -> int:
    return len(fold.sides) if imposed else len(fold.panels)


def _crops(document: PdfDocument, outcomes: tuple[Outcome, ...]) -> Iterator[tuple[int, int, Crop]]:
    for number, outcome in enumerate(outcomes):
        for at, problem in enumerate(outcome.problems):
            if problem.spots:
                try:
                    yield number, at, _crop(document, problem.spots)
                except NotCheckedError:
                    return  # no page of it can be drawn


def _crop(document: PdfDocument, spots: tuple[Spot, ...]) -> Crop:
    page = document.pages[spots[0].page - 1]
    here = (spot for spot in spots if spot.page == page.number and spot.box is not None)
    return crop(document, page, [page.box_at(spot.box) for spot in here if spot.box])
