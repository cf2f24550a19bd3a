"""Finishing for the press beside the layout of the same edition, and a photograph as the cover."""

from __future__ import annotations

from .inside import inside
from .results import Goal, Table
from .settings import Settings

_MOST = 0.5  # of one layout and writing its panels


def measure(settings: Settings) -> Table:
    """Measure the steps of press editions in three scripts, and conversions of one photograph."""
    steps = inside("press", str(settings.repeat + 2))
    photograph = inside("pictures")
    rows, goals = [], []
    for language, spent in steps.items():
        share = spent["finishing"] / (spent["layout"] + spent["writing"])
        cells = (f"{spent[name] * 1000:.0f}" for name in ("layout", "writing", "finishing"))
        rows.append((language, *cells, f"{share:.2f}"))
        goals.append(Goal(f"press finishing / layout and writing, {language}", share, _MOST))
    times = ", ".join(f"{seconds:.2f}" for seconds in photograph["seconds"])
    goals.append(Goal("conversions of one cover", photograph["turned"], 1, exact=True))
    return Table(
        "Finishing for the press",
        ("language", "layout, ms", "writing, ms", "finishing, ms", "ratio"),
        tuple(rows),
        "Work in a warm process, the size known: one layout. Finishing is slug line, draft mark, "
        "imposition, inks and PDF/X-4. With a photograph of A4 at 300 dpi as the cover, three "
        f"languages took {times} s one after the other in one process.",
        tuple(goals),
    )
