"""What the checks and stages have to say: findings, their places and their severity."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum


class Severity(IntEnum):
    """How bad a finding is; a profile refuses editions at or above its gate."""

    INFO = 10
    WARNING = 20
    ERROR = 30

    @property
    def word(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands: a file, a line counted from 1 (0: the whole file) and a key in it.

    In a table ``rows`` names the rows as people see them (17, or "5–9 and 12"); ``line`` is then
    the first of them, and ``key`` the heading of the column.
    """

    file: str = ""
    line: int = 0
    key: str = ""
    rows: str = ""

    def __str__(self) -> str:
        if self.rows:
            row = "row" if self.rows.isdecimal() else "rows"
            column = f", column {self.key}" if self.key else ""
            return f"{self.file}, {row} {self.rows}{column}"
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where} ({self.key})" if self.key and where else where or self.key


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem or remark.

    ``code`` is stable and named in tests and reports; ``message`` is a sentence that says what is
    wrong and what to do. ``edition`` names the edition it belongs to and is empty for trouble with
    an input file as such.
    """

    code: str
    severity: Severity
    message: str
    place: Place = Place()
    edition: str = ""

    def of(self, edition: str) -> Finding:
        """Return the same finding, said of an edition."""
        return replace(self, edition=edition)


def worst(findings: tuple[Finding, ...]) -> Severity | None:
    """Return the highest severity among the findings, None where there are none."""
    return max((finding.severity for finding in findings), default=None)
