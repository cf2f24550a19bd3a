"""The boxes of a page say where it is cut: the trim in the bleed, the bleed in the medium.

Rationale: programs that arrange pages on a printing plate place them by these boxes. A scaled or
turned page, or a crop box, makes them place something else.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...findings import Severity
from ..pdf import PdfPage
from ..results import Problem, Rule, Spot
from ..subject import Check, Subject

MISSING = Rule("box.missing", Severity.ERROR, "A page for a press says where it is cut")
ORDER = Rule("box.order", Severity.ERROR, "TrimBox in BleedBox in MediaBox")
CROP = Rule("box.crop", Severity.ERROR, "CropBox is absent, or the MediaBox")
SCALED = Rule("box.user-unit", Severity.ERROR, "Pages are drawn in points")
TURNED = Rule("box.rotate", Severity.ERROR, "Pages are not turned")
UNEQUAL = Rule("box.sizes", Severity.WARNING, "All pages have one size")

_SLACK = 0.05  # points: rounding


def examine(subject: Subject) -> Iterator[Problem]:
    """Find pages that a printer's programs would place wrongly."""
    for page in subject.pages:
        yield from _order(page)
        spot = Spot(page.number)
        if page.box("/TrimBox") is None and subject.requirements.for_press:
            message = f"Page {page.number} has no TrimBox, so nobody knows where to cut it; set it."
            yield MISSING.broken(message, spot)
        if max(abs(a - b) for a, b in zip(page.crop, page.media, strict=True)) > _SLACK:
            message = f"Page {page.number} shows less than there is; remove its CropBox."
            yield CROP.broken(message, spot)
        if page.rotation:
            message = f"Page {page.number} is turned by {page.rotation} degrees; export it upright."
            yield TURNED.broken(message, spot)
        if "/UserUnit" in page.obj:
            message = f"Page {page.number} is scaled (UserUnit); export it in its real size."
            yield SCALED.broken(message, spot)
    yield from _sizes(subject)


def _order(page: PdfPage) -> Iterator[Problem]:
    for inner, outer in (
        ("Trim", "Bleed"),
        ("Bleed", "Media"),
        ("Trim", "Media"),
        ("Art", "Media"),
    ):
        box = page.box(f"/{inner}Box")
        around = page.media if outer == "Media" else page.box(f"/{outer}Box")
        if box is not None and around is not None and not around.holds(box, _SLACK):
            message = (
                f"The {inner}Box of page {page.number} reaches out of its {outer}Box; correct the "
                "boxes where the file was made."
            )
            yield ORDER.broken(message, Spot(page.number))


def _sizes(subject: Subject) -> Iterator[Problem]:
    sizes = {(round(page.trim.width), round(page.trim.height)) for page in subject.pages}
    if len(sizes) > 1 and subject.requirements.profile.imposed:
        yield UNEQUAL.broken(
            f"The pages have {len(sizes)} sizes; both sides of a sheet have to have one."
        )


CHECK = Check(
    "page boxes",
    __doc__,
    (MISSING, ORDER, CROP, SCALED, TURNED, UNEQUAL),
    examine,
    lambda subject: subject.requirements.profile.imposed or subject.requirements.for_press,
)
