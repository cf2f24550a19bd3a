"""What people see: tables, progress and findings on the screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from ..findings import Finding, Severity
from .grouping import Group, Groups
from .outlet import Outlet
from .progress import Progress, shown

_COLOURS = {Severity.INFO: "cyan", Severity.WARNING: "yellow", Severity.ERROR: "bold red"}


class Screen:
    """The terminal: colours only if it is one, progress on standard error."""

    def __init__(self) -> None:
        self._out, self._err = Outlet(), Outlet(error=True)

    def get_ready(self) -> None:
        """Read now what draws colours and tables, and not when it is wanted."""
        self._out.get_ready()

    def say(self, text: str) -> None:
        self._out.print(text)

    def error(self, text: str) -> None:
        self._err.styled(((text, "bold red"),))

    def styled(self, parts: Iterable[tuple[str, str]]) -> None:
        """Print a line of texts, each in a style of rich's; without a terminal, the texts."""
        self._out.styled(parts)

    def table(self, title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Print a table; every cell is plain text."""
        self._out.table(title, columns, rows)

    def findings(self, findings: Iterable[Finding]) -> None:
        """Print findings, worst first, the same finding of many editions once."""
        groups = Groups(most=None)
        for finding in findings:
            groups.add(finding)
        self.groups(groups)

    def groups(self, groups: Groups, most: int | None = None) -> None:
        """Print groups of findings, worst first: all, or the first so many of each code."""
        said: Counter[str] = Counter()
        unsaid = Counter(groups.unsaid)
        for group in groups:
            code = group.finding.code
            said[code] += 1
            if most is None or said[code] <= most:
                self._group(group)
            else:
                unsaid[code] += 1
        for code, count in sorted(unsaid.items()):
            self._err.print(f"and {count:,} more findings ({code}); --report FILE has all.")

    def _group(self, group: Group) -> None:
        finding = group.finding
        colour = _COLOURS[finding.severity]
        place = f"{finding.place}: " if str(finding.place) else ""
        self._err.styled(
            (
                (finding.severity.word, colour),
                (f" {place}{finding.message} ", ""),
                (f"({finding.code}{_of(group)})", "dim"),
            )
        )

    @contextmanager
    def progress(self, description: str, total: int) -> Iterator[Progress]:
        """Show how far work is: a bar, or lines where standard error is not a terminal."""
        with shown(self._err, description, total) as progress:
            yield progress


def _of(group: Group) -> str:
    """Say of which editions a finding is: all their names, or how many and some of them."""
    if not group.editions:
        return ""
    if group.clinics < 2 and group.languages < 2:
        more = group.editions - 1
        return f", {group.examples[0]} and {more:,} more" if more else f", {group.examples[0]}"
    spread = ((group.clinics, "clinics"), (group.languages, "languages"))
    of = ", ".join(f"{count:,} {what}" for count, what in spread if count > 1)
    return f", {group.editions:,} files, {of}: {', '.join(group.examples)}{_more(group)}"


def _more(group: Group) -> str:
    return ", ..." if group.editions > len(group.examples) else ""


def finding_entry(finding: Finding) -> dict[str, object]:
    """Return a finding as reports have it."""
    return {
        "code": finding.code,
        "severity": finding.severity.word,
        "message": finding.message,
        "file": finding.place.file,
        "line": finding.place.line,
        "key": finding.place.key,
        "rows": finding.place.rows,
        "edition": finding.edition,
    }
