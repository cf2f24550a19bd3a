"""Finished files from another engine: a good leaflet for the press, to break one thing in."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

import pikepdf
import segno
from fontTools import subset
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from printshop.preflight.pdf import PdfDocument
from printshop.preflight.results import Outcome, Problem
from printshop.preflight.run import check
from printshop.preflight.subject import Subject
from printshop.profiles import PROFILES
from printshop.thresholds import Requirements, requirements

from .real import FONTS, ROOT

REGULAR = FONTS / "noto-sans" / "NotoSans-Regular.ttf"
BOLD = FONTS / "noto-sans" / "NotoSans-Bold.ttf"
ITALIC = FONTS / "source-sans-3" / "SourceSans3-Italic.ttf"
INTENT = ROOT / "styles" / "profiles" / "FOGRA39L_coated.icc"

MM = 72 / 25.4
BLEED, SLUG = 3 * MM, 9 * MM
WIDTH, HEIGHT = 100 * MM, 150 * MM  # of the trimmed page
EDGE = BLEED + SLUG
MEDIA = (0, 0, WIDTH + 2 * EDGE, HEIGHT + 2 * EDGE)
TRIM = (EDGE, EDGE, EDGE + WIDTH, EDGE + HEIGHT)
BLEED_BOX = (SLUG, SLUG, SLUG + WIDTH + 2 * BLEED, SLUG + HEIGHT + 2 * BLEED)

XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/">
<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion><pdf:Trapped>False</pdf:Trapped>
<xmp:CreateDate>2026-11-01T00:00:00Z</xmp:CreateDate><xmp:ModifyDate>2026-11-01T00:00:00Z</xmp:ModifyDate>
<xmp:MetadataDate>2026-11-01T00:00:00Z</xmp:MetadataDate><xmpMM:DocumentID>uuid:1</xmpMM:DocumentID>
<xmpMM:VersionID>1</xmpMM:VersionID><xmpMM:RenditionClass>default</xmpMM:RenditionClass>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Warm hands</rdf:li></rdf:Alt></dc:title>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def mm(x: float, y: float) -> tuple[float, float]:
    """Return a place given in mm from the trim's lower left corner, in points."""
    return EDGE + x * MM, EDGE + y * MM


def box(x: float, y: float, width: float, height: float) -> str:
    """Return the operator for a rectangle in mm from the trim's lower left corner."""
    left, bottom = mm(x, y)
    return f"{left:.3f} {bottom:.3f} {width * MM:.3f} {height * MM:.3f} re"


# --- fonts ---------------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def _subset(path: Path) -> tuple[bytes, dict[str, int], dict[int, int]]:
    """Return a font with the letters of Western Europe: its program, glyph ids, widths."""
    font = TTFont(path)
    options = subset.Options(notdef_outline=True, layout_features=[])
    maker = subset.Subsetter(options)
    maker.populate(unicodes=[*range(32, 127), *range(160, 384), 0xFFFD, 0x2013, 0x2019])
    maker.subset(font)
    buffer = io.BytesIO()
    font.save(buffer)
    units = font["head"].unitsPerEm
    glyphs = {chr(code): font.getGlyphID(name) for code, name in font.getBestCmap().items()}
    widths = {
        font.getGlyphID(name): round(width * 1000 / units)
        for name, (width, _) in font["hmtx"].metrics.items()
    }
    return buffer.getvalue(), glyphs, widths


def hexadecimal(text: str, path: Path = REGULAR) -> str:
    """Return a string operand that shows a text; what the font lacks is glyph 0."""
    glyphs = _subset(path)[1]
    return "<" + "".join(f"{glyphs.get(letter, 0):04x}" for letter in text) + ">"


