"""A translation is one: not empty, not the source's own words.

Rationale: text that was copied and never translated looks complete to every count. Names and loan
words that are the same in both languages stand in the glossary, under ``same_as_source``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..findings import Finding, Severity
from .pair import Pair

_WORD = re.compile(r"[^\W\d_]{2,}")
_FILLED_IN = re.compile(r"</?[A-Za-z][^<>]*>|\{[A-Za-z]\w*\}")
_AROUND = re.compile(r"^[\W_]+|[\W_]+$")
FEWEST_WORDS = 3  # from here on, it is a sentence that was forgotten


def check_sameness(pair: Pair) -> Iterator[Finding]:
    """Find translations that are empty or the source itself."""
    if not pair.target.strip():
        yield pair.finding("empty", Severity.ERROR, "There is no translation yet; write one.")
    elif _is_copied(pair):
        words = len(_WORD.findall(_words(pair.source)))
        yield pair.finding(
            "untranslated",
            Severity.ERROR if words >= FEWEST_WORDS else Severity.WARNING,
            "This is the source text, word for word; translate it. If it has to be the same, say "
            f"so under 'same_as_source: {pair.language.tag}:' in locales/glossary.yaml.",
        )


def _is_copied(pair: Pair) -> bool:
    source = _words(pair.source)
    if source != _words(pair.target) or not any(map(str.isalpha, source)):
        return False
    # English as in Britain may well say what English says.
    return pair.source_language.tag not in pair.language.chain and not _is_allowed(pair, source)


def _is_allowed(pair: Pair, source: str) -> bool:
    same = pair.glossary.same
    allowed = {entry for tag in ("", *pair.language.chain) for entry in same.get(tag, ())}
    return pair.key in allowed or source in map(_words, allowed)


def _words(text: str) -> str:
    """Return what a translator has to translate of a text: no tags, placeholders or marks."""
    return _AROUND.sub("", " ".join(_FILLED_IN.sub(" ", text).split())).casefold()
