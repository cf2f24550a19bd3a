"""Small black text is one ink.

Rationale: black of several inks is four plates that have to meet to a hundredth of a millimetre;
where they do not, small text has coloured edges.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...findings import Severity
from ..pdf import Text
from ..results import Problem, Rule, places
from ..subject import Check, Subject, for_press

RICH = Rule("text.rich-black", Severity.ERROR, "Small black text is black ink alone")

_BLACK, _SOME, _MUCH = 0.85, 0.1, 0.6  # parts of full ink


def examine(subject: Subject) -> Iterator[Problem]:
    """Find small text in black made of several inks."""
    largest = subject.thresholds.small_text
    for page in subject.pages:
        rich = [text for text in page.printed_texts if text.size < largest and _is_rich(text)]
        if rich:
            yield RICH.broken(
                f"Text below {largest:g} pt on page {page.number} is in a black of several inks, "
                f"in {places(len(rich))}; make it black alone.",
                *(subject.spot(page, text) for text in rich),
            )


def _is_rich(text: Text) -> bool:
    inks = text.ink.colour.inks
    if inks is None:
        return False
    cyan, magenta, yellow, black = inks
    on_top = black >= _BLACK and cyan + magenta + yellow > _SOME
    return on_top or min(cyan, magenta, yellow) >= _MUCH


CHECK = Check("rich black", __doc__, (RICH,), examine, for_press)
