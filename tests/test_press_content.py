"""Content streams for the press: every operator that sets or uses a colour, and what overprints."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from .pdf_x4 import colours
from .plates import ink_at, plates
from .press_toys import (
    CORAL,
    CORAL_INK,
    PINE,
    PINE_INK,
    PROFILE,
    SQUARE,
    font,
    form,
    operators,
    pressed,
    refused,
    swapped_profile,
    toy,
)

BLACK = (0, 0, 0, 100)
NONE = (0, 0, 0, 0)


def middle(data: bytes, work: Path, x: int = 50, y: int = 50) -> tuple[int, int, int, int]:
    return ink_at(plates(data, work), x, y)


# --- colour operators ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "ink"),
    [
        (f"{PINE} rg {SQUARE}", PINE_INK),
        (f"0 g {SQUARE}", BLACK),
        (f"{PINE} RG 90 w 50 0 m 50 100 l S", PINE_INK),
        (f"0.1 0.2 0.3 0.4 k {SQUARE}", (10, 20, 30, 40)),
        (f"{CORAL} rg q {PINE} rg Q {SQUARE}", CORAL_INK),
        *(
            pytest.param(*case, marks=pytest.mark.slow)
            for case in (
                (f"0 0 0 rg {SQUARE}", BLACK),
                (f"1 1 1 rg {SQUARE}", NONE),
                ("0 G 90 w 50 0 m 50 100 l S", BLACK),
                ("0.1 0.2 0.3 0.4 K 90 w 50 0 m 50 100 l S", (10, 20, 30, 40)),
                (f"/DeviceRGB cs {PINE} sc {SQUARE}", PINE_INK),
                (f"/DeviceRGB cs {PINE} scn {SQUARE}", PINE_INK),
                (f"/DeviceRGB CS {PINE} SCN 90 w 50 0 m 50 100 l S", PINE_INK),
                (f"{CORAL} rg /DeviceRGB cs {SQUARE}", BLACK),  # a space begins with its black
                (SQUARE, BLACK),
                (f"{PINE} rg {SQUARE} 1 1 1 rg 20 20 60 60 re f", NONE),
            )
        ),
    ],
)
def test_every_operator_of_colour(content: str, ink: tuple[int, ...], tmp_path: Path) -> None:
    assert middle(pressed(toy(content)), tmp_path) == pytest.approx(ink, abs=1)


def spaces(pdf: Pdf) -> dict[str, Any]:
    tint = Dictionary(
        FunctionType=2,
        Domain=Array([0, 1]),
        C0=Array([1, 1, 1]),
        C1=Array([float(v) for v in PINE.split()]),
        N=1,
    )
    profiles = {
        "odd": pdf.make_stream(swapped_profile(), N=3),
        "press": pdf.make_stream(PROFILE.read_bytes(), N=4),
        "grey": pdf.make_stream(b"not looked at", N=1),
    }
    table = bytes(round(255 * float(v)) for v in f"{CORAL} {PINE}".split())
    return {
        "ColorSpace": Dictionary(
            Odd=Array([Name.ICCBased, profiles["odd"]]),
            Press=Array([Name.ICCBased, profiles["press"]]),
            Grey=Array([Name.ICCBased, profiles["grey"]]),
            CalGrey=Array([Name.CalGray, Dictionary(WhitePoint=Array([0.95, 1, 1.09]))]),
            Lab=Array([Name.Lab, Dictionary(WhitePoint=Array([0.96, 1, 0.82]))]),
            Table=Array([Name.Indexed, Name.DeviceRGB, 1, pikepdf.String(table)]),
            Spot=Array([Name.Separation, Name.Pine, Name.DeviceRGB, tint]),
            Spots=Array([Name.DeviceN, Array([Name.Pine]), Name.DeviceRGB, tint]),
            All=Array([Name.Separation, Name.All, Name.DeviceRGB, tint]),
        )
    }


@pytest.mark.parametrize(
    ("space", "values", "ink"),
    [
        ("Odd", "0 0 0", BLACK),
        ("Press", "0.1 0.2 0.3 0.4", (10, 20, 30, 40)),
        ("Table", "1", PINE_INK),
        ("Spot", "1", PINE_INK),
        *(
            pytest.param(*case, marks=pytest.mark.slow)
            for case in (
                ("Grey", "0", BLACK),
                ("CalGrey", "1", NONE),
                ("Lab", "0 0 0", BLACK),
                ("Lab", "100 0 0", NONE),
                ("Spots", "1", PINE_INK),
                ("All", "0.5", (50, 50, 50, 50)),
            )
        ),
    ],
)
def test_every_space_of_colour(
    space: str, values: str, ink: tuple[int, ...], tmp_path: Path
) -> None:
    result = pressed(toy(f"/{space} cs {values} scn {SQUARE}", spaces))
    assert middle(result, tmp_path) == pytest.approx(ink, abs=1)


@pytest.mark.parametrize(
    ("space", "ink"), [("Table", CORAL_INK), ("Spot", PINE_INK), ("All", (100,) * 4)]
)
def test_the_colour_that_a_space_begins_with(
    space: str, ink: tuple[int, ...], tmp_path: Path
) -> None:
    result = pressed(toy(f"/{space} cs {SQUARE}", spaces))
    assert middle(result, tmp_path) == pytest.approx(ink, abs=1)


# --- forms ---------------------------------------------------------------------------------------


def test_forms_in_forms(tmp_path: Path) -> None:
    def build(pdf: Pdf) -> dict[str, Any]:
        inner = form(pdf, f"{PINE} rg {SQUARE}")
        outer = form(pdf, "/In Do", {"XObject": Dictionary(In=inner)})
        return {"XObject": Dictionary(Out=outer)}

    assert middle(pressed(toy("/Out Do", build)), tmp_path) == pytest.approx(PINE_INK, abs=1)


def test_a_form_takes_over_colour_and_space_from_where_it_is_drawn(tmp_path: Path) -> None:
    def build(pdf: Pdf) -> dict[str, Any]:
        plain = form(pdf, "0 0 50 100 re f")
        coloured = form(pdf, f"{PINE} scn 50 0 50 100 re f")
        return {"XObject": Dictionary(Plain=plain, Coloured=coloured)}

    content = f"/DeviceRGB cs {CORAL} scn /Plain Do /Coloured Do"
    result = pressed(toy(content, build))
    assert middle(result, tmp_path, 25) == pytest.approx(CORAL_INK, abs=1)
    assert middle(result, tmp_path, 75) == pytest.approx(PINE_INK, abs=1)


def test_one_form_drawn_with_two_spaces_becomes_two(tmp_path: Path) -> None:
    def build(pdf: Pdf) -> dict[str, Any]:
        drawn = form(pdf, "0.2 0.4 0.6 scn 0 0 50 100 re f")
        return {"XObject": Dictionary(Form=drawn), **spaces(pdf)}

    content = "/DeviceRGB cs /Form Do q 1 0 0 1 50 0 cm /Odd cs /Form Do Q"
    result = pressed(toy(content, build))
    assert middle(result, tmp_path, 25) != middle(result, tmp_path, 75)


def test_one_form_drawn_often_stays_one() -> None:
    def build(pdf: Pdf) -> dict[str, Any]:
        return {"XObject": Dictionary(Form=form(pdf, f"{PINE} rg 0 0 5 5 re f"))}

    content = "".join(f"q {i} 0 0 1 {9 * i} 0 cm /Form Do Q " for i in range(1, 9))
    with pikepdf.open(io.BytesIO(pressed(toy(content, build)))) as pdf:
        assert list(pdf.pages[0].Resources.XObject.keys()) == ["/Form"]


def test_groups_are_blended_in_inks() -> None:
    def build(pdf: Pdf) -> dict[str, Any]:
        group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB, I=True, K=True)
        return {"XObject": Dictionary(Form=form(pdf, f"{PINE} rg {SQUARE}", Group=group))}

    page_group = Dictionary(Type=Name.Group, S=Name.Transparency, CS=Name.DeviceRGB, I=True)
    data = pressed(toy("/Form Do", build, Group=page_group))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        page = pdf.pages[0]
        for group in (page.obj.Group, page.Resources.XObject["/Form"].Group):
            assert Name.DeviceCMYK == group.CS
            assert bool(group.I)
        assert bool(group.K)


def test_a_form_without_resources_uses_those_of_its_page(tmp_path: Path) -> None:
    def build(pdf: Pdf) -> dict[str, Any]:
        old = form(pdf, f"/Spot cs 1 scn {SQUARE}")
        del old.Resources
        return {"XObject": Dictionary(Old=old), **spaces(pdf)}

    assert middle(pressed(toy("/Old Do", build)), tmp_path) == pytest.approx(PINE_INK, abs=1)


# --- patterns and glyphs -------------------------------------------------------------------------


def tiles(pdf: Pdf, content: str, paint: int) -> Any:
    return pdf.make_stream(
        content.encode(),
        Type=Name.Pattern,
        PatternType=1,
        PaintType=paint,
        TilingType=1,
        BBox=Array([0, 0, 10, 10]),
        XStep=10,
        YStep=10,
        Resources=Dictionary(),
    )


def test_tiles_with_colours_of_their_own(tmp_path: Path) -> None:
    def build(pdf: Pdf) -> dict[str, Any]:
        return {"Pattern": Dictionary(P=tiles(pdf, f"{PINE} rg 0 0 10 10 re f", 1))}

    result = pressed(toy(f"/Pattern cs /P scn {SQUARE}", build))
    assert middle(result, tmp_path) == pytest.approx(PINE_INK, abs=1)


def test_tiles_that_are_a_stencil(tmp_path: Path) -> None:
    def build(pdf: Pdf) -> dict[str, Any]:
        space = Dictionary(S=Array([Name.Pattern, Name.DeviceRGB]))
        return {"Pattern": Dictionary(P=tiles(pdf, "0 0 10 10 re f", 2)), "ColorSpace": space}

    content = f"/S cs {CORAL} /P scn 0 0 50 100 re f {PINE} /P scn 50 0 50 100 re f"
    result = pressed(toy(content, build))
    assert middle(result, tmp_path, 25) == pytest.approx(CORAL_INK, abs=1)
    assert middle(result, tmp_path, 75) == pytest.approx(PINE_INK, abs=1)


def test_glyphs_that_are_drawn_with_colours(tmp_path: Path) -> None:
    def build(pdf: Pdf) -> dict[str, Any]:
        glyph = pdf.make_stream(f"1000 0 d0 {PINE} rg 0 0 1000 1000 re f".encode())
        drawn = Dictionary(
            Type=Name.Font,
            Subtype=Name.Type3,
            FontBBox=Array([0, 0, 1000, 1000]),
            FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
            CharProcs=Dictionary(a=glyph),
            Encoding=Dictionary(Type=Name.Encoding, Differences=Array([97, Name.a])),
            FirstChar=97,
            LastChar=97,
            Widths=Array([1000]),
            Resources=Dictionary(),
        )
        return {"Font": Dictionary(F=pdf.make_indirect(drawn))}

    result = pressed(toy("BT /F 100 Tf (a) Tj ET", build))
    assert middle(result, tmp_path) == pytest.approx(PINE_INK, abs=1)


# --- overprint -----------------------------------------------------------------------------------


def fonts(pdf: Pdf) -> dict[str, Any]:
    setting = Dictionary(Clear=Dictionary(ca=0.5), Full=Dictionary(ca=1))
    setting.Over = Dictionary(OP=True, op=True, OPM=1)
    return {"Font": Dictionary(F=font(pdf)), "ExtGState": setting}


def overprinting(content: str) -> list[tuple[bool, bool]]:
    """Return for each piece that is painted whether fill and stroke print over what is there."""
    with pikepdf.open(io.BytesIO(pressed(toy(content, fonts)))) as pdf:
        page, now, stack, found = pdf.pages[0], (False, False), [], []
        for instruction in pikepdf.parse_content_stream(page):
            operator = str(instruction.operator)
            if operator == "gs":
                setting = page.Resources.ExtGState[instruction.operands[0]]
                if "/OP" in setting:
                    now = (bool(setting.op), bool(setting.OP))
            elif operator == "q":
                stack.append(now)
            elif operator == "Q":
                now = stack.pop()
            elif operator in ("Tj", "TJ", "'", "f", "S", "B"):
                found.append(now)
    return found


NO, FILL, STROKE = (False, False), (True, False), (False, True)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("BT /F 10 Tf 0 0 0 rg (a) Tj ET", [FILL]),
        ("BT /F 10 Tf (a) Tj ET", [FILL]),
        ("BT /F 12 Tf 0 0 0 rg (a) Tj ET", [NO]),
        ("BT /F 10 Tf 1 1 1 rg (a) Tj ET", [NO]),
        (f"BT /F 10 Tf {PINE} rg (a) Tj ET", [NO]),
        ("BT /F 10 Tf 0.1 g (a) Tj ET", [NO]),
        ("BT /F 1 Tf 10 0 0 10 0 0 Tm (a) Tj 20 0 0 20 0 0 Tm (a) Tj ET", [FILL, NO]),
        ("BT /F 1 Tf 20 0 0 20 0 0 Tm (a) Tj ET BT /F 9 Tf (a) Tj ET", [NO, FILL]),
        ("2 0 0 2 0 0 cm BT /F 5 Tf (a) Tj /F 7 Tf [(a)] TJ ET", [FILL, NO]),
        ("0 -1 1 0 0 0 cm BT /F 10 Tf (a) Tj ET", [FILL]),
        ("BT /F 10 Tf 1 Tr (a) Tj ET", [STROKE]),
        ("BT /F 10 Tf 2 Tr (a) Tj ET", [(True, True)]),
        ("/Clear gs BT /F 10 Tf (a) Tj /Full gs (a) Tj ET", [NO, FILL]),
        ("/Over gs 1 1 1 rg BT /F 10 Tf (a) Tj ET", [NO]),
        (f"BT /F 9 Tf (a) Tj {PINE} rg (a) Tj 0 g (a) Tj ET", [FILL, NO, FILL]),
        ("q BT /F 9 Tf (a) Tj ET Q 0 0 9 9 re f BT /F 9 Tf (a) Tj ET", [FILL, NO, FILL]),
        ("0.5 w 0 0 m 9 9 l S", [STROKE]),
        ("1.5 w 0 0 m 9 9 l S", [NO]),
        ("3 0 0 3 0 0 cm 0.5 w 0 0 m 9 9 l S", [NO]),
        ("0.5 w 1 1 1 RG 0 0 m 9 9 l S", [NO]),
        ("0 0 50 0.7 re f", [FILL]),
        ("0 0 0.7 50 re 9 9 9 9 re f", [NO]),
        ("0 0 50 5 re f", [NO]),
        ("0.5 w 0 0 50 5 re B", [STROKE]),
        ("0.5 w 0 0 9 9 re W n 0 0 m 9 9 l S", [STROKE]),
    ],
)
def test_only_small_black_text_and_thin_black_lines_overprint(
    content: str, expected: list[tuple[bool, bool]]
) -> None:
    assert overprinting(content) == expected


def test_text_that_overprints_leaves_the_ground_under_it_whole(tmp_path: Path) -> None:
    small = f"{PINE} rg {SQUARE} 0 0 0 rg 0 49.7 100 0.9 re f"
    found = plates(pressed(toy(small)), tmp_path, dpi=288)
    low, high = found["Cyan"].crop((40, 100, 360, 300)).getextrema()
    assert (low, high) == (high, high)
    assert found["Black"].getpixel((200, 199)) == 255


def test_nothing_stands_between_a_path_and_its_painting() -> None:
    written = [name for name, _ in operators(pressed(toy("0.5 w 0 0 m 9 9 l 5 5 l S")))]
    assert written[-5:] == ["gs", "m", "l", "l", "S"]


def test_a_picture_after_small_text_does_not_overprint() -> None:
    content = b"BT /F 9 Tf (a) Tj ET q BI /W 1 /H 1 /BPC 8 /CS /RGB ID \x17\x44\x3f EI Q"
    written = operators(pressed(toy(content, fonts)))
    assert [name for name, _ in written][-5:] == ["ET", "q", "gs", "Do", "Q"]


# --- what cannot be turned -----------------------------------------------------------------------


def named(**spaces: Any) -> Any:
    return lambda pdf: {"ColorSpace": Dictionary(**spaces)}


WHITE = Dictionary(WhitePoint=Array([0.95, 1, 1.09]))


@pytest.mark.parametrize(
    ("content", "build", "what"),
    [
        (f"/X cs 1 0 0 sc {SQUARE}", named(X=Array([Name.CalRGB, WHITE])), "CalRGB"),
        (f"/X cs 1 0 0 sc {SQUARE}", named(), "X"),
        ("/X gs", named(), "a use of ExtGState X, which is missing"),
        ("/X Do", named(), "XObject X, which is missing"),
        ("/X sh", named(), "Shading X, which is missing"),
        (f"1 0 0 rg {SQUARE}", named(DefaultRGB=Array([Name.CalRGB, WHITE])), "DefaultRGB"),
        (f"0 0 0 1 k {SQUARE}", named(DefaultCMYK=Name.DeviceCMYK), "DefaultCMYK"),
        (f"/OC /X BDC {SQUARE} EMC", named(), "switched off"),
        (
            "/X Do",
            lambda pdf: {"XObject": Dictionary(X=form(pdf, SQUARE, OC=Dictionary()))},
            "external object",
        ),
        (
            "/X gs",
            lambda pdf: {"ExtGState": Dictionary(X=Dictionary(Font=Array([font(pdf), 9])))},
            "font in a graphics state",
        ),
    ],
)
def test_what_cannot_be_turned_is_named_and_never_stays_rgb(
    content: str, build: Any, what: str
) -> None:
    assert what in refused(toy(content, build)).message


def test_forms_that_draw_themselves_end() -> None:
    def build(pdf: Pdf) -> dict[str, Any]:
        ring = form(pdf, "/Ring Do")
        ring.Resources = Dictionary(XObject=Dictionary(Ring=ring))
        return {"XObject": Dictionary(Ring=ring)}

    assert "nested" in refused(toy("/Ring Do", build)).message


def test_an_annotation_has_no_place_on_a_sheet() -> None:
    note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([0, 0, 9, 9]))
    assert "annotation" in refused(toy(SQUARE, Annots=Array([note]))).message


def test_the_referee_sees_what_is_left_in_rgb() -> None:
    """Prove the walker: what is not turned is found in every place."""

    def build(pdf: Pdf) -> dict[str, Any]:
        return {"XObject": Dictionary(Form=form(pdf, "1 0 0 rg 0 0 m")), **spaces(pdf)}

    page_group = Dictionary(Type=Name.Group, S=Name.Transparency, CS=Name.DeviceRGB)
    with pikepdf.open(io.BytesIO(toy("1 0 0 RG /Form Do", build, Group=page_group))) as pdf:
        found = " ".join(colours(pdf))
    for part in ("RG", " rg", "/DeviceRGB at /CS", "/ICCBased", "/Lab", "/Separation", "blended"):
        assert part in found


def test_the_referee_sees_white_that_overprints_and_pictures_that_are_smoothed() -> None:
    def build(pdf: Pdf) -> dict[str, Any]:
        image = pdf.make_stream(b"\0", Subtype=Name.Image, Width=1, Height=1, Interpolate=True)
        setting = Dictionary(O=Dictionary(OP=True, op=True, OPM=0))
        return {"ExtGState": setting, "XObject": Dictionary(I=image)}

    page_group = Dictionary(Type=Name.Group, S=Name.Transparency, CS=Name.DeviceCMYK)
    content = f"q /O gs Q 1 g {SQUARE} /O gs {SQUARE} 0 0 0 0 K 0 0 m 9 9 l S"
    with pikepdf.open(io.BytesIO(toy(content, build, Group=page_group))) as pdf:
        found = colours(pdf)
    for part in ("white prints over", "a white line prints over", "mode 0", "smoothed"):
        assert any(part in what for what in found), part
    assert len([what for what in found if what.endswith("white prints over")]) == 1
