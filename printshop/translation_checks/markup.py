"""Tags, placeholders, web and mail addresses are the source's, as often as there.

Rationale: a lost tag spoils emphasis, a lost placeholder loses a telephone number, and a changed
address leads nowhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from ..findings import Finding, Severity
from .pair import Pair

_KINDS = (
    ("tag", re.compile(r"</?[A-Za-z][^<>]*>"), "tags"),
    ("placeholder", re.compile(r"\{[A-Za-z]\w*\}"), "placeholders"),
    ("address", re.compile(r"https?://[^\s<>\"')]+|[\w.+-]+@[\w-]+\.[\w.-]+"), "addresses"),
)


def check_markup(pair: Pair) -> Iterator[Finding]:
    """Find tags, placeholders and addresses that are missing or too many."""
    for code, pattern, name in _KINDS:
        wanted = Counter(_trimmed(pattern.findall(pair.source)))
        there = Counter(_trimmed(pattern.findall(pair.target)))
        if wanted != there:
            parts = sorted((wanted - there) + (there - wanted))
            yield pair.finding(
                code,
                Severity.ERROR,
                f"The {name} are not the source's: look at {' '.join(parts)}.",
            )


def _trimmed(found: list[str]) -> Iterator[str]:
    return (text.rstrip(".,;:!?") for text in found)
