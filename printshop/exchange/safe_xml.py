"""XML read as if an enemy had sent it, and written so that the same content is the same bytes.

A file is decoded here, in one of a few encodings, before the parser sees it: so a document type
cannot hide in an encoding that only the parser knows, and no entity is ever declared.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from lxml import etree

from ..errors import InputError
from .units import error, place_in

XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# XML 1.0, production 2 (Char): what it cannot hold, not even escaped.
UNSPEAKABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REPLACEMENT = "\ufffd"

_KNOWN = re.compile(r"ascii|utf-8|utf-16(-[lb]e)?|iso8859-\d+|cp125\d|koi8-[ru]")
_DECLARED = re.compile(rb"<\?xml[^>]*?\bencoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_DECLARATION = re.compile(r"\A<\?xml\s[^>]*\?>")
# XML 1.0, production 22 (prolog): a document type stands before the first element or nowhere.
_DOCTYPE = re.compile(r"\A(?>\s|<\?.*?\?>|<!--.*?-->)*+<!(?!--)", re.DOTALL)
_KEPT = frozenset({"source", "target", "note", "data", "meta", "seg"})  # white space matters there


def parse(data: bytes, name: str) -> etree._Element:
    """Return the root of an XML document, without its comments and processing instructions.

    Raises InputError for a document type, an encoding that is not one of a few, and bad XML.
    """
    text = _decoded(data, name)
    if _DOCTYPE.match(text):
        message = "The file has a DOCTYPE, which can do harm; have it saved without one."
        raise InputError((error("doctype", message, place_in(name, 1)),))
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as wrong:
        reason = (wrong.msg or "").partition(", line ")[0]
        message = f"The file is not well-formed XML ({reason}); ask for it again."
        raise InputError(
            (error("malformed", message, place_in(name, wrong.lineno or 0)),)
        ) from wrong


def _decoded(data: bytes, name: str) -> str:
    """Return the text of an XML file without its declaration, which is about bytes."""
    try:
        text = data.decode(_encoding(data))
    except (UnicodeDecodeError, LookupError) as wrong:
        message = "The encoding of this XML file is not what it says; have it saved as UTF-8."
        raise InputError((error("encoding", message, place_in(name, 1)),)) from wrong
    text = text.removeprefix("\ufeff")
    declaration = _DECLARATION.match(text)
    return text if declaration is None else text[declaration.end() :]


def _encoding(data: bytes) -> str:
    """Return how a file is encoded (XML 1.0, appendix F).

    Raises LookupError for an encoding that is not one of a few.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (b"<\0", "utf-16-le"),
        (b"\0<", "utf-16-be"),
    ):
        if data.startswith(mark):
            return encoding
    declared = _DECLARED.match(data)
    named = codecs.lookup(declared[1].decode("ascii") if declared else "utf-8").name
    if not _KNOWN.fullmatch(named):
        raise LookupError(named)
    return named


# --- reading -------------------------------------------------------------------------------------


class Vocabulary:
    """The elements of some namespaces, by their local names; what is in others is not seen."""

    def __init__(self, *namespaces: str | None) -> None:
        self._namespaces = frozenset(namespaces)

    def name(self, element: etree._Element) -> str:
        """Return the local name of an element, empty if it is of another vocabulary."""
        name = etree.QName(element)
        return name.localname if name.namespace in self._namespaces else ""

    def children(self, element: etree._Element, *names: str) -> list[etree._Element]:
        return [child for child in element if self.name(child) in names]

    def child(self, element: etree._Element, name: str) -> etree._Element | None:
        return next(iter(self.children(element, name)), None)

    def descendants(self, element: etree._Element, name: str) -> Iterator[etree._Element]:
        return (found for found in element.iter() if self.name(found) == name)


def plain_text(element: etree._Element) -> str:
    """Return all text inside an element."""
    return "".join(element.itertext())


# --- writing -------------------------------------------------------------------------------------


def speakable(text: str) -> str:
    """Return a text for readers only, with what XML cannot hold replaced."""
    return UNSPEAKABLE.sub(_REPLACEMENT, text)


def append_text(element: etree._Element, text: str) -> None:
    """Add text after everything that is in an element."""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def to_bytes(root: etree._Element) -> bytes:
    """Return a document, indented except where white space is text."""
    _indent(root, "\n")
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"


def _indent(element: etree._Element, before: str) -> None:
    if not len(element) or etree.QName(element).localname in _KEPT:
        return
    element.text = f"{before}  "
    for child in element:
        _indent(child, f"{before}  ")
        child.tail = f"{before}  "
    element[-1].tail = before
