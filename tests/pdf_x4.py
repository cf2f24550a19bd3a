"""PDF/X-4 (ISO 15930-7) as far as it concerns us, read from a file object by object.

It knows nothing of how our files are made: it looks at every object that is in a file, used or
not, and takes every stream that could be drawn for one that is.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pikepdf

COLOURED = {"/DeviceRGB", "/CalRGB", "/CalGray", "/Lab", "/ICCBased", "/Separation", "/DeviceN"}
RGB_OPERATORS = {"rg", "RG"}
INKS = {"/DeviceCMYK", "/DeviceGray", "/Pattern", "/Indexed"}
FORBIDDEN_KEYS = {"/AA", "/OPI", "/TR", "/TR2", "/HTP", "/JS", "/Ref", "/Alternates", "/PS"}
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


def complaints(data: bytes) -> list[str]:
    """Return what PDF/X-4 and a CMYK press have against a file."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [
            *_file(pdf, data),
            *_intents(pdf),
            *_metadata(pdf),
            *(c for page in pdf.pages for c in _boxes(page)),
            *colours(pdf),
        ]


def colours(pdf: pikepdf.Pdf) -> list[str]:
    """Return every place where a file could paint anything but the four inks, or white over ink."""
    found: list[str] = []
    for number, thing in enumerate(pdf.objects):
        found += _named(thing, number)
        for stream in _drawn(thing):
            found += _operators(stream, stream.get("/Resources", {}), number)
    for page in pdf.pages:
        found += _operators(page, page.obj.Resources, 0)
        if str(page.obj.Group.CS) != "/DeviceCMYK":
            found.append("a page is not blended in inks")
    return found


def _drawn(thing: Any) -> Iterator[Any]:
    if not isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        return
    if thing.get("/Subtype") == "/Form" or thing.get("/PatternType") == 1:
        yield thing
    if thing.get("/Subtype") == "/Type3":
        yield from thing.CharProcs.values()


def _named(thing: Any, number: int, key: str = "") -> Iterator[str]:
    """Yield the colour spaces and keys of an object that have no place in a press file."""
    if isinstance(thing, pikepdf.Name) and str(thing) in COLOURED:
        yield f"object {number}: {thing} at {key}"
    if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        yield from _keys(thing, number)
        for name, item in _inner(thing.items()):
            yield from _named(item, number, name)
    elif isinstance(thing, pikepdf.Array):
        for _, item in _inner(enumerate(thing)):
            yield from _named(item, number, key)


def _inner(items: Iterable[tuple[Any, Any]]) -> Iterator[tuple[Any, Any]]:
    """Yield what stands in an object itself, not what it points to."""
    return (pair for pair in items if not getattr(pair[1], "is_indirect", False))


def _keys(thing: Any, number: int) -> Iterator[str]:
    for name in thing.keys():  # noqa: SIM118
        if name in FORBIDDEN_KEYS and not (name == "/TR" and "/G" in thing):
            yield f"object {number}: {name}"
    if bool(thing.get("/Interpolate", False)):
        yield f"object {number}: a picture is smoothed"


@dataclass
class _Ink:
    """What is in force: whether fill and stroke are white, and whether they print over."""

    white: tuple[bool, bool] = (False, False)
    over: tuple[bool, bool] = (False, False)


def _operators(stream: Any, resources: Any, number: int) -> Iterator[str]:
    """Yield RGB in a content stream, and white that prints over what is under it."""
    ink, stack = _Ink(), []
    for instruction in pikepdf.parse_content_stream(stream):
        operator, operands = str(instruction.operator), list(instruction.operands)
        if operator == "q":
            stack.append(replace(ink))
        elif operator == "Q" and stack:
            ink = stack.pop()
        elif operator in ("k", "K", "g", "G"):
            _set_white(ink, operator, operands)
        elif operator == "gs":
            yield from _set_over(ink, resources.get("/ExtGState", {}).get(operands[0], {}))
        else:
            said = _complaint(ink, operator, operands, "/ColorSpace" in resources)
            yield from (f"object {number}: {what}" for what in said)


def _set_white(ink: _Ink, operator: str, operands: list[Any]) -> None:
    none = 1.0 if operator in "gG" else 0.0
    white = all(float(v) == none for v in operands)
    ink.white = (white, ink.white[1]) if operator.islower() else (ink.white[0], white)


def _set_over(ink: _Ink, setting: Any) -> Iterator[str]:
    if "/OP" in setting:
        ink.over = (bool(setting.op), bool(setting.OP))
        if setting.OPM != 1:
            yield "overprint mode 0"


