"""Every shipped edition in every fold, and large print, before referees we did not write."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest

from printshop.load import load_library

from . import referees
from .real import ROOT

LANGUAGES = 14
LARGE_PRINT = ("nl", "ar", "ja")  # a script each; the layouts are the slow part

pytestmark = pytest.mark.slow


def build(folder: Path, *options: str) -> None:
    command = [sys.executable, "make_brochure.py", "build", "--draft", "--output", str(folder)]
    result = subprocess.run(
        [*command, *options], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("everything")
    build(folder)
    build(folder, "--language", ",".join(LARGE_PRINT), "--large-print")
    return folder


def files(folder: Path, pattern: str) -> list[Path]:
    return sorted(folder.glob(f"*/*.{pattern}.pdf"))


def test_every_fold_of_every_brochure_is_there(everything: Path) -> None:
    folds = [fold for b in load_library(ROOT).brochures.values() for fold in b.folds]
    for profile in ("screen", "office", "press.DRAFT"):
        large = len(LARGE_PRINT)
        assert len(files(everything, profile)) == len(folds) * LANGUAGES + large, profile


def test_large_print_is_eighteen_points_and_a_whole_booklet(everything: Path) -> None:
    for file in files(everything, "large-print-18.screen"):
        with pikepdf.open(file) as pdf:
            assert len(pdf.pages) in (8, 12, 16)


def test_verapdf_says_all_are_pdf_ua_1_and_press_files_pdf_a_2a_too(
    everything: Path, tmp_path: Path
) -> None:
    press = files(everything, "press.DRAFT")
    others = [*files(everything, "screen"), *files(everything, "office")]
    assert len(others) == 2 * len(press)
    assert referees.verapdf_all({"2a": press, "ua1": [*others, *press]}, tmp_path) == ""


def test_qpdf_poppler_and_ghostscript_open_every_file_without_complaint(everything: Path) -> None:
    for file in files(everything, "*"):
        complaints = referees.qpdf(file) + referees.ghostscript(file) + referees.poppler(file)
        assert complaints == "", file.name
