"""The walk through content streams: where things stand, how large they are, what they mean."""

from __future__ import annotations

import re
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf

from printshop.preflight.pdf import Box, Fill, PdfDocument, Picture, Stroke, Text
from printshop.preflight.pdf.cmaps import read_cmap
from printshop.preflight.pdf.colours import CMYK, GREY, Colour, Family, space_of
from printshop.preflight.pdf.content import walk
from printshop.preflight.pdf.fonts import read_font
from printshop.preflight.pdf.layers import Layers
from printshop.preflight.pdf.marks import Mark
from printshop.preflight.pdf.painting import Content

from .pdfs import add_font, hexadecimal


def walked(tmp_path: Path, content: str, **resources: object) -> Content:
    """Return what is drawn on a page of 200 x 100 points; ``F`` is a font."""
    path = tmp_path / "walk.pdf"
    with Pdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(200, 100)).obj
        page.Resources = Dictionary(Font=Dictionary(F=add_font(pdf)))
        for kind, entries in resources.items():
            page.Resources[f"/{kind}"] = Dictionary(
                {f"/{n}": v(pdf) if callable(v) else v for n, v in entries.items()}  # type: ignore[attr-defined]
            )
        page.Contents = pdf.make_stream(content.encode())
        pdf.save(path)
    with PdfDocument(path) as document:
        return document.pages[0].content


def only(content: Content) -> Mark:
    (mark,) = content.marks
    assert content.damaged == 0
    return mark


def near(box: Box, *lengths: float) -> bool:
    return all(abs(a - b) < 0.01 for a, b in zip(box, lengths, strict=True))


# --- places --------------------------------------------------------------------------------------


def test_matrices_are_multiplied_in_their_order(tmp_path: Path) -> None:
    mark = only(walked(tmp_path, "2 0 0 2 10 0 cm 1 0 0 1 5 5 cm 1 1 4 4 re f"))
    assert near(mark.box, 22, 12, 30, 20)


def test_q_keeps_and_Q_brings_back(tmp_path: Path) -> None:  # noqa: N802
    marks = walked(tmp_path, "q 2 0 0 2 0 0 cm 1 0 0 rg Q 1 1 4 4 re f").marks
    assert near(marks[0].box, 1, 1, 5, 5)
    assert marks[0].ink.colour == Colour(GREY, (0.0,))


def test_a_turned_box_is_the_box_around_it(tmp_path: Path) -> None:
    mark = only(walked(tmp_path, "0 1 -1 0 100 0 cm 10 20 30 5 re f"))
    assert near(mark.box, 75, 10, 80, 40)


def test_clipping_cuts_and_hides(tmp_path: Path) -> None:
    content = walked(tmp_path, "q 0 0 50 50 re W n 40 40 40 40 re f 60 60 5 5 re f Q 0 0 9 9 re f")
    assert [tuple(map(round, mark.box)) for mark in content.marks] == [
        (40, 40, 50, 50),
        (0, 0, 9, 9),
    ]


def test_an_empty_clip_hides_all(tmp_path: Path) -> None:
    clip = "0 0 10 10 re W n 50 50 10 10 re W n"
    assert walked(tmp_path, f"{clip} 0 0 100 100 re f 50 50 0 0 re f").marks == []


def test_line_widths_are_scaled(tmp_path: Path) -> None:
    mark = only(walked(tmp_path, "3 0 0 0.5 0 0 cm 2 w 1 1 m 50 1 l S"))
    assert isinstance(mark, Stroke)
    assert mark.width == pytest.approx(1.0)  # the thinner way


def test_a_rectangle_has_a_thickness_and_a_drawing_has_none(tmp_path: Path) -> None:
    marks = walked(tmp_path, "0 0 50 2 re f 0 0 m 9 9 l 3 1 l f 0 0 5 5 re 9 9 5 5 re f").marks
    assert [mark.thickness for mark in marks if isinstance(mark, Fill)] == [2, None, None]


# --- text ----------------------------------------------------------------------------------------


