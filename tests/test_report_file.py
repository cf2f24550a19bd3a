"""The report of a build: complete, whole or not there at all, and not held in memory."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest

from printshop.cli.report_file import report_file
from printshop.errors import BrochureError
from printshop.findings import Finding, Place, Severity
from printshop.model import Artifact, Fit

FINDING = Finding("text.missing", Severity.ERROR, "„Titel“ is missing.", Place("nl.po", 3, "title"))
FIT = Fit(10.5, 1, 0.875, 3, 0, (0.5, 1.0))


def artifact(number: int) -> Artifact:
    name = f"noord/{number}"
    return Artifact(name, b"%PDF" if number % 2 else None, (FINDING.of(name),), FIT)


def written(path: Path, count: int) -> None:
    with report_file(path) as report:
        assert report
        report.found([FINDING])
        for number in range(count):
            report.add(artifact(number))


def test_every_edition_and_every_finding_is_in_it(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "report.json"
    written(path, 3)
    report = json.loads(path.read_text("utf-8"))
    assert report["format"] == 1
    assert [(e["name"], e["made"]) for e in report["editions"]] == [
        ("noord/0", False),
        ("noord/1", True),
        ("noord/2", False),
    ]
    assert report["editions"][0]["panel_fill"] == [0.5, 1.0]
    assert [f["edition"] for f in report["findings"]] == ["", "noord/0", "noord/1", "noord/2"]
    assert report["findings"][0]["message"] == FINDING.message


def test_an_empty_one_is_json_too(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    with report_file(path):
        pass
    assert json.loads(path.read_text()) == {"format": 1, "editions": [], "findings": []}


def test_a_build_that_is_stopped_leaves_the_old_report(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt), report_file(path) as report:
        assert report
        report.add(artifact(1))
        raise KeyboardInterrupt
    assert path.read_text() == "old"
    assert [*tmp_path.iterdir()] == [path]


def test_without_a_path_there_is_none() -> None:
    with report_file(None) as report:
        assert report is None


def test_what_cannot_be_written_is_said_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path, tmp_path / "file" / "report.json"):
        with pytest.raises(BrochureError, match="--report"), report_file(path):
            pytest.fail("the work has begun")


def test_it_is_not_held_in_memory(tmp_path: Path) -> None:
    tracemalloc.start()
    written(tmp_path / "report.json", 20_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (tmp_path / "report.json").stat().st_size > 5_000_000
    assert peak < 4_000_000
