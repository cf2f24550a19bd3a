"""A batch: the same tri-fold in twelve languages for many clinics, with four tools."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from . import leaflets
from .batches import IN_FULL, build, first, has_imprint, require_files
from .chromium import browser
from .contest import race
from .measuring import PROCESSES, CommandError, Usage
from .results import Goal, Table, a_file, cell, ratio
from .settings import Settings
from .workspaces import LANGUAGES, workspace

Figures = tuple[Usage, int] | None  # what so many PDFs took
Tool = Callable[[], Figures]
PLAIN, TYPST, CHROMIUM = "plain WeasyPrint", "Typst", "Chromium"
FULL, SCREEN, PRESS = "ours, each laid out", "ours, imprint, screen", "ours, imprint, press"
ONCE_MORE = "ours, imprint, screen, shells kept"
FEW = 6  # clinics that leave all shells behind: some have opening hours, some have none


def measure(settings: Settings) -> Table:
    """Measure all tools; each gets as many processes, and the size that copyfit found.

    What they write is deleted when all are measured: where thousands of files were deleted in the
    last minutes, a file system may look long for room for new ones (ext4 without a journal does).
    """
    failures: list[str] = []
    with tempfile.TemporaryDirectory() as scratch, workspace(settings.clinics) as root:
        tools = _others(root, Path(scratch), settings) | _ours(root, Path(scratch), settings)
        again = {name: tools[name] for name in (PLAIN, TYPST, SCREEN, PRESS)}
        rounds = [
            {name: _tried(name, tool, failures) for name, tool in some.items()}
            for some in (tools, *(settings.repeat - 1) * (again,))
        ]
    figures = {name: _mean([some[name] for some in rounds if name in some]) for name in tools}
    times = _times(figures)
    rows = tuple(_row(name, f, times) for name, f in figures.items())
    return Table(
        f"A batch: {len(LANGUAGES)} languages x {settings.clinics} clinics",
        ("a PDF", "PDFs", "clock, ms", "work, ms", "peak, MiB", "x plain", "x Typst"),
        rows,
        f"All with {PROCESSES} processes. Ours is the whole command: reading the workspace, "
        "copyfit, checks and writing, with an empty cache; where shells are kept, leaflets for "
        "some clinics were made before. The others get finished HTML or data and the size to set "
        "it in, and start-up is not counted. Peak is of the largest process; of Chromium it is "
        "the largest that ended by itself, and its work is not known. Press files are drafts. What "
        f"goals compare is measured {settings.repeat} times, in turn: figures are means, and goals "
        "the medians of what was compared in each turn.",
        _goals([_times(some) for some in rounds]),
        tuple(failures),
    )


def _times(figures: Mapping[str, Figures]) -> dict[str, float | None]:
    """Return the seconds of a PDF with each tool."""
    return {name: f and f[0].wall / f[1] for name, f in figures.items()}


def _mean(figures: list[Figures]) -> Figures:
    """Return what a tool took on average: a machine that others use, too, is slower at times."""
    measured = [one for one in figures if one]
    if not measured:
        return None
    usages, counts = zip(*measured, strict=True)
    wall, cpu = (sum(getattr(u, name) for u in usages) / len(usages) for name in ("wall", "cpu"))
    return Usage(wall, cpu, max(usage.peak for usage in usages)), counts[0]


def _tried(name: str, tool: Tool | None, failures: list[str]) -> Figures:
    """Return what a tool took; where it fails, say so and go on with the others."""
    try:
        return tool() if tool else None
    except CommandError as error:
        failures.append(f"{name}: {error}")
        return None


def _others(root: Path, scratch: Path, settings: Settings) -> dict[str, Tool | None]:
    def raced(tool: str, clinics: int) -> Figures:
        file = scratch / f"{tool}.pickle"
        leaflets.write(file, root, LANGUAGES, clinics=first(clinics).split(","))
        return race(tool, file, scratch / tool)

    # What Typst takes for a PDF is the same for any number: so few are made in each turn that it
    # takes as long as ours, and both see the same hour of the machine.
    typeset = max(settings.sample, settings.clinics // 4)
    return {
        PLAIN: partial(raced, "plain", settings.sample),
        TYPST: partial(raced, "typst_leaflets", typeset) if find_spec("typst") else None,
        CHROMIUM: partial(raced, "chromium", settings.few) if browser() else None,
    }


def _ours(root: Path, scratch: Path, settings: Settings) -> dict[str, Tool | None]:
    in_each, sample = len(LANGUAGES), 2 * settings.sample
    chosen = ("--clinic", first(sample), *((IN_FULL,) if has_imprint() else ()))
    full = partial(_built, root, scratch, "screen", *chosen, count=in_each * sample)
    if not has_imprint():
        return {FULL: full, SCREEN: None, ONCE_MORE: None, PRESS: None}
    every = partial(_built, root, scratch, count=settings.clinics * in_each)
    return {
        FULL: full,
        SCREEN: partial(every, "screen"),
        ONCE_MORE: partial(every, "screen", before=first(min(FEW, settings.clinics))),
        PRESS: partial(every, "press"),
    }


def _built(
    root: Path, scratch: Path, profile: str, *options: str, count: int, before: str = ""
) -> Figures:
    """Build into a folder of its own; leaflets for clinics ``before``, if any, were built first."""
    folder = Path(tempfile.mkdtemp(dir=scratch))
    if before:
        build(root, folder / "few", LANGUAGES, profile, "--clinic", before)
    usage = build(root, folder / "out", LANGUAGES, profile, *options)
    require_files(folder / "out", count)
    return usage, count


def _row(name: str, figures: Figures, times: dict[str, float | None]) -> tuple[str, ...]:
    if figures is None:
        return (name, *("–" for _ in range(6)))
    usage, count = figures
    clock, work, peak = a_file(usage, count)
    beside = (cell(ratio(times[name], times[other])) for other in (PLAIN, TYPST))
    return (name, str(count), clock, "–" if name == CHROMIUM else work, peak, *beside)


def _goals(turns: Sequence[Mapping[str, float | None]]) -> tuple[Goal, ...]:
    def compared(one: str, other: str) -> float | None:
        """Return how many times the other's time it is, at the median of all turns."""
        found = [ratio(times[one], times[other]) for times in turns]
        return statistics.median(known) if (known := [r for r in found if r]) else None

    return (
        Goal("imprint, screen / plain WeasyPrint", compared(SCREEN, PLAIN), 1 / 50),
        Goal("imprint, screen / Typst", compared(SCREEN, TYPST), 1 / 3),
        Goal("imprint, press / plain WeasyPrint", compared(PRESS, PLAIN), 1 / 20),
    )
