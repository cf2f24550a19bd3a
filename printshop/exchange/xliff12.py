"""XLIFF 1.2 (OASIS, 1 February 2008): the form that nearly every agency's tool reads.

Pairs of tags are <bpt> and <ept> with the tags inside, halves of pairs are <it>, and what stands
alone is <x> with its characters in equiv-text. The length limit is maxwidth in characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from .codes import Code, Part, Role, parts
from .safe_xml import XML_SPACE, Vocabulary, append_text, plain_text, speakable, to_bytes
from .units import (
    DEVELOPER,
    DIGEST,
    PREVIOUS,
    TRANSLATOR,
    Batch,
    Returned,
    State,
    Unit,
    bcp47,
    place_in,
    shown,
)

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
_VOCABULARY = Vocabulary(NAMESPACE, "urn:oasis:names:tc:xliff:document:1.1", None)

_STATES = {
    State.TRANSLATED: "translated",
    State.FUZZY: "needs-review-translation",
    State.MISSING: "needs-translation",
}
_DONE = frozenset({"translated", "signed-off", "final"})
_CTYPES = {"em": "italic", "i": "italic", "strong": "bold", "b": "bold", "u": "underlined"}
_CTYPES_ALONE = {"br": "lb", "img": "image"}


# --- writing -------------------------------------------------------------------------------------


def write(batches: Iterable[Batch]) -> bytes:
    """Return an XLIFF 1.2 file with a <file> for each catalog."""
    root = etree.Element(_tag("xliff"), {"version": "1.2"}, nsmap={None: NAMESPACE})
    for batch in batches:
        file = etree.SubElement(
            root,
            _tag("file"),
            {
                "original": batch.path,
                "source-language": bcp47(batch.source_language),
                "target-language": bcp47(batch.tag),
                "datatype": "po",
            },
        )
        body = etree.SubElement(file, _tag("body"))
        for unit in batch.units:
            _write_unit(body, unit)
    return to_bytes(root)


def _write_unit(body: etree._Element, unit: Unit) -> None:
    names = {"id": unit.key, "resname": unit.key, "extradata": f"{DIGEST}:{unit.digest}"}
    if unit.room is not None:
        names |= {"maxwidth": str(unit.room), "size-unit": "char"}
    if unit.state is State.TRANSLATED:
        names["approved"] = "yes"  # many tools take what is not approved for unfinished
    names[XML_SPACE] = "preserve"
    element = etree.SubElement(body, _tag("trans-unit"), names)
    source = parts(unit.source)
    _write_text(etree.SubElement(element, _tag("source")), source)
    target = etree.SubElement(element, _tag("target"), {"state": _STATES[unit.state]})
    _write_text(target, parts(unit.text, source))
    for comment in unit.comments:
        _write_note(element, DEVELOPER, comment)
    for note in unit.notes:
        _write_note(element, TRANSLATOR, note)
    if unit.previous is not None:
        _write_note(element, PREVIOUS, unit.previous)
    _write_note(element, DIGEST, unit.digest)


def _write_note(element: etree._Element, source: str, text: str) -> None:
    etree.SubElement(element, _tag("note"), {"from": source}).text = speakable(text)


def _write_text(element: etree._Element, content: Iterable[Part]) -> None:
    for part in content:
        if isinstance(part, str):
            append_text(element, part)
        elif part.role is Role.ALONE:
            names = {"id": part.id, "ctype": _ctype_alone(part.what), "equiv-text": part.text}
            etree.SubElement(element, _tag("x"), names)
        else:
            etree.SubElement(element, *_half(part)).text = part.text


def _half(code: Code) -> tuple[str, dict[str, str]]:
    """Return the element for one tag of a pair, or for one that has lost its other half."""
    ctype = _CTYPES.get(code.what, f"x-{code.what}")
    if code.role is Role.BEGIN:
        return _tag("bpt"), {"id": code.id, "ctype": ctype}
    if code.role is Role.END:
        return _tag("ept"), {"id": code.id}
    position = "open" if code.role is Role.LOOSE_BEGIN else "close"
    return _tag("it"), {"id": code.id, "pos": position, "ctype": ctype}


def _ctype_alone(what: str) -> str:
    return _CTYPES_ALONE.get(what, f"x-{what}")


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


# --- reading -------------------------------------------------------------------------------------


def read(root: etree._Element, name: str) -> Iterator[Returned]:
    """Yield the texts of an XLIFF 1.x document, whatever tools have added to it."""
    for file in _VOCABULARY.descendants(root, "file"):
        for unit in _VOCABULARY.descendants(file, "trans-unit"):
            yield _read_unit(unit, file, name)


def _read_unit(unit: etree._Element, file: etree._Element, name: str) -> Returned:
    source, target, divided = (
        _VOCABULARY.child(unit, child) for child in ("source", "target", "seg-source")
    )
    if source is None:
        source = divided
    reader = _Reader()
    said = "" if source is None else reader.text(source)
    reader.strange.clear()
    text = "" if target is None or _is_untouched(target) else reader.text(target)
    notes = {note.get("from"): plain_text(note) for note in _VOCABULARY.children(unit, "note")}
    key = unit.get("resname") or unit.get("id") or ""
    mark = unit.get("extradata", "").partition(f"{DIGEST}:")[2]
    return Returned(
        place=place_in(name, unit.sourceline, key),
        key=key,
        original=file.get("original", ""),
        language=file.get("target-language", ""),
        source=said,
        text=text,
        state=_state(target),
        digest=notes.get(DIGEST, mark).strip(),
        previous=notes.get(PREVIOUS),
        strange=tuple(reader.strange),
        whole=_is_whole(divided, target),
    )


def _state(target: etree._Element | None) -> State | None:
    state = None if target is None else target.get("state")
    if state is None:
        return None
    return State.TRANSLATED if state in _DONE else State.FUZZY


def _is_untouched(target: etree._Element) -> bool:
    """Tell whether all segments are empty: what stands between them is no translation."""
    segments = _segments(target)
    return bool(segments) and not any(segments.values())


def _is_whole(divided: etree._Element | None, target: etree._Element | None) -> bool:
    """Tell whether every segment that a tool made of the source has a text in the target."""
    segments = {} if target is None else _segments(target)
    if divided is None or not segments:
        return True
    return all(segments.get(mid) for mid, text in _segments(divided).items() if text)


def _segments(element: etree._Element) -> dict[str | None, str]:
    marks = _VOCABULARY.descendants(element, "mrk")
    return {
        mark.get("mid"): _Reader().text(mark).strip()
        for mark in marks
        if mark.get("mtype") == "seg"
    }


_ROLES = {
    "x": "alone",
    "ph": "alone",
    "it": "alone",
    "bpt": "begin",
    "bx": "begin",
    "ept": "end",
    "ex": "end",
}


class _Reader:
    """Reads source, then target: a code whose characters are lost is the source's of that id."""

    def __init__(self) -> None:
        self.strange: list[str] = []
        self._known: dict[tuple[str, str | None], str] = {}

    def text(self, element: etree._Element) -> str:
        """Return the text of an element with its inline codes as they were written."""
        inner = [element.text or ""]
        for child in element:
            inner += (self._inline(child), child.tail or "")
        return "".join(inner)

    def _inline(self, element: etree._Element) -> str:
        name, id = _VOCABULARY.name(element), element.get("id")
        if name == "g":
            begin, end = (self._known.get((role, id)) for role in ("begin", "end"))
            if begin is None:
                self._wonder_at(element)
            return f"{begin or ''}{self.text(element)}{end or ''}"
        if name not in _ROLES:
            return self.text(element)  # a mark, or something of another vocabulary, around text
        own = plain_text(element) or element.get("equiv-text", "")
        code = own or self._known.get((_ROLES[name], id), "")
        if code:
            self._known.setdefault((_ROLES[name], id), code)
        else:
            self._wonder_at(element)
        return code

    def _wonder_at(self, element: etree._Element) -> None:
        name = etree.QName(element).localname
        self.strange.append(shown(f'<{name} id="{element.get("id", "")}">'))
