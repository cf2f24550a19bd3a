"""What is wrong in a table, collected row by row and said once for all rows that share it."""

from __future__ import annotations

from ..findings import Finding, Place, Severity

SAID_ALONE = 3  # rows with the same fault that are said one by one
EXAMPLES = 2  # values that are quoted of a longer list
RANGES = 6  # of rows, written out
LONGEST_QUOTE = 60  # characters


class Faults:
    """The faults of one table, by kind of fault and column."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._rows: dict[tuple[str, Severity, str, str], list[int]] = {}
        self._values: dict[tuple[str, Severity, str, str], list[str]] = {}

    def add(
        self,
        code: str,
        sentence: str,
        row: int,
        column: str = "",
        value: str = "",
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Note that a sentence, in which {value} is the value, holds of a cell."""
        key = (code, severity, column, sentence)
        self._rows.setdefault(key, []).append(row)
        values = self._values.setdefault(key, [])
        if len(values) < SAID_ALONE:
            values.append(value)

    def findings(self) -> list[Finding]:
        """Return a finding for each fault; many of a kind are one, with their rows."""
        found: list[Finding] = []
        for key, rows in self._rows.items():
            code, severity, column, sentence = key
            values = self._values[key]
            if len(rows) <= SAID_ALONE:
                found += (
                    self._finding(code, severity, column, sentence, [row], [value])
                    for row, value in zip(rows, values, strict=True)
                )
            else:
                found.append(self._finding(code, severity, column, sentence, rows, values))
        return sorted(found, key=lambda f: (-f.severity, f.place.line, f.place.key, f.code))

    def _finding(
        self,
        code: str,
        severity: Severity,
        column: str,
        sentence: str,
        rows: list[int],
        values: list[str],
    ) -> Finding:
        message = sentence.replace("{value}", _quoted(values[0]))
        if len(rows) > 1:
            others = [f"'{_quoted(v)}'" for v in dict.fromkeys(values[1:]) if v and v != values[0]]
            more = f", such as {' and '.join(others[:EXAMPLES])}" if others else ""
            message += f" So it is in {len(rows):,} rows{more}."
        place = Place(self._name, rows[0], column, row_ranges(rows))
        return Finding(code, severity, message, place)


def _quoted(value: str) -> str:
    text = " / ".join(value.split("\n"))
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"


def row_ranges(rows: list[int]) -> str:
    """Write row numbers, which are in order, as people do: 5–9, 12 and 14. Long lists are cut."""
    ranges: list[list[int]] = []
    for row in rows:
        if ranges and row <= ranges[-1][1] + 1:
            ranges[-1][1] = row
        else:
            ranges.append([row, row])
    texts = [f"{a}" if a == b else f"{a}–{b}" for a, b in ranges[:RANGES]]
    left = sum(b - a + 1 for a, b in ranges[RANGES:])
    if left:
        texts.append(f"{left:,} more")
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"
