"""What came of a build, counted artifact by artifact: nothing of an artifact itself is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..findings import Finding, Severity
from ..model import Artifact, Edition, Fit
from .grouping import Groups
from .report import Screen

CLEAN, EXIT_FINDINGS, EXIT_BUG = 0, 1, 3

MOST_LEAFLETS = 40  # a row each up to here, then a row a clinic and a row a language
MOST_ROWS = 15  # of clinics, and of languages
MOST_OF_A_CODE = 100  # different findings
MOST_FAILURES = 5  # that are shown with all they say

Leaflet = tuple[str, str, str, str]  # brochure, clinic, language, fold


@dataclass(slots=True)
class Counts:
    """How many files were made now, are up to date, were refused or failed; and what they said."""

    made: int = 0
    current: int = 0
    refused: int = 0
    failed: int = 0
    warned: int = 0  # files with warnings, made or not
    smallest: float = 0.0  # body in points; 0: none has pages

    @property
    def files(self) -> int:
        return self.made + self.current + self.refused + self.failed

    @property
    def state(self) -> str:
        """Say in a word or two what came of them."""
        if self.failed:
            return "failed"
        if self.refused:
            return f"{self.refused} refused"
        return "made" if self.made else "up to date"

    def add(self, artifact: Artifact) -> None:
        if artifact.failure:
            self.failed += 1
        elif artifact.pdf is None:
            self.refused += 1
        elif artifact.pdf or artifact.deposit:
            self.made += 1
        else:
            self.current += 1
        self.warned += any(f.severity >= Severity.WARNING for f in artifact.findings)
        if artifact.fit:
            self.smallest = min(self.smallest or artifact.fit.body, artifact.fit.body)


@dataclass(slots=True)
class _Row:
    """A leaflet of a small build."""

    counts: Counts = field(default_factory=Counts)
    fit: Fit | None = None


class Tally:
    """Counts by clinic and by language, and findings in groups.

    Its size grows with the clinics (a few numbers each) and with distinct findings, and not with
    the files. Feed it every edition with its artifact; the artifact may be dropped afterwards.
    """

    def __init__(self) -> None:
        self.all = Counts()
        self.groups = Groups()
        self._failures: dict[str, str] = {}  # what was said, and of which file first
        self._failed: Counter[str] = Counter()
        self._clinics: dict[str, Counts] = {}
        self._languages: dict[str, Counts] = {}
        self._rows: dict[Leaflet, _Row] | None = {}

    def found(self, findings: Iterable[Finding]) -> None:
        """Take in findings of the workspace, which belong to no edition."""
        for finding in findings:
            self.groups.add(finding)

    def add(self, edition: Edition, artifact: Artifact) -> None:
        """Take in what came of an edition."""
        clinic, language = edition.clinic.id, edition.language.tag
        self.all.add(artifact)
        self._clinics.setdefault(clinic, Counts()).add(artifact)
        self._languages.setdefault(language, Counts()).add(artifact)
        for finding in artifact.findings:
            self.groups.add(finding, clinic, language)
        if artifact.failure:
            self._add_failure(artifact)
        self._add_row((edition.brochure.id, clinic, language, edition.fold.id), artifact)

    @property
    def exit_code(self) -> int:
        """Return what the command exits with: 3 for our bugs, 1 for errors, else 0."""
        if self.all.failed:
            return EXIT_BUG
        worst = self.groups.worst
        return EXIT_FINDINGS if worst is not None and worst >= Severity.ERROR else CLEAN

    def say(self, screen: Screen, folder: Path | str) -> None:
        """Say it all: findings, failures, a table, and the total of the files in ``folder``."""
        screen.groups(self.groups, MOST_OF_A_CODE)
        self._say_failures(screen)
        self._say_tables(screen)
        count = self.all.made + self.all.current
        screen.say(f"{count} of {self.all.files} files in {folder}; {self.all.made} made now.")

    def _add_failure(self, artifact: Artifact) -> None:
        if len(self._failures) < MOST_FAILURES:
            self._failures.setdefault(artifact.failure, artifact.name)
        if artifact.failure in self._failures:
            self._failed[artifact.failure] += 1

    def _say_failures(self, screen: Screen) -> None:
        for text, name in self._failures.items():
            more = self._failed[text] - 1
            which = f"{name} and {more:,} more" if more else name
            bug = text.startswith("Traceback")  # else it is a sentence that says what to do
            screen.error(f"{which} failed; please report this:" if bug else f"{which} failed:")
            screen.error(text)
        others = self.all.failed - self._failed.total()
        if others:
            screen.error(f"{others:,} more failed in other ways.")

    def _add_row(self, leaflet: Leaflet, artifact: Artifact) -> None:
        if self._rows is None:
            return
        row = self._rows.setdefault(leaflet, _Row())
        row.counts.add(artifact)
        row.fit = row.fit or artifact.fit
        if len(self._rows) > MOST_LEAFLETS:
            self._rows = None

    def _say_tables(self, screen: Screen) -> None:
        if self._rows is not None:
            columns = ("brochure", "clinic", "language", "fold", "body", "full", "files")
            screen.table("", columns, _leaflet_rows(self._rows))
            return
        troubled = sum(any(_badness(counts)) for counts in self._clinics.values())
        _say_summary(screen, "clinic", self._clinics, min(troubled, MOST_ROWS))
        _say_summary(screen, "language", self._languages, MOST_ROWS)


def _leaflet_rows(rows: Mapping[Leaflet, _Row]) -> Iterator[tuple[str, ...]]:
    for leaflet in sorted(rows, key=lambda leaflet: (leaflet[0], leaflet[2:], leaflet[1])):
        row = rows[leaflet]
        body, full = (f"{row.fit.body:g} pt", f"{row.fit.fill:.0%}") if row.fit else ("", "")
        yield (*leaflet, body, full, row.counts.state)


def _say_summary(screen: Screen, kind: str, every: Mapping[str, Counts], most: int) -> None:
    """Print a row for each clinic or language, worst first, and what is with the rest in a line."""
    names = sorted(every, key=lambda name: (_badness(every[name]), name))
    shown, rest = names[:most], names[most:]
    if shown:
        columns = [column for column in _COLUMNS if any(column.of(every[name]) for name in shown)]
        rows = ((name, *(column.of(every[name]) for column in columns)) for name in shown)
        screen.say(f"\nBy {kind}:")
        screen.table("", (kind, *(column.name for column in columns)), rows)
    if rest:
        which = f"and {len(rest):,} more {kind}s" if shown else f"{len(rest):,} {kind}s"
        screen.say(f"{which}, {_of_the_rest(every[name] for name in rest)}")


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of a summary; it is left out where it says nothing of anybody."""

    name: str
    of: Callable[[Counts], str]


def _count(number: int) -> str:
    return f"{number:,}" if number else ""


_COLUMNS = (
    _Column("files", lambda counts: _count(counts.files)),
    _Column("made", lambda counts: _count(counts.made)),
    _Column("up to date", lambda counts: _count(counts.current)),
    _Column("refused", lambda counts: _count(counts.refused)),
    _Column("failed", lambda counts: _count(counts.failed)),
    _Column("with warnings", lambda counts: _count(counts.warned)),
    _Column("smallest", lambda counts: f"{counts.smallest:g} pt" if counts.smallest else ""),
)


def _badness(counts: Counts) -> tuple[int, int, int]:
    return -counts.failed, -counts.refused, -counts.warned


def _of_the_rest(rest: Iterable[Counts]) -> str:
    """Say what is wrong with the rows that are not shown."""
    wrong: Counter[str] = Counter()
    for counts in rest:
        wrong["with failed files"] += bool(counts.failed)
        wrong["with refused files"] += bool(counts.refused)
        wrong["with warnings"] += bool(counts.warned)
    said = ", ".join(f"{count:,} {what}" for what, count in wrong.items() if count)
    return f"{said}." if said else "all clean."
