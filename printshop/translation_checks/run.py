"""Run all checks over a pair, or over a catalog."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from ..findings import Finding, Severity
from ..model import Catalog, Glossary, Language
from .figures import check_figures
from .length import check_length
from .lists import check_lists
from .markup import check_markup
from .pair import NO_GLOSSARY, Pair
from .punctuation import check_punctuation
from .sameness import check_sameness
from .terms import check_terms

Check = Callable[[Pair], Iterator[Finding]]
CHECKS: tuple[Check, ...] = (
    check_sameness,
    check_markup,
    check_figures,
    check_lists,
    check_terms,
    check_length,
    check_punctuation,
)


def check(pair: Pair) -> tuple[Finding, ...]:
    """Return what all checks find in one translation; an empty one is only said to be empty."""
    if not pair.target.strip():
        return tuple(check_sameness(pair))
    return tuple(finding for each in CHECKS for finding in each(pair))


def check_catalog(
    catalog: Catalog, source: Language, language: Language, glossary: Glossary = NO_GLOSSARY
) -> tuple[Finding, ...]:
    """Return what all checks find in a catalog, entries that are fuzzy included."""
    pairs = [
        Pair(key, entry.source, entry.text, source, language, entry.place, entry.longest, glossary)
        for key, entry in catalog.entries.items()
    ]
    findings = [finding for pair in pairs for finding in check(pair)]
    return (*findings, *_inconsistent(pairs))


def _inconsistent(pairs: list[Pair]) -> Iterator[Finding]:
    """Find one source text that is translated in two ways."""
    ways: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        if pair.target and all(pair.target != other.target for other in ways[pair.source]):
            ways[pair.source].append(pair)
    for first, *others in ways.values():
        for other in others:
            yield other.finding(
                "inconsistent",
                Severity.INFO,
                f"The same source is translated differently as '{first.key}'; is that wanted?",
            )
