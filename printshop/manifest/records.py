"""The lines of a manifest, and what each kind of them says.

Kinds: ``manifest`` (the first: the format), ``file``, ``gone`` (a file that was deleted), ``copy``
(the texts that files print), ``clinic`` (its facts that files print), ``package`` (a file made of
others), ``measured`` (what copyfit found without making a file).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from ..findings import Finding, Place, Severity
from ..model import Fit
from ..storage import Stamp

Record = TypeVar("Record")
Line = dict[str, Any]
Measured = tuple[float, int]  # body in points, lines over


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file that was made: what it is, what it was made from, and what was found in it.

    ``stamp`` is the place's own, ``sha256`` of the bytes. ``fingerprint`` is of all inputs,
    ``layout`` of those that the layout depends on, empty where it was put together from others'.
    ``copy`` and ``contact`` are digests of the texts and of the clinic's facts, see CopyRecord and
    ClinicRecord. ``made`` is the day of the build, ``review`` the day on which the text is due.
    """

    name: str
    file: str
    sha256: str
    size: int
    stamp: Stamp
    fingerprint: str
    layout: str
    brochure: str
    version: str
    review: date
    clinic: str
    contact: str
    language: str
    fold: str
    profile: str
    draft: bool
    copy: str
    made: date
    findings: tuple[Finding, ...] = ()
    fit: Fit | None = None


@dataclass(frozen=True, slots=True)
class CopyRecord:
    """The texts of a brochure in a language on a fold, as they were printed.

    ``messages``: the source text and the translation that was printed, by message key; None where
    the source was printed for want of one. ``facts``: the brochure's own, formatted.
    """

    copy: str
    brochure: str
    language: str
    version: str
    messages: Mapping[str, tuple[str, str | None]]
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ClinicRecord:
    """A clinic's facts as they were printed: name, address, phone and so on, by name."""

    contact: str
    clinic: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PackageRecord:
    """A file that was made of others; ``contents`` is a digest of them and of how they stand in it.

    ``about`` is the id of the clinic, or the brochure, that all of them are of.
    """

    file: str
    about: str
    contents: str
    sha256: str
    size: int
    stamp: Stamp


AnyRecord = FileRecord | CopyRecord | ClinicRecord | PackageRecord


# What tells two lines of a kind apart.
KEYS = {
    "file": "name",
    "copy": "copy",
    "clinic": "contact",
    "package": "file",
    "measured": "layout",
}
KINDS = {
    FileRecord: "file",
    CopyRecord: "copy",
    ClinicRecord: "clinic",
    PackageRecord: "package",
}


def line_of(record: AnyRecord) -> Line:
    """Return a record as a line, before it is text."""
    return {"kind": KINDS[type(record)], **_values(record)}


def text_of(line: Line) -> bytes:
    """Return a line as it stands in the file."""
    return (json.dumps(line, ensure_ascii=False, default=_values) + "\n").encode()


def _values(value: Any) -> Any:
    """Return a record's values by name, quicker than asdict does; a date is text."""
    if isinstance(value, date):
        return value.isoformat()
    return {name: getattr(value, name) for name in value.__slots__}


def parsed(text: bytes) -> Line:
    """Return a line from the file; one that is not JSON is empty."""
    try:
        line = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return line if isinstance(line, dict) else {}


def understood(made: Callable[[Line], Record], line: Line) -> Record | None:
    """Return what is made of a line, None where it does not say what it should."""
    try:
        return made(line)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


_TEXTS = [name for name, kind in FileRecord.__annotations__.items() if kind == "str"]


def file_of(line: Line) -> FileRecord:
    """Return what a line says of a file."""
    values = {name: line[name] for name in FileRecord.__slots__}
    if not all(isinstance(values[name], str) for name in _TEXTS):
        raise TypeError("a text is missing")
    return FileRecord(
        **{
            **values,
            "stamp": tuple(line["stamp"]),
            "review": date.fromisoformat(line["review"]),
            "made": date.fromisoformat(line["made"]),
            "findings": tuple(map(_finding, line["findings"])),
            "fit": _fit(line["fit"]),
        }
    )


def copy_of(line: Line) -> CopyRecord:
    """Return the texts that a line holds."""
    messages = {
        key: (str(source), None if text is None else str(text))
        for key, (source, text) in line["messages"].items()
    }
    facts = {name: str(value) for name, value in line["facts"].items()}
    return CopyRecord(
        line["copy"], line["brochure"], line["language"], line["version"], messages, facts
    )


def clinic_of(line: Line) -> ClinicRecord:
    """Return the facts of a clinic that a line holds."""
    return ClinicRecord(
        line["contact"], line["clinic"], {k: str(v) for k, v in line["facts"].items()}
    )


def package_of(line: Line) -> PackageRecord:
    """Return what a line says of a file that was made of others."""
    values = {name: line[name] for name in PackageRecord.__slots__}
    return PackageRecord(**{**values, "stamp": tuple(line["stamp"])})


def measured_of(line: Line) -> dict[str, Measured]:
    """Return the fits that a line holds, by layout fingerprint."""
    return {layout: (float(body), int(over)) for layout, (body, over) in line["fits"].items()}


def _finding(data: Mapping[str, Any]) -> Finding:
    return Finding(
        data["code"],
        Severity(data["severity"]),
        data["message"],
        Place(**data["place"]),
        data["edition"],
    )


def _fit(data: Mapping[str, Any] | None) -> Fit | None:
    if data is None:
        return None
    return Fit(**{**data, "panel_fill": tuple(data["panel_fill"])})
