"""A leaflet is looked at again before its review date has passed.

Rationale: patients act on leaflets; nobody should print one whose content is overdue for review.
"""

from __future__ import annotations

from datetime import date

from ..findings import Finding, Place, Severity
from ..model import Brochure

NOTICE = 60  # days


def review_findings(brochure: Brochure, today: date) -> tuple[Finding, ...]:
    """Return an error where the review is overdue, a warning where it is due within 60 days."""
    left = (brochure.review - today).days
    if left > NOTICE:
        return ()
    place = Place(brochure.path, 0, "review")
    if left < 0:
        message = f"The review was due on {brochure.review}; review it, then set a new date."
        return (Finding("review.overdue", Severity.ERROR, message, place),)
    message = f"The review is due in {left} days, on {brochure.review}; plan it."
    return (Finding("review.due", Severity.WARNING, message, place),)
