"""What was measured, as tables of Markdown: figures, ratios and goals with ok or NOT."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from .measuring import Usage

_LIBRARIES = ("weasyprint", "pydyf", "typst", "playwright", "pikepdf", "fonttools", "pillow")


@dataclass(frozen=True, slots=True)
class Goal:
    """What should hold: a measured value that is at most a limit; None where it was not measured.

    A goal that is ``exact`` is met by the limit alone.
    """

    text: str
    measured: float | None
    limit: float
    exact: bool = False

    @property
    def verdict(self) -> str:
        if self.measured is None:
            return "not measured"
        met = self.measured == self.limit if self.exact else self.measured <= self.limit
        return "ok" if met else "NOT"


@dataclass(frozen=True, slots=True)
class Table:
    """One topic, with remarks on how it was measured, goals, and what could not be measured."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: str = ""
    goals: tuple[Goal, ...] = ()
    failures: tuple[str, ...] = ()


def a_file(usage: Usage, files: int) -> tuple[str, str, str]:
    """Return the cells for time and work a file, in ms, and for memory, in MiB."""
    return (
        f"{usage.wall / files * 1000:.1f}",
        f"{usage.cpu / files * 1000:.1f}",
        f"{usage.peak:.0f}",
    )


def ratio(one: float | None, other: float | None) -> float | None:
    """Return how many times the other one is; None where either is missing."""
    return one / other if one is not None and other else None


def cell(value: float | None, pattern: str = "{:.3g}") -> str:
    """Return a value as text; a dash where there is none."""
    return "–" if value is None else pattern.format(value)


def markdown(table: Table) -> str:
    """Return a table under its heading, with its notes and goals."""
    parts = [f"## {table.title}", _grid(table.columns, table.rows)]
    if table.notes:
        parts.append(table.notes)
    if table.goals:
        rows = ((g.text, cell(g.measured), cell(g.limit), g.verdict) for g in table.goals)
        parts.append(_grid(("goal", "measured", "limit", ""), rows))
    parts += [not_measured(reason) for reason in table.failures]
    return "\n\n".join(parts) + "\n"


def not_measured(reason: str) -> str:
    """Return the first and the last lines of why something was not measured."""
    first, *more = reason.strip().splitlines() or ["no reason was given"]
    lines = "\n".join(f"    {line}" for line in (first, *more[-3:]))
    return f"NOT MEASURED:\n\n{lines}"


def _grid(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [columns, ("---", *("---:" for _ in columns[1:])), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def machine() -> str:
    """Return one paragraph on where and when this was measured, and how busy it was before."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    return (
        f"{_processor()}, {cores} cores, {_memory()}, {_system()}, Python "
        f"{platform.python_version()}, {', '.join(_versions())}. "
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC; load at the start {load}."
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _memory() -> str:
    return f"{os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 2**30:.0f} GiB"


def _system() -> str:
    try:
        return f"{platform.freedesktop_os_release()['PRETTY_NAME']}, {platform.machine()}"
    except (OSError, KeyError):
        return platform.platform()


def _versions() -> Iterable[str]:
    for name in _LIBRARIES:
        try:
            yield f"{name} {importlib.metadata.version(name)}"
        except importlib.metadata.PackageNotFoundError:
            yield f"no {name}"
