"""The file is whole: nothing in it had to be guessed or left out.

Rationale: every program repairs a damaged file in its own way, so what the printer's program prints
is not what was seen here.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...findings import Severity
from ..results import Problem, Rule, Spot, places
from ..subject import Check, Subject

REPAIRED = Rule("file.repaired", Severity.WARNING, "The file needs no repair")
UNCLEAR = Rule("file.unclear", Severity.WARNING, "Everything that is drawn makes sense")
ENDLESS = Rule("file.endless", Severity.ERROR, "A page is small enough to be looked at")


def examine(subject: Subject) -> Iterator[Problem]:
    """Find what was repaired when the file was opened, and drawing operators that make no sense."""
    for page in subject.pages:
        content = page.content
        if content.damaged:
            yield UNCLEAR.broken(
                f"Page {page.number} has drawing instructions that make no sense, in "
                f"{places(content.damaged)}, so it may be printed otherwise than you see it; "
                "export the file again.",
                Spot(page.number),
            )
        if content.cut_short:
            yield ENDLESS.broken(
                f"There is so much on page {page.number} that not all of it was checked; flatten "
                "its drawings into a picture.",
                Spot(page.number),
            )
    said = subject.document.pdf.get_warnings()
    if said:
        reason = str(said[0]).rpartition(": ")[2].rstrip(".")
        yield REPAIRED.broken(
            f"The file is damaged and had to be repaired to be read ({reason}); export it again."
        )


CHECK = Check("soundness", __doc__, (REPAIRED, UNCLEAR, ENDLESS), examine)
