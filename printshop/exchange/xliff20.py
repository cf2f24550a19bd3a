"""XLIFF 2.0 (OASIS, 5 August 2014), with its modules for metadata and for size restriction.

Pairs of tags are <pc>, halves of pairs are isolated <sc> and <ec>, and what stands alone is <ph>;
their characters are in <originalData>. The length limit is slr:sizeRestriction in code points.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from lxml import etree

from .codes import PLACEHOLDER, Code, Part, Role, parts
from .safe_xml import UNSPEAKABLE, XML_SPACE, append_text, speakable, to_bytes
from .units import DEVELOPER, DIGEST, PREVIOUS, TRANSLATOR, Batch, State, Unit, bcp47

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"
SIZES = "urn:oasis:names:tc:xliff:sizerestriction:2.0"

_STATES = {
    State.TRANSLATED: {"state": "translated"},
    State.FUZZY: {"state": "initial", "subState": "printshop:fuzzy"},
    State.MISSING: {"state": "initial", "subState": "printshop:missing"},
}
# Section 4.3.1.41 (subType): the prefix xlf belongs to the specification.
_TYPES = {
    "em": {"type": "fmt", "subType": "xlf:i"},
    "i": {"type": "fmt", "subType": "xlf:i"},
    "strong": {"type": "fmt", "subType": "xlf:b"},
    "b": {"type": "fmt", "subType": "xlf:b"},
    "u": {"type": "fmt", "subType": "xlf:u"},
    "br": {"type": "fmt", "subType": "xlf:lb"},
    "a": {"type": "link"},
    PLACEHOLDER: {"type": "ui", "subType": "xlf:var"},
}
# XML 1.0, production 7, without the characters that few tools know.
_NMTOKEN = re.compile(r"[A-Za-z0-9._:-]+")


def write(batches: Iterable[Batch]) -> bytes:
    """Return an XLIFF 2.0 file with a <file> for each catalog; all are of one pair of languages."""
    files = list(batches)
    names = {
        "version": "2.0",
        "srcLang": bcp47(files[0].source_language),
        "trgLang": bcp47(files[0].tag),
    }
    prefixes = {None: NAMESPACE, "mda": METADATA, "slr": SIZES}
    root = etree.Element(_tag("xliff"), names, nsmap=prefixes)
    for batch in files:
        names = {"id": _id(batch.domain), "original": batch.path}
        file = etree.SubElement(root, _tag("file"), names)
        etree.SubElement(file, f"{{{SIZES}}}profiles", {"generalProfile": "xliff:codepoints"})
        for unit in batch.units:
            _Writer(file, unit).write()
    return to_bytes(root)


class _Writer:
    """One unit; ``data`` numbers the characters of its codes."""

    def __init__(self, file: etree._Element, unit: Unit) -> None:
        names = {"id": _id(unit.key), "name": unit.key, XML_SPACE: "preserve"}
        if unit.room is not None:
            names[f"{{{SIZES}}}sizeRestriction"] = str(unit.room)
        self._element = etree.SubElement(file, _tag("unit"), names)
        self._unit = unit
        self._source = parts(unit.source)
        self._target = parts(unit.text, self._source)
        codes = (p.text for p in (*self._source, *self._target) if isinstance(p, Code))
        self._data = {text: f"d{n}" for n, text in enumerate(dict.fromkeys(codes), 1)}

    def write(self) -> None:
        """Add what a unit has, in the order of the schema."""
        self._write_metadata()
        self._write_notes()
        if self._data:
            original = etree.SubElement(self._element, _tag("originalData"))
            for text, id in self._data.items():
                _append(etree.SubElement(original, _tag("data"), {"id": id}), text)
        segment = etree.SubElement(self._element, _tag("segment"), _STATES[self._unit.state])
        self._write_text(etree.SubElement(segment, _tag("source")), self._source)
        if self._unit.state is not State.MISSING:
            self._write_text(etree.SubElement(segment, _tag("target")), self._target)

    def _write_metadata(self) -> None:
        metadata = etree.SubElement(self._element, f"{{{METADATA}}}metadata")
        group = etree.SubElement(metadata, f"{{{METADATA}}}metaGroup", {"category": "printshop"})
        meta = etree.SubElement(group, f"{{{METADATA}}}meta", {"type": DIGEST})
        meta.text = self._unit.digest

    def _write_notes(self) -> None:
        unit = self._unit
        said = [(DEVELOPER, "source", text) for text in unit.comments]
        said += [(TRANSLATOR, "target", text) for text in unit.notes]
        if unit.previous is not None:
            said.append((PREVIOUS, "source", unit.previous))
        notes = etree.SubElement(self._element, _tag("notes"))
        for category, about, text in said:
            names = {"category": category, "appliesTo": about}
            etree.SubElement(notes, _tag("note"), names).text = speakable(text)
        etree.SubElement(notes, _tag("note"), {"category": DIGEST}).text = unit.digest

    def _write_text(self, element: etree._Element, content: tuple[Part, ...]) -> None:
        within = [element]
        ends = {p.id: p for p in content if isinstance(p, Code) and p.role is Role.END}
        for part in content:
            if isinstance(part, str):
                _append(within[-1], part)
            elif part.role is Role.BEGIN:
                within.append(self._pair(within[-1], part, ends[part.id]))
            elif part.role is Role.END:
                within.pop()
            else:
                self._single(within[-1], part)

    def _pair(self, within: etree._Element, begin: Code, end: Code) -> etree._Element:
        refs = {"dataRefStart": self._data[begin.text], "dataRefEnd": self._data[end.text]}
        texts = {**_label("dispStart", begin.text), **_label("dispEnd", end.text)}
        names = {"id": begin.id, **_TYPES.get(begin.what, {}), **refs, **texts}
        return etree.SubElement(within, _tag("pc"), names)

    def _single(self, within: etree._Element, code: Code) -> None:
        names = {"id": code.id, **_TYPES.get(code.what, {}), "dataRef": self._data[code.text]}
        names |= {**_label("equiv", code.text), **_label("disp", code.text)}
        if code.role is Role.ALONE:
            etree.SubElement(within, _tag("ph"), names)
        else:
            name = "sc" if code.role is Role.LOOSE_BEGIN else "ec"
            etree.SubElement(within, _tag(name), names | {"isolated": "yes"})


def _label(name: str, text: str) -> dict[str, str]:
    """Return an attribute for readers; what XML cannot hold stands in <data> only."""
    return {} if UNSPEAKABLE.search(text) else {name: text}


def _append(element: etree._Element, text: str) -> None:
    """Add a text, with <cp> for characters that XML cannot hold."""
    at = 0
    for match in UNSPEAKABLE.finditer(text):
        append_text(element, text[at : match.start()])
        etree.SubElement(element, _tag("cp"), {"hex": f"{ord(match[0]):04X}"})
        at = match.end()
    append_text(element, text[at:])


def _id(key: str) -> str:
    """Return a key as an id; one that XML does not take as such is in the attribute name only."""
    if _NMTOKEN.fullmatch(key):
        return key
    return f"key-{hashlib.sha256(key.encode()).hexdigest()[:16]}"


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
