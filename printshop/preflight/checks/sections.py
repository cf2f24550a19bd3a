"""Patient information has the sections that patients need to decide and to act.

Rationale: without risks, alternatives and aftercare nobody consents to anything, and without a
number to call nobody can ask. Without version and dates nobody knows whether the leaflet still
holds. Sections are known by their id.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...findings import Place, Severity
from ..results import Problem, Rule
from ..subject import Check, Ours, Subject, squeezed
from .facts import printed_facts

MISSING = Rule("section.missing", Severity.WARNING, "The sections that patients need are there")

UNDATED = Rule("imprint.missing", Severity.WARNING, "Version and dates are printed")

_WAYS_TO_ASK = ("phone", "mail")
_IMPRINT = ("version", "produced", "review")


def examine(subject: Subject) -> Iterator[Problem]:
    """Find sections, version and dates that are missing."""
    ours = subject.ours
    if ours is None:
        return
    brochure = ours.edition.brochure
    there = {section.id for section in brochure.sections}
    for name, ids in subject.requirements.sections.items():
        if there.isdisjoint(ids) and not (name == "contact" and _says_whom_to_ask(ours)):
            yield MISSING.broken(
                f"There is no section on {name}; write one whose id is {' or '.join(ids)}, or name "
                "the id of yours in a profile file.",
                place=Place(brochure.path, 0, "sections"),
            )

    printed = {squeezed(fact) for fact in ours.facts}
    lacking = [name for name in _IMPRINT if squeezed(_value(ours, name)) not in printed]
    if lacking:
        yield UNDATED.broken(
            f"The leaflet does not print its {' and '.join(lacking)}; print them in the template.",
            place=Place(brochure.path),
        )


def _value(ours: Ours, name: str) -> str:
    return "".join(printed_facts(ours.copy.facts[name]))


def _says_whom_to_ask(ours: Ours) -> bool:
    clinic = ours.edition.clinic
    printed = {squeezed(fact) for fact in ours.facts}
    return any(squeezed(getattr(clinic, way)) in printed for way in _WAYS_TO_ASK)


def _is_whole(subject: Subject) -> bool:
    """Ask for sections where all of a brochure is printed, and not a selection."""
    return subject.ours is not None and not subject.ours.edition.fold.brief


CHECK = Check("sections", __doc__, (MISSING, UNDATED), examine, _is_whole)
