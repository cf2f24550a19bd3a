"""Lines of body text stand far enough apart.

Rationale: below 1.2 times the type size the eye loses its way back to the next line.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...findings import Severity
from ..pdf.lines import Line
from ..results import Problem, Rule, Spot, places
from ..subject import Check, Subject
from .text_size import body_size

TIGHT = Rule("text.line-spacing", Severity.ERROR, "Lines of body text stand far enough apart")

_SLACK = 0.015  # of the type size: rounding
_FAR = 2.5  # times the size: no line of the same text
_ALIKE = 0.1  # points


def examine(subject: Subject) -> Iterator[Problem]:
    """Find body text whose lines are too close."""
    wanted, body = subject.thresholds.line_spacing, body_size(subject)
    tight: list[tuple[float, Spot]] = []
    for page in subject.pages:
        lines = [line for line in page.lines if _is_body(line, body)]
        for line, below in successive(lines):
            spacing = (line.base - below.base) / body
            if spacing < wanted - _SLACK:
                tight.append((spacing, subject.line_spot(page, below)))
    if tight:
        closest = min(spacing for spacing, _ in tight)
        yield TIGHT.broken(
            f"Lines of body text are closer than {wanted:g} times the type size in "
            f"{places(len(tight))}, the closest {closest:.2f}; set them further apart.",
            *(spot for _, spot in tight),
        )


def _is_body(line: Line, body: float) -> bool:
    """Tell whether a line is of the size of body text, and no heading in bold."""
    return abs(line.size - body) < _ALIKE and not all(text.font.bold for text in line.texts)


def successive(lines: list[Line]) -> Iterator[tuple[Line, Line]]:
    """Yield each line with the next one below it in its column, if one is near."""
    for at, line in enumerate(lines):
        for below in lines[at + 1 :]:
            if line.base - below.base > _FAR * line.size:
                break
            if below.base < line.base and _share_a_column(line, below):
                yield line, below
                break


def _share_a_column(one: Line, other: Line) -> bool:
    shared = min(one.box.right, other.box.right) - max(one.box.left, other.box.left)
    return shared > 0.5 * min(one.box.width, other.box.width)


CHECK = Check("line spacing", __doc__, (TIGHT,), examine)