def add_font(
    pdf: Pdf, path: Path = REGULAR, name: str = "ABCDEF+NotoSans-Regular", told: bool = True
) -> pikepdf.Object:
    """Embed a font as a composite one with identity encoding."""
    program, glyphs, widths = _subset(path)
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name(f"/{name}"),
        Flags=4,
        FontBBox=[0, -250, 1000, 1000],
        ItalicAngle=-12 if path == ITALIC else 0,
        Ascent=1000,
        Descent=-250,
        CapHeight=700,
        StemV=80,
        FontFile2=pdf.make_stream(program),
    )
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name(f"/{name}"),
        CIDSystemInfo=Dictionary(
            Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0
        ),
        CIDToGIDMap=Name.Identity,
        FontDescriptor=pdf.make_indirect(descriptor),
        DW=500,
        W=Array([entry for gid, width in widths.items() for entry in (gid, Array([width]))]),
    )
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=Name(f"/{name}"),
        Encoding=Name("/Identity-H"),
        DescendantFonts=[pdf.make_indirect(descendant)],
    )
    if told:
        font.ToUnicode = pdf.make_stream(_to_unicode(glyphs))
    return pdf.make_indirect(font)


def _to_unicode(glyphs: dict[str, int]) -> bytes:
    lines = "\n".join(
        f"<{gid:04x}> <{letter.encode('utf-16-be').hex()}>" for letter, gid in glyphs.items()
    )
    return (
        "/CIDInit /ProcSet findresource begin\nbegincmap\n1 begincodespacerange\n<0000> <ffff>\n"
        f"endcodespacerange\n{len(glyphs)} beginbfchar\n{lines}\nendbfchar\nendcmap\nend"
    ).encode()


# --- pages ---------------------------------------------------------------------------------------

GROUND = "q 0.02 0.01 0.03 0 k " + f"{SLUG} {SLUG} {WIDTH + 2 * BLEED} {HEIGHT + 2 * BLEED} re f Q"
BLACK_TEXT = "/Over gs 0 0 0 1 k"
WORDS = (
    "Cold hands are hard to draw blood",
    "from. Put yours in warm water for a",
    "while, dry them, and keep them in",
    "your sleeves until somebody calls.",
)


def text(
    words: str, x: float, y: float, size: float = 10.0, colour: str = BLACK_TEXT, font: str = "F"
) -> str:
    """Return what shows a line of text at a place in mm from the trim's lower left corner."""
    left, bottom = mm(x, y)
    paths = {"F": REGULAR, "B": BOLD, "I": ITALIC}
    return (
        f"q {colour} BT /{font} {size:g} Tf {left:.3f} {bottom:.3f} Td "
        f"{hexadecimal(words, paths.get(font, REGULAR))} Tj ET Q"
    )


def paragraph(
    words: tuple[str, ...] = WORDS,
    x: float = 10,
    y: float = 120,
    size: float = 10,
    lead: float = 14,
) -> str:
    """Return lines of text below one another."""
    return "\n".join(text(line, x, y - i * lead / MM, size) for i, line in enumerate(words))


@lru_cache(maxsize=64)
def code(
    address: str = "https://noord.example/en/warm",
    x: float = 10,
    y: float = 12,
    module: float = 0.6,
) -> str:
    """Return what draws a QR code on white, with its quiet zone; the module is in mm."""
    matrix = segno.make(address, error="m", micro=False).matrix
    side = len(matrix)
    white = box(x - 4 * module, y - 4 * module, (side + 8) * module, (side + 8) * module)
    dark = [
        box(x + column * module, y + (side - 1 - row) * module, module, module)
        for row, line in enumerate(matrix)
        for column, value in enumerate(line)
        if value
    ]
    return f"q 0 0 0 0 k {white} f 0 0 0 1 k {' '.join(dark)} f Q"


def picture(ppi: float, x: float = 60, y: float = 20, side: float = 20, name: str = "Im") -> str:
    """Return what places a square picture; see ``Sample.pixels`` for its pixels an inch."""
    left, bottom = mm(x, y)
    return f"q {side * MM} 0 0 {side * MM} {left} {bottom} cm /{name} Do Q"


