"""One leaflet in a fresh process, beside a fresh process of plain WeasyPrint."""

from __future__ import annotations

import tempfile
from pathlib import Path

from . import leaflets
from .measuring import Usage, median, ours, spend
from .results import Goal, Table
from .settings import Settings

_LEAFLET = ("--language", "nl", "--fold", "trifold", "--profile", "screen", "--draft")


def measure(settings: Settings) -> Table:
    """Measure one leaflet as it is made first, made again, and when there is nothing to do."""
    with tempfile.TemporaryDirectory() as folder:
        file, again = Path(folder) / "leaflet.pickle", Path(folder) / "again"
        leaflets.write(file, languages=("nl",))

        def plain() -> Usage:
            return spend(["-m", "benchmarks.plain", file])[0]

        def first() -> Usage:
            with tempfile.TemporaryDirectory() as output:
                return ours("build", *_LEAFLET, "--output", output)

        def once_more() -> Usage:
            return ours("build", *_LEAFLET, "--output", again, "--force")

        def nothing() -> Usage:
            return ours("build", *_LEAFLET, "--output", again)

        def help_() -> Usage:
            return ours("--help")

        plain(), once_more()  # what fontconfig and Python keep on disk is there for both
        usages = median(settings.repeat + 2, plain, first, once_more, nothing, help_)
    names = ("plain WeasyPrint", "ours, first", "ours, size known", "nothing to do", "--help")
    rows = tuple(
        (name, f"{u.wall:.2f}", f"{u.cpu:.2f}", f"{u.peak:.0f}", f"{u.wall / usages[0].wall:.2f}")
        for name, u in zip(names, usages, strict=True)
    )
    return Table(
        "One leaflet, from a cold start",
        ("", "clock, s", "work, s", "peak, MiB", "x plain"),
        rows,
        f"Median of {settings.repeat + 2} runs in turn. Plain is given the size; ours searches it "
        "the first time, reads the workspace, and checks.",
        (Goal("cold leaflet / plain WeasyPrint", usages[1].wall / usages[0].wall, 0.6),),
    )
