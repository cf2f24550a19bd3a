"""A file for a press is in its inks: no RGB, no Lab, no spot colour but register.

Rationale: what the print firm's program makes of RGB is not in our hands; black text becomes four
inks. A spot colour is a plate more, and a bill.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...findings import Severity
from ..pdf import Mark, Picture, Shade, Text
from ..pdf.colours import Family, Space
from ..results import Problem, Rule, Spot, places
from ..subject import Check, Subject, for_press

RGB = Rule("colour.rgb", Severity.ERROR, "No RGB in a file for a press")
LAB = Rule("colour.lab", Severity.ERROR, "No Lab in a file for a press")
SPOT = Rule("colour.spot", Severity.ERROR, "No spot colour in a file for a press")
UNKNOWN = Rule("colour.unknown", Severity.ERROR, "Colours are in spaces that can be read")

_RULES = {Family.RGB: RGB, Family.LAB: LAB, Family.SPOT: SPOT, Family.UNKNOWN: UNKNOWN}
_KINDS = ((Text, "text"), (Picture, "pictures"), (Shade, "gradients"), (Mark, "shapes and lines"))


def examine(subject: Subject) -> Iterator[Problem]:
    """Find what is drawn in anything but grey and the four inks."""
    for page in subject.pages:
        found: dict[tuple[Rule, tuple[str, ...]], list[tuple[str, Spot]]] = {}
        masks = [("soft masks", mark) for mark in page.masks]
        for kind, mark in (*((_kind(mark), mark) for mark in page.marks), *masks):
            space = _meant(mark.ink.colour.space)
            rule = _RULES.get(space.family)
            if rule is not None:
                known = found.setdefault((rule, space.colorants), [])
                known.append((kind, subject.spot(page, mark)))
        for (rule, colorants), marks in found.items():
            kinds = " and ".join(dict.fromkeys(kind for kind, _ in marks))
            name = " and ".join(colorants) or rule.code.rpartition(".")[2].upper()
            yield rule.broken(
                f"On page {page.number} there is {name} in {places(len(marks))} ({kinds}); convert "
                "it to the inks of the press.",
                *(spot for _, spot in marks),
            )


def _kind(mark: Mark) -> str:
    return next(name for type_, name in _KINDS if isinstance(mark, type_))


def _meant(space: Space) -> Space:
    """Return the space in which a pattern or a table of colours has its colours."""
    while space.family is Family.PATTERN and space.base is not None:
        space = space.base
    while space.family is not Family.PATTERN and space.base is not None:
        space = space.base
    return space


CHECK = Check("colour spaces", __doc__, (RGB, LAB, SPOT, UNKNOWN), examine, for_press)
