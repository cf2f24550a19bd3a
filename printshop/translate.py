"""Edition -> Copy: look every text up, make its markup safe, fill in and isolate the facts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape, unescape

import nh3

from .findings import Finding, Place, Severity
from .messages import (
    COMMON,
    is_current,
    language,
    language_name,
    long_date,
    measure_pattern,
    number,
    opening_hours,
    runs_right_to_left,
)
from .model import Copy, Edition, Fact, Language, Message, Translation

_PLACEHOLDER = re.compile(r"\{([A-Za-z][A-Za-z0-9_]*)\}")
_TAG = re.compile(r"<(/?[A-Za-z][A-Za-z0-9]*)\b[^>]*>")
_LEFT_TO_RIGHT, _RIGHT_TO_LEFT, _END_ISOLATE = "\u2066", "\u2067", "\u2069"

DESK = "imprint.desk"


def translate(edition: Edition) -> tuple[Copy, tuple[Finding, ...]]:
    """Return all words of an edition in its language, and what is wrong with them.

    A text without a current translation falls back along the language's chain to the source, and
    each fallback is a finding.
    """
    own, clinic = edition.language, edition.clinic
    facts = _facts(edition)
    words = _Words(edition, own, facts)
    html: dict[str, str] = {}
    plain: dict[str, str] = {}
    for domain, messages in (
        (edition.brochure.id, edition.brochure.messages()),
        (COMMON, edition.shared_messages),
    ):
        for message in messages:
            if message.key == DESK:
                continue
            if not message.plain:
                html[message.key] = words.html(message, domain)
            plain[message.key] = words.plain(message, domain)
    desk, desk_place, desk_findings = _desk(edition)
    copy = Copy(
        html=html,
        plain=plain,
        facts={name: fact_html(fact, own) for name, fact in facts.items()},
        address=tuple(_isolated("line", escape(line), _direction(line)) for line in clinic.address),
        hours=tuple(opening_hours(hours, own.conventions) for hours in clinic.hours),
        page_url=page_url(edition),
        desk=desk,
        links=_links(edition, plain),
        places={**words.places, DESK: desk_place},
    )
    return copy, (*words.findings, *desk_findings)


def page_url(edition: Edition) -> str:
    """Return the clinic's page about this brochure in this language."""
    return edition.clinic.page.replace("{language}", edition.language.html_tag).replace(
        "{brochure}", edition.brochure.id
    )


def phone_link(number: str) -> str:
    """Return the address that dials a number (RFC 3966)."""
    return "tel:" + re.sub(r"[^+\d]", "", number)


def shown_url(url: str) -> str:
    """Return an address as people read it, without its scheme."""
    return re.sub(r"^https?://|/$", "", url)


def _facts(edition: Edition) -> dict[str, Fact]:
    brochure, clinic = edition.brochure, edition.clinic
    shared = (
        Fact("clinic", "name", text=clinic.name),
        Fact("phone", "phone", text=clinic.phone),
        Fact("mail", "mail", text=clinic.mail),
        Fact("url", "url", text=clinic.web),
        Fact("page", "url", text=page_url(edition)),
        Fact("version", "name", text=brochure.version),
        Fact("produced", "date", date=brochure.produced),
        Fact("review", "date", date=brochure.review),
        Fact("language", "name", text=edition.language.autonym),
    )
    return {fact.name: fact for fact in (*shared, *brochure.facts)}


def _links(edition: Edition, plain: Mapping[str, str]) -> dict[str, str]:
    clinic = edition.clinic
    addresses = {
        "link.phone": phone_link(clinic.phone),
        "link.mail": f"mailto:{clinic.mail}",
        "link.web": clinic.web,
    }
    return {address: plain[key] for key, address in addresses.items() if key in plain}


def _desk(edition: Edition) -> tuple[str, Place, tuple[Finding, ...]]:
    """Return the line that tells the receptionist, in her language, what leaflet this is.

    Also where it was found, and what is wrong with it.
    """
    message = next((m for m in edition.shared_messages if m.key == DESK), None)
    if message is None:
        return "", Place(), ()
    own = edition.clinic_language
    title = _Words(edition, own, _facts(edition)).plain(edition.brochure.title, edition.brochure.id)
    facts = {
        "title": Fact("title", "name", text=unescape(_TAG.sub("", title))),
        "language": Fact(
            "language", "name", text=language_name(edition.language.tag, own.conventions)
        ),
    }
    words = _Words(edition, own, facts)
    line = words.html(message, COMMON)
    # A line in the wrong language is a nuisance at the desk, not a danger to patients.
    softened = (replace(finding, severity=Severity.WARNING) for finding in words.findings)
    return line, words.places.get(DESK, Place()), tuple(softened)


