"""Labels in pictures are no longer than the room they have.

Rationale: a label has no second line; what is too long runs over the drawing or off it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from ..findings import Finding, Severity
from .pair import Pair


def check_length(pair: Pair) -> Iterator[Finding]:
    """Find translations that are longer than the limit of their place."""
    count = letters(pair.plain_target)
    if pair.longest is not None and count > pair.longest:
        yield pair.finding(
            "too-long",
            Severity.WARNING,
            f"This is as wide as {count} letters, and there is room for {pair.longest}; write it "
            "shorter.",
        )


def letters(text: str) -> int:
    """Count letters as they take room: marks on letters none, wide characters (UAX 11) two."""
    text = unicodedata.normalize("NFC", text)
    return sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in text if not _is_on_letter(c))


def _is_on_letter(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Me", "Cf", "Cc")
