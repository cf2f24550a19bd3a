"""Translations that may help with a new message: of the same text elsewhere, or of a similar one.

The cost is bounded: a new message is held against the few texts that share most of its rarer
words and have few others; long texts are compared by words instead of letters, or by runs of
words.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from heapq import nlargest

from ..model import PLACEHOLDER
from .document import Document
from .entry import Entry
from .template import TAG

LEAST_RATIO = 0.75
_CANDIDATES = 3  # are compared with each new message
_LOOKED_AT = 200  # places of words, the rarest words first, are looked at for each new message
_LONG = 80  # letters; longer texts are compared by words
_PAIRS = 1000  # of equal words in two texts; with more, their runs of words are counted
_RUN = 4  # words
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A translation that may help: its source, and how like that is to a text, from 0 to 1."""

    source: str
    text: str
    likeness: float


class Memory:
    """What catalogs of one language have translated: whole, not fuzzy, without plural forms.

    They are asked in the order given, but the one that asks (``name``) before all others; what is
    in use goes before what is obsolete. Their sources have to be in one language, too.
    """

    def __init__(self, catalogs: Iterable[Document] = ()) -> None:
        self._catalogs = tuple(catalogs)

    def same(self, text: str, name: str) -> Entry | None:
        """Return an entry with exactly this source text and all of its placeholders and tags."""
        found = ((c, e) for c, e in self._by_text.get(text, ()) if _is_sound(e))
        return _own_or_first(found, name)

    def similar(self, text: str, name: str) -> Entry | None:
        """Return the entry with the most similar source text, None if none is similar enough."""
        best, best_ratio = None, LEAST_RATIO
        for other in self._candidates(text):
            ratio = _ratio(text, other, best_ratio)
            if ratio > best_ratio or (ratio == best_ratio and best is None):
                best, best_ratio = other, ratio
        return None if best is None else _own_or_first(self._by_text[best], name)

    def suggestions(self, text: str, name: str, key: str) -> tuple[Suggestion, ...]:
        """Return what may help with a message, the likest first and each text once.

        ``name`` and ``key`` are of the message's own catalog and place: it does not suggest itself.
        """
        found: dict[str, Suggestion] = {}
        for other in dict.fromkeys((text, *self._candidates(text))):
            likeness = 1.0 if other == text else _ratio(text, other, LEAST_RATIO)
            for catalog, entry in self._by_text.get(other, ()) if likeness >= LEAST_RATIO else ():
                if entry.obsolete or (catalog, entry.context) != (name, key):
                    suggestion = Suggestion(other, entry.texts[0], likeness)
                    found.setdefault(suggestion.text, suggestion)
        return tuple(sorted(found.values(), key=lambda each: -each.likeness))

    @cached_property
    def _by_text(self) -> Mapping[str, list[tuple[str, Entry]]]:
        """The entries with each source text, with the names of their catalogs."""
        index: dict[str, list[tuple[str, Entry]]] = defaultdict(list)
        for catalog in self._catalogs:
            for entry in _useful(catalog):
                index[entry.id].append((catalog.name, entry))
        return dict(index)

    @cached_property
    def _texts(self) -> tuple[tuple[str, set[str]], ...]:
        """Each source text once, and its words."""
        return tuple((text, _words(text)) for text in self._by_text)

    @cached_property
    def _by_word(self) -> Mapping[str, list[int]]:
        """Which of the texts have each word."""
        index: dict[str, list[int]] = defaultdict(list)
        for i, (_, words) in enumerate(self._texts):
            for word in words:
                index[word].append(i)
        return dict(index)

    def _candidates(self, text: str) -> list[str]:
        """Return the texts that share most of the words that either has."""
        shared: Counter[int] = Counter()
        words = _words(text)
        found = [self._by_word[word] for word in sorted(words) if word in self._by_word]
        left = _LOOKED_AT
        for places in sorted(found, key=len):
            shared.update(places[:left])
            left = max(0, left - len(places))
        scores = ((n / (len(words) + len(self._texts[i][1])), -i) for i, n in shared.items())
        return [self._texts[-i][0] for _, i in nlargest(_CANDIDATES, scores)]


def _useful(catalog: Document) -> Iterator[Entry]:
    obsolete = (entry for entry in catalog.entries if entry.obsolete)
    for entry in (*catalog.messages, *obsolete):
        if entry.plural is None and entry.texts[0].strip() and not entry.fuzzy:
            yield entry


def _own_or_first(found: Iterable[tuple[str, Entry]], name: str) -> Entry | None:
    entries = sorted(found, key=lambda pair: pair[0] != name)
    return entries[0][1] if entries else None


def _is_sound(entry: Entry) -> bool:
    """Tell whether a translation has the placeholders and tags of its source."""
    patterns = (PLACEHOLDER, TAG)
    pairs = ((p.findall(entry.id), p.findall(entry.texts[0])) for p in patterns)
    return all(Counter(source) == Counter(target) for source, target in pairs)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _ratio(text: str, other: str, least: float) -> float:
    """Return how similar two texts are, or 0 as soon as it is known to be less than ``least``."""
    by_words = max(len(text), len(other)) > _LONG
    first, second = (text.split(), other.split()) if by_words else (list(text), list(other))
    if by_words and _pairs(first, second) > _PAIRS:
        return _share_of_runs(first, second)
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0
    return matcher.ratio()


def _pairs(first: list[str], second: list[str]) -> int:
    counts = Counter(second)
    return sum(counts[word] for word in first)


def _share_of_runs(first: list[str], second: list[str]) -> float:
    runs, others = Counter(_runs(first)), Counter(_runs(second))
    return 2 * (runs & others).total() / (runs.total() + others.total())


def _runs(words: list[str]) -> list[str]:
    return [" ".join(words[i : i + _RUN]) for i in range(max(1, len(words) - _RUN + 1))]
