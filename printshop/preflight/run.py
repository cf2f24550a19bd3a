"""The checks, made: each on its own, so that a damaged file stops none of the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pikepdf

from ..findings import Severity
from .checks import CHECKS
from .pdf import NotCheckedError, PdfDocument
from .pdf.trees import output_intents
from .results import Outcome, Problem, Rule, State
from .subject import Check, Subject

# What reading a file that makes no sense can end in.
_DAMAGE = (
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    pikepdf.PdfError,
)

DAMAGED = Rule("file.damaged", Severity.ERROR, "The file can be read in full")

MISSING = Rule("file.missing", Severity.ERROR, "The leaflet is built")
OUTDATED = Rule("file.outdated", Severity.WARNING, "The leaflet is built from the present sources")

RULES: tuple[Rule, ...] = (
    DAMAGED,
    MISSING,
    OUTDATED,
    *(rule for check in CHECKS for rule in check.rules),
)


def check(subject: Subject, checks: Iterable[Check] = CHECKS) -> tuple[Outcome, ...]:
    """Make all checks of a file, in their order."""
    return tuple(_outcome(subject, one) for one in checks)


def _outcome(subject: Subject, check: Check) -> Outcome:
    if not _is_asked(subject, check):
        return Outcome(check.name, State.NOT_ASKED)
    problems: list[Problem] = []
    remark, whole = "", True
    try:
        for problem in check.examine(subject):
            problems += _weighed(subject, problem)
        remark = check.manner(subject) if check.manner else ""
    except NotCheckedError as error:
        remark, whole = str(error), False
    except _DAMAGE as error:
        problem = DAMAGED.broken(
            f"The check '{check.name}' stopped at something in the file that makes no sense "
            f"({type(error).__name__}: {error}); export the file again."
        )
        problems += _weighed(subject, problem)
        remark, whole = "the file is damaged", False
    state = State.FOUND if problems else State.PASSED if whole else State.NOT_CHECKED
    return Outcome(check.name, state if whole else State.NOT_CHECKED, tuple(problems), remark)


def _is_asked(subject: Subject, check: Check) -> bool:
    """Tell whether a check is wanted: by the profile, and not switched off in all its rules."""
    severities = subject.requirements.severities
    off = all(severities.get(rule.code, rule.severity) is None for rule in check.rules)
    return not off and check.asked(subject)


def _weighed(subject: Subject, problem: Problem) -> list[Problem]:
    """Return a problem as bad as the profile says, or nothing where that does not mind it."""
    finding = problem.finding
    severity = subject.requirements.severities.get(finding.code, finding.severity)
    if severity is None:
        return []
    edition = subject.ours.edition.name if subject.ours else ""
    weighed = replace(problem, finding=replace(finding, severity=severity))
    return [located(weighed, subject.document.path, edition)]


def located(problem: Problem, path: Path, edition: str) -> Problem:
    """Return a problem that says of which file and edition it is."""
    place = problem.finding.place
    if not place.file:
        place = replace(place, file=str(path))
    return replace(problem, finding=replace(problem.finding, place=place, edition=edition))


def is_for_press(document: PdfDocument) -> bool:
    """Tell whether a file says that it is for a print firm."""
    intents = output_intents(document.catalog)
    return any(intent.get("/S") == pikepdf.Name.GTS_PDFX for intent in intents)
