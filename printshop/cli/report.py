"""What people see: tables, progress and findings on the screen, and the report as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import rich.progress
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ..findings import Finding, Severity
from ..model import Artifact
from ..write import write_file

_COLOURS = {Severity.INFO: "cyan", Severity.WARNING: "yellow", Severity.ERROR: "bold red"}


class Screen:
    """The terminal: colours only if it is one, progress on standard error."""

    def __init__(self) -> None:
        self._out = Console(highlight=False, soft_wrap=True)
        self._err = Console(stderr=True, highlight=False, soft_wrap=True)

    def say(self, text: str) -> None:
        self._out.print(escape(text))

    def error(self, text: str) -> None:
        self._err.print(f"[bold red]{escape(text)}[/]")

    def table(self, title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Print a table; every cell is plain text."""
        table = Table(*columns, title=title, title_justify="left", box=None, pad_edge=False)
        for row in rows:
            table.add_row(*map(escape, row))
        self._wide().print(table)

    def findings(self, findings: Sequence[Finding]) -> None:
        """Print findings, worst first, the same finding of many editions once."""
        for finding, editions in _grouped(findings):
            colour = _COLOURS[finding.severity]
            place = f"{finding.place}: " if str(finding.place) else ""
            self._err.print(
                f"[{colour}]{finding.severity.word}[/] {escape(place + finding.message)} "
                f"[dim]({escape(finding.code)}{escape(_of(editions))})[/]"
            )

    @contextmanager
    def progress(self, description: str, total: int) -> Iterator[Progress]:
        """Show a progress bar; nothing is drawn where standard error is not a terminal."""
        if not self._err.is_terminal:
            yield _NoBar()
            return
        columns = (
            rich.progress.TextColumn("{task.description}"),
            rich.progress.BarColumn(),
            rich.progress.MofNCompleteColumn(),
            rich.progress.TimeRemainingColumn(),
        )
        with rich.progress.Progress(*columns, console=self._err, transient=True) as bar:
            yield _Bar(bar, bar.add_task(description, total=total))

    def _wide(self) -> Console:
        # A table that is piped into a file should not be squeezed into 80 columns.
        return self._out if self._out.is_terminal else Console(highlight=False, width=160)


class Progress(Protocol):
    """What a build needs of a progress bar."""

    def advance(self, count: int) -> None: ...


class _Bar:
    def __init__(self, bar: rich.progress.Progress, task: rich.progress.TaskID) -> None:
        self._bar, self._task = bar, task

    def advance(self, count: int) -> None:
        self._bar.advance(self._task, count)


class _NoBar:
    def advance(self, count: int) -> None:
        """Draw nothing."""


def _grouped(findings: Sequence[Finding]) -> list[tuple[Finding, list[str]]]:
    groups: dict[tuple[object, ...], tuple[Finding, list[str]]] = {}
    for finding in findings:
        key = (-finding.severity, finding.place, finding.code, finding.message)
        groups.setdefault(key, (finding, []))[1].append(finding.edition)
    return [groups[key] for key in sorted(groups)]


def _of(editions: list[str]) -> str:
    named = [name for name in editions if name]
    if not named:
        return ""
    more = f" and {len(named) - 1} more" if len(named) > 1 else ""
    return f", {named[0]}{more}"


def write_report(path: Path, artifacts: Sequence[Artifact], findings: Sequence[Finding]) -> None:
    """Write what was made and found as JSON (format 1): editions by name, then all findings."""
    content = {
        "format": 1,
        "editions": [_edition_entry(artifact) for artifact in artifacts],
        "findings": [finding_entry(finding) for finding in findings],
    }
    write_file(path, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())


def _edition_entry(artifact: Artifact) -> dict[str, object]:
    fit = artifact.fit
    return {
        "name": artifact.name,
        "made": artifact.pdf is not None,
        "body_pt": fit.body if fit else None,
        "alignment": fit.alignment if fit else None,
        "fill": fit.fill if fit else None,
        "panel_fill": list(fit.panel_fill) if fit else [],
        "lines_over": fit.lines_over if fit else 0,
        "layouts": fit.layouts if fit else 0,
        "failure": artifact.failure,
    }


def finding_entry(finding: Finding) -> dict[str, object]:
    """Return a finding as reports have it."""
    return {
        "code": finding.code,
        "severity": finding.severity.word,
        "message": finding.message,
        "file": finding.place.file,
        "line": finding.place.line,
        "key": finding.place.key,
        "edition": finding.edition,
    }
