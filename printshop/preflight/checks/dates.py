"""The leaflet is not overdue for review.

Rationale: patients act on leaflets; nobody should print one whose content is overdue.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...findings import Severity
from ..results import Problem, Rule
from ..review_date import review_findings
from ..subject import Check, Subject, is_ours

OVERDUE = Rule("review.overdue", Severity.ERROR, "The review date has not passed")
DUE = Rule("review.due", Severity.WARNING, "The review is not due within 60 days")


def examine(subject: Subject) -> Iterator[Problem]:
    """Find a review that is overdue, or soon due."""
    if subject.ours:
        for finding in review_findings(subject.ours.edition.brochure, subject.today):
            yield Problem(finding)


CHECK = Check("dates", __doc__, (OVERDUE, DUE), examine, is_ours)
