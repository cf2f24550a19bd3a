"""What a screen reader gets from a PDF: texts in the order of the structure tree, no layout.

Two readers that share nothing: one that walks the file's objects, and PDFium's own.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import lxml.html
import pikepdf
import pypdfium2
from pypdfium2 import raw

Kid = pikepdf.Object | int
INLINE = ("/Span", "/Link")
PAINTING = ("Tj", "TJ", "'", '"', "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Do")
SILENT = re.compile("[\u00ad\u200b\u2060\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Said:
    """A paragraph as it is read aloud, with its structure type, and each part's language."""

    kind: str
    text: str
    parts: tuple[tuple[str, str], ...]  # language, text

    @property
    def languages(self) -> set[str]:
        return {language for language, _ in self.parts}


def without_silent(text: str) -> str:
    return SILENT.sub("", text)


def texts_of_html(html: str) -> list[tuple[str, str]]:
    """Return tag and text of each paragraph and heading, with a new line where <br> is."""
    found = []
    for element in lxml.html.document_fromstring(html).iter("p", "h1", "h2", "h3"):
        for br in element.iter("br"):
            br.tail = f"\ue000{br.tail or ''}"
        text = re.sub(r"[ \t\r\n\f]+", " ", element.text_content()).strip()
        found.append((element.tag, without_silent(re.sub(" ?\ue000 ?", "\n", text))))
    return found


# --- the objects of the file ---------------------------------------------------------------------


@dataclass(frozen=True)
class Content:
    """Marked content of one page, by MCID, and what is painted outside any."""

    texts: dict[int, str]
    stray: list[str]