class _Words:
    """The texts of one edition in one language, with the findings that came up."""

    def __init__(self, edition: Edition, language: Language, facts: Mapping[str, Fact]) -> None:
        self._edition = edition
        self._language = language
        self._facts = facts
        self.findings: list[Finding] = []
        self.places: dict[str, Place] = {}

    def html(self, message: Message, domain: str) -> str:
        """Return a message as safe HTML, with facts filled in."""
        found = self._find(message, domain)
        text = nh3.clean(found.text, tags=_tags(message.text), attributes={"*": set()})
        place = self.places[message.key]
        filled = _PLACEHOLDER.sub(lambda m: self._fact_html(m, found.language, place), text)
        if found.language.tag == self._language.tag:
            return filled
        tag, direction = found.language.html_tag, found.language.direction
        return f'<span lang="{tag}" dir="{direction}">{filled}</span>'

    def plain(self, message: Message, domain: str) -> str:
        """Return a message as plain text, with facts filled in; says nothing twice."""
        quiet = not message.plain
        found = self._find(message, domain, quiet=quiet)
        text = found.text if message.plain else unescape(_TAG.sub("", found.text))
        place = self.places[message.key]
        return _PLACEHOLDER.sub(lambda m: self._fact_plain(m, found.language, place), text)

    def _find(self, message: Message, domain: str, quiet: bool = False) -> _Found:
        for tag in self._language.chain:
            catalog = self._edition.catalog(tag, domain)
            translation = catalog.entries.get(message.key) if catalog else None
            if translation and is_current(message, translation):
                if not quiet:
                    self._check(message, translation)
                    self._say_parent(message, translation, tag)
                self.places[message.key] = translation.place
                return _Found(translation.text, language(tag))
        self.places[message.key] = message.place
        source = self._edition.brochure.source_language
        if not quiet and source not in self._language.chain:
            self._say_fallback(message, domain)
        return _Found(message.text, language(source))

    def _say_parent(self, message: Message, translation: Translation, tag: str) -> None:
        if tag != self._language.tag:
            self._add(
                "text.fallback",
                Severity.WARNING,
                f"'{message.key}' has no translation into {self._language.tag}; printed in {tag} "
                "instead. Translate it.",
                translation,
            )

    def _say_fallback(self, message: Message, domain: str) -> None:
        catalog = self._edition.catalog(self._language.tag, domain)
        entry = catalog.entries.get(message.key) if catalog else None
        state = "has no translation into"
        code = "text.missing"
        if entry and entry.text and entry.fuzzy:
            state, code = "has a translation that is marked fuzzy in", "text.fuzzy"
        elif entry and entry.text:
            state, code = "has changed since it was translated into", "text.stale"
        finding = Finding(
            code,
            Severity.ERROR,
            f"'{message.key}' {state} {self._language.tag}, so the source text would be printed. "
            "Translate it, or confirm the translation.",
            entry.place if entry else message.place,
        )
        self.findings.append(finding)

    def _check(self, message: Message, translation: Translation) -> None:
        self._check_placeholders(message, translation)
        allowed = _tags(message.text)
        wrong = sorted(set(_tags(translation.text)) - allowed)
        if wrong:
            self._add(
                "text.markup",
                Severity.ERROR,
                f"'{message.key}' has the tag <{wrong[0]}>, which its source does not have; "
                "remove it.",
                translation,
            )

    def _check_placeholders(self, message: Message, translation: Translation) -> None:
        wanted = Counter(_PLACEHOLDER.findall(message.text))
        there = Counter(_PLACEHOLDER.findall(translation.text))
        if wanted != there:
            names = sorted((wanted - there) + (there - wanted))
            self._add(
                "text.placeholder",
                Severity.ERROR,
                f"'{message.key}' does not have the same {{placeholders}} as its source: look at "
                + ", ".join(f"{{{name}}}" for name in names)
                + ".",
                translation,
            )

    def _add(self, code: str, severity: Severity, message: str, translation: Translation) -> None:
        self.findings.append(Finding(code, severity, message, translation.place))

    def _known(self, match: re.Match[str], place: Place) -> Fact | None:
        fact = self._facts.get(match[1])
        if fact is None and match[1] not in _reported(self.findings):
            self.findings.append(
                Finding(
                    "text.fact",
                    Severity.ERROR,
                    f"Nothing is known under the name {match[0]}; add it to the facts of the "
                    "brochure, or correct the name.",
                    place,
                )
            )
        return fact

    def _fact_html(self, match: re.Match[str], language: Language, place: Place) -> str:
        fact = self._known(match, place)
        return fact_html(fact, language) if fact else escape(match[0])

    def _fact_plain(self, match: re.Match[str], language: Language, place: Place) -> str:
        fact = self._known(match, place)
        return fact_plain(fact, language) if fact else match[0]