def _complaint(ink: _Ink, operator: str, operands: list[Any], named: bool) -> Iterator[str]:
    if operator in RGB_OPERATORS:
        yield f"{operands} {operator}"
    if operator == "INLINE IMAGE":
        yield "a picture in the content"
    if operator in ("cs", "CS") and str(operands[0]) not in INKS and not named:
        yield f"{operands[0]} {operator}"
    both = [a and b for a, b in zip(ink.white, ink.over, strict=True)]
    if both[0] and operator in ("Tj", "TJ", "f", "f*", "B", "b"):
        yield "white prints over"
    if both[1] and operator in ("S", "s", "B", "b"):
        yield "a white line prints over"


def _file(pdf: pikepdf.Pdf, data: bytes) -> Iterator[str]:
    if not re.match(rb"%PDF-1\.6\n%[\x80-\xff]{4}", data):
        yield f"the header is {data[:14]!r}"
    if pdf.is_encrypted or "/ID" not in pdf.trailer:
        yield "the file is encrypted, or has no ID"
    forbidden = {"/AcroForm", "/OpenAction", "/Names", "/JavaScript", "/OCProperties", "/AF"}
    yield from sorted(forbidden & set(pdf.Root.keys()))
    for thing in pdf.objects:
        if not isinstance(thing, pikepdf.Dictionary):
            continue
        if thing.get("/Type") in ("/Annot", "/Action", "/Filespec") or "/URI" in thing:
            yield f"{thing.get('/Type')} is in the file"
        if thing.get("/Type") == "/Font":
            yield from _font(thing)


def _font(font: pikepdf.Dictionary) -> Iterator[str]:
    if font.Subtype == "/Type3":
        return
    if "/ToUnicode" not in font and font.Subtype == "/Type0":
        yield f"{font.BaseFont} does not say its characters"
    described = font.DescendantFonts[0] if font.Subtype == "/Type0" else font
    keys = set(described.FontDescriptor.keys())
    if not keys & {"/FontFile", "/FontFile2", "/FontFile3"}:
        yield f"{font.BaseFont} is not embedded"
    if not re.match(r"/[A-Z]{6}\+", str(font.BaseFont)):
        yield f"{font.BaseFont} is not a subset"


def _intents(pdf: pikepdf.Pdf) -> Iterator[str]:
    intents = {str(intent.S): intent for intent in pdf.Root.OutputIntents}
    if sorted(intents) != ["/GTS_PDFA1", "/GTS_PDFX"] or len(pdf.Root.OutputIntents) != 2:
        yield f"the output intents are {sorted(intents)}"
        return
    first, second = (intent.DestOutputProfile for intent in intents.values())
    if first.objgen != second.objgen or int(first.N) != 4:
        yield "the output intents do not share one CMYK profile"
    if first.read_bytes()[12:20] != b"prtrCMYK":
        yield "the output profile is not a CMYK printer's"
    if not str(intents["/GTS_PDFX"].get("/OutputConditionIdentifier", "")):
        yield "the output condition has no name"


def _metadata(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = ElementTree.fromstring(pdf.Root.Metadata.read_bytes())
    said = {
        element.tag.rpartition("}")[2]: "".join(element.itertext()).strip()
        for element in root.find(f"{RDF}RDF/{RDF}Description") or ()
    }
    wanted = {"GTS_PDFXVersion": "PDF/X-4", "Trapped": "False", "RenditionClass": "default"}
    yield from (f"{key} is {said.get(key)}" for key in wanted if said.get(key) != wanted[key])
    yield from (f"{key} is missing" for key in ("DocumentID", "VersionID") if not said.get(key))
    info = pdf.docinfo
    if info.get("/Trapped") != "/False" or "/GTS_PDFXVersion" in info:
        yield "the document information is not PDF/X-4's"
    if said.get("title") != str(info.get("/Title", "")) or not said.get("title"):
        yield "the titles differ"
    for key, name in (("/CreationDate", "CreateDate"), ("/ModDate", "ModifyDate")):
        digits = re.sub(r"\D", "", str(info[key]))
        if digits != re.sub(r"\D", "", said.get(name, "")) or len(digits) != 14:
            yield f"{name} differs"


def _boxes(page: pikepdf.Page) -> Iterator[str]:
    boxes = [[float(v) for v in box] for box in (page.mediabox, page.BleedBox, page.TrimBox)]
    if boxes[0][:2] != [0, 0]:
        yield "the medium does not begin at 0, 0"
    for outer, inner in pairwise(boxes):
        if any(a > b for a, b in zip(outer[:2], inner[:2], strict=True)) or any(
            a < b for a, b in zip(outer[2:], inner[2:], strict=True)
        ):
            yield "the boxes do not lie in one another"
    for key in ("/CropBox", "/ArtBox", "/Rotate", "/UserUnit", "/Annots", "/AA"):
        if key in page.obj:
            yield f"a page has {key}"
