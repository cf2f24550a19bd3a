"""What is to do in every brochure and language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ...messages import COMMON, is_current, language_name
from ...messages.progress import progress
from ...model import Brochure, Fact, Language, Message
from ...sign_off import approval_of
from ..workspace import Snapshot
from .desk import Desk, languages


@dataclass(frozen=True)
class Pile:
    """How far a brochure is in a language: counts of its texts, and of words still to write.

    ``unconfirmed`` texts are fuzzy or of an older source. ``broken``: a catalog cannot be read.
    """

    language: Language
    title: str
    total: int
    done: int
    unconfirmed: int
    unapproved: int
    words: int
    broken: bool

    @property
    def to_do(self) -> int:
        """Texts that are not done."""
        return self.total - self.done


@dataclass(frozen=True)
class Shelf:
    """A brochure, with how far it is in each language it has a catalog in."""

    brochure: Brochure
    piles: tuple[Pile, ...]


def shelves(snapshot: Snapshot, reader: Language) -> tuple[Shelf, ...]:
    """Return all brochures; languages are named for a reader and sorted by that name."""
    return tuple(
        Shelf(brochure, _piles(snapshot, brochure, reader))
        for _, brochure in sorted(snapshot.library.brochures.items())
    )


def _piles(snapshot: Snapshot, brochure: Brochure, reader: Language) -> tuple[Pile, ...]:
    tags = languages(snapshot, brochure)
    desks = [Desk(snapshot, brochure, snapshot.library.language(tag)) for tag in tags]
    piles = [_pile(desk, language_title(desk.language, reader)) for desk in desks]
    return tuple(sorted(piles, key=lambda pile: (pile.title.casefold(), pile.language.tag)))


def _pile(desk: Desk, title: str) -> Pile:
    library, brochure = desk.snapshot.library, desk.brochure
    stacks = (
        (brochure.id, brochure.messages(), brochure.facts),
        (COMMON, library.shared_messages, ()),
    )
    counts = [progress(messages, desk.catalog(domain)) for domain, messages, _ in stacks]
    return Pile(
        desk.language,
        title,
        sum(each.total for each in counts),
        sum(each.translated for each in counts),
        sum(each.fuzzy + each.stale for each in counts),
        sum(_unapproved(desk, *stack) for stack in stacks),
        sum(each.words_left for each in counts),
        bool(desk.unreadable),
    )


def _unapproved(
    desk: Desk, domain: str, messages: Iterable[Message], facts: tuple[Fact, ...]
) -> int:
    """Count the texts that are done and that nobody approved."""
    catalog, approvals = desk.catalog(domain), desk.snapshot.library.approvals
    tag = desk.language.tag
    done = (
        (message, entry.text)
        for message in messages
        if catalog and (entry := catalog.entries.get(message.key)) and is_current(message, entry)
    )
    return sum(
        approval_of(approvals, tag, domain, message, text, facts) is None for message, text in done
    )


def language_title(language: Language, reader: Language) -> str:
    """Return what a language is called for a reader, or its own name where nobody knows more."""
    if language.conventions != language.tag:
        return language.autonym  # CLDR does not know it
    name = language_name(language.tag, reader.conventions)
    return name[:1].upper() + name[1:]
