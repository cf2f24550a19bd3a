"""One leaflet in a fresh process, beside a fresh process of plain WeasyPrint."""

from __future__ import annotations

import shutil
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path

from . import leaflets
from .measuring import Usage, medians, ours, rounds, spend
from .results import Goal, Table
from .settings import Settings

_LEAFLET = ("--language", "nl", "--fold", "trifold", "--profile", "screen", "--draft")
_SIZES = Path("make-brochure") / "sizes"  # in the cache: what copyfit found


def measure(settings: Settings) -> Table:
    """Measure one leaflet as it is made first, made again, and when there is nothing to do."""
    repeat = settings.repeat + 4
    with tempfile.TemporaryDirectory() as folder:
        actions = _actions(Path(folder))
        for action in actions.values():
            action()  # what fontconfig, Python and we keep on disk is there for all
        runs = rounds(repeat, *actions.values())
    usages = medians(runs)
    ratios = [
        statistics.median(run[i].wall / run[0].wall for run in runs) for i in range(len(actions))
    ]
    rows = tuple(
        (name, f"{u.wall:.2f}", f"{u.cpu:.2f}", f"{u.peak:.0f}", f"{ratio:.2f}")
        for name, u, ratio in zip(actions, usages, ratios, strict=True)
    )
    return Table(
        "One leaflet, from a cold start",
        ("", "clock, s", "work, s", "peak, MiB", "x plain"),
        rows,
        f"Medians of {repeat} rounds, the ratio too: it is of runs side by side, since a machine "
        "that others use is slower at times. Plain is given finished HTML and the size. Ours reads "
        "the workspace, checks, tags and remembers; its size is searched, or known from an earlier "
        "build into another folder, as plain's is.",
        (Goal("cold leaflet, size known / plain WeasyPrint", ratios[2], 0.6),),
    )


def _actions(folder: Path) -> dict[str, Callable[[], Usage]]:
    file, cache, made = folder / "leaflet.pickle", folder / "cache", folder / "made"
    leaflets.write(file, languages=("nl",))

    def new_folder() -> Usage:
        with tempfile.TemporaryDirectory() as output:
            return ours("build", *_LEAFLET, "--output", output, cache=cache)

    def searched() -> Usage:
        shutil.rmtree(cache / _SIZES, ignore_errors=True)
        return new_folder()

    return {
        "plain WeasyPrint": lambda: spend(["-m", "benchmarks.plain", file])[0],
        "ours, size searched": searched,
        "ours, size known": new_folder,
        "ours, nothing to do": lambda: ours("build", *_LEAFLET, "--output", made, cache=cache),
        "--help": lambda: ours("--help"),
    }
