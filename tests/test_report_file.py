"""The report of a build: complete, whole or not there at all, and not held in memory."""

from __future__ import annotations

import json
import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from printshop.cli.build import build
from printshop.cli.report import Screen
from printshop.cli.report_file import report_file
from printshop.errors import BrochureError
from printshop.findings import Finding, Place, Severity
from printshop.model import Artifact, Fit
from printshop.pipeline import make
from printshop.plan import Request
from printshop.write import Output

from .conftest import Shop

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


def test_a_finding_in_a_table_names_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    place = Place("clinics.csv", 40, "E-mail", "40–58, 61 and 70")
    with report_file(path) as report:
        assert report
        report.found([replace(FINDING, place=place)])
    (finding,) = json.loads(path.read_text("utf-8"))["findings"]
    assert (finding["line"], finding["key"], finding["rows"]) == (40, "E-mail", "40–58, 61 and 70")


def test_an_empty_one_is_json_too(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    with report_file(path):
        pass
    assert json.loads(path.read_text()) == {
        "format": 1,
        "complete": True,
        "editions": [],
        "findings": [],
    }


def test_a_build_that_is_stopped_leaves_the_old_report(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt), report_file(path) as report:
        assert report
        report.add(artifact(1))
        raise KeyboardInterrupt
    assert path.read_text() == "old"
    assert [*tmp_path.iterdir()] == [path]


def test_a_report_that_was_broken_off_says_so(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt), report_file(path) as report:
        assert report
        report.add(artifact(1))
        report.broken_off()
        raise KeyboardInterrupt
    written = json.loads(path.read_text())
    assert (written["complete"], [e["name"] for e in written["editions"]]) == (False, ["noord/1"])
    assert [*tmp_path.iterdir()] == [path]


@pytest.mark.parametrize("error", [KeyboardInterrupt(), BrochureError("The disk is full.")])
@pytest.mark.parametrize("where", ["printshop.pipeline.make", "printshop.cli.build.say_gone"])
def test_a_build_that_is_stopped_tells_what_it_did(
    shop: Shop,
    error: BaseException,
    where: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    root, made = shop(), [0]

    def stop_at_the_end(*given: Any) -> Any:
        made[0] += 1
        if where != "printshop.pipeline.make" or made[0] == 3:
            raise error
        return make(*given)

    monkeypatch.setattr(where, stop_at_the_end)
    path, out = root / "report.json", root / "out"
    with pytest.raises(type(error)):
        build(root, Request(profiles=("web",)), out, Screen(), path, False)
    told, said = json.loads(path.read_text()), capsys.readouterr().out
    files = {file.relative_to(out).as_posix() for file in out.glob("*/*.html")}
    assert not told["complete"]
    assert {f"{edition['name']}.html" for edition in told["editions"]} == files
    count = 2 if where == "printshop.pipeline.make" else 3
    assert f"{count} of {count} files" in said
    assert said.count(" files in ") == 1
    assert ("broken off" in said) == (count == 2)


def test_a_build_that_could_not_begin_leaves_the_old_report(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = shop({"report.json": "old"})
    held = Output(root / "out")
    with held.held(), pytest.raises(BrochureError, match="Another build"):
        build(root, Request(), root / "out", Screen(), root / "report.json", False)
    assert (root / "report.json").read_text() == "old"


def test_without_a_path_there_is_none() -> None:
    with report_file(None) as report:
        assert report is None


def test_what_cannot_be_written_is_said_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path, tmp_path / "file" / "report.json"):
        with pytest.raises(BrochureError, match="--report"), report_file(path):
            pytest.fail("the work has begun")


@pytest.mark.slow
def test_it_is_not_held_in_memory(tmp_path: Path) -> None:
    tracemalloc.start()
    written(tmp_path / "report.json", 20_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (tmp_path / "report.json").stat().st_size > 5_000_000
    assert peak < 4_000_000
