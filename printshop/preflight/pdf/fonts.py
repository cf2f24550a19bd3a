"""Fonts (ISO 32000-1, 9.5 to 9.10): which glyph a code shows, how wide it is, what it means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pikepdf
from fontTools.agl import toUnicode
from fontTools.encodings.StandardEncoding import StandardEncoding

from .cmaps import CMap, read_cmap

_SUBSET = re.compile(r"^[A-Z]{6}\+")
_BOLD = re.compile(r"bold|black|heavy", re.IGNORECASE)
_ITALIC = re.compile(r"italic|oblique", re.IGNORECASE)
_ITALIC_FLAG, _SYMBOLIC_FLAG, _FORCE_BOLD_FLAG = 1 << 6, 1 << 2, 1 << 18
_PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")
_USUAL_WIDTH = 500.0  # of an em's thousand: where a font does not say, as the standard 14 may not
_CODECS = {"/WinAnsiEncoding": "cp1252", "/MacRomanEncoding": "mac_roman"}
_DAMAGE = (AttributeError, IndexError, KeyError, TypeError, ValueError, pikepdf.PdfError)


class Glyph(NamedTuple):
    """A code as it is shown: its advance in thousandths of the size, and what it means.

    ``text`` is None where the file does not say. ``space`` tells whether word spacing applies.
    """

    text: str | None
    advance: float
    missing: bool
    space: bool
    code: int


@dataclass(eq=False)
class Font:
    """A font as text uses it.

    ``kind`` is its subtype, of a composite one its descendant's. ``telling``: the file says which
    characters its glyphs are. ``vertical``: text runs downwards. ``drawings`` are the glyphs of a
    Type 3 font by code, drawn in ``matrix``.
    """

    name: str
    kind: str
    embedded: bool
    subset: bool
    italic: bool
    bold: bool
    telling: bool
    vertical: bool = False
    composite: bool = False
    matrix: Any = None
    resources: Any = None
    drawings: dict[int, Any] = field(default_factory=dict)
    scale: float = 1.0  # to thousandths, for Type 3 fonts
    _widths: dict[int, float] = field(default_factory=dict)
    _usual: float = _USUAL_WIDTH
    _texts: dict[int, str | None] = field(default_factory=dict)
    _missing: frozenset[int] = frozenset()
    _cmap: CMap | None = None
    _collected: bool = False  # its characters are named by a collection, such as Adobe-Japan1

    def glyphs(self, data: bytes) -> Iterator[Glyph]:
        """Yield the glyphs of a string."""
        if not self.composite:
            for code in data:
                yield self._glyph(code, code, code == 32)
            return
        for code, width in self._codes(data):
            cid = self._cmap.cids.get(code, 0) if self._cmap and self._cmap.cids else code
            yield self._glyph(code, cid, width == 1 and code == 32)

    def _glyph(self, code: int, cid: int, space: bool) -> Glyph:
        text = self._texts.get(code, "" if self._collected else None)
        advance = -1000.0 if self.vertical else self._widths.get(cid, self._usual) * self.scale
        return Glyph(text, advance, cid in self._missing, space, code)

    def _codes(self, data: bytes) -> Iterator[tuple[int, int]]:
        """Divide a string into codes of one or more bytes; two is what nearly all have."""
        widths = self._cmap.widths if self._cmap and self._cmap.cids else (2,)
        if len(widths) == 1 or not self._cmap:
            width = widths[0] if widths and widths[0] else 2
            for at in range(0, len(data), width):
                yield int.from_bytes(data[at : at + width]), width
            return
        at = 0
        while at < len(data):
            known = (w for w in widths if int.from_bytes(data[at : at + w]) in self._cmap.cids)
            width = next(known, widths[-1]) or 1
            yield int.from_bytes(data[at : at + width]), width
            at += width


UNKNOWN_FONT = Font("unknown", "", True, False, False, False, telling=True)


def read_font(source: Any) -> Font:
    """Read a font dictionary; what is damaged in it is taken for the usual."""
    try:
        if source.get("/Subtype") == "/Type0":
            return _composite(source)
        return _type3(source) if source.get("/Subtype") == "/Type3" else _simple(source)
    except _DAMAGE:
        return UNKNOWN_FONT


def is_embedded(font: Any) -> bool:
    """Tell whether a font dictionary (of a composite font: its descendant) holds the font."""
    try:
        return any(key in font.FontDescriptor for key in _PROGRAMS)
    except _DAMAGE:
        return False


def font_name(font: Any) -> str:
    """Return the name of a font without the tag of a subset."""
    return _SUBSET.sub("", str(font.get("/BaseFont", "/unnamed")).removeprefix("/"))


def _plain(source: Any, holder: Any, texts: dict[int, str | None], telling: bool) -> Font:
    name = font_name(holder)
    descriptor = holder.get("/FontDescriptor")
    descriptor = descriptor if isinstance(descriptor, pikepdf.Dictionary) else pikepdf.Dictionary()
    flags = int(descriptor.get("/Flags", 0))
    return Font(
        name=name,
        kind=str(holder.get("/Subtype", "")).removeprefix("/"),
        embedded=is_embedded(holder),
        subset=bool(_SUBSET.match(str(source.get("/BaseFont", "")).removeprefix("/"))),
        italic=bool(flags & _ITALIC_FLAG or _ITALIC.search(name))
        or float(descriptor.get("/ItalicAngle", 0)) != 0,
        bold=bool(flags & _FORCE_BOLD_FLAG or _BOLD.search(name)),
        telling=telling,
        _texts=texts,
        _usual=float(descriptor.get("/MissingWidth", 0)) or _USUAL_WIDTH,
    )


# --- simple fonts --------------------------------------------------------------------------------


def _simple(source: Any) -> Font:
    texts, missing, telling = _simple_texts(source)
    font = _plain(source, source, texts, telling)
    font._missing = missing
    font._widths = _simple_widths(source)
    return font


def _type3(source: Any) -> Font:
    texts, _, telling = _simple_texts(source)
    matrix = pikepdf.Matrix(source.FontMatrix)
    procedures, drawings = source.CharProcs, {}
    for code, name in _differences(source.get("/Encoding")).items():
        if f"/{name}" in procedures:
            drawings[code] = procedures[f"/{name}"]
    return Font(
        name=str(source.get("/Name", "/Type 3")).removeprefix("/"),
        kind="Type3",
        embedded=True,
        subset=True,
        italic=False,
        bold=False,
        telling=telling,
        matrix=matrix,
        resources=source.get("/Resources"),
        drawings=drawings,
        scale=matrix.a * 1000,
        _texts=texts,
        _widths=_simple_widths(source),
        _usual=0.0,
    )


def _simple_widths(source: Any) -> dict[int, float]:
    first = int(source.get("/FirstChar", 0))
    widths = source.get("/Widths")
    if not isinstance(widths, pikepdf.Array):
        return {}
    return {first + i: _number(width) for i, width in enumerate(widths)}


def _simple_texts(source: Any) -> tuple[dict[int, str | None], frozenset[int], bool]:
    """Return what the codes mean, which of them show no glyph, and whether the file says so."""
    encoding = source.get("/Encoding")
    differences = _differences(encoding)
    missing = frozenset(code for code, name in differences.items() if name == ".notdef")
    cmap = _to_unicode(source)
    base = _base_encoding(source, encoding)
    texts: dict[int, str | None] = {**base}
    texts |= {code: toUnicode(name) or None for code, name in differences.items()}
    if cmap is not None:
        texts |= cmap.unicode
    return texts, missing, cmap is not None or bool(texts)


def _base_encoding(source: Any, encoding: Any) -> dict[int, str]:
    name = encoding
    if isinstance(encoding, pikepdf.Dictionary):
        name = encoding.get("/BaseEncoding")
    codec = _CODECS.get(str(name)) if isinstance(name, pikepdf.Name) else None
    if codec:
        return {code: bytes([code]).decode(codec, "replace") for code in range(32, 256)}
    descriptor = source.get("/FontDescriptor")
    flags = int(descriptor.get("/Flags", 0)) if isinstance(descriptor, pikepdf.Dictionary) else 0
    if flags & _SYMBOLIC_FLAG:
        return {}  # an encoding of the font's own
    named = enumerate(StandardEncoding)
    return {code: toUnicode(name) for code, name in named if name != ".notdef"}


def _differences(encoding: Any) -> dict[int, str]:
    if not isinstance(encoding, pikepdf.Dictionary) or "/Differences" not in encoding:
        return {}
    names, code = {}, 0
    for entry in encoding.Differences:
        if isinstance(entry, pikepdf.Name):
            names[code] = str(entry)[1:]
            code += 1
        else:
            code = int(entry)
    return names


# --- composite fonts -----------------------------------------------------------------------------


def _composite(source: Any) -> Font:
    descendant = source.DescendantFonts[0]
    unicode = _to_unicode(source)
    encoding = source.get("/Encoding")
    cmap = read_cmap(encoding.read_bytes()) if isinstance(encoding, pikepdf.Stream) else None
    identity = str(encoding).startswith("/Identity") or cmap is not None
    texts: dict[int, str | None] = dict(unicode.unicode) if unicode else {}
    font = _plain(source, descendant, texts, unicode is not None or not identity)
    font.composite = True
    font.vertical = _is_vertical(encoding)
    font._collected = unicode is None and not identity
    font._usual = float(descendant.get("/DW", 1000))
    font._widths = _composite_widths(descendant.get("/W"))
    font._missing = frozenset() if font._collected else _missing_cids(descendant)
    font._cmap = cmap
    return font


def _is_vertical(encoding: Any) -> bool:
    if isinstance(encoding, pikepdf.Stream):
        return int(encoding.get("/WMode", 0)) == 1
    return str(encoding).endswith("-V")


def _missing_cids(descendant: Any) -> frozenset[int]:
    """Return the CIDs that show glyph 0, the one that stands for all a font does not have."""
    table = descendant.get("/CIDToGIDMap")
    if not isinstance(table, pikepdf.Stream):
        return frozenset({0})
    data = table.read_bytes()[: 2 * 65_536]
    return frozenset(i // 2 for i in range(0, len(data) - 1, 2) if not data[i] and not data[i + 1])


def _composite_widths(source: Any) -> dict[int, float]:
    """Read the array of widths by CID (ISO 32000-1, 9.7.4.3)."""
    widths: dict[int, float] = {}
    entries = iter(source) if isinstance(source, pikepdf.Array) else iter(())
    for first in entries:
        second = next(entries, None)
        if isinstance(second, pikepdf.Array):
            widths |= {int(first) + i: _number(width) for i, width in enumerate(second)}
        elif second is not None:
            width = _number(next(entries, 0))
            last = min(int(second), int(first) + 65_535)
            widths |= dict.fromkeys(range(int(first), last + 1), width)
    return widths


def _to_unicode(source: Any) -> CMap | None:
    stream = source.get("/ToUnicode")
    return read_cmap(stream.read_bytes()) if isinstance(stream, pikepdf.Stream) else None


def _number(value: Any) -> float:
    return float(value) if not isinstance(value, (pikepdf.Array, pikepdf.Dictionary)) else 0.0
