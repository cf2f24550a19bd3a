"""What came of checks as SARIF 2.1.0, which programs that review changes can read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

from .. import __version__
from ..checking import Report
from ..findings import Finding, Severity
from ..preflight.checks import CHECKS
from ..preflight.results import Problem, Rule, State
from ..preflight.run import RULES
from .check_report import spot_entry

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
NOT_CHECKED = "check.not-made"


def as_sarif(reports: Sequence[Report]) -> str:
    """Return all findings as SARIF. A check that was not made is a result of the kind ``open``.

    (SARIF 2.1.0, 3.27.9: open is for rules about which there was not enough to decide.)
    """
    rules = [*_rules(), {"id": NOT_CHECKED, "shortDescription": {"text": "Checks can be made"}}]
    places = {rule.code: index for index, rule in enumerate(RULES)} | {NOT_CHECKED: len(RULES)}
    run = {
        "tool": {"driver": {"name": "make-brochure", "version": __version__, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(reports)],
        "results": list(_results(reports, places)),
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1)


def _rules() -> list[dict[str, object]]:
    why = {rule.code: check.why for check in CHECKS for rule in check.rules}
    return [_rule(rule, why.get(rule.code, "")) for rule in RULES]


def _rule(rule: Rule, why: str) -> dict[str, object]:
    entry: dict[str, object] = {
        "id": rule.code,
        "shortDescription": {"text": rule.title},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }
    if why:
        entry["fullDescription"] = {"text": " ".join(why.split())}
    return entry


def _invocation(reports: Sequence[Report]) -> dict[str, object]:
    """Say which files could not be read at all."""
    unread = [
        {"level": "error", "message": {"text": report.error}, "locations": [_file(report.path)]}
        for report in reports
        if report.error
    ]
    return {"executionSuccessful": not unread, "toolExecutionNotifications": unread}


def _results(reports: Sequence[Report], places: dict[str, int]) -> Iterator[dict[str, object]]:
    for report in reports:
        for outcome in report.outcomes:
            for problem in outcome.problems:
                yield _result(report, problem, places)
            if outcome.state is State.NOT_CHECKED:
                yield {
                    "ruleId": NOT_CHECKED,
                    "ruleIndex": places[NOT_CHECKED],
                    "kind": "open",
                    "level": "none",
                    "message": {"text": f"{outcome.check} was not checked: {outcome.remark}"},
                    "locations": [_file(report.path)],
                }


def _result(report: Report, problem: Problem, places: dict[str, int]) -> dict[str, object]:
    finding = problem.finding
    spots = [spot_entry(spot) for spot in problem.spots]
    return {
        "ruleId": finding.code,
        "ruleIndex": places[finding.code],
        "kind": "fail",
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [_location(report, problem)],
        "properties": {
            "profile": report.profile,
            "edition": report.edition,
            "key": finding.place.key,
            "spots": spots,
        },
    }


def _location(report: Report, problem: Problem) -> dict[str, object]:
    """Return where people mend it: a line of a source, else the PDF with the page in words."""
    finding = problem.finding
    location = _file(Path(finding.place.file or report.path), finding)
    if problem.spots:
        page = f"page {problem.spots[0].page}"
        location["logicalLocations"] = [{"name": page, "fullyQualifiedName": str(problem.spots[0])}]
    return location


def _file(path: Path, finding: Finding | None = None) -> dict[str, object]:
    uri = path.as_uri() if path.is_absolute() else quote(path.as_posix())
    physical: dict[str, object] = {"artifactLocation": {"uri": uri}}
    if finding is not None and finding.place.line:
        physical["region"] = {"startLine": finding.place.line}
    return {"physicalLocation": physical}
