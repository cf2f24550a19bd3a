"""How far a translation is: what is done, what has to be confirmed, what is still to do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ..model import Catalog, Message, Translation

_WORD = re.compile(r"\w+")
_NO_WORD = re.compile(r"<[^>]*>|\{\w+\}")  # tags and placeholders are not translated


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts of messages by state, and the words of the source that are left to do.

    ``stale``: translated, but from an older source.
    """

    translated: int
    fuzzy: int
    stale: int
    missing: int
    words_left: int

    @property
    def total(self) -> int:
        return self.translated + self.fuzzy + self.stale + self.missing

    @property
    def percent(self) -> float:
        """Return the share of messages that may be printed, 100 where there are none."""
        return 100 * self.translated / self.total if self.total else 100.0


def progress(messages: Iterable[Message], catalog: Catalog | None) -> Progress:
    """Measure how far a catalog (None: there is none) is with the messages of its source."""
    states: Counter[str] = Counter()
    words = 0
    for message in messages:
        state = _state(message, catalog.entries.get(message.key) if catalog else None)
        states[state] += 1
        if state != "translated":
            words += len(_WORD.findall(_NO_WORD.sub(" ", message.text)))
    return Progress(
        states["translated"],
        states["fuzzy"],
        states["stale"],
        states["missing"],
        words,
    )


def _state(message: Message, translation: Translation | None) -> str:
    if translation is None or not translation.text:
        return "missing"
    if translation.fuzzy:
        return "fuzzy"
    return "translated" if translation.source == message.text else "stale"
