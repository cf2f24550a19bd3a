"""Imposition: toy folds of plain colours are read back as letters, tags stay in reading order."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from printshop.folds import FOLDS, Fold
from printshop.geometry import POINTS_PER_INCH, Rect, millimetres, points
from printshop.impose import ImposeError, impose, sheets
from printshop.model import Layout, Markup
from printshop.profiles import LAYOUT_BLEED, PROFILES, Profile
from printshop.render import lay_out, slug_line, write

from .real import FONTS

# Cover, flap, inside 1 2 3, back: each face of the toy leaflet is one plain colour.
COLOURS = {
    "C": (200, 0, 0),
    "F": (0, 160, 0),
    "1": (0, 0, 200),
    "2": (200, 200, 0),
    "3": (0, 200, 200),
    "B": (200, 0, 200),
}
DPI = 36


def toy_markup(fold: Fold, extra: str = "") -> Markup:
    faces = list(COLOURS.items())
    rules = [f"@page {{ margin: {LAYOUT_BLEED + 8}mm }}"]
    sections = []
    for panel in fold.panels:
        letter, colour = faces[panel.number - 1]
        width, height = panel.width + 2 * LAYOUT_BLEED, fold.sheet.height + 2 * LAYOUT_BLEED
        rules.append(
            f"@page :nth({panel.number}) {{ size: {width}mm {height}mm; background: rgb{colour} }}"
        )
        sections.append(f'<section class="panel-own"><h1>Face {letter}</h1>{extra}</section>')
    body = "".join(sections)
    return Markup(
        html=f'<html lang="en"><head><title>Toy</title></head><body>{body}</body></html>',
        sheets=(
            *rules,
            'html { font-family: "Noto Sans" } body { margin: 0 }',
            ".panel-own { break-before: page; color: white }",
        ),
        assets={},
        fold=fold,
        layout=Layout(9, 9, 1, 8),
        fonts_folder=str(FONTS),
        fonts=(),
        links={"tel:+31305550123": "Call the clinic"},
    )


def finished(fold: Fold, profile: Profile, extra: str = "") -> bytes:
    markup = toy_markup(fold, extra)
    slug = slug_line("toy", 100, str(FONTS)) if profile.slug else None
    return impose(write(lay_out(markup))[0], fold, profile, markup.links, slug)


def pages_of(pdf: bytes) -> list[Image.Image]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=DPI / POINTS_PER_INCH).to_pil() for page in document]


def pixel(page: Image.Image, pdf_page: pikepdf.Page, x: float, y: float) -> tuple[int, ...]:
    """Return the colour at x, y mm from the lower left corner of the medium."""
    height = millimetres(float(pdf_page.mediabox[3]))
    scale = page.height / height
    return page.getpixel((int(x * scale), int((height - y) * scale)))[:3]


def letter_of(colour: tuple[int, ...]) -> str:
    return min(
        COLOURS, key=lambda k: sum(abs(a - b) for a, b in zip(COLOURS[k], colour, strict=True))
    )


def letters(pdf: bytes) -> list[str]:
    """Read each side of the sheet at nine places from left to right."""
    read = []
    with pikepdf.open(io.BytesIO(pdf)) as file:
        for image, page in zip(pages_of(pdf), file.pages, strict=True):
            left, bottom, right, _ = (millimetres(float(v)) for v in page.trimbox)
            third = (right - left) / 9
            places = [left + third * (i + 0.5) for i in range(9)]
            row = [letter_of(pixel(image, page, x, bottom + 5)) for x in places]
            read.append("".join(row))
    return read


@pytest.mark.parametrize("profile", ["office", "press"])
def test_trifold_stands_as_the_fold_wants_it(profile: str) -> None:
    assert letters(finished(FOLDS["trifold"], PROFILES[profile])) == ["FFFBBBCCC", "111222333"]


@pytest.mark.parametrize("profile", ["office", "press"])
def test_trifold_is_mirrored_for_right_to_left(profile: str) -> None:
    fold = FOLDS["trifold"].mirrored()
    assert letters(finished(fold, PROFILES[profile])) == ["CCCBBBFFF", "333222111"]


def test_screen_pages_stand_in_reading_order_whatever_the_direction() -> None:
    for fold in (FOLDS["trifold"], FOLDS["trifold"].mirrored()):
        read = [row[4] for row in letters(finished(fold, PROFILES["screen"]))]
        assert "".join(read) == "CF123B"


def test_boxes_begin_at_zero_and_lie_in_one_another() -> None:
    with pikepdf.open(io.BytesIO(finished(FOLDS["trifold"], PROFILES["press"]))) as file:
        for page in file.pages:
            media, bleed, trim = (
                [float(v) for v in box] for box in (page.mediabox, page.BleedBox, page.TrimBox)
            )
            assert media[:2] == [0, 0]
            assert trim[2] - trim[0] == pytest.approx(points(297), abs=0.01)
            assert trim[3] - trim[1] == pytest.approx(points(210), abs=0.01)
            for inner, outer in ((trim, bleed), (bleed, media)):
                assert all(a > b for a, b in zip(inner[:2], outer[:2], strict=True))
                assert all(a < b for a, b in zip(inner[2:], outer[2:], strict=True))
            assert trim[0] - bleed[0] == pytest.approx(points(3), abs=0.01)


def test_bleed_is_inked_and_marks_stay_outside_it() -> None:
    pdf = finished(FOLDS["trifold"], PROFILES["press"])
    with pikepdf.open(io.BytesIO(pdf)) as file:
        page, image = file.pages[0], pages_of(pdf)[0]
        bleed = [millimetres(float(v)) for v in page.BleedBox]
        for x, y in ((bleed[0] + 1, 100), (bleed[2] - 1, 100), (150, bleed[1] + 1)):
            assert letter_of(pixel(image, page, x, y)) in "FBC"
            assert pixel(image, page, x, y) != (255, 255, 255)
        assert pixel(image, page, bleed[0] - 1.5, 100) == (255, 255, 255)
    around = sheets(FOLDS["trifold"], PROFILES["press"])[0]
    assert around.bleed.x > around.trim.x - 3.01


def test_no_hairline_shows_at_a_fold_between_neighbours_of_one_colour() -> None:
    fold = FOLDS["trifold"]
    markup = toy_markup(fold)
    plain = replace(
        markup, sheets=(*markup.sheets, "@page { background: rgb(0,0,200) !important }")
    )
    pdf = impose(write(lay_out(plain))[0], fold, PROFILES["press"], {}, None)
    with pypdfium2.PdfDocument(pdf) as document:
        image = document[1].render(scale=100 / POINTS_PER_INCH).to_pil()
    row = image.height // 3
    inside = [image.getpixel((x, row))[:3] for x in range(80, image.width - 80)]
    assert set(inside) == {(0, 0, 200)}


def test_office_has_fold_ticks_only_at_the_edge() -> None:
    pdf = finished(FOLDS["trifold"], PROFILES["office"])
    with pypdfium2.PdfDocument(pdf) as document:
        image = document[1].render(scale=150 / POINTS_PER_INCH).to_pil().convert("RGB")
    fold = int(100 / 297 * image.width)
    near = range(fold - 2, fold + 3)
    assert any(image.getpixel((x, 5)) < (60, 60, 60) for x in near)
    middle = {letter_of(image.getpixel((x, image.height // 2))) for x in near}
    assert middle <= {"1", "2"}


def test_structure_keeps_the_reading_order_and_points_to_the_sheets() -> None:
    with pikepdf.open(io.BytesIO(finished(FOLDS["trifold"], PROFILES["office"]))) as file:
        assert structure_text(file) == [f"Face {letter}" for letter in "CF123B"]
        numbers = file.Root.StructTreeRoot.ParentTree.Nums
        assert [int(numbers[i]) for i in range(0, len(numbers), 2)] == [0, 1]
        assert [len(numbers[i]) for i in (1, 3)] == [3, 3]


def test_links_move_with_their_panel_and_carry_a_description() -> None:
    link = '<p><a href="tel:+31305550123">030 555 0123</a></p>'
    office = finished(FOLDS["trifold"], PROFILES["office"], link)
    with pikepdf.open(io.BytesIO(office)) as file:
        annotations = [a for page in file.pages for a in page.Annots]
        assert len(annotations) == 6
        assert {str(a.Contents) for a in annotations} == {"Call the clinic"}
        lefts = sorted(float(a.Rect[0]) for a in file.pages[0].Annots)
        faces = (8, 97 + 8, 197 + 8)
        assert lefts == pytest.approx([points(x) for x in faces], abs=1)


def test_press_has_no_links_left_in_page_tree_or_parent_tree() -> None:
    link = '<p><a href="tel:+31305550123">030 555 0123</a></p>'
    with pikepdf.open(io.BytesIO(finished(FOLDS["trifold"], PROFILES["press"], link))) as file:
        assert not any("/Annots" in page for page in file.pages)
        assert len(file.Root.StructTreeRoot.ParentTree.Nums) == 2 * len(file.pages)
        kinds = {str(o.get("/S", "")) for o in file.objects if isinstance(o, pikepdf.Dictionary)}
        assert "/Link" not in kinds
        assert not any(
            o.get("/Type") == "/OBJR" for o in file.objects if isinstance(o, pikepdf.Dictionary)
        )


def test_bookmarks_lead_to_the_sheet_that_holds_their_panel() -> None:
    with pikepdf.open(io.BytesIO(finished(FOLDS["trifold"], PROFILES["office"]))) as file:
        with file.open_outline() as outline:
            found = [(i.title, i.destination[0].objgen) for i in outline.root]
        outside, inside = (page.objgen for page in file.pages)
        sides = [outside, outside, inside, inside, inside, outside]
        assert [target for _, target in found] == sides


def test_same_pages_give_the_same_bytes() -> None:
    markup = toy_markup(FOLDS["trifold"])
    pages = write(lay_out(markup))[0]
    for profile in PROFILES.values():
        first, second = (impose(pages, markup.fold, profile, markup.links, None) for _ in range(2))
        assert first == second


def test_wrong_number_of_pages_is_our_bug_and_said_so() -> None:
    pages = write(lay_out(toy_markup(FOLDS["sheet"])))[0]
    with pytest.raises(ImposeError):
        impose(pages, FOLDS["trifold"], PROFILES["office"], {}, None)


def test_rect_of_a_panel_is_clipped_at_its_fold() -> None:
    side = sheets(FOLDS["trifold"], PROFILES["press"])[0]
    first, middle, last = side.placements
    assert first.clip.x == pytest.approx(side.bleed.x)
    assert first.clip.right == pytest.approx(middle.face.x, abs=0.21)
    assert middle.clip.x == middle.face.x
    assert last.clip.right == pytest.approx(side.bleed.right)
    assert isinstance(first.face, Rect)


def structure_text(file: pikepdf.Pdf) -> list[str]:
    """Return the text of every heading in the order of the structure tree."""
    by_mcid = {
        (page.objgen, mcid): text
        for page in file.pages
        for mcid, text in marked_text(file, page).items()
    }
    found: list[str] = []

    def walk(element: pikepdf.Object) -> None:
        for kid in element.K:
            if isinstance(kid, int):
                found.append(by_mcid[element.Pg.objgen, kid])
            elif kid.get("/Type") != "/OBJR":
                walk(kid)

    for top in file.Root.StructTreeRoot.K:
        walk(top)
    return found


def marked_text(file: pikepdf.Pdf, page: pikepdf.Page) -> dict[int, str]:
    """Return the text of each piece of marked content of a page, through the fonts' ToUnicode."""
    texts: dict[int, str] = {}
    mcid, font = None, {}
    for instruction in pikepdf.parse_content_stream(page):
        operator, operands = str(instruction.operator), instruction.operands
        if operator == "BDC":
            mcid = int(operands[1].MCID)
            texts[mcid] = ""
        elif operator == "EMC":
            mcid = None
        elif operator == "Tf":
            font = to_unicode(page.Resources.Font[str(operands[0])])
        elif operator == "TJ" and mcid is not None:
            for part in operands[0]:
                if isinstance(part, pikepdf.String):
                    raw = bytes(part)
                    codes = [raw[i : i + 2] for i in range(0, len(raw), 2)]
                    texts[mcid] += "".join(font[int.from_bytes(c)] for c in codes)
    return texts


def to_unicode(font: pikepdf.Object) -> dict[int, str]:
    import re

    mapping = {}
    stream = font.ToUnicode.read_bytes().decode("latin-1")
    for code, text in re.findall(r"<([0-9a-fA-F]{4})> ?<([0-9a-fA-F]+)>", stream):
        mapping[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    return mapping