class Listener:
    """Walks the structure tree and knows the text of each piece of marked content."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.found: list[Said] = []
        self._texts = {page.objgen: content_of(page).texts for page in pdf.pages}
        for top in pdf.Root.StructTreeRoot.K:
            self._block(top, str(pdf.Root.Lang))

    def _block(self, element: pikepdf.Object, around: str) -> None:
        parts = list(self._inline(element, around))
        text = "".join(text for _, text in parts)
        if text.strip():
            # What is in it was found before it: a paragraph in a list item stands after its text.
            self.found.append(Said(str(element.S)[1:], text, tuple(parts)))

    def _inline(self, element: pikepdf.Object, around: str) -> Iterator[tuple[str, str]]:
        language = str(element.get("/Lang", around))
        if "/ActualText" in element:
            yield language, str(element.ActualText)
            return
        for kid in kids_of(element):
            place = place_of(element, kid)
            if place is not None:
                yield language, self._texts[place[0]][place[1]]
            elif str(kid.get("/S")) in INLINE:
                yield from self._inline(kid, language)
            elif "/S" in kid:
                self._block(kid, language)


def listen(pdf: pikepdf.Pdf) -> list[Said]:
    """Return all paragraphs; what has ActualText is not looked into."""
    return Listener(pdf).found


def place_of(element: pikepdf.Object, kid: Kid) -> tuple[tuple[int, int], int] | None:
    """Return page and MCID of a kid that is marked content."""
    if isinstance(kid, int):
        return element.Pg.objgen, kid
    if kid.get("/Type") == "/MCR":
        return kid.Pg.objgen, int(kid.MCID)
    return None


def kids_of(element: pikepdf.Object) -> list[Kid]:
    kids = element.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def elements(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Yield all structure elements in reading order."""

    def walk(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
        yield element
        for kid in kids_of(element):
            if not isinstance(kid, int) and "/S" in kid:
                yield from walk(kid)

    for top in pdf.Root.StructTreeRoot.K:
        yield from walk(top)


def content_of(page: pikepdf.Page) -> Content:
    """Read a page: marked content is never in marked content, and no number is used twice."""
    content = Content({}, [])
    tag, mcid, letters = None, None, {}
    for instruction in pikepdf.parse_content_stream(page):
        operator, operands = str(instruction.operator), instruction.operands
        if operator in ("BMC", "BDC"):
            assert tag is None
            tag, mcid = str(operands[0]), None
            if operator == "BDC":
                mcid = int(operands[1].MCID)
                assert mcid not in content.texts
                content.texts[mcid] = ""
        elif operator == "EMC":
            tag = mcid = None
        elif operator == "Tf":
            letters = to_unicode(page.Resources.Font[str(operands[0])])
        elif operator == "TJ" and mcid is not None:
            content.texts[mcid] += "".join(letters[code] for code in codes(operands[0]))
        if operator in PAINTING and mcid is None and tag != "/Artifact":
            content.stray.append(operator)
    return content


def codes(shown: pikepdf.Array) -> Iterator[int]:
    for part in shown:
        if isinstance(part, pikepdf.String):
            data = bytes(part)
            yield from (int.from_bytes(data[i : i + 2]) for i in range(0, len(data), 2))


_maps: dict[bytes, dict[int, str]] = {}


def to_unicode(font: pikepdf.Object) -> dict[int, str]:
    """Return what a font says its glyphs mean; nothing is no meaning."""
    stream = font.ToUnicode.read_bytes()
    if stream not in _maps:
        pairs = re.findall(rb"<([0-9a-fA-F]{4})> ?<([0-9a-fA-F]*)>\n", stream)
        _maps[stream] = {
            int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") or "\ufffd"
            for code, text in pairs
        }
    return _maps[stream]


def unowned(pdf: pikepdf.Pdf) -> list[str]:
    """Return what is wrong between pages, structure and parent tree, nothing where all agree."""
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    owners = {int(numbers[i]): numbers[i + 1] for i in range(0, len(numbers), 2)}
    claimed: dict[tuple[tuple[int, int], int], tuple[int, int]] = {}
    wrong = []
    for element in elements(pdf):
        for kid in kids_of(element):
            place = place_of(element, kid)
            if place is not None:
                wrong += [f"{place} is claimed twice"] * (place in claimed)
                claimed[place] = element.objgen
            elif owner_of(kid, owners).objgen != element.objgen:
                wrong.append(f"a {kid.get('/S', 'link')} has another parent")
    for page in pdf.pages:
        content, row = content_of(page), owners[int(page.StructParents)]
        wrong += (f"{operator} is outside" for operator in content.stray)
        seen = {(page.objgen, mcid): row[mcid].objgen for mcid in content.texts}
        wrong += ["owners of nothing"] * (len(row) != len(seen))
        wrong += (
            f"{place} has another owner" for place in seen if seen[place] != claimed.get(place)
        )
        claimed = {place: owner for place, owner in claimed.items() if place not in seen}
    return wrong + [f"{place} is not on its page" for place in claimed]


def owner_of(kid: pikepdf.Object, owners: dict[int, pikepdf.Object]) -> pikepdf.Object:
    return owners[int(kid.Obj.StructParent)] if kid.get("/Type") == "/OBJR" else kid.P


# --- PDFium --------------------------------------------------------------------------------------


def listen_with_pdfium(file: Path | bytes) -> str:
    """Return all text in the order of the structure tree, page by page, as PDFium finds it.

    Replacement text of an element that goes on overleaf is said once.
    """
    said: list[str] = []
    with pypdfium2.PdfDocument(file) as document:
        for page in document:
            here = [said for said in _pdfium_texts(page) if said[1]]
            overleaf = len(said) and here and here[0][0] and here[0][1] == said[-1]
            said += (text for _, text in here[1 if overleaf else 0 :])
    return "".join(said)


def _pdfium_texts(page: pypdfium2.PdfPage) -> Iterator[tuple[bool, str]]:
    """Yield (it is replacement text, text)."""
    texts = _pdfium_content(page)
    tree = raw.FPDF_StructTree_GetForPage(page)

    def walk(element: raw.FPDF_STRUCTELEMENT) -> Iterator[tuple[bool, str]]:
        actual = _pdfium_string(raw.FPDF_StructElement_GetActualText, element)
        if actual:
            yield True, actual
            return
        for i in range(raw.FPDF_StructElement_CountChildren(element)):
            child = raw.FPDF_StructElement_GetChildAtIndex(element, i)
            if child:
                yield from walk(child)
            else:
                mcid = raw.FPDF_StructElement_GetChildMarkedContentID(element, i)
                yield False, texts.get(mcid, "")

    for i in range(raw.FPDF_StructTree_CountChildren(tree)):
        yield from walk(raw.FPDF_StructTree_GetChildAtIndex(tree, i))
    raw.FPDF_StructTree_Close(tree)


def _pdfium_content(page: pypdfium2.PdfPage) -> dict[int, str]:
    """Return the text of each piece of marked content by its MCID."""
    read, texts = page.get_textpage(), {}
    for i in range(raw.FPDFPage_CountObjects(page)):
        found = raw.FPDFPage_GetObject(page, i)
        mcid = raw.FPDFPageObj_GetMarkedContentID(found)
        if mcid >= 0 and raw.FPDFPageObj_GetType(found) == raw.FPDF_PAGEOBJ_TEXT:
            length = raw.FPDFTextObj_GetText(found, read, None, 0)
            buffer = (ctypes.c_ushort * (length // 2))()
            raw.FPDFTextObj_GetText(found, read, buffer, length)
            text = bytes(buffer).decode("utf-16-le").rstrip("\0")
            texts[mcid] = texts.get(mcid, "") + text
    return texts


def _pdfium_string(get: object, element: raw.FPDF_STRUCTELEMENT) -> str:
    length = get(element, None, 0)  # type: ignore[operator]
    if length <= 2:
        return ""
    buffer = ctypes.create_string_buffer(length)
    get(element, buffer, length)  # type: ignore[operator]
    return buffer.raw[:length].decode("utf-16-le").rstrip("\0")
