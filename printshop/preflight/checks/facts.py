"""Telephone numbers, dates, doses and addresses can be read in the finished file, as they are.

Rationale: a wrong digit sends a patient to the wrong place, or worse. Each value is looked for in
what a screen reader gets, in logical order.
"""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

from ...findings import Severity
from ..results import Problem, Rule
from ..subject import Check, Subject, is_ours, squeezed

UNREAD = Rule("fact.unread", Severity.ERROR, "Every value is read as it was written")
ORDER = Rule("fact.order", Severity.ERROR, "Values are read in their order")


def examine(subject: Subject) -> Iterator[Problem]:
    """Find values that are not read back, or elsewhere than they should be."""
    facts = subject.ours.facts if subject.ours else ()
    unread: dict[str, None] = {}
    said = "".join(squeezed(paragraph.text) for paragraph in subject.document.paragraphs)
    at = 0
    for fact in facts:
        words = squeezed(fact)
        found = said.find(words, at)
        if found >= 0:
            at = found + len(words)
        elif words in said:
            yield ORDER.broken(
                f"'{fact}' is read at another place than it should be; build the leaflet again, "
                "and report it if it stays."
            )
        else:
            unread[fact] = None
    for fact in unread:
        yield UNREAD.broken(
            f"'{fact}' cannot be read in the finished file; build the leaflet again, and report "
            "it if it stays."
        )


class _Facts(HTMLParser):
    """Gathers the text of all elements of the class fact."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._open = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = (dict(attrs).get("class") or "").split()
        if self._open:
            self._open += 1
        elif "fact" in classes:
            self._open = 1
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self._open = max(0, self._open - 1)

    def handle_data(self, data: str) -> None:
        if self._open:
            self.found[-1] += data


def printed_facts(html: str) -> tuple[str, ...]:
    """Return the values that a composed leaflet prints, in reading order."""
    facts = _Facts()
    facts.feed(html)
    facts.close()
    return tuple(facts.found)


CHECK = Check("facts", __doc__, (UNREAD, ORDER), examine, is_ours)
