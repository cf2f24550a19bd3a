"""Clinics' files as a program writes them: what did not change keeps its lines and comments."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from ..model import Clinic, Hours
from .clinic_ids import slug
from .documents import parse_document

CLINICS = "brochures/clinics"  # the folder, in a workspace
KEYS = ("name", "language", "address", "phone", "mail", "web", "page", "hours", "logo")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_IN_QUOTES = ("phone", "opens", "closes")  # look like numbers to some readers
_BOM = b"\xef\xbb\xbf"

Entry = Mapping[str, Any]


def clinic_entry(clinic: Clinic, folder: Path) -> dict[str, Any]:
    """Return a clinic as its file in a folder says it, without keys that have nothing to say."""
    logo = Path(clinic.logo.path).relative_to(folder).as_posix() if clinic.logo else ""
    entry: dict[str, Any] = {key: getattr(clinic, key) for key in KEYS}
    entry |= {"address": list(clinic.address), "hours": hours_entry(clinic.hours), "logo": logo}
    return {key: value for key, value in entry.items() if value}


def hours_entry(hours: Iterable[Hours]) -> list[dict[str, str]]:
    """Return opening hours as files have them: runs of days with their times."""
    return [
        {
            "days": "-".join(dict.fromkeys((_DAYS[run.first], _DAYS[run.last]))),
            "opens": run.opens,
            "closes": run.closes,
        }
        for run in hours
    ]


def new_clinic_id(name: str, address: Sequence[str], taken: Collection[str]) -> str:
    """Return an id for a clinic that none of those taken is, whatever their capitals."""
    known = {id.lower() for id in taken}
    for id in (slug(name), slug(name, *address[:1])):
        if id not in known:
            return id
    number = 2
    while f"{id}-{number}" in known:
        number += 1
    return f"{id}-{number}"


def clinic_text(entry: Entry, raw: bytes = b"", was: Entry | None = None) -> bytes:
    """Return the text of a clinic's file that says what an entry does.

    ``raw`` is the file so far, and ``was`` the entry that it stood for. Only lines whose value
    changed are written anew, with their comment. Where that cannot be done line by line, all are;
    the comments at the head stay then, and keys that are not known.
    """
    document = parse_document(raw, "") if raw else None
    if document is None or not isinstance(document.data, dict):
        return _written(entry).encode()
    was = document.data if was is None else was
    changed = {key for key in KEYS if entry.get(key) != was.get(key)}
    wanted = {key: value for key, value in document.data.items() if key not in changed}
    wanted |= {key: entry[key] for key in KEYS if key in changed and key in entry}
    text = raw.decode("utf-8-sig")
    edited = _edited(text, wanted, changed)
    mark = _BOM if raw.startswith(_BOM) else b""
    if edited is not None and _says(edited, wanted):
        return mark + edited.encode()
    return mark + (_head(text) + _written(wanted)).encode()


def _says(text: str, wanted: Entry) -> bool:
    document = parse_document(text.encode(), "")
    return document is not None and document.data == wanted


def _head(text: str) -> str:
    match = re.match(r"(?:[ \t]*(?:#[^\n]*)?\n)*", text)
    return match[0] if match else ""


# --- line by line --------------------------------------------------------------------------------


def _edited(text: str, wanted: Entry, changed: Collection[str]) -> str | None:
    """Return a text with some keys written anew; None where keys share lines, or are indented."""
    root: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    if root.flow_style or any(key.start_mark.column for key, _ in root.value):
        return None
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines(keepends=True)
    starts = [key.start_mark.line for key, _ in root.value]
    nexts = (*starts[1:], len(lines))
    stops = [_last_line(lines, a, b) for a, b in zip(starts, nexts, strict=True)]
    there = {key.value for key, _ in root.value}
    added = [_line(key, wanted[key], newline) for key in wanted if key not in there]
    if added and not lines[stops[-1] - 1].endswith(("\n", "\r")):
        lines[stops[-1] - 1] += newline
    lines[stops[-1] : stops[-1]] = added
    for (key, value), start, stop in reversed(list(zip(root.value, starts, stops, strict=True))):
        if key.value in changed:
            new = _line(key.value, wanted[key.value], newline) if key.value in wanted else ""
            lines[start:stop] = [_with_comment(new, lines, value.end_mark, newline)]
    return "".join(lines)


def _last_line(lines: Sequence[str], start: int, stop: int) -> int:
    """Return where a value ends: blank lines and comments after it belong to what follows."""
    while stop - 1 > start and re.fullmatch(r"\s*(#.*|\.\.\.)?\s*", lines[stop - 1]):
        stop -= 1
    return stop


def _with_comment(new: str, lines: Sequence[str], end: Any, newline: str) -> str:
    rest = lines[end.line][end.column :].strip() if end.line < len(lines) and end.column else ""
    if not rest.startswith("#") or new.count("\n") != 1:
        return new
    return f"{new.rstrip()}  {rest}{newline}"


# --- values --------------------------------------------------------------------------------------


def _written(entry: Entry) -> str:
    known = [key for key in KEYS if key in entry]
    return "".join(_line(key, entry[key], "\n") for key in dict.fromkeys((*known, *entry)))


def _line(key: str, value: Any, newline: str) -> str:
    """Return the line of a key, or lines where its value is a list of groups."""
    node = yaml.MappingNode("tag:yaml.org,2002:map", [(_node(key), _node(value, key))], None, None)
    node.flow_style = False
    text: str = yaml.serialize(node, Dumper=_Dumper, allow_unicode=True, width=100_000)
    return text.replace("\n", newline)


def _node(value: Any, key: str = "") -> yaml.Node:
    if isinstance(value, Mapping):
        pairs = [(_node(name), _node(each, name)) for name, each in value.items()]
        return yaml.MappingNode("tag:yaml.org,2002:map", pairs, flow_style=True)
    if isinstance(value, (list, tuple)):
        flow = not any(isinstance(each, (list, tuple, Mapping)) for each in value)
        nodes = [_node(each) for each in value]
        return yaml.SequenceNode("tag:yaml.org,2002:seq", nodes, flow_style=flow)
    if not isinstance(value, str):
        return yaml.representer.SafeRepresenter().represent_data(value)
    style = '"' if key in _IN_QUOTES else None
    return yaml.ScalarNode("tag:yaml.org,2002:str", value, style=style)


class _Dumper(yaml.SafeDumper):
    """Writes lists below their key a step to the right."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)
