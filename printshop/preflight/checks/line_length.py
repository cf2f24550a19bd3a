"""Lines are short enough to find the next one.

Rationale: readers lose their place in lines of more than some 100 characters. A line that stands
alone has no next one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from ...findings import Severity
from ..pdf import PdfPage
from ..pdf.lines import Line
from ..results import Problem, Rule, places
from ..subject import Check, Subject
from .line_spacing import successive

LONG = Rule("text.line-length", Severity.WARNING, "Lines are short enough to be followed")


def examine(subject: Subject) -> Iterator[Problem]:
    """Find lines with too many characters."""
    most = subject.thresholds.line_longest
    for page in subject.pages:
        pairs = (pair for pair in successive(list(page.lines)) if _goes_on(subject, page, *pair))
        followed = {id(line) for pair in pairs for line in pair}
        long = [line for line in page.lines if id(line) in followed and _letters(line.text) > most]
        if long:
            longest = max(_letters(line.text) for line in long)
            yield LONG.broken(
                f"Lines on page {page.number} have more than {most:g} characters in "
                f"{places(len(long))}, up to {longest}; set the text in columns, or larger.",
                *(subject.line_spot(page, line) for line in long),
            )


def _goes_on(subject: Subject, page: PdfPage, line: Line, below: Line) -> bool:
    """Tell whether two lines may be of one paragraph: yes, where the file has no tags to say it."""
    above, under = (subject.paragraphs_in(page, part) for part in (line, below))
    return not above or not under or bool(above & under)


def _letters(text: str) -> int:
    """Count characters as readers do: what is written above or below a letter is part of it."""
    return sum(not unicodedata.category(letter).startswith("M") for letter in text)


CHECK = Check("line length", __doc__, (LONG,), examine)
