"""What there is to translate: the texts of a brochure in a language, each with how far it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from ...catalog_files import SHARED_SOURCE
from ...catalogs.document import Document
from ...catalogs.one_message import message_of
from ...catalogs.syntax import Kind
from ...catalogs.template import brochure_template, shared_template
from ...errors import BrochureError
from ...findings import Finding
from ...messages import COMMON, catalog_path, is_current
from ...messages.catalogs import longest
from ...model import Approval, Brochure, Catalog, Fact, Language, Message, Translation
from ...plan import languages_of
from ...save_translation import Standing
from ...sign_off import approval_of
from ..workspace import Snapshot

MISSING, FUZZY, STALE, DONE = "missing", "fuzzy", "stale", "done"


@dataclass(frozen=True)
class Text:
    """One text at the desk.

    ``source`` is what it is to be translated from and ``made_from`` what its translation was made
    from. ``notes`` tell the translator where it stands and what its placeholders are. ``part`` is
    the key of the text that heads its part of the brochure. ``former``: an approval of it as it was
    before, where nobody approved it as it is.
    """

    message: Message
    domain: str
    part: str
    standing: Standing
    made_from: str
    state: str
    notes: tuple[str, ...]
    longest: int | None
    approval: Approval | None
    former: Approval | None

    @property
    def shared(self) -> bool:
        """Whether all brochures have it."""
        return self.domain == COMMON


@dataclass(frozen=True)
class Desk:
    """A brochure and a language, in the workspace as it was at one moment."""

    snapshot: Snapshot
    brochure: Brochure
    language: Language

    def source(self, domain: str) -> Language:
        """Return the language that the texts of a domain were written in."""
        tag = SHARED_SOURCE if domain == COMMON else self.brochure.source_language
        return self.snapshot.library.language(tag)

    def catalog(self, domain: str) -> Catalog | None:
        """Return the catalog of a domain, None where it is missing or cannot be read."""
        return self.snapshot.catalogs.get((self.language.tag, domain))

    @cached_property
    def unreadable(self) -> tuple[Finding, ...]:
        """What is wrong with the catalogs, so that nobody takes their texts for missing."""
        names = {
            catalog_path(self.snapshot.library.root, self.language.tag, domain)
            .relative_to(self.snapshot.library.root)
            .as_posix()
            for domain in (self.brochure.id, COMMON)
        }
        return tuple(found for found in self.snapshot.findings if found.place.file in names)

    @cached_property
    def texts(self) -> tuple[Text, ...]:
        """All texts: the brochure's in reading order, then those that all brochures share."""
        return tuple(self._texts())

    def text(self, domain: str, key: str) -> Text | None:
        """Return the text under a key, None where there is none."""
        return next((t for t in self.texts if (t.domain, t.message.key) == (domain, key)), None)

    def again(self, text: Text, standing: Standing) -> Text:
        """Return a text of which the catalog says something else by now."""
        return self._text(text.message, text.domain, text.part, self._entry(text, standing))

    def _entry(self, text: Text, standing: Standing) -> Translation:
        place = replace(text.message.place, file="", line=0)
        return Translation(text.message.text, standing.text, standing.fuzzy, place, text.longest)

    def _texts(self) -> Iterator[Text]:
        heads = {section.heading.key for section in self.brochure.sections if section.heading}
        part = self.brochure.title.key
        domain = self.brochure.id
        for message in self.brochure.messages():
            part = message.key if message.key in heads else part
            yield self._text(message, domain, part, self._found(message, domain))
        for message in self.snapshot.library.shared_messages:
            yield self._text(message, COMMON, "", self._found(message, COMMON))

    def _found(self, message: Message, domain: str) -> Translation | None:
        catalog = self.catalog(domain)
        return catalog.entries.get(message.key) if catalog else None

    def _text(self, message: Message, domain: str, part: str, entry: Translation | None) -> Text:
        facts = () if domain == COMMON else self.brochure.facts
        approval, former = self._approvals(message, domain, entry, facts)
        row = message_of(self._templates[domain], message.key)
        return Text(
            message,
            domain,
            part,
            Standing(entry.text, entry.fuzzy) if entry else Standing(),
            entry.source if entry else message.text,
            _state(message, entry),
            row.said(Kind.EXTRACTED) if row else (),
            longest(row.flags) if row else None,
            approval,
            former,
        )

    def _approvals(
        self, message: Message, domain: str, entry: Translation | None, facts: tuple[Fact, ...]
    ) -> tuple[Approval | None, Approval | None]:
        given = self.snapshot.library.approvals
        found = None
        if entry and is_current(message, entry):
            found = approval_of(given, self.language.tag, domain, message, entry.text, facts)
        of_old = given.get((self.language.tag, domain, message.key), ())
        return found, of_old[-1] if of_old and not found else None

    @cached_property
    def _templates(self) -> dict[str, Document]:
        shared = self.snapshot.library.shared_messages
        return {COMMON: shared_template(shared), self.brochure.id: brochure_template(self.brochure)}


def desk(snapshot: Snapshot, brochure_id: str, tag: str) -> Desk | None:
    """Return the desk for a brochure and a language, None where there is no such thing."""
    brochure = snapshot.library.brochures.get(brochure_id)
    if brochure is None or tag not in languages(snapshot, brochure):
        return None
    return Desk(snapshot, brochure, snapshot.library.language(tag))


def languages(snapshot: Snapshot, brochure: Brochure) -> tuple[str, ...]:
    """Return the languages a brochure can be translated into here: those it has a catalog in.

    A catalog that cannot be read just now counts.
    """
    root = snapshot.library.root
    tags = set(languages_of(brochure, snapshot.catalogs))
    broken = {found.place.file for found in snapshot.findings}
    paths = root.glob(f"locales/*/LC_MESSAGES/{brochure.id}.po")
    tags |= {p.parents[1].name for p in paths if p.relative_to(root).as_posix() in broken}
    wanted = tags & set(brochure.languages) if brochure.languages else tags
    there = (tag for tag in wanted if catalog_path(root, tag, brochure.id).exists())
    return tuple(sorted(tag for tag in there if _is_known(snapshot, tag)))


def _is_known(snapshot: Snapshot, tag: str) -> bool:
    try:
        snapshot.library.language(tag)
    except BrochureError:
        return False
    return True


def _state(message: Message, entry: Translation | None) -> str:
    if entry is None or not entry.text:
        return MISSING
    if entry.fuzzy:
        return FUZZY
    return DONE if is_current(message, entry) else STALE
