"""What benchmarks measure with: invented clinics, goals, and processes that are all counted."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from benchmarks.clinics import clinics, write_files, write_table
from benchmarks.results import Goal, Table, markdown
from printshop.load.clinics import load_clinic

from .real import ROOT

FICTION = re.compile(
    r"\+44 20 7946 0\d{3}|\+44 161 496 0\d{3}|\+1 202 555 01\d\d|\+49 30 23125 \d{3}"
    r"|\+33 1 99 00 \d{4}|\+46 8 465 004 \d\d|\+61 2 5550 \d{4}"
)


def test_clinics_are_invented_and_stay_the_same() -> None:
    few, many = list(clinics(30)), list(clinics(300))
    assert many[:30] == few
    assert len({clinic.id for clinic in many}) == 300
    assert all(FICTION.fullmatch(clinic.phone) for clinic in many)
    assert all(clinic.web.endswith(".example") for clinic in many)


def test_clinics_are_in_several_scripts() -> None:
    names = "".join(clinic.name for clinic in clinics(200))
    for first, last in (("a", "z"), ("а", "я"), ("א", "ת"), ("ا", "ي"), ("ぁ", "ん"), ("一", "鿿")):
        assert re.search(f"[{first}-{last}]", names)


def test_every_clinic_can_be_read(tmp_path) -> None:
    write_files(tmp_path, 40)
    for path in sorted(tmp_path.glob("*.yaml")):
        clinic, findings = load_clinic(tmp_path, path)
        assert clinic is not None
        assert findings == []


def test_the_table_has_a_row_for_each_clinic(tmp_path) -> None:
    write_table(tmp_path / "clinics.csv", 12)
    assert (tmp_path / "clinics.csv").read_text("utf-8").count(".example/{language}") == 12
    assert (tmp_path / "logo-1.svg").exists()


def test_goals() -> None:
    assert Goal("", 0.5, 0.5).verdict == "ok"
    assert Goal("", 0.51, 0.5).verdict == "NOT"
    assert Goal("", 2, 1, exact=True).verdict == "NOT"
    assert Goal("", 0, 1, exact=True).verdict == "NOT"
    assert Goal("", None, 1).verdict == "not measured"


def test_a_table_shows_each_goal_with_its_verdict() -> None:
    table = Table("Title", ("a", "b"), (("x", "1"),), "How.", (Goal("small", 3.0, 2.0),))
    assert markdown(table) == (
        "## Title\n\n| a | b |\n| --- | ---: |\n| x | 1 |\n\nHow.\n\n"
        "| goal | measured | limit |  |\n| --- | ---: | ---: | ---: |\n| small | 3 | 2 | NOT |\n"
    )


# To measure is to wait for all children there are, so it is done in a process that has no others.
_MEASURING = """
import sys
from benchmarks.measuring import CommandError, spend
try:
    print(spend(["-c", sys.argv[1]])[0].cpu)
except CommandError as error:
    print(error)
"""
_BUSY = """
import time
while time.process_time() < 0.3: pass
"""


def _measured(code: str) -> str:
    command = [sys.executable, "-c", _MEASURING, code]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


@pytest.mark.skipif(sys.platform != "linux", reason="NOT CHECKED: only Linux hands orphans on")
def test_work_of_a_helper_that_outlives_its_parent_is_counted() -> None:
    helper = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {_BUSY!r}])"
    assert float(_measured(helper)) >= 0.3


def test_a_command_that_fails_is_no_figure() -> None:
    said = _measured("print('so it is', flush=True); raise SystemExit(3)")
    assert "ended with 3" in said
    assert "so it is" in said
