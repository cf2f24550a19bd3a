"""What the desk says of each leaflet: its title, whether it is in date, how its languages stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ...folds import FOLDS
from ...geometry import Size
from ...messages import Catalogs
from ...model import Brochure, Language
from ...plan import languages_of
from ...preflight.review_date import review_findings
from ...sign_off import SignOff, sign_off
from ..titles import Title, title_in
from ..workspace import Snapshot

# The states of a language, as texts call them, and the look of each.
LOOKS = {"complete": "good", "unreviewed": "warning", "todo": "warning"}


@dataclass(frozen=True)
class Stand:
    """How a leaflet is in one language; ``count`` is of the texts that stand in the way."""

    language: Language
    state: str
    count: int


@dataclass(frozen=True)
class Card:
    """A leaflet to choose. ``lamp`` is in-date, due or expired; ``days`` are left to the review.

    ``groups`` are its languages by state; ``cover`` is the cover's size in mm.
    """

    id: str
    title: Title
    lamp: str
    days: int
    review: date
    groups: tuple[tuple[str, tuple[Stand, ...]], ...]
    cover: Size


def cards(snapshot: Snapshot, reader: Language, today: date) -> tuple[Card, ...]:
    """Return a card for each leaflet of a workspace, with titles in the reader's language."""
    found = [_card(snapshot, b, reader, today) for b in snapshot.library.brochures.values()]
    return tuple(sorted(found, key=lambda card: card.title.text.casefold()))


def shown_language(brochure: Brochure, reader: Language, catalogs: Catalogs) -> str | None:
    """Return the language to show a leaflet in: the reader's, else its source, else any."""
    tags = languages_of(brochure, catalogs)
    wanted = (*reader.chain, brochure.source_language, *tags[:1])
    return next((tag for tag in wanted if tag in tags), None)


def _card(snapshot: Snapshot, brochure: Brochure, reader: Language, today: date) -> Card:
    title = title_in(brochure, reader, snapshot.catalogs)
    by_state: dict[str, list[Stand]] = defaultdict(list)
    for stand in _stands(snapshot, brochure):
        by_state[stand.state].append(stand)
    fold = FOLDS[brochure.folds[0]]
    cover = next(panel for panel in fold.panels if panel.number == 1)
    return Card(
        id=brochure.id,
        title=title,
        lamp=_lamp(brochure, today),
        days=(brochure.review - today).days,
        review=brochure.review,
        groups=tuple((state, tuple(by_state[state])) for state in LOOKS if by_state[state]),
        cover=Size(cover.width, fold.sheet.height),
    )


def _lamp(brochure: Brochure, today: date) -> str:
    """Return what the check of review dates says, which knows how long before to say it."""
    codes = {finding.code for finding in review_findings(brochure, today)}
    if "review.overdue" in codes:
        return "expired"
    return "due" if codes else "in-date"


def _stands(snapshot: Snapshot, brochure: Brochure) -> Iterator[Stand]:
    library, catalogs = snapshot.library, snapshot.catalogs
    for tag in languages_of(brochure, catalogs):
        own = library.language(tag)
        state = sign_off(brochure, library.shared_messages, own, catalogs, library.approvals)
        yield Stand(own, *_state(state))


def _state(found: SignOff) -> tuple[str, int]:
    if found.waiting:
        return "todo", len(found.waiting)
    return ("unreviewed", len(found.unapproved)) if found.unapproved else ("complete", 0)
