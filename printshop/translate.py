"""Edition -> Copy: look every text up, make its markup safe, fill in and isolate the facts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape, unescape

import nh3

from .facts import direction_of, fact_html, fact_plain, isolated, phone_link
from .findings import Finding, Place, Severity
from .messages import COMMON, DESK, is_current, language, language_name, opening_hours, week_hours
from .model import PLACEHOLDER, Clinic, Copy, Edition, Fact, Language, Message, Translation

_TAG = re.compile(r"<(/?[A-Za-z][A-Za-z0-9]*)\b[^>]*>")


def translate(edition: Edition, desk_line: bool = True) -> tuple[Copy, tuple[Finding, ...]]:
    """Return all words of an edition in its language, and what is wrong with them.

    A text without a current translation falls back along the language's chain to the source, and
    each fallback is a finding. A draft holds translations that are not current, too, and what is
    wrong with its texts are warnings. Without ``desk_line`` nothing is said to the receptionist.
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
    desk, desk_place, desk_findings = _desk(edition, facts) if desk_line else ("", Place(), ())
    copy = Copy(
        html=html,
        plain=plain,
        facts={name: fact_html(fact, own) for name, fact in facts.items()},
        address=_address(clinic),
        hours=tuple(opening_hours(hours, own.conventions) for hours in clinic.hours),
        week=_week(edition),
        page_url=page_url(edition),
        desk=desk,
        links=_links(edition, plain),
        places={**words.places, DESK: desk_place},
    )
    findings = words.findings
    if edition.draft:  # it says on every panel that it is not to be relied on
        findings = [replace(f, severity=min(f.severity, Severity.WARNING)) for f in findings]
    return copy, (*findings, *desk_findings)


TOLD = "told:"  # before a message's key, where it stands for the message's text
_OF_CLINICS = {"clinic", "phone", "mail", "url", "page"}  # facts


def told_texts(edition: Edition) -> dict[str, str]:
    """Return the texts for screen readers that tell a clinic's values, by message key."""
    words = _Words(edition, edition.language, _facts(edition))
    return {m.key: words.plain(m, COMMON) for m in _with_values(edition) if m.plain}


def slot_copy(edition: Edition) -> tuple[Copy, tuple[Finding, ...]]:
    """Return the copy of a clinic's slots: its values, which are the same in all languages.

    With the shared texts that have such values in them, which are not, and the receptionist's
    line, and what is wrong with that. What is told in the leaflet's language is TOLD with a key of
    ``told_texts``.
    """
    own, facts, messages = edition.language, _facts(edition), _with_values(edition)
    desk, desk_place, findings = _desk(edition, facts)
    words = _Words(edition, own, facts)
    plain = {m.key: f"{TOLD}{m.key}" for m in messages if m.plain}
    copy = Copy(
        html={m.key: words.html(m, COMMON) for m in messages if not m.plain},
        plain=plain,
        facts={name: fact_html(facts[name], own) for name in sorted(_OF_CLINICS)},
        address=_address(edition.clinic),
        hours=(),
        week=_week(edition),
        page_url=page_url(edition),
        desk=desk,
        links=_links(edition, plain),
        places={**words.places, DESK: desk_place},
    )
    return copy, findings


def _with_values(edition: Edition) -> list[Message]:
    return [m for m in edition.shared_messages if not _OF_CLINICS.isdisjoint(m.placeholders)]


def _address(clinic: Clinic) -> tuple[str, ...]:
    return tuple(isolated("line", escape(line), direction_of(line)) for line in clinic.address)


def _week(edition: Edition) -> tuple[tuple[str, str], ...]:
    days, times = edition.language, edition.clinic_language
    return _week_hours(edition.clinic.hours, days.conventions, times.conventions)


# Many clinics open at the same hours.
_week_hours = lru_cache(maxsize=1024)(week_hours)


