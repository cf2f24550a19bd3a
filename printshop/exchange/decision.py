"""One text that came back and the entry it is for: nobody's newer work is ever overwritten.

The export told what the catalog said then. A translation is replaced only if the catalog still
says so, or says nothing; otherwise the catalog stays as it is, and the conflict is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from ..catalogs.document import Document
from ..catalogs.edit import translated
from ..catalogs.entry import Entry
from ..findings import Finding, Place
from .codes import markup
from .units import Returned, digest, error, shown, warning


class Outcome(Enum):
    """What became of a text that came back; the values are the columns people see."""

    IMPORTED = "imported"
    FUZZY = "fuzzy"
    UNCHANGED = "unchanged"
    EMPTY = "empty"
    CONFLICT = "conflicts"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a text: the entry as it is to be, and what is to be said of it."""

    outcome: Outcome
    entry: Entry
    findings: tuple[Finding, ...] = ()


def decide(entry: Entry, text: Returned, catalog: Document) -> Decision:
    """Compare an entry of a catalog with the text that came back for it."""
    if not text.text:
        return Decision(Outcome.EMPTY, entry)
    if not text.whole:
        message = "Some sentences of this text were not translated; nothing of it was imported."
        return Decision(Outcome.EMPTY, entry, (warning("incomplete", message, text.place),))
    return _Comparison(entry, text, catalog).decision()


class _Comparison:
    """What is known of an entry and a text: is it as it was exported, is its source the same."""

    def __init__(self, entry: Entry, text: Returned, catalog: Document) -> None:
        self._entry, self._text, self._catalog = entry, text, catalog
        self._own = entry.texts[0]
        self._own_fuzzy = entry.fuzzy and bool(self._own)
        self._intact = text.digest == digest(entry.id, self._own, self._own_fuzzy)
        self._reworded = not self._intact and text.source != entry.id

    def decision(self) -> Decision:
        entry, text = self._entry, self._text
        same = self._own == text.text
        nothing_new = self._reworded or text.state is None or self._own_fuzzy == text.is_fuzzy
        if same and nothing_new:
            return Decision(Outcome.UNCHANGED, entry)
        complaints = () if text.is_as_exported else tuple(_complaints(entry, text))
        fuzzy = text.is_fuzzy or self._reworded or bool(complaints)
        if same and self._own_fuzzy == fuzzy:
            return Decision(Outcome.UNCHANGED, entry, complaints)
        if not self._may_replace():
            return self._conflict()
        if self._reworded:
            complaints = (*complaints, _rewording(text))
        outcome = Outcome.FUZZY if fuzzy else Outcome.IMPORTED
        return Decision(outcome, self._replaced(fuzzy), complaints)

    def _may_replace(self) -> bool:
        """Tell whether nobody has worked on the entry since the export.

        Where its source was reworded, an update has made the exported translation fuzzy. If it is
        not fuzzy, somebody has confirmed it for the new source.
        """
        if self._intact or not self._own:
            return True
        before = (digest(self._text.source, self._own, fuzzy) for fuzzy in (False, True))
        return self._reworded and self._own_fuzzy and self._text.digest in before

    def _replaced(self, fuzzy: bool) -> Entry:
        text, previous = self._text, None
        if self._reworded:
            previous = text.source
        elif text.is_as_exported and not self._entry.previous:
            previous = text.previous
        newline = self._catalog.newline
        return translated(self._entry, text.text, newline, fuzzy=fuzzy, previous=previous)

    def _conflict(self) -> Decision:
        text, place = self._text, self._text.place
        if text.is_as_exported:  # they left it alone, we did not: ours is newer
            return Decision(Outcome.UNCHANGED, self._entry)
        message = (
            f"The catalog changed after the export: it says '{shown(self._own)}', while "
            f"{place.file}:{place.line} has '{shown(text.text)}'. The catalog stays as it is; put "
            "in by hand what is right."
        )
        key = shown(self._entry.context or "")
        where = Place(self._catalog.name, self._entry.line, key)
        return Decision(Outcome.CONFLICT, self._entry, (error("conflict", message, where),))


def _rewording(text: Returned) -> Finding:
    message = (
        "The source was reworded after the export; the translation was imported as fuzzy, with the "
        "source it was made from. Compare the two."
    )
    return warning("reworded", message, text.place)


def _complaints(entry: Entry, text: Returned) -> Iterator[Finding]:
    """Yield a finding for codes that are missing, and one for those the source does not have."""
    wanted, there = markup(entry.id), markup(text.text)
    missing = sorted((wanted - there).elements())
    extra = sorted([*(there - wanted).elements(), *text.strange])
    if missing:
        message = f"{_listed(missing)} is missing in this text; it was imported as fuzzy."
        yield warning("code-missing", message, text.place)
    if extra:
        message = f"{_listed(extra)} is not in the source of this text; it was imported as fuzzy."
        yield warning("code-extra", message, text.place)


def _listed(codes: list[str]) -> str:
    return shown(" ".join(codes))
