"""The form for a clinic: what was typed, and what the loader of clinics says of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from ...errors import BrochureError
from ...findings import Finding, Severity
from ...load import Library
from ...load.clinic_files import CLINICS, clinic_entry, hours_entry
from ...load.clinics import clinic_of
from ...load.documents import Document, schema_findings
from ...load.library import reading_languages
from ...load.logos import read_logo
from ...load.opening_hours import Spans, in_order, runs
from ...load.pictures import PictureError
from ...load.values import (
    RefusedError,
    assigned_phone,
    clean,
    phone,
    without_bidi_controls,
)
from ...messages.names import territory
from ...model import Asset, Clinic
from . import uploads

LINES = ("name", "phone", "mail", "web", "page", "language")  # fields of one line
NOBODY = Clinic("nobody", "", "", "en", (), "", "", "", "", (), None)
LONGEST = 1000  # characters: more than any value may have, so that the loader refuses it
_ORDER = ("name", "address", "language", "phone", "mail", "web", "page", "hours", "logo")
KEPT_LOGO = "kept"  # instead of a name: the logo that the clinic has
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_LARGEST_WEEK = (7, 6)  # days, and how often one opens


class FormError(BrochureError):
    """What was sent is not what the form sends."""


@dataclass(frozen=True)
class Form:
    """What was typed. ``clinic`` is its id, empty for a new one, and ``digest`` its file's.

    ``week`` are seven days of when it opens and closes, with gaps. ``logo`` is a name of an upload,
    KEPT_LOGO, or empty for none.
    """

    clinic: str
    digest: str
    lines: Mapping[str, str]
    address: tuple[str, ...]
    week: tuple[Spans, ...]
    logo: str


@dataclass(frozen=True)
class Wrong:
    """Something in a field that has to be mended, or looked at; ``code`` is the loader's."""

    field: str
    code: str
    severity: Severity
    message: str
    empty: bool = False


@dataclass(frozen=True)
class Checked:
    """The clinic that a form says, with what is wrong as it was typed, and its file's entry."""

    clinic: Clinic
    entry: Mapping[str, Any]
    wrong: tuple[Wrong, ...]

    @property
    def good(self) -> bool:
        """Tell whether it may be saved."""
        return all(each.severity < Severity.ERROR for each in self.wrong)


def digest_of(raw: bytes) -> str:
    """Return a digest of a clinic's file, by which a later change is noticed."""
    return hashlib.sha256(raw).hexdigest()


# --- what was sent -------------------------------------------------------------------------------


def form_of(data: Any) -> Form:
    """Return the form that a browser sent. Raises FormError where it is another's."""
    try:
        lines = {name: _cleaned(_text(data[name])).replace("\n", " ") for name in LINES}
        address = map(_cleaned, _text(data["address"]).splitlines())
        week = tuple(_day(day) for day in data["week"])
        names = (_text(data[name]) for name in ("clinic", "digest", "logo"))
        clinic, digest, logo = names
    except (KeyError, TypeError, ValueError) as error:
        raise FormError("This is not what the form sends; load the page again.") from error
    known = logo in ("", KEPT_LOGO) or uploads.is_name(logo)
    if len(week) != _LARGEST_WEEK[0] or not known:
        raise FormError("This is not what the form sends; load the page again.")
    lines |= {name: _with_scheme(lines[name]) for name in ("web", "page")}
    lines["page"] = lines["page"] or lines["web"]
    return Form(clinic, digest, lines, tuple(filter(None, address)), week, logo)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    value.encode()  # half a character is none
    return value[:LONGEST]


def _with_scheme(address: str) -> str:
    return f"https://{address}" if address and "://" not in address else address


def _cleaned(text: str) -> str:
    """Return a text without what nobody sees; one that the loader will refuse stays as it is."""
    try:
        return clean(without_bidi_controls(text))
    except RefusedError:
        return text.strip()


def _day(spans: Any) -> Spans:
    if not isinstance(spans, list) or len(spans) > _LARGEST_WEEK[1]:
        raise TypeError
    return tuple((_text(opens), _text(closes)) for opens, closes in spans)


def week_of(clinic: Clinic) -> list[list[tuple[str, str]]]:
    """Return the opening hours of a clinic as the form shows them, Monday first."""
    return [[(h.opens, h.closes) for h in clinic.hours if day in h.days] for day in range(7)]


