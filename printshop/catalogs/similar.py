"""Translations that may help with a new message: of the same text elsewhere, or of a similar one.

The cost is bounded: a new message is held against the few texts that share most of its rarer
words, and long texts are compared by words instead of letters.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher

from .entry import Entry

LEAST_RATIO = 0.75
_CANDIDATES = 3  # are compared with each new message
_LOOKED_AT = 400  # places of words, the rarest words first, are looked at for each new message
_LONG = 80  # letters; longer texts are compared by words
_WORD = re.compile(r"\w+")


class Memory:
    """What a catalog has translated already: whole, not fuzzy, without plural forms."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = [e for e in entries if _is_useful(e)]
        self._by_text: dict[str, Entry] = {}
        self._by_word: dict[str, list[int]] = defaultdict(list)
        for i, entry in enumerate(self._entries):
            self._by_text.setdefault(entry.id, entry)
            for word in _words(entry.id):
                self._by_word[word].append(i)

    def same(self, text: str) -> Entry | None:
        """Return an entry with exactly this source text; the first that was given."""
        return self._by_text.get(text)

    def similar(self, text: str) -> Entry | None:
        """Return the entry with the most similar source text, None if none is similar enough."""
        best, best_ratio = None, LEAST_RATIO
        for entry in self._candidates(text):
            ratio = _ratio(text, entry.id, best_ratio)
            if ratio > best_ratio or (ratio == best_ratio and best is None):
                best, best_ratio = entry, ratio
        return best

    def _candidates(self, text: str) -> list[Entry]:
        shared: Counter[int] = Counter()
        found = [self._by_word[word] for word in sorted(_words(text)) if word in self._by_word]
        left = _LOOKED_AT
        for places in sorted(found, key=len):
            shared.update(places[:left])
            left = max(0, left - len(places))
        return [self._entries[i] for i, _ in shared.most_common(_CANDIDATES)]


def _is_useful(entry: Entry) -> bool:
    usable = entry.plural is None and entry.translated and not entry.fuzzy
    return usable and not entry.is_header


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _ratio(text: str, other: str, least: float) -> float:
    """Return how similar two texts are, or 0 as soon as it is known to be less than ``least``."""
    by_words = max(len(text), len(other)) > _LONG
    first, second = (text.split(), other.split()) if by_words else (list(text), list(other))
    matcher = SequenceMatcher[str](None, first, second, autojunk=False)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0
    return float(matcher.ratio())