def shown(tmp_path: Path, operators: str) -> list[Text]:
    content = walked(tmp_path, f"BT /F 10 Tf {operators} ET")
    assert content.damaged == 0
    return [mark for mark in content.marks if isinstance(mark, Text)]


def test_strings_that_go_on_are_one_text(tmp_path: Path) -> None:
    (text,) = shown(tmp_path, f"10 50 Td {hexadecimal('Wa')} Tj [{hexadecimal('rm')} -50 {hexadecimal('er')}] TJ")  # fmt: skip  # noqa: E501
    assert text.text == "Warmer"
    assert text.size == pytest.approx(10)
    assert (text.x, text.y) == (10, 50)
    assert text.box.left == pytest.approx(10)


def test_a_wide_move_is_a_space(tmp_path: Path) -> None:
    (text,) = shown(tmp_path, f"10 50 Td [{hexadecimal('warm')} -300 {hexadecimal('hands')}] TJ")
    assert text.text == "warm hands"


def test_widths_word_spaces_and_stretch_move_on(tmp_path: Path) -> None:
    pair = f"{hexadecimal('Hi')} Tj {hexadecimal('Hi')} Tj"
    (plain,) = shown(tmp_path, f"10 50 Td {pair}")
    (spaced,) = shown(tmp_path, f"3 Tc 10 50 Td {pair}")
    (stretched,) = shown(tmp_path, f"200 Tz 10 50 Td {pair}")
    assert spaced.box.width == pytest.approx(plain.box.width + 9)  # after the last is no ink
    assert stretched.box.width == pytest.approx(2 * plain.box.width)


@pytest.mark.parametrize(
    ("operators", "size", "angle"),
    [
        ("2 0 0 2 20 30 Tm", 20, 0),
        ("1 0 0 -1 20 30 Tm", 10, 0),
        ("0 1 -1 0 20 30 Tm", 10, 90),
        ("2 Tr 1 0 0 1 20 30 Tm", 10, 0),
    ],
)
def test_sizes_and_angles(tmp_path: Path, operators: str, size: float, angle: float) -> None:
    (text,) = shown(tmp_path, f"{operators} {hexadecimal('warm')} Tj")
    assert text.size == pytest.approx(size)
    assert text.angle == pytest.approx(angle)


def test_the_lines_of_a_paragraph(tmp_path: Path) -> None:
    words = hexadecimal("warm")
    texts = shown(
        tmp_path, f"10 90 Td 14 TL {words} Tj T* {words} Tj {words} ' 0 -20 TD {words} Tj"
    )
    assert [round(text.y) for text in texts] == [90, 76, 62, 42]


def test_hidden_text_is_told_from_seen(tmp_path: Path) -> None:
    (text,) = shown(tmp_path, f"3 Tr {hexadecimal('warm')} Tj")
    assert not text.drawn


def test_marked_content_gives_its_number(tmp_path: Path) -> None:
    words = hexadecimal("warm")
    content = walked(
        tmp_path,
        f"/Span <</MCID 4>> BDC BT /F 10 Tf {words} Tj ET EMC /Artifact BMC /P <</MCID 5>> BDC "
        f"BT /F 10 Tf {words} Tj ET EMC EMC BT /F 10 Tf {words} Tj ET",
    )
    tags = [(mark.tag.mcid, mark.tag.artifact) for mark in content.marks]
    assert tags == [(4, False), (None, True), (None, False)]


def test_lines_are_gathered_from_their_words(tmp_path: Path) -> None:
    path = tmp_path / "lines.pdf"
    with Pdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(400, 100)).obj
        page.Resources = Dictionary(Font=Dictionary(F=add_font(pdf)))
        words = (("hands", 40, 50), ("Cold", 10, 50), ("apart", 200, 50), ("below", 10, 36))
        page.Contents = pdf.make_stream(
            " ".join(
                f"BT /F 10 Tf {x} {y} Td {hexadecimal(word)} Tj ET" for word, x, y in words
            ).encode()
        )
        pdf.save(path)
    with PdfDocument(path) as document:
        assert [line.text for line in document.pages[0].lines] == ["Cold hands", "apart", "below"]