def page_url(edition: Edition) -> str:
    """Return the clinic's page about this brochure in this language."""
    return edition.clinic.page.replace("{language}", edition.language.html_tag).replace(
        "{brochure}", edition.brochure.id
    )


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


def _desk(edition: Edition, facts: Mapping[str, Fact]) -> tuple[str, Place, tuple[Finding, ...]]:
    """Return the line that tells the receptionist, in her language, what leaflet this is.

    Also where it was found, and what is wrong with it.
    """
    message = next((m for m in edition.shared_messages if m.key == DESK), None)
    if message is None:
        return "", Place(), ()
    own = edition.clinic_language
    title = _Words(edition, own, facts).plain(edition.brochure.title, edition.brochure.id)
    told = {
        "title": Fact("title", "name", text=unescape(_TAG.sub("", title))),
        "language": Fact("language", "name", text=_name(edition.language, own)),
    }
    words = _Words(edition, own, told)
    line = words.html(message, COMMON)
    # A line in the wrong language is a nuisance at the desk, not a danger to patients.
    softened = (replace(finding, severity=Severity.WARNING) for finding in words.findings)
    return line, words.places.get(DESK, Place()), tuple(softened)


def _name(language: Language, reader: Language) -> str:
    if language.conventions != language.tag:
        return language.autonym  # what others call it is not known
    return language_name(language.tag, reader.conventions)


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
        text = _safe(found.text, _tags(message.text))
        place = self.places[message.key]
        filled = PLACEHOLDER.sub(lambda m: self._fact_html(m, found.language, place), text)
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
        return PLACEHOLDER.sub(lambda m: self._fact_plain(m, found.language, place), text)

    def _find(self, message: Message, domain: str, quiet: bool = False) -> _Found:
        for tag in self._language.chain:
            catalog = self._edition.catalog(tag, domain)
            translation = catalog.entries.get(message.key) if catalog else None
            if translation and self._is_printable(message, translation):
                if not quiet:
                    self._say_unconfirmed(message, translation)
                    self._check(message, translation)
                    self._say_parent(message, translation, tag)
                self.places[message.key] = translation.place
                own = self._language
                return _Found(translation.text, own if tag == own.tag else language(tag))
        self.places[message.key] = message.place
        source = self._edition.brochure.source_language
        if not quiet and source not in self._language.chain:
            self._say_fallback(message, domain)
        return _Found(message.text, language(source))

    def _is_printable(self, message: Message, translation: Translation) -> bool:
        if self._edition.draft and translation.text:
            return True
        return is_current(message, translation)

    def _say_unconfirmed(self, message: Message, translation: Translation) -> None:
        if not is_current(message, translation):
            self._add(
                "text.unconfirmed",
                Severity.WARNING,
                f"'{message.key}' is printed in this draft although its translation is not "
                "confirmed for the present source.",
                translation,
            )

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
        wrong = sorted(_tags(translation.text) - allowed)
        if wrong:
            self._add(
                "text.markup",
                Severity.ERROR,
                f"'{message.key}' has the tag <{wrong[0]}>, which its source does not have; "
                "remove it.",
                translation,
            )

    def _check_placeholders(self, message: Message, translation: Translation) -> None:
        wanted, there = message.placeholders, translation.placeholders
        if sorted(wanted) != sorted(there):
            names = sorted((Counter(wanted) - Counter(there)) + (Counter(there) - Counter(wanted)))
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


@lru_cache(maxsize=4096)
def _safe(html: str, tags: frozenset[str]) -> str:
    return nh3.clean(html, tags=set(tags), attributes={"*": set()})


def _reported(findings: list[Finding]) -> set[str]:
    return {
        name
        for finding in findings
        if finding.code == "text.fact"
        for name in PLACEHOLDER.findall(finding.message)
    }


@lru_cache(maxsize=4096)
def _tags(text: str) -> frozenset[str]:
    return frozenset(tag.lstrip("/").lower() for tag in _TAG.findall(text))
