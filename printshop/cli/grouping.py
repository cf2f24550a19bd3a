"""Findings grouped as they come: the same one of 200 clinics is one group, and is said once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..findings import Finding, Severity

EXAMPLES = 3
MOST_GROUPS = 5_000  # from here on findings are only counted, by code


@dataclass(slots=True)
class Group:
    """One finding with all that it was said of: how many editions, clinics and languages.

    ``examples`` names a few editions, of different clinics or languages if these are known.
    """

    finding: Finding
    editions: int = 0
    examples: list[str] = field(default_factory=list)
    _clinics: int = 0
    _languages: int = 0

    @property
    def clinics(self) -> int:
        return self._clinics.bit_count()

    @property
    def languages(self) -> int:
        return self._languages.bit_count()

    def add(self, edition: str, clinic: int, language: int) -> None:
        """Count one edition; ``clinic`` and ``language`` are numbers, -1 where there is none."""
        self.editions += 1
        seen = self._clinics, self._languages
        if clinic >= 0:
            self._clinics |= 1 << clinic  # a bit a clinic: 20,000 of them are 2.5 kB
        if language >= 0:
            self._languages |= 1 << language
        elsewhere = (self._clinics, self._languages) != seen
        if len(self.examples) < EXAMPLES and (elsewhere or clinic < 0 or not self.examples):
            self.examples.append(edition)


class Groups:
    """Findings by code, message and place; what it holds grows with distinct findings only."""

    def __init__(self, most: int | None = MOST_GROUPS) -> None:
        self._most = most
        self._groups: dict[tuple[object, ...], Group] = {}
        self._clinics: dict[str, int] = {}
        self._languages: dict[str, int] = {}
        self.unsaid: Counter[str] = Counter()  # by code, beyond the most that is kept
        self.worst: Severity | None = None

    def add(self, finding: Finding, clinic: str = "", language: str = "") -> None:
        """Take a finding in; its edition's clinic and language are counted where they are known."""
        self.worst = max(self.worst or finding.severity, finding.severity)
        key = (-finding.severity, finding.place, finding.code, finding.message)
        group = self._groups.get(key)
        if group is None:
            if self._most is not None and len(self._groups) >= self._most:
                self.unsaid[finding.code] += 1
                return
            group = self._groups[key] = Group(finding)
        if finding.edition:
            numbers = _number(self._clinics, clinic), _number(self._languages, language)
            group.add(finding.edition, *numbers)

    def __iter__(self) -> Iterator[Group]:
        """Iterate over the groups, worst first, then by place."""
        return (self._groups[key] for key in sorted(self._groups))

    def __len__(self) -> int:
        return len(self._groups)


def _number(known: dict[str, int], name: str) -> int:
    """Return a small number for a name, the same each time; -1 for no name."""
    return known.setdefault(name, len(known)) if name else -1
