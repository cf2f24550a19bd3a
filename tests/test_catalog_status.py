"""catalog status: what is left to do, who is due, and how each language fits each fold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from printshop.cli.commands import cli
from printshop.cli.report import Screen
from printshop.messages import approvals_path

from .conftest import Shop
from .shops import BROCHURE, catalog

WORDS = "Cold hands are <em>hard</em> to draw blood from."


def status(
    root: Path, capsys: pytest.CaptureFixture[str], *arguments: str
) -> tuple[int, dict[str, dict[str, Any]]]:
    command = ["catalog", "status", "--json", *arguments, "--root", str(root)]
    context = {"root": None, "screen": Screen()}
    capsys.readouterr()
    code = cli.main(command, standalone_mode=False, obj=context)
    rows = json.loads(capsys.readouterr().out)
    return int(code), {f"{row['language']}/{row['domain']}": row for row in rows}


def edited(root: Path, old: str, new: str, file: str = catalog("nl")) -> None:
    path = root / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_a_finished_language_has_nothing_due(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    code, rows = status(shop(), capsys)
    assert code == 0
    assert set(rows) == {
        f"{tag}/{domain}" for tag in ("ar", "en", "nl") for domain in ("warm", "common")
    }
    row = rows["nl/warm"]
    assert (row["translated"], row["approved"], row["due"], row["words_left"]) == (3, 3, "", 0)
    assert row["last_approval"] == "A. Nurse, nurse, 2026-11-01"
    assert row["fits"] == {"trifold": {"body_pt": 12.0, "lines_over": 0}}
    assert rows["nl/common"]["fits"] == {}


def test_what_is_left_to_do_is_counted(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    root = shop()
    edited(root, 'msgctxt "title"', '#, fuzzy\nmsgctxt "title"')
    edited(root, 'msgstr "Waarom warme handen?"', 'msgstr ""')
    edited(root, f'msgid "{WORDS}"', 'msgid "Older."')
    _, rows = status(root, capsys, "--no-fit")
    row = rows["nl/warm"]
    assert [row[state] for state in ("translated", "fuzzy", "stale", "missing")] == [0, 1, 1, 1]
    assert (row["words_left"], row["approved"], row["due"]) == (2 + 3 + 8, 0, "translation")
    assert row["fits"] == {}


def test_who_is_due_after_an_edit(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    root = shop()
    edited(root, "Warme handen", "Warme handjes")
    _, rows = status(root, capsys, "--no-fit")
    assert (rows["nl/warm"]["approved"], rows["nl/warm"]["due"]) == (2, "approval")
    assert rows["ar/warm"]["due"] == ""
    approvals_path(root, "ar").unlink()
    _, rows = status(root, capsys, "--no-fit")
    assert (rows["ar/warm"]["last_approval"], rows["ar/warm"]["due"]) == ("", "approval")


def test_fail_under_looks_at_every_catalog(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    root = shop()
    edited(root, 'msgstr "Warme handen"', 'msgstr ""')
    assert status(root, capsys, "--no-fit", "--fail-under", "60")[0] == 0
    assert status(root, capsys, "--no-fit", "--fail-under", "70")[0] == 1


def test_text_that_is_too_long_is_counted_in_lines(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    root = shop({"brochures/warm.yaml": BROCHURE.replace(WORDS, WORDS * 3)})
    edited(root, f'msgid "{WORDS}"', f'msgid "{WORDS * 3}"')
    edited(
        root, 'msgstr "Uit koude', 'msgstr "' + "Koude handen zijn ook handen. " * 400 + "Uit koude"
    )
    _, rows = status(root, capsys)
    assert rows["nl/warm"]["fits"]["trifold"]["lines_over"] > 50
    assert rows["nl/warm"]["fits"]["trifold"]["body_pt"] == 9.0


def test_what_was_measured_or_built_is_not_laid_out_again(
    shop: Shop, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = shop()
    first = status(root, capsys)
    monkeypatch.setattr("printshop.pipeline.measure", None)  # would fail if it were called
    assert status(root, capsys) == first


def test_the_table_says_that_nobody_has_reviewed_it(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    context = {"root": None, "screen": Screen()}
    root = shop(approved=False)
    cli.main(["catalog", "status", "--root", str(root)], standalone_mode=False, obj=context)
    row = next(r for r in capsys.readouterr().out.splitlines() if r.startswith("nl/warm"))
    assert "approval (not reviewed by a clinician)" in row
    assert "trifold 12 pt" in row
