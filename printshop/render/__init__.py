"""Markup -> Proof -> bytes: the only home of WeasyPrint."""

from typing import TYPE_CHECKING

from ..late import late

if TYPE_CHECKING:
    from .engine import draft_mark, lay_out, warm_up, write
    from .library_check import missing_libraries
    from .places import slot_sizes
    from .proof import Proof
    from .slot_page import SlotPage, set_slots
    from .slug import slug_line
    from .spread import spread_pages
    from .structure import written
    from .wording import spoken
else:
    __getattr__ = late(
        __name__,
        {
            "engine": ("draft_mark", "lay_out", "warm_up", "write"),
            "library_check": ("missing_libraries",),
            "places": ("slot_sizes",),
            "proof": ("Proof",),
            "slot_page": ("SlotPage", "set_slots"),
            "slug": ("slug_line",),
            "spread": ("spread_pages",),
            "structure": ("written",),
            "wording": ("spoken",),
        },
    )

__all__ = [
    "Proof",
    "SlotPage",
    "draft_mark",
    "lay_out",
    "missing_libraries",
    "set_slots",
    "slot_sizes",
    "slug_line",
    "spoken",
    "spread_pages",
    "warm_up",
    "write",
    "written",
]
