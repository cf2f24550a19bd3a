"""Clinics: a checked YAML document becomes a Clinic."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..findings import Finding, Severity
from ..model import Asset, Clinic, Hours
from . import values
from .documents import Document, KeyPath, read_document
from .logos import read_logo
from .opening_hours import in_order, opening_hours
from .pictures import PictureError
from .tags import language_findings
from .values import RefusedError

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def load_clinic(
    root: Path, path: Path, languages: tuple[str, ...] = ()
) -> tuple[Clinic | None, list[Finding]]:
    """Read a clinic's file; None, with all findings, where it is wrong.

    ``languages`` are those in which the days of its opening hours may be named, besides its own.
    """
    document, findings = read_document(path, path.relative_to(root).as_posix(), "clinic")
    if document is None:
        return None, findings
    clinic, problems = clinic_of(path, document, languages)
    findings += problems
    wrong = any(finding.severity is Severity.ERROR for finding in findings)
    return (None if wrong else clinic), findings


def clinic_of(
    path: Path, document: Document, languages: tuple[str, ...] = ()
) -> tuple[Clinic, list[Finding]]:
    """Return the clinic that a document says, and what is wrong with its values.

    A value that is wrong is in it as it was typed. The document has all keys that a clinic's has to
    have, with values of the right types; ``path`` is where its file stands, or will.
    """
    findings: list[Finding] = []
    return _Reader(path, document, findings).clinic(languages), findings


def phone(text: str, document: Document, findings: list[Finding], *path: str | int) -> str:
    """Return a telephone number as dialled from abroad; a finding where it is none."""
    try:
        return values.phone(text)
    except RefusedError as refused:
        message = refused.sentence.replace("{value}", text)
        findings.append(Finding(refused.code, Severity.ERROR, message, document.place(*path)))
        return text


class _Reader:
    """Reads one document, and notes what is wrong in it."""

    def __init__(self, path: Path, document: Document, findings: list[Finding]) -> None:
        self._path, self._document, self._findings = path, document, findings
        self._data = document.data

    def clinic(self, languages: tuple[str, ...]) -> Clinic:
        """Return the clinic, with gaps where there were findings."""
        tag: str = self._data["language"]
        self._findings += language_findings(self._document, tag, "language")
        return Clinic(
            id=self._path.stem,
            path=self._document.name,
            name=self._checked(values.clean, "name"),
            language=tag,
            address=tuple(
                self._checked(values.clean, "address", i)
                for i, _ in enumerate(self._data["address"])
            ),
            phone=self._checked(values.phone, "phone"),
            mail=self._checked(values.mail, "mail"),
            web=self._checked(values.web, "web"),
            page=self._checked(values.page, "page"),
            hours=self._hours(tag, languages),
            logo=self._logo(),
        )

    def _checked(self, check: Callable[[str], str], *path: str | int) -> str:
        value: Any = self._data
        for part in path:
            value = value[part]
        text = values.without_bidi_controls(value)
        if text != value:
            message = (
                "Invisible marks of direction were taken out; the program finds out by itself how "
                "each value runs."
            )
            self._say("input.direction", message, path, Severity.INFO)
        try:
            return check(values.clean(text))
        except RefusedError as problem:
            self._say(problem.code, problem.sentence.replace("{value}", text), path)
            return text

    def _say(
        self, code: str, message: str, path: KeyPath, severity: Severity = Severity.ERROR
    ) -> None:
        self._findings.append(Finding(code, severity, message, self._document.place(*path)))

    def _hours(self, tag: str, languages: tuple[str, ...]) -> tuple[Hours, ...]:
        written = self._data.get("hours", [])
        try:
            if isinstance(written, str):
                return opening_hours(values.clean(written), tag, languages)
            hours = tuple(_hours(entry) for entry in written)
            _check_week(hours)
            return hours
        except RefusedError as problem:
            text = written if isinstance(written, str) else "hours"
            self._say(problem.code, problem.sentence.replace("{value}", text), ("hours",))
            return ()

    def _logo(self) -> Asset | None:
        name = self._data.get("logo")
        if name is None:
            return None
        try:
            asset, coarse = read_logo(self._path.parent, name)
        except PictureError as problem:
            self._say("input.picture", str(problem), ("logo",))
            return None
        if coarse:
            message = coarse.sentence.replace("{value}", coarse.value)
            self._say(coarse.code, message, ("logo",), coarse.severity)
        return asset


def _hours(entry: dict[str, str]) -> Hours:
    first, _, last = entry["days"].partition("-")
    return Hours(_DAYS.index(first), _DAYS.index(last or first), entry["opens"], entry["closes"])


def _check_week(hours: tuple[Hours, ...]) -> None:
    """Raise RefusedError where a place closes before it opens, or its times overlap."""
    week: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for entry in hours:
        for day in entry.days:
            week[day].append((entry.opens, entry.closes))
    for spans in week.values():
        in_order(spans)
