"""Text keeps away from where the paper is cut and folded.

Rationale: a knife and a fold may be off by a millimetre or two. Text at the edge is cut, and text
in a fold cannot be read.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...findings import Severity
from ...folds import fold_lines
from ...geometry import millimetres, points
from ..pdf import Box, PdfPage, Text
from ..results import Problem, Rule, Spot
from ..subject import Check, Subject

CUT = Rule("text.cut", Severity.ERROR, "No text is cut off")
AT_EDGE = Rule("text.at-edge", Severity.ERROR, "Text keeps its distance from the trim")
IN_FOLD = Rule("text.in-fold", Severity.ERROR, "Text keeps clear of the folds")
AT_FOLD = Rule("text.at-fold", Severity.WARNING, "Text keeps its distance from the folds")

_SLACK = 0.05  # mm: rounding


def examine(subject: Subject) -> Iterator[Problem]:
    """Find text near the trim and, where the folds are known, near them."""
    for page in subject.pages:
        level = [text for text in page.printed_texts if _is_upright(text)]
        yield from _edges(subject, page, level)
        yield from _folds(subject, page, level)


def _is_upright(text: Text) -> bool:
    """Tell whether a text stands or lies; what is slanted is a mark over the page."""
    return abs(text.angle / 90 - round(text.angle / 90)) < 0.02


def _edges(subject: Subject, page: PdfPage, texts: list[Text]) -> Iterator[Problem]:
    wanted = subject.thresholds.text_to_trim
    if wanted is None:
        return
    cut, near = [], []
    least = wanted
    for text in texts:
        distance = _distance(text.box, page.trim)
        if distance < -_SLACK:
            cut.append(text)
        elif distance < wanted - _SLACK:
            near.append(text)
            least = min(least, distance)
    if cut:
        yield CUT.broken(
            f"'{_words(cut)}' on page {page.number} is cut off by the trim; move it inwards.",
            *(subject.spot(page, text) for text in cut),
        )
    if near:
        yield AT_EDGE.broken(
            f"'{_words(near)}' on page {page.number} is {max(least, 0):.1f} mm from the trim; move "
            f"it to {wanted:g} mm.",
            *(subject.spot(page, text) for text in near),
        )


def _distance(box: Box, trim: Box) -> float:
    """Return how far inside the trim a box is, in mm; negative where it reaches out."""
    inside = (
        box.left - trim.left,
        box.bottom - trim.bottom,
        trim.right - box.right,
        trim.top - box.top,
    )
    return millimetres(min(inside))


def _folds(subject: Subject, page: PdfPage, texts: list[Text]) -> Iterator[Problem]:
    wanted, least = subject.thresholds.text_to_fold, subject.thresholds.text_to_fold_least
    if wanted is None or least is None:
        return
    spots: dict[Rule, list[tuple[float, Text, Spot]]] = {IN_FOLD: [], AT_FOLD: []}
    for x in fold_places(subject, page):
        for text in texts:
            distance = millimetres(max(text.box.left - x, x - text.box.right))
            if distance < wanted - _SLACK:
                rule = IN_FOLD if distance < least - _SLACK else AT_FOLD
                spots[rule].append((distance, text, subject.spot(page, text)))
    for rule, found in spots.items():
        if found:
            nearest = min(distance for distance, _, _ in found)
            where = "is in a fold" if nearest < 0 else f"is {nearest:.1f} mm from a fold"
            yield rule.broken(
                f"'{_words([text for _, text, _ in found])}' on page {page.number} {where}; move "
                f"it to {wanted:g} mm.",
                *(spot for _, _, spot in found),
            )


def fold_places(subject: Subject, page: PdfPage) -> tuple[float, ...]:
    """Return where a sheet is folded, in points from the page's origin; nowhere if not known."""
    ours = subject.ours
    if ours is None or ours.fold is None or not subject.requirements.profile.imposed:
        return ()
    side = ours.fold.sides[page.number - 1]
    return tuple(page.trim.left + points(x) for x in fold_lines(side))


def _words(texts: list[Text]) -> str:
    words = " ".join(texts[0].text.split())
    return f"{words[:40]}..." if len(words) > 40 else words


CHECK = Check(
    "safe area",
    __doc__,
    (CUT, AT_EDGE, IN_FOLD, AT_FOLD),
    examine,
    lambda subject: subject.thresholds.text_to_trim is not None,
)
