"""Memory and cost as clinics become more: the one flat, the other linear."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from .batches import build, has_imprint, require_files
from .measuring import Usage
from .results import Goal, Table, a_file
from .settings import Settings
from .workspaces import workspace

LANGUAGES = ("ar", "nl")
MOST_MEMORY = 400.0  # MiB a process
_KEPT = (
    "What a process keeps from clinic to clinic has limits, and some hundred clinics fill it; "
    "memory is compared from there on."
)
_LESS_WITHOUT_IMPRINT = 25  # times fewer clinics where each leaflet is laid out


def measure(settings: Settings) -> Table:
    """Measure builds of two languages for more and more clinics."""
    share = 1 if has_imprint() else _LESS_WITHOUT_IMPRINT
    counts = tuple(dict.fromkeys(max(1, count // share) for count in settings.growth))
    usages = [_built(count) for count in counts]
    files = [len(LANGUAGES) * count for count in counts]
    rows = tuple(
        (str(count), str(n), f"{usage.wall:.1f}", *a_file(usage, n))
        for count, n, usage in zip(counts, files, usages, strict=True)
    )
    return Table(
        f"More clinics: {len(LANGUAGES)} languages",
        ("clinics", "PDFs", "clock, s", "clock, ms a PDF", "work, ms a PDF", "peak, MiB"),
        rows,
        _KEPT if has_imprint() else "There is no imprint printing: fewer clinics were measured.",
        _goals(usages, files),
    )


def _goals(usages: list[Usage], files: list[int]) -> tuple[Goal, ...]:
    """Memory may grow by what a list of clinics takes; each further PDF costs what others do."""
    goals = [Goal("memory, MiB a process", usages[-1].peak, MOST_MEMORY)]
    if len(usages) > 1:
        growth = usages[-1].peak / usages[-2].peak
        goals.append(Goal("memory, most clinics / the row before", growth, 1.25))
    if len(usages) > 2:
        further = [
            (usages[i + 1].cpu - usages[i].cpu) / (files[i + 1] - files[i]) for i in (-3, -2)
        ]
        goals.append(Goal("work of a further PDF, late / early", further[1] / further[0], 1.2))
    return tuple(goals)


def _built(clinics: int) -> Usage:
    with workspace(clinics) as root, tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "out"
        usage = build(root, output, LANGUAGES, "screen")
        require_files(output, clinics * len(LANGUAGES))
    return usage


def with_more(settings: Settings, clinics: int) -> Settings:
    """Return settings that go on to so many clinics."""
    return replace(settings, growth=(*settings.growth, clinics))
