"""The command as people use it: exit codes, reports, atomic files, nothing made twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pikepdf
import pytest
import yaml

from printshop.cli.workspace import FOLDERS
from printshop.messages import approvals_path

from .conftest import Shop
from .real import ROOT
from .shops import catalog

WARM = "noord/warm.{}.trifold.{}.pdf"


def run(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "make_brochure.py"), *arguments],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def codes(report: dict[str, list[dict[str, str]]]) -> set[str]:
    """Return the codes found, but for the panels that the tiny brochure leaves empty."""
    return {finding["code"] for finding in report["findings"]} - {"layout.blank-panel"}


def test_a_clean_build_names_its_files_and_exits_with_0(shop: Shop) -> None:
    root = shop()
    result = run(cwd=root)
    assert result.returncode == 0, result.stderr
    made = {str(path.relative_to(root / "out")) for path in (root / "out").rglob("*.pdf")}
    assert made == {
        WARM.format(tag, profile)
        for tag in ("ar", "en", "nl")
        for profile in ("screen", "office", "press")
    }


def test_options_choose_and_commas_separate(shop: Shop, tmp_path: Path) -> None:
    root = shop()
    result = run(
        *("build", "warm", "--language", "nl,ar", "--profile", "office", "--clinic", "noord"),
        *("--fold", "trifold", "--root", str(root), "--output", str(tmp_path / "x")),
        cwd=tmp_path,
    )
    assert result.returncode == 0, result.stderr
    assert sorted(path.name for path in (tmp_path / "x").rglob("*.pdf")) == [
        "warm.ar.trifold.office.pdf",
        "warm.nl.trifold.office.pdf",
    ]


def test_a_second_build_makes_nothing_and_a_changed_word_only_its_language(shop: Shop) -> None:
    root = shop()
    run(cwd=root)
    stamps = {path: path.stat().st_mtime_ns for path in (root / "out").rglob("*.pdf")}
    assert "0 made now" in run(cwd=root).stdout
    path = root / catalog("nl")
    path.write_text(path.read_text().replace("Waarom warme", "Waartoe warme"))
    result = run(cwd=root)
    assert (result.returncode, "3 made now" in result.stdout) == (1, True)
    assert "text.unapproved" in result.stderr  # the press waits for a new approval
    changed = {p for p, stamp in stamps.items() if p.stat().st_mtime_ns != stamp}
    assert {path.name.split(".")[1] for path in changed} == {"nl"}
    assert "11 made now" in run("--force", cwd=root).stdout


def test_a_missing_translation_refuses_the_edition_and_exits_with_1(shop: Shop) -> None:
    root = shop()
    path = root / catalog("nl")
    path.write_text(path.read_text().replace("Waarom warme handen?", ""))
    result = run("--report", "report.json", cwd=root)
    assert result.returncode == 1
    assert f"{catalog('nl')}:" in result.stderr
    report = json.loads((root / "report.json").read_text())
    assert codes(report) == {"text.missing"}
    made = {edition["name"]: edition["made"] for edition in report["editions"]}
    assert not made["noord/warm.nl.trifold.screen"]
    assert made["noord/warm.en.trifold.screen"]


def test_all_mistakes_in_all_files_are_said_at_once_and_exit_with_2(shop: Shop) -> None:
    root = shop()
    brochure, clinic = root / "brochures/warm.yaml", root / "brochures/clinics/noord.yaml"
    brochure.write_text(brochure.read_text().replace("heading:", "headding:"))
    clinic.write_text(clinic.read_text().replace("+31", "0"))
    result = run(cwd=root)
    assert result.returncode == 2
    assert "brochures/warm.yaml:8 (sections[0].headding)" in result.stderr
    assert "did you mean 'heading'" in result.stderr
    assert "brochures/clinics/noord.yaml:4" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (root / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("build", "wram"), "Did you mean 'warm'?"),
        (("proof", "--sheet", "proof.gif"), ".gif"),
        *(
            pytest.param(*words, marks=pytest.mark.slow)
            for words in (
                (("build", "--language", "xx"), "There is no language 'xx'"),
                (("build", "--fold", "trifol"), "Did you mean 'trifold'?"),
                (("build", "--no-such-option"), "--no-such-option"),
                (("build", "--root", "nowhere"), "nowhere"),
            )
        ),
    ],
)
def test_wrong_names_exit_with_2_and_say_what_would_be_right(
    shop: Shop, arguments: tuple[str, ...], said: str
) -> None:
    result = run(*arguments, cwd=shop())
    assert result.returncode == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_an_overdue_review_is_an_error_on_the_day_the_build_says(shop: Shop) -> None:
    root = shop()
    day = {"SOURCE_DATE_EPOCH": "1900000000"}  # in 2030
    only = ("--language", "nl", "--profile", "screen")
    result = run("--report", "report.json", *only, cwd=root, **day)
    assert result.returncode == 1
    report = json.loads((root / "report.json").read_text())
    assert codes(report) == {"review.overdue"}


def test_list_shows_completeness_and_who_has_reviewed(shop: Shop) -> None:
    root = shop()
    path = root / catalog("nl")
    path.write_text(path.read_text().replace("Waarom warme handen?", ""))
    result = run("list", cwd=root)
    assert result.returncode == 0
    rows = {line.split()[0]: line for line in result.stdout.splitlines() if line.strip()}
    assert "22/23" in rows["nl"]
    assert "21 texts approved" in rows["nl"]  # the one for the desk needs no approval
    assert "23/23" in rows["ar"]
    assert "rtl" in rows["ar"]
    approvals_path(root, "ar").unlink()
    result = run("list", cwd=root)
    row = next(line for line in result.stdout.splitlines() if line.startswith("ar "))
    assert "not reviewed by a clinician" in row


@pytest.mark.parametrize("sheet", ["proof.html", pytest.param("proof.png", marks=pytest.mark.slow)])
def test_proof_puts_all_pages_on_one_sheet(shop: Shop, sheet: str) -> None:
    root = shop()
    result = run("proof", "--language", "nl,ar", "--sheet", sheet, "--dpi", "20", cwd=root)
    assert result.returncode == 0, result.stderr
    data = (root / sheet).read_bytes()
    if sheet.endswith(".html"):
        assert data.count(b"<img ") == 4
        assert b"warm.ar.trifold.office" in data
    else:
        assert data.startswith(b"\x89PNG")


def test_doctor_knows_pango(shop: Shop) -> None:
    result = run("doctor", cwd=shop())
    assert result.returncode == 0
    assert "Pango" in result.stdout


def test_doctor_misses_the_fonts(shop: Shop) -> None:
    root = shop()
    (root / "styles" / "fonts").unlink()
    assert run("doctor", cwd=root).returncode == 2


def test_init_writes_a_workspace_that_builds_and_touches_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    assert run("init", str(folder), cwd=tmp_path).returncode == 0
    assert {path.name for path in folder.iterdir()} == set(FOLDERS)
    for path in folder.rglob("*.yaml"):
        schema = path.read_text().partition("$schema=")[2].partition("\n")[0]
        assert (path.parent / schema).is_file(), path
        yaml.safe_load(path.read_text())
    result = run("build", "--language", "en", "--fold", "sheet", "--profile", "screen", cwd=folder)
    assert result.returncode == 0, result.stderr
    assert run("init", str(folder), cwd=tmp_path).returncode == 2


def test_help_has_examples(tmp_path: Path) -> None:
    result = run("build", "--help", cwd=tmp_path)
    assert result.returncode == 0
    assert "--language nl,ar" in result.stdout


def test_no_colours_where_there_is_no_terminal(shop: Shop) -> None:
    root = shop()
    (root / catalog("nl")).write_text("msgid")
    result = run("--profile", "screen", cwd=root)
    assert "\x1b" not in result.stdout + result.stderr


@pytest.mark.slow
def test_a_killed_build_leaves_whole_files_only(shop: Shop) -> None:
    root = shop()
    for delay in (0.8, 1.2, 1.6, 2.0, 2.4, 3.0):
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "make_brochure.py"), "--force"],
            cwd=root,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
        for path in (root / "out").rglob("*.pdf"):
            if not path.name.startswith("."):
                with pikepdf.open(path) as file:
                    assert len(file.pages) in (2, 6)
    result = run(cwd=root)
    assert result.returncode == 0
    assert "12 of 12" in result.stdout
