"""No layer of a file for a press is hidden, and none switches by itself.

Rationale: what one program hides another prints, since some know no layers at all. PDF/A-2 forbids
that layers are switched by the circumstances (ISO 19005-2, 6.9).
"""

from __future__ import annotations

from collections.abc import Iterator

from ...findings import Severity
from ..results import Problem, Rule, Spot
from ..subject import Check, Subject, for_press

HIDDEN = Rule("layer.hidden", Severity.ERROR, "Every layer is shown")
AUTOMATIC = Rule("layer.automatic", Severity.WARNING, "No layer switches by itself")


def examine(subject: Subject) -> Iterator[Problem]:
    """Find layers that are off, with what is drawn in them, and rules that switch layers."""
    spots: dict[str, list[Spot]] = {}
    for page in subject.pages:
        for mark in page.marks:
            if mark.tag.layer:
                spots.setdefault(mark.tag.layer, []).append(subject.spot(page, mark))
    layers = subject.document.layers
    for name in dict.fromkeys((*spots, *layers.hidden)):
        yield HIDDEN.broken(
            f"The layer '{name}' is hidden, and may be printed all the same; delete it or show it, "
            "and export the file again.",
            *spots.get(name, ()),
        )
    if any("/AS" in configuration for configuration in layers.configurations):
        yield AUTOMATIC.broken(
            "Layers are shown or hidden by themselves when the file is printed; export it without "
            "layers."
        )


CHECK = Check("layers", __doc__, (HIDDEN, AUTOMATIC), examine, for_press)
