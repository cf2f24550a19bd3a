"""Remarks of reviewers on translations: written, answered, closed; kept beside the catalogs.

A line of JSON for each thing that happened; lines are only ever added, and their order does not
matter, so that files of several people merge. A remark names a digest of the text that it is about
(see ``text_digest``): whoever reads it later can tell that the text has changed since.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, astuple, dataclass, fields
from enum import StrEnum
from pathlib import Path

from ..errors import BrochureError
from ..findings import Finding, Place, Severity
from ..storage import keep_inside, turn, write_file

LONGEST = 4000  # characters of a remark
LONGEST_NAME = 120  # characters


class Event(StrEnum):
    """What can happen to a remark."""

    WRITTEN = "written"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Said:
    """Something said about a text: by whom, in which role, on which day (ISO 8601).

    ``remark`` is the id of the remark that is answered or closed, its own id for a new one.
    ``digest`` is that of the text as it was then.
    """

    event: Event
    remark: str
    domain: str
    key: str
    digest: str
    by: str
    role: str
    on: str
    text: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark with the answers to it; ``closed`` is what closed it, None while it is open."""

    said: Said
    answers: tuple[Said, ...] = ()
    closed: Said | None = None

    def is_about(self, digest: str) -> bool:
        """Tell whether the text is still the one that the remark was written on."""
        return self.said.digest == digest


def new_remark(domain: str, key: str, digest: str, by: str, role: str, on: str, text: str) -> Said:
    """Return a new remark; the same one written twice has the same id."""
    content = json.dumps([domain, key, digest, by, role, on, text])
    id = hashlib.sha256(content.encode()).hexdigest()[:16]
    return Said(Event.WRITTEN, id, domain, key, digest, by, role, on, text)


def remarks_path(root: Path, tag: str) -> Path:
    """Return where the remarks on a language's texts stand."""
    return root / "locales" / tag / "remarks.jsonl"


def load_remarks(root: Path, tag: str) -> tuple[tuple[Remark, ...], list[Finding]]:
    """Read the remarks on a language's texts, oldest first; a line that is none is a finding."""
    said, findings = _read(root, tag)
    return _joined(said), findings


def add_to_remarks(root: Path, tag: str, said: Said) -> None:
    """Add something to the remarks of a language; what is there already is not added again.

    Raises BrochureError where it answers or closes a remark that there is not, where a name or the
    text is missing or too long, and where the file cannot be written.
    """
    _refuse_nonsense(said)
    path = remarks_path(root, tag)
    keep_inside(root, path)
    with turn(root, "locales"):
        there, _ = _read(root, tag)
        if said in there:
            return
        known = {one.remark for one in there if one.event is Event.WRITTEN}
        if said.event is not Event.WRITTEN and said.remark not in known:
            raise BrochureError("This remark is not there any more; load the page again.")
        old = path.read_bytes() if path.exists() else b""
        ended = old if not old or old.endswith(b"\n") else old + b"\n"
        write_file(path, ended + _line(said).encode())


def _refuse_nonsense(said: Said) -> None:
    if not said.by.strip() or not said.role.strip():
        raise BrochureError("A remark needs the name and the role of who writes it.")
    if not said.text.strip() and said.event is not Event.CLOSED:
        raise BrochureError("There is nothing in this remark; write what you have to say.")
    if len(said.text) > LONGEST or max(len(said.by), len(said.role)) > LONGEST_NAME:
        raise BrochureError(f"This is too long: at most {LONGEST} characters.")
    try:
        "".join(astuple(said)).encode()
    except UnicodeEncodeError:
        raise BrochureError("There are characters in this that cannot be written.") from None


def _line(said: Said) -> str:
    return json.dumps(asdict(said), ensure_ascii=False) + "\n"


def _read(root: Path, tag: str) -> tuple[list[Said], list[Finding]]:
    path = remarks_path(root, tag)
    if not path.exists():
        return [], []
    name = path.relative_to(root).as_posix()
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        return [], [_unreadable(name, 0, f"The file cannot be read ({error.strerror})")]
    said: list[Said] = []
    findings = []
    for number, line in enumerate(lines, 1):
        one = _said(line)
        if one:
            said.append(one)
        elif line.strip():
            findings.append(_unreadable(name, number, "This line is not a remark"))
    return said, findings


_FIELDS = {field.name for field in fields(Said)}


def _said(line: bytes) -> Said | None:
    try:
        content = json.loads(line)
        if not isinstance(content, dict) or set(content) != _FIELDS:
            return None
        if not all(isinstance(value, str) for value in content.values()):
            return None
        return Said(**{**content, "event": Event(content["event"])})
    except (ValueError, RecursionError):
        return None


def _unreadable(name: str, line: int, trouble: str) -> Finding:
    message = f"{trouble}; take the last good file, or delete the line."
    return Finding("remarks.unreadable", Severity.WARNING, message, Place(name, line))


def _joined(said: Iterable[Said]) -> tuple[Remark, ...]:
    written: dict[str, Said] = {}
    answers: dict[str, list[Said]] = defaultdict(list)
    closed: dict[str, Said] = {}
    for one in dict.fromkeys(said):  # a merge may have brought a line twice
        match one.event:
            case Event.WRITTEN:
                written.setdefault(one.remark, one)
            case Event.ANSWERED:
                answers[one.remark].append(one)
            case Event.CLOSED:
                closed.setdefault(one.remark, one)
    remarks = (Remark(first, tuple(answers[id]), closed.get(id)) for id, first in written.items())
    return tuple(sorted(remarks, key=lambda remark: remark.said.on))
