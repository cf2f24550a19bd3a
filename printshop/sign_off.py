"""Sign-off: which texts of a leaflet are current, and which of these somebody approved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .messages import COMMON, DESK, Approvals, Catalogs, is_current, text_digest
from .model import Approval, Brochure, Fact, Language, Message


@dataclass(frozen=True, slots=True)
class SignOff:
    """The texts of a leaflet, by key.

    ``approved`` texts may go to the press. ``waiting`` have no current translation; ``unapproved``
    have one that nobody approved as it is.
    """

    approved: tuple[str, ...]
    waiting: tuple[str, ...]
    unapproved: tuple[str, ...]


def sign_off(
    brochure: Brochure,
    shared_messages: Iterable[Message],
    language: Language,
    catalogs: Catalogs,
    approvals: Approvals,
) -> SignOff:
    """Look at every text that a patient reads in a brochure in one language."""
    approved, waiting, unapproved = [], [], []
    for message, domain, facts in _texts(brochure, shared_messages):
        found = _printed(message, domain, language, catalogs, brochure.source_language)
        if found is None:
            waiting.append(message.key)
        elif approval_of(approvals, found[0], domain, message, found[1], facts) is None:
            unapproved.append(message.key)
        else:
            approved.append(message.key)
    return SignOff(tuple(approved), tuple(waiting), tuple(unapproved))


def approval_of(
    approvals: Approvals,
    tag: str,
    domain: str,
    message: Message,
    text: str,
    facts: Iterable[Fact],
) -> Approval | None:
    """Return the latest approval of exactly this text, None where there is none."""
    given = approvals.get((tag, domain, message.key), ())
    if not given:
        return None
    digest = text_digest(tag, domain, message, text, facts)
    return next((approval for approval in reversed(given) if approval.digest == digest), None)


def _texts(
    brochure: Brochure, shared_messages: Iterable[Message]
) -> Iterator[tuple[Message, str, tuple[Fact, ...]]]:
    for message in brochure.messages():
        yield message, brochure.id, brochure.facts
    for message in shared_messages:
        if message.key != DESK:  # the receptionist's line is in her language, and not for patients
            yield message, COMMON, ()


def _printed(
    message: Message, domain: str, language: Language, catalogs: Catalogs, source_language: str
) -> tuple[str, str] | None:
    """Return the text that is printed and the language it is in, None where it would be missing."""
    for tag in language.chain:
        catalog = catalogs.get((tag, domain))
        translation = catalog.entries.get(message.key) if catalog else None
        if translation and is_current(message, translation):
            return tag, translation.text
    return (source_language, message.text) if source_language in language.chain else None
