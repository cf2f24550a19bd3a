"""Clinics: a checked YAML document becomes a Clinic."""

from __future__ import annotations

from pathlib import Path

import phonenumbers

from ..findings import Finding, Severity
from ..model import Asset, Clinic, Hours
from .documents import Document, read_document
from .pictures import PictureError, read_drawing
from .tags import language_findings

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FIELDS = ("{language}", "{brochure}")


def load_clinic(root: Path, path: Path) -> tuple[Clinic | None, list[Finding]]:
    """Read a clinic's file; None, with all findings, where it is wrong."""
    document, findings = read_document(path, path.relative_to(root).as_posix(), "clinic")
    if document is None:
        return None, findings
    data = document.data
    findings += language_findings(document, data["language"], "language")
    clinic = Clinic(
        id=path.stem,
        path=document.name,
        name=data["name"],
        language=data["language"],
        address=tuple(data["address"]),
        phone=phone(data["phone"], document, findings, "phone"),
        mail=data["mail"],
        web=data["web"],
        page=_page(document, findings),
        hours=tuple(_hours(entry) for entry in data.get("hours", ())),
        logo=_logo(path.parent, document, findings),
    )
    return (None if findings else clinic), findings


def phone(text: str, document: Document, findings: list[Finding], *path: str | int) -> str:
    """Return a telephone number as dialled from abroad (ITU-T E.123): +31 30 555 0123."""
    try:
        number = phonenumbers.parse(text)
        if phonenumbers.is_possible_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        pass
    message = (
        f"'{text}' is not a telephone number with its country code; write it as "
        '"+31 30 555 01 23", in quotes.'
    )
    findings.append(Finding("input.phone", Severity.ERROR, message, document.place(*path)))
    return text


def _page(document: Document, findings: list[Finding]) -> str:
    page: str = document.data["page"]
    rest = page
    for known in _FIELDS:
        rest = rest.replace(known, "")
    if "{" in rest or "}" in rest:
        message = f"Only {' and '.join(_FIELDS)} can be filled into the address of the page."
        findings.append(Finding("input.page", Severity.ERROR, message, document.place("page")))
    return page


def _hours(entry: dict[str, str]) -> Hours:
    first, _, last = entry["days"].partition("-")
    return Hours(_DAYS.index(first), _DAYS.index(last or first), entry["opens"], entry["closes"])


def _logo(folder: Path, document: Document, findings: list[Finding]) -> Asset | None:
    name = document.data.get("logo")
    if name is None:
        return None
    try:
        return read_drawing(folder, name)
    except PictureError as problem:
        findings.append(
            Finding("input.picture", Severity.ERROR, str(problem), document.place("logo"))
        )
        return None
