"""The file says which press and paper its inks are meant for.

Rationale: the same inks are another colour on another paper. The output intent holds the profile
that tells.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf

from ...findings import Severity
from ..pdf.trees import output_intents
from ..results import Problem, Rule
from ..subject import Check, Subject, for_press

MISSING = Rule("intent.missing", Severity.ERROR, "The file has an output intent for PDF/X")
PROFILE = Rule("intent.profile", Severity.ERROR, "The output profile is one of four inks")
CONDITION = Rule("intent.condition", Severity.ERROR, "The printing condition is an accepted one")


def examine(subject: Subject) -> Iterator[Problem]:
    """Find output intents that are missing, or of another press."""
    intents = [
        intent
        for intent in output_intents(subject.document.catalog)
        if intent.get("/S") == pikepdf.Name.GTS_PDFX
    ]
    if not intents:
        yield MISSING.broken(
            "The file does not say which press it is for; export it with an output intent."
        )
    if len(intents) > 1:
        yield MISSING.broken("The file is for several presses at once; leave one output intent.")
    for intent in intents[:1]:
        yield from _profile(intent)
        yield from _condition(subject, intent)


def _profile(intent: pikepdf.Dictionary) -> Iterator[Problem]:
    profile = intent.get("/DestOutputProfile")
    if not isinstance(profile, pikepdf.Stream):
        yield PROFILE.broken(
            "The output intent has no profile (DestOutputProfile); embed the profile of the press."
        )
        return
    components = profile.get("/N")
    # The header names the colours, whatever the dictionary says (ICC.1:2010, 7.2.6).
    header = _header(profile)
    if components != 4 or header != b"CMYK":
        colours = header.decode("ascii", "replace").strip() or "nothing that can be read"
        yield PROFILE.broken(
            f"The output profile is of {components} colours ({colours}); embed one for the four "
            "inks of the press."
        )


def _header(profile: Any) -> bytes:
    try:
        return bytes(profile.read_bytes()[16:20])
    except (pikepdf.PdfError, RuntimeError):
        return b""


def _condition(subject: Subject, intent: pikepdf.Dictionary) -> Iterator[Problem]:
    accepted = subject.requirements.output_conditions
    named = str(intent.get("/OutputConditionIdentifier", ""))
    if accepted and named not in accepted:
        yield CONDITION.broken(
            f"The file is for the printing condition '{named}'; this press takes "
            f"{' or '.join(accepted)}."
        )


CHECK = Check("output intent", __doc__, (MISSING, PROFILE, CONDITION), examine, for_press)
