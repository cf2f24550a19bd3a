"""What shines through is mixed in the inks of the press.

Rationale: colours that are mixed in RGB are converted by the print firm's program: black becomes
four inks, and neighbours that should be alike differ.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...findings import Severity
from ..pdf import PdfPage
from ..pdf.colours import Family, Space, space_of
from ..pdf.trees import dictionary
from ..results import Problem, Rule, Spot, places
from ..subject import Check, Subject, for_press

SPACE = Rule("transparency.space", Severity.ERROR, "Transparency is blended in CMYK")
PAGE = Rule("transparency.page", Severity.WARNING, "A page with transparency names its blend space")

_FINE = (Family.CMYK, Family.GREY)


def examine(subject: Subject) -> Iterator[Problem]:
    """Find blend spaces other than the inks of the press."""
    for page in subject.pages:
        page_space = _page_space(page)
        if page_space is not None and page_space.family is not Family.CMYK:
            message = (
                f"Page {page.number} is blended in {page_space.family.value}; set the blend space "
                "to CMYK where the file is made."
            )
            yield SPACE.broken(message, Spot(page.number))
        foreign = [
            (space, box)
            for space, box in page.content.groups
            if space is not None and space.family not in _FINE
        ]
        if foreign:
            yield SPACE.broken(
                f"Groups on page {page.number} are blended in {foreign[0][0].family.value}, in "
                f"{places(len(foreign))}; set the blend space to CMYK where the file is made.",
                *(subject.spot(page, box) for _, box in foreign),
            )
        if page.content.transparent and page_space is None:
            yield PAGE.broken(
                f"Page {page.number} has transparency and does not say in which colours it is "
                "blended; set the blend space to CMYK.",
                Spot(page.number),
            )


def _page_space(page: PdfPage) -> Space | None:
    group = dictionary(page.obj, "/Group")
    return space_of(group.CS) if "/CS" in group else None


CHECK = Check("transparency", __doc__, (SPACE, PAGE), examine, for_press)
