"""What changed between two copies of a leaflet, message by message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Text = tuple[
    str, str | None
]  # the source, and the translation that is printed; None: there is none
Texts = Mapping[str, Text]  # by message key, in reading order


@dataclass(frozen=True, slots=True)
class Change:
    """A message before and after; None where it was not there, or is not any more."""

    key: str
    before: Text | None
    after: Text | None

    @property
    def kind(self) -> str:
        """Say what happened: added, removed, source (and perhaps translation) or translation."""
        if self.before is None or self.after is None:
            return "added" if self.before is None else "removed"
        return "source" if self.before[0] != self.after[0] else "translation"


def changes(before: Texts, after: Texts) -> tuple[Change, ...]:
    """Return what changed, in the reading order of the new copy; what is gone stands last."""
    there = [
        Change(key, before.get(key), text) for key, text in after.items() if before.get(key) != text
    ]
    gone = [Change(key, text, None) for key, text in before.items() if key not in after]
    return (*there, *gone)


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact before and after; empty where it was not there, or is not any more."""

    name: str
    before: str
    after: str


def fact_changes(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[FactChange, ...]:
    """Return the facts whose values differ, by name."""
    return tuple(
        FactChange(name, before.get(name, ""), after.get(name, ""))
        for name in sorted({*before, *after})
        if before.get(name, "") != after.get(name, "")
    )
