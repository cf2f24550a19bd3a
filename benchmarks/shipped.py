"""All files of this workspace's tri-fold and sheet, and one leaflet in three profiles, warm."""

from __future__ import annotations

import tempfile
from pathlib import Path

from . import leaflets
from .contest import race
from .inside import inside
from .measuring import PROCESSES, ours
from .results import Table
from .settings import Settings

_PROFILES = ("screen", "office", "press")
_FOLDS = ("trifold", "sheet")


def measure(settings: Settings) -> Table:
    """Measure ours against plain WeasyPrint, which writes each of the three files anew."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "all.pickle"
        leaflets.write(file, languages=settings.shipped, folds=_FOLDS)
        plain, count = race("plain", file, Path(folder) / "plain", str(len(_PROFILES)))
        built = ours(
            *("build", "--draft", "--jobs", str(PROCESSES), "--output", Path(folder) / "out"),
            *("--fold", ",".join(_FOLDS), "--profile", ",".join(_PROFILES)),
            *("--language", ",".join(settings.shipped)),
        )
        own = inside("warm", str(settings.repeat))["seconds"]
        one = Path(folder) / "one.pickle"
        leaflets.write(one, languages=("nl",))
        other = race("plain", one, Path(folder) / "one", str(len(_PROFILES)))[0].wall
    files = len(_PROFILES) * count
    return Table(
        "This workspace",
        ("", "ours, s", "plain WeasyPrint, s", "ratio"),
        (
            _row(f"all {files} files of the tri-fold and the sheet", built.wall, plain.wall),
            _row("one leaflet in three profiles, warm", own, other),
        ),
        f"With {PROCESSES} processes. Plain is given finished HTML and the size that copyfit "
        "found; it searches nothing, checks nothing, imposes nothing and separates no inks.",
    )


def _row(name: str, mine: float, other: float) -> tuple[str, ...]:
    return (name, f"{mine:.2f}", f"{other:.2f}", f"{mine / other:.2f}")
