"""The texts under review: each with its source, its draft, how far it is, and who approved it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from html import escape

from ..findings import Finding
from ..messages import COMMON, DESK, Approvals, is_current, language, text_digest
from ..model import Approval, Catalog, Edition, Fact, Language, Message, Translation
from ..sign_off import approval_of
from ..translate import translate

_LINK = re.compile(r"<a\b([^>]*?)\s+href=\"[^\"]*\"([^>]*)>")
# What is wrong with a text itself, and not only with how far it is.
_OF_THE_TEXT = ("text.placeholder", "text.markup", "text.fact")


class State(Enum):
    """How far a translation is; the value says it to a reader, nothing where all is well."""

    CURRENT = ""
    FUZZY = "Not confirmed: the translator marked it as fuzzy."
    STALE = "Not confirmed: the source has changed since it was translated."
    MISSING = "No translation yet: the leaflet would show the source."
    BORROWED = "No translation of its own: taken from {}."


@dataclass(frozen=True, slots=True)
class ReviewText:
    """One text: source and translation as HTML, with the facts in them marked and filled in.

    ``translation`` is empty where there is none. ``comment`` says what the text is. ``spoken``
    texts are read aloud by screen readers and not printed. ``notes`` are sentences for the
    reviewer; ``digest`` is what an approval of it names.
    """

    key: str
    comment: str
    spoken: bool
    source: str
    translation: str
    state: State
    notes: tuple[str, ...]
    approval: Approval | None
    digest: str


def review_texts(edition: Edition, approvals: Approvals) -> tuple[ReviewText, ...]:
    """Return every text of an edition, those that all brochures share included.

    Translations that are fuzzy or older than their source are shown as they are.
    """
    sources, _ = _filled(replace(edition, catalogs=()), language(edition.brochure.source_language))
    drafts, findings = _filled(replace(edition, draft=True), edition.language)
    remarks: Mapping[str, list[str]] = defaultdict(list)
    for finding in findings:
        if finding.code in _OF_THE_TEXT and finding.message not in remarks[finding.place.key]:
            remarks[finding.place.key].append(finding.message)
    texts = []
    for domain, messages, facts in (
        (edition.brochure.id, edition.brochure.messages(), edition.brochure.facts),
        (COMMON, edition.shared_messages, ()),
    ):
        for message in messages:
            shown = sources[message.key], drafts[message.key]
            own = _Reviewed(edition, domain, message, facts)
            texts.append(own.text(shown, remarks[message.key], approvals))
    return tuple(texts)


@dataclass(frozen=True)
class _Reviewed:
    """One message of an edition, and the draft that its catalogs have for it."""

    edition: Edition
    domain: str
    message: Message
    facts: tuple[Fact, ...]

    def text(
        self, shown: tuple[str, str], remarks: Iterable[str], approvals: Approvals
    ) -> ReviewText:
        message = self.message
        tag, draft = self._draft()
        source, translation = shown
        text = draft.text if draft else ""
        state = self._state(tag, draft)
        approval = approval_of(approvals, tag, self.domain, message, text, self.facts)
        return ReviewText(
            key=message.key,
            comment=message.comment,
            spoken=message.plain,
            source=source,
            translation=translation if state is not State.MISSING else "",
            state=state,
            notes=tuple(filter(None, (state.value.format(tag), *remarks))),
            approval=approval if draft and is_current(message, draft) else None,
            digest=text_digest(tag, self.domain, message, text, self.facts),
        )

    def _draft(self) -> tuple[str, Translation | None]:
        """Return the text that a draft of the leaflet prints, and the language it is in."""
        for tag in self.edition.language.chain:
            catalog = self.edition.catalog(tag, self.domain)
            entry = catalog.entries.get(self.message.key) if catalog else None
            if entry and entry.text:
                return tag, entry
        return self.edition.language.tag, None

    def _state(self, tag: str, draft: Translation | None) -> State:
        if draft is None:
            own = self.edition.brochure.source_language in self.edition.language.chain
            return State.CURRENT if own else State.MISSING
        if draft.fuzzy:
            return State.FUZZY
        if not is_current(self.message, draft):
            return State.STALE
        return State.CURRENT if tag == self.edition.language.tag else State.BORROWED


# --- facts filled in, and marked as such ---------------------------------------------------------


def _filled(edition: Edition, desk: Language) -> tuple[Mapping[str, str], tuple[Finding, ...]]:
    """Return all texts of an edition as HTML, by key; ``desk`` is the receptionist's language.

    Plain texts become HTML, too, since only there can a fact be marked. All but the title go by as
    shared ones, which come without the structure of a brochure around them.
    """
    brochure = edition.brochure
    messages = (*brochure.messages(), *edition.shared_messages)
    plain = frozenset(message.key for message in messages if message.plain)
    flat = replace(
        edition,
        brochure=replace(brochure, cover=None, sections=()),
        shared_messages=tuple(_as_html(m) for m in messages if m.key != brochure.title.key),
        catalogs=_as_shared(edition.catalogs, brochure.id, plain),
        clinic_language=desk,
    )
    copy, findings = translate(flat)
    every = {**copy.html, DESK: copy.desk}
    return {key: _without_links(html) for key, html in every.items()}, findings


def _as_html(message: Message) -> Message:
    return replace(message, text=escape(message.text), plain=False) if message.plain else message


def _as_shared(
    catalogs: tuple[Catalog, ...], brochure: str, plain: frozenset[str]
) -> tuple[Catalog, ...]:
    """Put what a language says of a brochure into what all share; its title stays there, too."""
    shared: dict[str, dict[str, Translation]] = defaultdict(dict)
    for catalog in catalogs:
        for key, entry in catalog.entries.items():
            html = replace(entry, text=escape(entry.text)) if key in plain else entry
            shared[catalog.tag][key] = html
    own = (catalog for catalog in catalogs if catalog.domain == brochure)
    return (*own, *(Catalog(tag, COMMON, entries) for tag, entries in shared.items()))


def _without_links(html: str) -> str:
    """Leave the telephone numbers and addresses, without what a click on them does."""
    return _LINK.sub(r"<span\1\2>", html).replace("</a>", "</span>")
