"""What an edition is made for: the screen, the office printer or the press."""

from __future__ import annotations

from dataclasses import dataclass

from .findings import Severity


@dataclass(frozen=True, slots=True)
class Profile:
    """How a laid-out leaflet is finished.

    ``imposed``: panels stand on sheets as the fold wants them, else each panel is a page.
    ``bleed`` and ``slug`` are mm: picture beyond the trim, and paper beyond the bleed for marks.
    ``fold_ticks``: short marks at the folds inside the trim, for hand folding.
    ``links``: hyperlinks are kept. ``notice``: text printed in the slug.
    ``gate``: an edition with a finding at least this severe is refused.
    """

    id: str
    name: str
    imposed: bool
    bleed: float = 0.0
    slug: float = 0.0
    fold_ticks: bool = False
    links: bool = True
    notice: str = ""
    gate: Severity = Severity.ERROR


PROFILES: dict[str, Profile] = {
    profile.id: profile
    for profile in (
        Profile(id="screen", name="pages in reading order, for screens", imposed=False),
        Profile(id="office", name="imposed, for a duplex printer", imposed=True, fold_ticks=True),
        Profile(
            id="press",
            name="imposed with bleed and marks (RGB, not yet CMYK)",
            imposed=True,
            bleed=3.0,
            slug=9.0,
            links=False,
            notice="RGB - NOT YET CMYK",
        ),
    )
}

# Panels are always laid out with this much picture beyond the trim, so that all profiles share
# one layout; each profile cuts off what it does not want.
LAYOUT_BLEED = 3.0