@dataclass(frozen=True, slots=True)
class _Found:
    text: str
    language: Language


def _reported(findings: list[Finding]) -> set[str]:
    return {
        name
        for finding in findings
        if finding.code == "text.fact"
        for name in _PLACEHOLDER.findall(finding.message)
    }


def _tags(text: str) -> set[str]:
    return {tag.lstrip("/").lower() for tag in _TAG.findall(text)}


# --- facts ---------------------------------------------------------------------------------------


def fact_html(fact: Fact, language: Language) -> str:
    """Return a fact formatted for a language, as HTML whose direction is its own.

    Phones, addresses and figures run from left to right everywhere; a name runs as its script
    does; words around figures run as the language does. An explicit ``dir`` is needed: <bdi> and
    unicode-bidi have no effect in the layout engine.
    """
    match fact.kind:
        case "phone":
            return _link(fact.kind, phone_link(fact.text), fact.text.replace(" ", "\u00a0"))
        case "mail":
            return _link(fact.kind, f"mailto:{fact.text}", fact.text)
        case "url":
            return _link(fact.kind, fact.text, shown_url(fact.text))
        case "name":
            return _isolated(fact.kind, escape(fact.text), _direction(fact.text))
        case "date":
            return _isolated(fact.kind, escape(_date(fact, language)), language.direction)
    before, figures, after = _figures(fact, language)
    inner = escape(before) + _isolated("number", escape(figures), "ltr") + escape(after)
    return _isolated(fact.kind, inner, language.direction) if before or after else inner


def fact_plain(fact: Fact, language: Language) -> str:
    """Return a fact formatted for a language as plain text, isolated in right-to-left languages."""
    match fact.kind:
        case "phone" | "mail":
            return _isolated_plain(fact.text, "ltr", language)
        case "url":
            return _isolated_plain(shown_url(fact.text), "ltr", language)
        case "name":
            return _isolated_plain(fact.text, _direction(fact.text), language)
        case "date":
            return _date(fact, language)
    before, figures, after = _figures(fact, language)
    return before + _isolated_plain(figures, "ltr", language) + after


def _date(fact: Fact, language: Language) -> str:
    if fact.date is None:
        raise ValueError(f"fact {fact.name} has no date")
    return long_date(fact.date, language.conventions)


def _figures(fact: Fact, language: Language) -> tuple[str, str, str]:
    last = fact.numbers[-1]
    if fact.unit:
        before, figures, after = measure_pattern(last, fact.unit, language.conventions)
    else:
        before, figures, after = "", number(last, language.conventions), ""
    if len(fact.numbers) > 1:
        figures = f"{number(fact.numbers[0], language.conventions)}–{figures}"
    return before, figures, after.replace(" ", "\u00a0")


def _direction(text: str) -> str:
    return "rtl" if runs_right_to_left(text) else "ltr"


def _isolated(kind: str, html: str, direction: str) -> str:
    return f'<span class="fact {kind}" dir="{direction}">{html}</span>'


def _isolated_plain(text: str, direction: str, language: Language) -> str:
    if direction == language.direction:
        return text
    opening = _LEFT_TO_RIGHT if direction == "ltr" else _RIGHT_TO_LEFT
    return f"{opening}{text}{_END_ISOLATE}"


def _link(kind: str, address: str, shown: str) -> str:
    return f'<a class="fact {kind}" dir="ltr" href="{escape(address)}">{escape(shown)}</a>'
