"""A translation is one: not empty, not the source's own words.

Rationale: text that was copied and never translated looks complete to every count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..findings import Finding, Severity
from .pair import Pair

_WORD = re.compile(r"[^\W\d_]{2,}")
FEWEST_WORDS = 3  # names and loan words such as "Website" are the same in many languages


def check_sameness(pair: Pair) -> Iterator[Finding]:
    """Find translations that are empty or the source itself."""
    if not pair.target.strip():
        yield pair.finding("empty", Severity.ERROR, "There is no translation yet; write one.")
    elif pair.source == pair.target and pair.language != pair.source_language:
        words = len(_WORD.findall(re.sub(r"\{\w+\}", "", pair.plain_source)))
        if words >= FEWEST_WORDS:
            message = "This is the source text, word for word; translate it."
            yield pair.finding("untranslated", Severity.ERROR, message)