# --- things in things ----------------------------------------------------------------------------


def _form(pdf: Pdf, content: bytes = b"0 0 10 10 re f", **entries: object) -> pikepdf.Stream:
    return pdf.make_stream(
        content, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 10, 5]), **entries
    )


def test_forms_have_a_matrix_and_a_box(tmp_path: Path) -> None:
    forms = {"A": lambda pdf: _form(pdf, Matrix=Array([2, 0, 0, 2, 1, 1]))}
    assert near(only(walked(tmp_path, "/A Do", XObject=forms)).box, 1, 1, 21, 11)


def test_a_form_in_itself_ends(tmp_path: Path) -> None:
    def recursive(pdf: Pdf) -> pikepdf.Stream:
        form = _form(pdf, b"0 0 10 10 re f /A Do")
        form.Resources = Dictionary(XObject=Dictionary(A=form))
        return form

    content = walked(tmp_path, "/A Do", XObject={"A": recursive})
    assert len(content.marks) == 1
    assert content.damaged == 1


def test_a_stencil_pattern_has_the_colour_it_is_painted_in(tmp_path: Path) -> None:
    def cell(pdf: Pdf) -> pikepdf.Stream:
        return pdf.make_stream(
            b"0 0 2 2 re f",
            PatternType=1,
            PaintType=2,
            BBox=Array([0, 0, 2, 2]),
            XStep=2,
            YStep=2,
            Resources=Dictionary(),
        )

    space = Array([Name.Pattern, Name.DeviceCMYK])
    content = walked(
        tmp_path,
        "/Cs cs 0 1 0 0 /P scn 20 20 30 30 re f",
        Pattern={"P": cell},
        ColorSpace={"Cs": space},
    )
    assert content.damaged == 0
    inner = content.marks[-1]
    assert inner.ink.colour == Colour(CMYK, (0, 1, 0, 0))
    assert near(inner.box, 20, 20, 50, 50)  # where it is seen


def test_pictures_have_the_resolution_of_their_place(tmp_path: Path) -> None:
    def image(pdf: Pdf) -> pikepdf.Stream:
        return pdf.make_stream(
            b"", Subtype=Name.Image, Width=100, Height=50, BitsPerComponent=8,
            ColorSpace=Name.DeviceGray,
        )  # fmt: skip

    mark = only(walked(tmp_path, "q 72 0 0 72 0 0 cm /I Do Q", XObject={"I": image}))
    assert isinstance(mark, Picture)
    assert mark.ppi == pytest.approx(50)
    assert walked(tmp_path, "q 0 0 0 0 0 0 cm /I Do Q", XObject={"I": image}).marks == []


def test_glyphs_that_are_drawings(tmp_path: Path) -> None:
    def font(pdf: Pdf) -> Dictionary:
        glyph = pdf.make_stream(b"500 0 d0 1 0 0 rg 0 0 400 400 re f")
        return Dictionary(
            Type=Name.Font, Subtype=Name.Type3, FontMatrix=[0.001, 0, 0, 0.001, 0, 0],
            FontBBox=[0, 0, 500, 500], FirstChar=65, LastChar=65, Widths=[500],
            CharProcs=Dictionary(A=glyph),
            Encoding=Dictionary(Differences=[65, Name.A]), Resources=Dictionary(),
        )  # fmt: skip

    content = walked(tmp_path, "BT /T 20 Tf 10 10 Td (AA) Tj ET", Font={"T": font})
    drawing, text = content.marks
    assert isinstance(text, Text)
    assert (text.text, text.box.width) == ("AA", pytest.approx(20))
    assert drawing.ink.colour.space.family is Family.RGB
    assert near(drawing.box, 10, 10, 18, 18)


