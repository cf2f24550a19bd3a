"""No long stretches of italics or capitals.

Rationale: both slow readers down, and capitals are spelt out by some screen readers.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from ...findings import Severity
from ..pdf import PdfPage, Text
from ..results import Problem, Rule
from ..subject import Check, Subject

ITALICS = Rule("text.italics", Severity.WARNING, "Italics are for a few words")
CAPITALS = Rule("text.capitals", Severity.WARNING, "Capitals are for a few words")


def examine(subject: Subject) -> Iterator[Problem]:
    """Find stretches of italics, and of capitals, that are too long."""
    limits = subject.thresholds
    for page in subject.pages:
        for texts, length in _stretches(page, limits.italics_longest):
            yield ITALICS.broken(
                f"{length} characters in a row are in italics on page {page.number}; keep italics "
                f"for less than {limits.italics_longest:g}.",
                *(subject.spot(page, text) for text in texts),
            )
        for texts, length in _shouted(page, limits.capitals_longest):
            yield CAPITALS.broken(
                f"{length} capitals in a row stand on page {page.number}; write them small.",
                *(subject.spot(page, text) for text in texts),
            )


def _stretches(page: PdfPage, longest: float) -> Iterator[tuple[list[Text], int]]:
    """Yield texts in italics that follow one another."""
    run: list[Text] = []
    for text in (*page.printed_texts, None):
        if text is not None and text.font.italic:
            run.append(text)
            continue
        length = sum(len(text.text) for text in run)
        if length > longest:
            yield run, length
        run = []


def _shouted(page: PdfPage, longest: float) -> Iterator[tuple[list[Text], int]]:
    """Yield texts with capitals that follow one another, with no small letter between them."""
    run: list[Text] = []
    count = 0
    for text in page.printed_texts:
        for letter in text.text:
            kind = unicodedata.category(letter)
            if kind == "Lu":
                count += 1
                if not run or run[-1] is not text:
                    run.append(text)
            elif kind.startswith("L"):
                if count > longest:
                    yield run, count
                run, count = [], 0
    if count > longest:
        yield run, count


CHECK = Check("emphasis", __doc__, (ITALICS, CAPITALS), examine)