@dataclass
class Sample:
    """A leaflet of one page for the press, as good as they come; change it, then save it."""

    content: list[str] = field(
        default_factory=lambda: [
            GROUND,
            text("Warm hands", 10, 135, 20, font="B"),
            paragraph(),
            picture(300),
            code(),
        ]
    )
    pixels: int = 240  # a side of the picture, which is 20 mm: 305 an inch
    mode: str = "/DeviceCMYK"
    bits: int = 8
    changes: list[Callable[[Pdf], None]] = field(default_factory=list)

    def add(self, *operators: str) -> Sample:
        self.content += operators
        return self

    def change(self, change: Callable[[Pdf], None]) -> Sample:
        self.changes.append(change)
        return self

    def save(self, path: Path) -> Path:
        """Write the file; returns its path."""
        with Pdf.new() as pdf:
            page = pdf.add_blank_page(page_size=(MEDIA[2], MEDIA[3])).obj
            page.TrimBox, page.BleedBox = Array(TRIM), Array(BLEED_BOX)
            page.Resources = self._resources(pdf)
            page.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK, Type=Name.Group)
            page.Contents = pdf.make_stream("\n".join(self.content).encode())
            profile = pdf.make_stream(INTENT.read_bytes(), N=4)
            pdf.Root.OutputIntents = Array([_intent(profile)])
            pdf.Root.Metadata = pdf.make_stream(XMP.encode(), Type=Name.Metadata, Subtype=Name.XML)
            pdf.Root.Lang = pikepdf.String("en")
            for change in self.changes:
                change(pdf)
            # To compress the profile would take longer than all the rest.
            pdf.save(path, deterministic_id=True, compress_streams=False)
        return path

    def _resources(self, pdf: Pdf) -> Dictionary:
        fonts = Dictionary(F=add_font(pdf), B=add_font(pdf, BOLD, "BCDEFG+NotoSans-Bold"))
        return Dictionary(
            Font=fonts,
            ExtGState=Dictionary(
                Over=Dictionary(op=True, OP=True, OPM=1), Under=Dictionary(op=False, OP=False)
            ),
            XObject=Dictionary(Im=self._picture(pdf)),
        )

    def _picture(self, pdf: Pdf) -> Stream:
        components = {"/DeviceGray": 1, "/DeviceRGB": 3, "/DeviceCMYK": 4}[self.mode]
        row = (self.pixels * components * self.bits + 7) // 8
        return pdf.make_stream(
            b"\x20" * (row * self.pixels),
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=self.pixels,
            Height=self.pixels,
            BitsPerComponent=self.bits,
            ColorSpace=Name(self.mode),
        )


def _intent(profile: Stream) -> Dictionary:
    return Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFX,
        OutputConditionIdentifier=pikepdf.String("FOGRA39"),
        RegistryName=pikepdf.String("http://www.color.org"),
        DestOutputProfile=profile,
    )


def resource(kind: str, name: str, value: Callable[[Pdf], object]) -> Callable[[Pdf], None]:
    """Return a change that gives the first page a resource."""

    def change(pdf: Pdf) -> None:
        resources = pdf.pages[0].obj.Resources
        if kind not in resources:
            resources[kind] = Dictionary()
        resources[kind][name] = value(pdf)

    return change


# --- what is found in them -----------------------------------------------------------------------

TODAY = date(2026, 11, 1)


def outcomes(
    path: Path, profile: str = "press", wanted: Requirements | None = None, separate: bool = False
) -> tuple[Outcome, ...]:
    """Return what came of all checks of a file; plates are made only if they are wanted."""
    with PdfDocument(path) as document:
        asked = wanted or requirements(PROFILES[profile])
        return check(Subject(document, asked, TODAY, separate=separate))


def problems(path: Path, profile: str = "press") -> tuple[Problem, ...]:
    """Return everything that is found in a file."""
    return tuple(p for outcome in outcomes(path, profile) for p in outcome.problems)


def codes(path: Path, profile: str = "press") -> list[str]:
    """Return the codes of all findings in a file, sorted."""
    return sorted(problem.finding.code for problem in problems(path, profile))
