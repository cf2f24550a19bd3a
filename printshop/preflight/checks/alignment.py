"""Text is ragged at its end, not justified.

Rationale: the uneven spaces of justified text are hard for readers with dyslexia (clear print).
Chinese and Japanese stand on a grid and are left out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from ...findings import Severity
from ..pdf import PdfPage
from ..pdf.lines import Line
from ..results import Problem, Rule
from ..subject import Check, Subject
from .line_spacing import successive

JUSTIFIED = Rule("text.justified", Severity.WARNING, "Text is not justified")

_FLUSH = 0.35  # points
_LINES = 4  # that end alike by intent and not by chance, the last one left out
_WORDS = 3  # in a line, or there is nothing to stretch


def examine(subject: Subject) -> Iterator[Problem]:
    """Find paragraphs whose lines all begin and end at the same places."""
    for page in subject.pages:
        flush = [line for block in _blocks(page) if len(block) >= _LINES for line in block]
        if flush:
            yield JUSTIFIED.broken(
                f"{len(flush)} lines on page {page.number} are justified; align them at their "
                "beginning only.",
                *(subject.line_spot(page, line) for line in flush),
            )


def _blocks(page: PdfPage) -> Iterator[list[Line]]:
    """Yield runs of lines that follow one another and are flush on both sides."""
    following = {id(line): below for line, below in successive(list(page.lines))}
    done: set[int] = set()
    for line in page.lines:
        block: list[Line] = []
        at: Line | None = line
        while at is not None and id(at) not in done and _can_stretch(at):
            if block and not _is_flush(block[-1], at):
                break
            block.append(at)
            done.add(id(at))
            at = following.get(id(at))
        yield block


def _is_flush(one: Line, other: Line) -> bool:
    return (
        abs(one.box.left - other.box.left) < _FLUSH
        and abs(one.box.right - other.box.right) < _FLUSH
        and abs(one.size - other.size) < _FLUSH
    )


def _can_stretch(line: Line) -> bool:
    wide = any(unicodedata.east_asian_width(letter) == "W" for letter in line.text)
    return len(line.text.split()) >= _WORDS and not wide


CHECK = Check("alignment", __doc__, (JUSTIFIED,), examine)
