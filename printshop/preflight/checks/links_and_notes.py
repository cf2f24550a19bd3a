"""Nothing lies on the pages of a file for a press: no links, notes or highlights.

Rationale: they are not printed, or they are, and PDF/X allows none inside the bleed.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...findings import Severity
from ..pdf.trees import annotations_of
from ..results import Problem, Rule, Spot
from ..subject import Check, Subject, for_press

PRESENT = Rule("annotation.present", Severity.ERROR, "No annotations inside the bleed")

_ALLOWED = ("/PrinterMark", "/TrapNet")


def examine(subject: Subject) -> Iterator[Problem]:
    """Find annotations inside the bleed."""
    for page in subject.pages:
        kinds: dict[str, list[Spot]] = {}
        for annotation in annotations_of(page):
            kind = str(annotation.get("/Subtype", "/unknown"))
            box = page.box_of(annotation.get("/Rect"))
            if kind in _ALLOWED or (box is not None and box.within(page.bleed) is None):
                continue
            spot = subject.spot(page, box) if box else Spot(page.number)
            kinds.setdefault(kind[1:], []).append(spot)
        if kinds:
            named = ", ".join(f"{len(spots)} {kind}" for kind, spots in sorted(kinds.items()))
            yield PRESENT.broken(
                f"There are annotations on page {page.number} ({named}); export the file without.",
                *(spot for spots in kinds.values() for spot in spots),
            )


CHECK = Check("links and notes", __doc__, (PRESENT,), examine, for_press)
