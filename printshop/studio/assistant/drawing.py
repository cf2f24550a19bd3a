"""Pictures for the desk: a leaflet's cover, and the panel on which a clinic stands."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from ...errors import BrochureError
from ...fingerprint import Fingerprints, engine_digest
from ...kept import Shelf
from ...model import Brochure, Clinic, Edition
from ...plan import Request, plan
from ...profiles import PROFILES
from ...render.library_check import pango_version
from ..preview import Remembered, preview
from ..renderer import Renderer
from ..workspace import Snapshot
from .uploads import kept_folder

COVER_DPI = 96
PANEL_DPI = 132
MOST_KEPT = 64_000_000  # bytes
SMALL: Remembered = (8.0, 0)  # points: a size in which everything fits
_CONTACT = "contact.heading"  # the first text of a clinic's panel


@dataclass(frozen=True, slots=True)
class Cover:
    """A leaflet's cover as PNG, and what copyfit found for its texts."""

    png: bytes
    fit: Remembered


@dataclass(frozen=True, slots=True)
class Panel:
    """A clinic's panel as PNG. ``crowded``: it wants more room than there is; ``wide``: a word.

    ``broken``: its logo cannot be drawn, and what else stands on it may be missing.
    """

    png: bytes
    crowded: bool
    wide: bool
    broken: bool


def edition_of(snapshot: Snapshot, brochure: Brochure, tag: str, clinic: Clinic) -> Edition:
    """Return a leaflet for a clinic that need not be one of the workspace's, to look at.

    Raises BrochureError where there is no such edition.
    """
    library = replace(snapshot.library, clinics={clinic.id: clinic})
    look = next(id for id, profile in PROFILES.items() if profile.folded)
    request = Request((brochure.id,), (tag,), (), brochure.folds[:1], (look,), draft=True)
    planned = plan(library, snapshot.catalogs, request, Fingerprints(""))
    for edition in planned.editions:
        return edition
    raise BrochureError("There is nothing to show of this leaflet.")


async def cover(edition: Edition, renderer: Renderer) -> Cover:
    """Return a leaflet's cover, kept from an earlier time or drawn now."""
    shelf = Shelf(kept_folder("previews"), MOST_KEPT)
    key = Fingerprints(engine_digest(pango_version())).of(edition, f"cover {COVER_DPI}")
    found = shelf.find(key)
    if found is None:
        drawn = await renderer.do(draw_cover, edition)
        shelf.keep(key, json.dumps(drawn.fit).encode() + b"\n" + drawn.png)
        return drawn
    fit, _, png = found.partition(b"\n")
    body, alignment = json.loads(fit)
    return Cover(png, (body, alignment))


def draw_cover(edition: Edition) -> Cover:
    """Lay a whole leaflet out, and return its cover; done in the renderer's process."""
    made = preview(edition, COVER_DPI)
    return Cover(made.panels[0].png, made.remembered)


def draw_panel(edition: Edition, fit: Remembered) -> Panel:
    """Return the panel of a leaflet's clinic; done in the renderer's process.

    The story is left out, which makes it five times as fast; the panel is the same, since it
    begins anew behind the story, and its type has the size that ``fit`` gives the leaflet.
    """
    bare = replace(edition.brochure, sections=(), selections={}, cover=None, cover_wide=None)
    made = preview(replace(edition, brochure=bare), PANEL_DPI, fit)
    begins = next((box.page for box in made.boxes if box.key == _CONTACT), len(made.panels))
    panels = len(edition.fold.panels)
    crowded = begins < len(made.panels) or len(made.panels) > panels
    codes = {finding.code for finding in made.findings}
    wide, broken = "layout.sideways" in codes, "layout.missing-picture" in codes
    return Panel(made.panels[begins - 1].png, crowded, wide, broken)


def can_be_drawn(edition: Edition) -> bool:
    """Tell whether a clinic's logo can be drawn; done in the renderer's process."""
    try:
        return not draw_panel(edition, SMALL).broken
    except Exception:  # whatever a drawing does to the layout engine
        return False