# --- colours and fonts ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "family"),
    [
        (Name.DeviceGray, Family.GREY),
        (Array([Name.DeviceRGB]), Family.RGB),
        (Array([Name.Indexed, Name.DeviceCMYK, 1, b"12345678"]), Family.CMYK),
        (Array([Name.Separation, Name.Black, Name.DeviceCMYK, 0]), Family.CMYK),
        (Array([Name.Separation, Name("/None"), Name.DeviceCMYK, 0]), Family.NOTHING),
        (Array([Name.DeviceN, Array([Name.Cyan, Name.Gold]), 0, 0]), Family.SPOT),
        (Array([Name.Pattern]), Family.PATTERN),
        (Array([]), Family.UNKNOWN),
        (Array([Name.ICCBased]), Family.UNKNOWN),
        (Name.Nonsense, Family.UNKNOWN),
        (7, Family.UNKNOWN),
        (None, Family.UNKNOWN),
    ],
)
def test_colour_spaces(source: object, family: Family) -> None:
    assert space_of(source).family is family


def test_a_space_of_itself_ends() -> None:
    with Pdf.new() as pdf:
        space = pdf.make_indirect(Array([Name.Indexed, 0, 1, b""]))
        space[1] = space
        assert space_of(space).family is Family.UNKNOWN


def test_inks_of_named_plates() -> None:
    space = space_of(Array([Name.DeviceN, Array([Name.Black, Name.Cyan]), 0, 0]))
    assert Colour(space, (0.5, 1.0)).inks == (1.0, 0.0, 0.0, 0.5)


def test_cmaps_say_what_codes_mean() -> None:
    cmap = read_cmap(
        b"1 begincodespacerange <00> <ff> endcodespacerange\n2 beginbfchar <01> <0041>\n"
        b"<02> <D83DDE00> endbfchar 2 beginbfrange <10> <12> <0061> <20> <21> [<0078> <0079007a>]\n"
        b"endbfrange 1 begincidrange <30> <32> 7 endcidrange"
    )
    assert cmap.widths == (1,)
    assert cmap.unicode == {
        1: "A", 2: "\U0001f600", 0x10: "a", 0x11: "b", 0x12: "c", 0x20: "x", 0x21: "yz",
    }  # fmt: skip
    assert cmap.cids == {0x30: 7, 0x31: 8, 0x32: 9}


@given(st.binary(max_size=200))
def test_any_bytes_are_some_cmap(data: bytes) -> None:
    read_cmap(b"beginbfrange " + data + b" endbfrange begincidrange " + data + b" endcidrange")


def test_simple_fonts_have_an_encoding() -> None:
    source = Dictionary(
        Subtype=Name.TrueType, BaseFont=Name("/ABCDEF+Some-BoldItalic"), FirstChar=65,
        Widths=[600, 700],
        Encoding=Dictionary(
            BaseEncoding=Name.WinAnsiEncoding,
            Differences=[66, Name.eacute, Name("/.notdef"), Name.uni4E00],
        ),
    )  # fmt: skip
    font = read_font(source)
    glyphs = list(font.glyphs(b"ABCD\x80"))
    assert [glyph.text for glyph in glyphs] == ["A", "é", None, "一", "€"]
    assert [glyph.missing for glyph in glyphs] == [False, False, True, False, False]
    assert [glyph.advance for glyph in glyphs[:2]] == [600, 700]
    assert (font.name, font.subset, font.bold, font.italic) == ("Some-BoldItalic", True, True, True)


@pytest.mark.parametrize("source", [None, 3, Dictionary(), Dictionary(Subtype=Name.Type0), Array()])
def test_a_damaged_font_is_a_font(source: object) -> None:
    assert list(read_font(source).glyphs(b"ab"))


OPERATORS = re.findall(
    r"\S+",
    "q Q cm re f Tj TJ Tf BT ET gs Do sh scn BDC EMC ' \" Td Tm W n l m c w cs k Tz EI "
    "1 0 -3 1e30 /F /X (ab) <00 [ ] << >> /MCID true",
)


@given(st.lists(st.sampled_from(OPERATORS), max_size=40))
def test_no_stream_stops_the_walk(operators: list[str]) -> None:
    with Pdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(200, 100))
        page.obj.Contents = pdf.make_stream(" ".join(operators).encode())
        resources = Dictionary(Font=Dictionary(F=Dictionary()))
        walk(page, resources, Box(0, 0, 200, 100), Layers(pdf.Root))
