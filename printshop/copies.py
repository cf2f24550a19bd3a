"""What an edition prints, as the manifest keeps it: its texts, and its clinic's facts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any, Generic, TypeVar

from .facts import fact_plain
from .manifest import ClinicRecord, CopyRecord
from .messages import COMMON, DESK, is_current, opening_hours
from .model import Catalog, Edition, Fact, Message

MOST = 512  # records that are kept; a language of a brochure is one
Record = TypeVar("Record")


class Copies:
    """The records of editions; what many editions share is looked at once."""

    def __init__(self) -> None:
        self._texts: _Known[CopyRecord] = _Known()
        self._clinics: _Known[ClinicRecord] = _Known()

    def texts(self, edition: Edition) -> CopyRecord:
        """Return the texts of an edition, source and translation, with the brochure's facts."""
        parts = (edition.brochure, edition.shared_messages, *_own_catalogs(edition))
        names = (edition.language.tag, edition.draft)
        return self._texts.get(names, parts, lambda: _texts(edition))

    def clinic(self, edition: Edition) -> ClinicRecord:
        """Return the facts of an edition's clinic."""
        parts = (edition.clinic, edition.clinic_language)
        return self._clinics.get((), parts, lambda: _clinic(edition))


class _Known(Generic[Record]):
    """Records by the identity of what they are made of, which is kept so that it stays its own."""

    def __init__(self) -> None:
        self._records: dict[Hashable, tuple[Any, Record]] = {}

    def get(
        self, names: tuple[Hashable, ...], parts: tuple[Any, ...], made: Callable[[], Record]
    ) -> Record:
        key = (names, tuple(map(id, parts)))
        if key not in self._records:
            if len(self._records) >= MOST:
                self._records.clear()
            self._records[key] = (parts, made())
        return self._records[key][1]


def _own_catalogs(edition: Edition) -> tuple[Catalog, ...]:
    return tuple(c for c in edition.catalogs if c.tag in edition.language.chain)


def _texts(edition: Edition) -> CopyRecord:
    brochure, language = edition.brochure, edition.language
    messages = {
        message.key: (message.text, _translation(edition, message, domain))
        for message, domain in _messages(edition)
    }
    dates = (
        Fact("produced", "date", date=brochure.produced),
        Fact("review", "date", date=brochure.review),
    )
    facts = {fact.name: fact_plain(fact, language) for fact in (*dates, *brochure.facts)}
    digest = _digest(brochure.id, language.tag, brochure.version, messages, facts)
    return CopyRecord(digest, brochure.id, language.tag, brochure.version, messages, facts)


def _messages(edition: Edition) -> Iterator[tuple[Message, str]]:
    for message in edition.brochure.messages():
        yield message, edition.brochure.id
    for message in edition.shared_messages:
        if message.key != DESK:  # it is in the receptionist's language, and for her alone
            yield message, COMMON


def _translation(edition: Edition, message: Message, domain: str) -> str | None:
    """Return what translate prints for a message; None where that is the source text."""
    for tag in edition.language.chain:
        catalog = edition.catalog(tag, domain)
        entry = catalog.entries.get(message.key) if catalog else None
        if entry and entry.text and (edition.draft or is_current(message, entry)):
            return entry.text
    return None


def _clinic(edition: Edition) -> ClinicRecord:
    clinic, reader = edition.clinic, edition.clinic_language
    facts = {
        "name": clinic.name,
        "language": clinic.language,
        "address": "\n".join(clinic.address),
        "phone": clinic.phone,
        "mail": clinic.mail,
        "web": clinic.web,
        "page": clinic.page,
        "hours": "\n".join(" ".join(opening_hours(h, reader.conventions)) for h in clinic.hours),
        "logo": clinic.logo.sha256 if clinic.logo else "",
    }
    return ClinicRecord(_digest(clinic.id, facts), clinic.id, facts)


def _digest(*values: str | Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(values, ensure_ascii=False).encode()).hexdigest()
