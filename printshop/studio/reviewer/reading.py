"""A brochure in a language as a reviewer reads it: panel by panel, each text beside its source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ...approve import Standing, errors_in, standings
from ...errors import BrochureError
from ...findings import Finding
from ...fingerprint import Fingerprints
from ...folds import FOLDS
from ...messages import DESK, Remark, load_remarks, short_code
from ...model import Brochure, Edition
from ...plan import Request, plan
from ...render.places import TextBox
from ...review.texts import ReviewText, review_texts
from ..preview import Preview
from ..workspace import Snapshot
from .outlines import Outlines, outlines


@dataclass(frozen=True)
class Entry:
    """A text under its number: source and translation, how far it is, what was said about it."""

    number: int
    text: ReviewText
    standing: Standing
    remarks: tuple[Remark, ...]

    @property
    def state(self) -> str:
        """The word for how far it is: approved, ready, or why it cannot be approved."""
        if self.standing.reason:
            return self.standing.reason
        return "approved" if self.standing.approval else "ready"

    @property
    def open_remarks(self) -> int:
        """How many remarks on it are open."""
        return sum(remark.closed is None for remark in self.remarks)


@dataclass(frozen=True)
class Group:
    """Texts that stand together: those that begin on a panel, or are on none.

    ``kind`` is panel, over (on a panel that the fold does not have), spoken or elsewhere, and all
    where it is not known what stands where. A panel has its ``number`` from 1 and its outlines.
    """

    kind: str
    entries: tuple[Entry, ...]
    number: int = 0
    outlines: Outlines | None = None


@dataclass(frozen=True)
class Reading:
    """All texts of a brochure in a language; ``code`` is the code of the texts as they are."""

    edition: Edition
    groups: tuple[Group, ...]
    code: str
    findings: tuple[Finding, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All texts in reading order."""
        return tuple(entry for group in self.groups for entry in group.entries)

    def count(self, *states: str) -> int:
        """Return how many texts are in one of these states."""
        return sum(entry.state in states for entry in self.entries)

    @property
    def ready(self) -> int:
        """How many texts can be approved and are not yet."""
        return self.count("ready")

    @property
    def open_remarks(self) -> int:
        """How many remarks are open."""
        return sum(entry.open_remarks for entry in self.entries)


def edition_of(snapshot: Snapshot, brochure: Brochure, tag: str) -> Edition:
    """Return what is shown: the first fold that has all texts, for the first clinic, as a draft.

    Raises BrochureError where no leaflet is made.
    """
    library = snapshot.library
    whole = [id for id in brochure.folds if not FOLDS[id].brief]
    request = Request(
        brochures=(brochure.id,),
        languages=(tag,),
        clinics=tuple(sorted(library.clinics)[:1]),
        folds=tuple((whole or list(brochure.folds))[:1]),
        draft=True,
    )
    planned = plan(library, snapshot.catalogs, request, Fingerprints(""))
    edition = next(iter(planned.editions), None)
    if edition is None:
        raise BrochureError(f"No leaflet is made of '{brochure.id}' in '{tag}'.")
    return replace(edition, draft=True)


def layout_of(edition: Edition) -> str:
    """Return a digest of all that has a say in how an edition looks."""
    return Fingerprints("").of(edition)[:32]


def read(
    root: Path, snapshot: Snapshot, brochure: Brochure, edition: Edition, seen: Preview | None
) -> Reading:
    """Put the texts of a brochure together; ``seen`` is how the edition looks, if that is known."""
    library, tag = snapshot.library, edition.language.tag
    errors = errors_in(root, tag)
    stands = standings(library, snapshot.catalogs, tag, brochure.id, errors)
    shown = review_texts(replace(edition, brochure=brochure), library.approvals)
    remarks, findings = load_remarks(root, tag)
    places = _places(edition, seen)
    order = _order(shown, places)
    numbers = {key: number for number, key in enumerate(order, 1)}
    about = _about(remarks)
    texts = {text.key: text for text in shown}
    entries = {
        s.key: Entry(numbers[s.key], texts[s.key], s, about.get((s.domain, s.key), ()))
        for s in stands
    }
    groups = _groups(edition, seen, places, {key: entries[key] for key in order})
    return Reading(edition, groups, short_code(s.digest for s in stands), tuple(findings))


def _about(remarks: Iterable[Remark]) -> Mapping[tuple[str, str], tuple[Remark, ...]]:
    found: dict[tuple[str, str], tuple[Remark, ...]] = defaultdict(tuple)
    for remark in remarks:
        found[remark.said.domain, remark.said.key] += (remark,)
    return found


def _places(edition: Edition, seen: Preview | None) -> tuple[TextBox, ...]:
    """Return where texts stand; the receptionist's line may be in another language than they."""
    at_home = edition.clinic_language.tag == edition.language.tag
    return tuple(box for box in (seen.boxes if seen else ()) if at_home or box.key != DESK)


def _order(shown: Sequence[ReviewText], places: Iterable[TextBox]) -> tuple[str, ...]:
    """Return all keys: those on panels in reading order, then those read aloud, then the rest."""
    known = {text.key for text in shown}
    others = sorted(shown, key=lambda text: not text.spoken)
    printed = (box.key for box in places if box.key in known)
    return tuple(dict.fromkeys((*printed, *(text.key for text in others))))


def _groups(
    edition: Edition,
    seen: Preview | None,
    places: Sequence[TextBox],
    entries: Mapping[str, Entry],
) -> tuple[Group, ...]:
    groups: list[Group] = []
    begun: set[str] = set()
    for number, panel in enumerate(seen.panels if seen else (), 1):
        boxes = [box for box in places if box.page == number and box.key in entries]
        new = [key for key in dict.fromkeys(box.key for box in boxes) if key not in begun]
        begun.update(new)
        kind = "panel" if number <= len(edition.fold.panels) else "over"
        numbered = [(entries[box.key].number, box, box.key not in new) for box in boxes]
        drawn = outlines(numbered, panel.size, edition.language.direction)
        groups.append(Group(kind, tuple(entries[key] for key in new), number, drawn))
    rest = [entry for key, entry in entries.items() if key not in begun]
    spoken = tuple(entry for entry in rest if entry.text.spoken)
    others = tuple(entry for entry in rest if not entry.text.spoken)
    if seen is None:
        return (Group("all", tuple(entries.values())),)
    return (*groups, *(Group(k, g) for k, g in (("spoken", spoken), ("elsewhere", others)) if g))


def day(written: str) -> date | str:
    """Return a day as a date where it is one, so that it is written as people do."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return written
