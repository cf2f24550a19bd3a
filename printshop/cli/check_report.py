"""What came of checks, as tables on the screen and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..checking import Report
from ..findings import Finding, Severity
from ..preflight.results import Outcome, Problem, Spot, State
from .report import Screen, finding_entry


def say(reports: Sequence[Report], screen: Screen) -> None:
    """Print all findings, a table, and which checks were not made."""
    screen.findings([_placed(problem) for report in reports for problem in report.problems])
    for report in reports:
        if report.error:
            screen.error(report.error)
    read = [report for report in reports if not report.error]
    if len(read) == 1:
        rows = [_row(outcome) for outcome in read[0].outcomes]
        screen.say(f"{read[0].path}, checked as {read[0].profile}:")
        screen.table("", ("check", "result", "remark"), rows)
    elif read:
        columns = ("file", "as", "errors", "warnings", "advice", "not checked")
        screen.table("", columns, [_summary(report) for report in read])
        for line in _not_checked(read):
            screen.say(line)
    screen.say(_total(reports))


def _placed(problem: Problem) -> Finding:
    """Return a finding whose place says where on the paper it is."""
    finding = problem.finding
    where = [str(problem.spots[0])] if problem.spots else []
    if finding.place.key:
        where.append(finding.place.key)
    return replace(finding, place=replace(finding.place, key="; ".join(where)))


def _row(outcome: Outcome) -> tuple[str, str, str]:
    if outcome.state is not State.FOUND:
        return outcome.check, outcome.state.value, outcome.remark
    counts = Counter(problem.finding.severity for problem in outcome.problems)
    found = (
        "advice" if severity is Severity.INFO else _count(counts[severity], severity.word)
        for severity in sorted(counts, reverse=True)
    )
    return outcome.check, ", ".join(found), outcome.remark


def _summary(report: Report) -> tuple[str, ...]:
    counts = (report.count(s) for s in (Severity.ERROR, Severity.WARNING, Severity.INFO))
    return (
        report.edition or str(report.path),
        report.profile,
        *map(str, counts),
        str(len(report.not_checked)),
    )


def _not_checked(reports: Sequence[Report]) -> Iterator[str]:
    """Say once which checks were not made, and why."""
    reasons = Counter((o.check, o.remark) for report in reports for o in report.not_checked)
    for (check, remark), count in sorted(reasons.items()):
        yield f"Not checked in {count} of {len(reports)} files: {check}: {remark}"


def _total(reports: Sequence[Report]) -> str:
    errors, warnings = (
        sum(report.count(severity) for report in reports)
        for severity in (Severity.ERROR, Severity.WARNING)
    )
    left = sum(len(report.not_checked) for report in reports)
    unread = sum(bool(report.error) for report in reports)
    return (
        f"{_count(len(reports), 'file')}: {_count(errors, 'error')}, {_count(warnings, 'warning')}"
        + (f", {_count(left, 'check')} not made" if left else "")
        + (f", {unread} could not be read" if unread else "")
        + "."
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"


# --- JSON ----------------------------------------------------------------------------------------


def as_json(reports: Sequence[Report]) -> str:
    """Return all of it as JSON (format 1). Boxes are mm from the trimmed page's top left corner."""
    content = {"format": 1, "files": [_file_entry(report) for report in reports]}
    return json.dumps(content, ensure_ascii=False, indent=1)


def _file_entry(report: Report) -> dict[str, object]:
    return {
        "file": str(report.path),
        "edition": report.edition,
        "profile": report.profile,
        "error": report.error,
        "checks": [_check_entry(outcome) for outcome in report.outcomes],
    }


def _check_entry(outcome: Outcome) -> dict[str, object]:
    return {
        "check": outcome.check,
        "state": outcome.state.value,
        "remark": outcome.remark,
        "findings": [
            {**finding_entry(p.finding), "spots": [spot_entry(spot) for spot in p.spots]}
            for p in outcome.problems
        ],
    }


def spot_entry(spot: Spot) -> dict[str, object]:
    """Return a place as reports have it: left, top, width and height in mm."""
    box = list(spot.box) if spot.box else None
    return {"page": spot.page, "box_mm": box, "key": spot.key}
