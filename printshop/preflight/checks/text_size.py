"""The text is large enough to be read.

Rationale: package leaflets are at least 9 pt by law, clear print is 12, large print 16. Readers of
leaflets are older than designers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ...findings import Severity
from ..pdf import Text
from ..results import Problem, Rule, Spot, places
from ..subject import Check, Subject

BODY = Rule("text.small", Severity.ERROR, "Body text is large enough")
OTHER = Rule("text.tiny", Severity.WARNING, "No text is tiny")

_SLACK = 0.05  # points: rounding
_FEW = 3  # characters: a raised figure, and no text


def examine(subject: Subject) -> Iterator[Problem]:
    """Find body text, and other text, that is too small."""
    body, least = body_size(subject), body_least(subject)
    if body and body < least - _SLACK:
        yield BODY.broken(
            f"Most of the text is {body:g} pt; make it {least:g} pt or larger.",
            *(spot for spot, size in _spots(subject) if abs(size - body) < _SLACK),
        )
    tiny = [(spot, size) for spot, size in _spots(subject) if _is_tiny(subject, size)]
    if tiny:
        yield OTHER.broken(
            f"Text is smaller than {subject.thresholds.text_least:g} pt in {places(len(tiny))}, "
            f"down to {min(size for _, size in tiny):.1f} pt; make it larger.",
            *(spot for spot, _ in tiny),
        )


def body_least(subject: Subject) -> float:
    """Return what body text has to have: of our own what its layout promises, if that is more."""
    least = subject.thresholds.body_least
    if subject.ours is None:
        return least
    edition = subject.ours.edition
    return max(least, edition.theme.layouts[edition.fold.layout].smallest)


def body_size(subject: Subject) -> float:
    """Return the size that most of the text has, in points; 0 where there is no text.

    In a leaflet of ours it is that of the brochure's own text: a poster has more small print.
    """
    sizes: Counter[float] = Counter()
    own: Counter[float] = Counter()
    ours = subject.ours
    keys = {message.key for message in ours.edition.brochure.messages()} if ours else set()
    for page in subject.pages:
        for text in page.printed_texts:
            if not text.tag.artifact:
                size = round(text.size, 1)
                sizes[size] += len(text.text)
                own[size] += len(text.text) * (subject.spot(page, text).key in keys)
    counted = own if any(own.values()) else sizes
    return max(counted, key=lambda size: (counted[size], size), default=0.0)


def _is_tiny(subject: Subject, size: float) -> bool:
    return size < subject.thresholds.text_least - _SLACK


def _spots(subject: Subject) -> list[tuple[Spot, float]]:
    return [
        (subject.spot(page, text), round(text.size, 1))
        for page in subject.pages
        for text in page.printed_texts
        if _counts(text)
    ]


def _counts(text: Text) -> bool:
    return not text.tag.artifact and len(text.text.strip()) > _FEW


CHECK = Check("text size", __doc__, (BODY, OTHER), examine)