def filled(clinic: Clinic | None, language: str = "") -> dict[str, object]:
    """Return what stands in the form of a clinic, as the form sends it."""
    who = clinic or NOBODY
    return {
        "clinic": clinic.id if clinic else "",
        "name": who.name,
        "address": "\n".join(who.address),
        "phone": who.phone,
        "mail": who.mail,
        "web": who.web,
        "page": who.page,
        "language": clinic.language if clinic else language,
        "week": week_of(who),
        "logo": KEPT_LOGO if who.logo else "",
    }


# --- what is wrong -------------------------------------------------------------------------------


def check(form: Form, library: Library, before: Clinic | None) -> Checked:
    """Hold what was typed against what the loader wants of a clinic; ``before`` is it so far."""
    folder = library.root / CLINICS
    week, wrong = _week(form.week)
    data = {**form.lines, "address": list(form.address), "hours": hours_entry(runs(week))}
    languages = reading_languages(library.root)
    data["phone"] = _dialled(form.lines["phone"], form.address, languages)
    document = Document("", data, {})
    path = folder / f"{form.clinic or 'new'}.yaml"
    clinic, found = clinic_of(path, document)
    told = _first_of_each([*found, *schema_findings(document, "clinic")], data)
    web, page = (form.lines[name] for name in ("web", "page"))
    same = web == page  # what is wrong with both is said once
    wrong += [each for each in told if not (same and each.field == "page")]
    logo, problems = _logo(form.logo, before)
    clinic = replace(clinic, logo=logo)
    wrong += [*problems, *_unassigned(clinic, wrong)]
    entry = clinic_entry(replace(clinic, logo=None), folder)
    return Checked(clinic, entry, tuple(sorted(wrong, key=_order)))


def _order(wrong: Wrong) -> tuple[int, str]:
    """Put what is wrong in the order of the form's fields."""
    return _ORDER.index(wrong.field.partition("-")[0]), wrong.field


def _first_of_each(found: Iterable[Finding], data: Mapping[str, Any]) -> Iterator[Wrong]:
    """Yield what is wrong, once a field: the schema and the values' own checks say the same."""
    seen = set()
    for finding in found:
        field = re.split(r"[.\[]", finding.place.key)[0]
        if finding.severity is Severity.ERROR and field not in seen:
            seen.add(field)
            empty = not data.get(field)
            yield Wrong(field, finding.code, finding.severity, finding.message, empty)


def _week(week: Iterable[Spans]) -> tuple[list[Spans], list[Wrong]]:
    """Return the days in order, those that are wrong as closed, and what is wrong with them."""
    days: list[Spans] = []
    wrong: list[Wrong] = []
    for number, spans in enumerate(week):
        try:
            if not all(_TIME.fullmatch(time) for span in spans for time in span):
                raise RefusedError("input.time", "Fill in both times.")
            days.append(in_order(spans))
        except RefusedError as problem:
            days.append(())
            field = f"hours-{number}"
            wrong.append(Wrong(field, problem.code, Severity.ERROR, problem.sentence))
    return days, wrong


def _dialled(text: str, address: tuple[str, ...], languages: tuple[str, ...]) -> str:
    """Return a number with its country code, where the last line of the address says a country."""
    region = territory(address[-1], languages) if address else None
    if region:
        with suppress(RefusedError):  # it is refused as it was typed
            return phone(text, region)
    return text


def _unassigned(clinic: Clinic, wrong: Iterable[Wrong]) -> list[Wrong]:
    if any(each.field == "phone" for each in wrong) or assigned_phone(clinic.phone, None)[1]:
        return []
    code = "input.phone-unassigned"
    return [Wrong("phone", code, Severity.WARNING, "Nobody is known to have this number.")]


def _logo(logo: str, before: Clinic | None) -> tuple[Asset | None, list[Wrong]]:
    if logo in ("", KEPT_LOGO):
        return (before.logo if logo and before else None), []
    try:
        asset, coarse = read_logo(uploads.folder(), logo)
    except PictureError as problem:
        return None, [Wrong("logo", "input.picture", Severity.ERROR, str(problem))]
    if coarse and coarse.severity is Severity.ERROR:
        return asset, [Wrong("logo", coarse.code, coarse.severity, coarse.sentence)]
    return asset, []
