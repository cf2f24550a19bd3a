"""From how many leaflets on a process a core is worth its start."""

from __future__ import annotations

import os
import tempfile

from .measuring import Usage, median, ours
from .results import Table
from .settings import Settings

_LANGUAGES = ("nl", "ar", "de", "hi", "ja", "uk")


def measure(settings: Settings) -> Table:
    """Measure some leaflets with a worker a core, and in the command's own process."""
    rows = []
    for count in (2, 4, 6):
        many, one = median(
            settings.repeat,
            lambda n=count: _build(n, os.cpu_count() or 1),  # type: ignore[misc]
            lambda n=count: _build(n, 1),  # type: ignore[misc]
        )
        cells = (f"{many.wall:.2f}", f"{one.wall:.2f}", f"{many.wall / one.wall:.2f}")
        rows.append((str(count), *cells))
    return Table(
        "Workers",
        ("leaflets", "one a core, s", "none, s", "ratio"),
        tuple(rows),
        "executors.WORTH_A_POOL is chosen by this.",
    )


def _build(leaflets: int, jobs: int) -> Usage:
    languages = ",".join(_LANGUAGES[:leaflets])
    with tempfile.TemporaryDirectory() as folder:
        return ours(
            *("build", "--draft", "--output", folder, "--profile", "screen,office,press"),
            *("--language", languages, "--fold", "trifold", "--jobs", str(jobs)),
        )
