"""TMX 1.4b (LISA OSCAR, 26 April 2005): what is translated and current, for a translation memory.

Pairs of tags are <bpt> and <ept>, halves of pairs <it>, and what stands alone is <ph>.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lxml import etree

from .codes import Code, Part, Role, parts
from .safe_xml import XML_LANG, append_text, to_bytes
from .units import Batch, Unit, bcp47

_Key = tuple[str, str]


def write(batches: Iterable[Batch]) -> bytes:
    """Return a TMX file with a <tu> for each text that has a translation, in all languages given.

    All units are current (see ``outgoing.current``): a key has one source in all batches.
    """
    files = list(batches)
    root = etree.Element("tmx", {"version": "1.4"})
    header = {
        "creationtool": "Brochure printshop",
        "creationtoolversion": "1",
        "segtype": "block",
        "o-tmf": "gettext PO",
        "adminlang": "en",
        "srclang": bcp47(files[0].source_language),
        "datatype": "html",
    }
    etree.SubElement(root, "header", header)
    body = etree.SubElement(root, "body")
    for (domain, key), texts in _memory(files).items():
        names = {"tuid": f"{domain}/{key}", "srclang": bcp47(texts[0][0].source_language)}
        _write_unit(etree.SubElement(body, "tu", names), texts)
    return to_bytes(root)


def _memory(files: Iterable[Batch]) -> Mapping[_Key, list[tuple[Batch, Unit]]]:
    memory: dict[_Key, list[tuple[Batch, Unit]]] = {}
    for batch in files:
        for unit in batch.units:
            memory.setdefault((batch.domain, unit.key), []).append((batch, unit))
    return memory


def _write_unit(element: etree._Element, texts: list[tuple[Batch, Unit]]) -> None:
    batch, unit = texts[0]
    source = parts(unit.source)
    _write_variant(element, batch.source_language, source)
    for batch, unit in texts:
        _write_variant(element, batch.tag, parts(unit.text, source))


def _write_variant(element: etree._Element, tag: str, content: Iterable[Part]) -> None:
    variant = etree.SubElement(element, "tuv", {XML_LANG: bcp47(tag)})
    segment = etree.SubElement(variant, "seg")
    for part in content:
        if isinstance(part, str):
            append_text(segment, part)
        else:
            etree.SubElement(segment, *_code(part)).text = part.text


def _code(code: Code) -> tuple[str, dict[str, str]]:
    """Return the element of a code: ``x`` is the same in all languages, ``i`` joins a pair."""
    names = {"x": code.id, "type": code.what}
    match code.role:
        case Role.BEGIN:
            return "bpt", {"i": code.id, **names}
        case Role.END:
            return "ept", {"i": code.id}
        case Role.ALONE:
            return "ph", names
    return "it", {"pos": "begin" if code.role is Role.LOOSE_BEGIN else "end", **names}
