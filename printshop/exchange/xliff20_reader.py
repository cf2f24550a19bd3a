"""XLIFF 2.x as it comes back: divided into segments, its codes copied, with foreign modules."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from .safe_xml import Vocabulary, plain_text
from .units import DIGEST, PREVIOUS, Returned, State, place_in, shown
from .xliff20 import METADATA, NAMESPACE

_VOCABULARY = Vocabulary(NAMESPACE, "urn:oasis:names:tc:xliff:document:2.2", None)
_SURROGATES = range(0xD800, 0xE000)
_LAST = 0x10FFFF


def read(root: etree._Element, name: str) -> Iterator[Returned]:
    """Yield the texts of an XLIFF 2.x document, whatever tools have added to it."""
    for file in _VOCABULARY.children(root, "file"):
        for unit in _VOCABULARY.descendants(file, "unit"):
            yield _read_unit(unit, file.get("original", ""), root.get("trgLang", ""), name)


def _read_unit(unit: etree._Element, original: str, language: str, name: str) -> Returned:
    reader = _Reader(_original_data(unit))
    segments = _VOCABULARY.children(unit, "segment", "ignorable")
    sources = [reader.child(segment, "source") or "" for segment in segments]
    reader.strange.clear()
    targets = [reader.child(segment, "target") or "" for segment in segments]
    wanting = [_wants_target(*row) for row in zip(segments, sources, targets, strict=True)]
    begun = any(t and _is_segment(s) for s, t in zip(segments, targets, strict=True))
    notes = _notes(unit)
    key = unit.get("name") or unit.get("id") or ""
    return Returned(
        place=place_in(name, unit.sourceline, key),
        key=key,
        original=original,
        language=language,
        source="".join(sources),
        text=_joined(segments, sources, targets) if begun else "",
        state=_state(segments, targets),
        digest=(notes.get(DIGEST) or _metadata(unit)).strip(),
        previous=notes.get(PREVIOUS),
        strange=tuple(reader.strange),
        whole=not any(wanting),
    )


def _is_segment(element: etree._Element) -> bool:
    return _VOCABULARY.name(element) == "segment"


def _wants_target(segment: etree._Element, source: str, target: str) -> bool:
    return _is_segment(segment) and bool(source.strip()) and not target


def _joined(segments: list[etree._Element], sources: list[str], targets: list[str]) -> str:
    """Join the targets in their own order (4.3.1.26); what is ignorable is the source's."""
    rows: list[tuple[int, str]] = []
    for number, (segment, source, target) in enumerate(
        zip(segments, sources, targets, strict=True), 1
    ):
        element = _VOCABULARY.child(segment, "target")
        order = "" if element is None else element.get("order", "")
        same = element is None and not _is_segment(segment)
        is_number = order.isdecimal() and len(order) < 10
        rows.append((int(order) if is_number else number, source if same else target))
    return "".join(text for _, text in sorted(rows, key=lambda row: row[0]))


def _state(segments: list[etree._Element], targets: list[str]) -> State:
    """Return what the least of the segments is; a segment without a state is initial (4.3.1.38)."""
    pairs = zip(segments, targets, strict=True)
    states = {s.get("state", "initial") for s, target in pairs if target and _is_segment(s)}
    return State.FUZZY if "initial" in states else State.TRANSLATED


def _notes(unit: etree._Element) -> dict[str | None, str]:
    groups = _VOCABULARY.children(unit, "notes")
    notes = (note for group in groups for note in _VOCABULARY.children(group, "note"))
    return {note.get("category"): plain_text(note) for note in notes}


def _metadata(unit: etree._Element) -> str:
    """Return the digest where it stands a second time, for tools that drop notes."""
    metas = unit.iter(f"{{{METADATA}}}meta")
    return next((meta.text or "" for meta in metas if meta.get("type") == DIGEST), "")


def _original_data(unit: etree._Element) -> dict[str | None, str]:
    groups = _VOCABULARY.children(unit, "originalData")
    rows = (data for group in groups for data in _VOCABULARY.children(group, "data"))
    return {data.get("id"): _Reader({}).text(data) for data in rows}


class _Reader:
    """Reads sources, then targets: a code that is a copy, or has lost its data, is the source's."""

    def __init__(self, data: dict[str | None, str]) -> None:
        self.strange: list[str] = []
        self._data = data
        self._known: dict[tuple[str, str], str] = {}

    def child(self, segment: etree._Element, name: str) -> str | None:
        element = _VOCABULARY.child(segment, name)
        return None if element is None else self.text(element)

    def text(self, element: etree._Element) -> str:
        """Return the text of an element with its inline codes as they were written."""
        inner = [element.text or ""]
        for child in element:
            inner += (self._inline(child), child.tail or "")
        return "".join(inner)

    def _inline(self, element: etree._Element) -> str:
        match _VOCABULARY.name(element):
            case "pc":
                begin = self._code(element, "begin", "dataRefStart", "dispStart", "equivStart")
                end = self._code(element, "end", "dataRefEnd", "dispEnd", "equivEnd")
                return f"{begin}{self.text(element)}{end}"
            case "sc":
                return self._code(element, "begin", "dataRef", "disp", "equiv")
            case "ec":
                return self._code(element, "end", "dataRef", "disp", "equiv")
            case "ph":
                return self._code(element, "alone", "dataRef", "disp", "equiv")
            case "cp":
                return self._code_point(element)
        return self.text(element)  # a mark, or something of another vocabulary, around text

    def _code(self, element: etree._Element, role: str, ref: str, disp: str, equiv: str) -> str:
        ids = [element.get(name, "") for name in ("id", "startRef", "copyOf")]
        known = (self._known.get((role, id)) for id in ids if id)
        own = self._data.get(element.get(ref)), element.get(disp), element.get(equiv)
        code = next((text for text in (*own, *known) if text), None)
        if code is None:
            self._wonder_at(element, ids[0])
            return ""
        for id in ids[:2]:
            self._known.setdefault((role, id), code)
        return code

    def _code_point(self, element: etree._Element) -> str:
        try:
            point = int(element.get("hex", ""), 16)
        except ValueError:
            point = 0
        if point not in range(1, _LAST + 1) or point in _SURROGATES:
            self._wonder_at(element, element.get("hex", ""))
            return ""
        return chr(point)

    def _wonder_at(self, element: etree._Element, id: str) -> None:
        name = etree.QName(element).localname
        self.strange.append(shown(f'<{name} id="{id}">'))
