"""Layout: only our fonts, nothing from outside, and all text that does not fit is found."""

from __future__ import annotations

import io
import re
import struct
import zlib
from itertools import groupby, pairwise
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageColor

from printshop.errors import BrochureError
from printshop.folds import FOLDS, Fold
from printshop.model import Layout, Markup
from printshop.preflight import foreign_fonts
from printshop.render import draft_mark, lay_out, write
from printshop.render.boxes import page_uses
from printshop.render.engine import BLANK_PANELS
from printshop.render.proof import Proof

from .real import FONTS

WORDS = "Needles make narrow channels and the body repairs the skin from within. "
CSS = """
@page { size: 100mm 210mm; margin: 10mm }
html { font-family: "Noto Sans"; line-height: 1.4 } body { margin: 0 }
.panel-own { break-before: page } p { margin: 0 }
"""


def markup(body: str, fold: Fold = FOLDS["trifold"], css: str = CSS, **assets: bytes) -> Markup:
    head = "<head><title>Test</title></head>"
    return Markup(
        html=f'<html lang="en">{head}<body>{body}</body></html>',
        sheets=(css,),
        assets=assets,
        fold=fold,
        layout=Layout(9, 12, 0.25, 10),
        fonts_folder=str(FONTS),
        fonts=(),
        links={},
    )


def leaflet(text: str) -> str:
    return (
        '<section class="panel-own"><h1>Cover</h1></section>'
        f'<section class="panel-own">{text}</section>'
        f'{BLANK_PANELS}<section class="panel-own"><p>Contact</p></section>'
    )


def codes(body: str, **more: bytes) -> list[str]:
    """Return the codes of all that laying out and writing finds."""
    proof = lay_out(markup(body, **more))
    _, written = write(proof)
    return [finding.code for finding in (*proof.findings, *written)]


def test_copyfit_fills_the_panels_with_the_largest_size_that_fits() -> None:
    proof = lay_out(markup(leaflet(f"<p>{WORDS * 90}</p>")))
    assert 9 < proof.fit.body < 12
    assert proof.fit.lines_over == 0
    assert proof.fit.fill > 0.9
    assert len(proof.document.pages) == 6


def test_text_that_does_not_fit_is_counted_in_lines() -> None:
    proof = lay_out(markup(leaflet(f"<p>{WORDS * 220}</p>")))
    assert proof.fit.body == 9
    assert proof.fit.lines_over > 10
    more = lay_out(markup(leaflet(f"<p>{WORDS * 230}</p>")))
    assert more.fit.lines_over > proof.fit.lines_over


def test_a_remembered_size_takes_one_layout_and_gives_the_same() -> None:
    leaf = markup(leaflet(f"<p>{WORDS * 90}</p>"))
    first = lay_out(leaf)
    again = lay_out(leaf, (first.fit.body, first.fit.alignment))
    assert again.fit.layouts == 1 < first.fit.layouts
    assert write(again) == write(first)


def test_too_little_text_leaves_blank_panels_and_says_so() -> None:
    proof = lay_out(markup(leaflet(f"<p>{WORDS}</p>")))
    assert [finding.code for finding in proof.findings] == ["layout.blank-panel"]
    assert len(proof.document.pages) == 6


@pytest.mark.parametrize(
    "text",
    [
        "https://www.example.org/a-very-long-address/that-has-no-place/to-break-anywhere-at-all",
        "Rechtsschutzversicherungsgesellschaftenvertretungsberechtigungsnachweispflicht",
    ],
)
def test_words_wider_than_their_column_are_named(text: str) -> None:
    body = leaflet(f'<p style="white-space: nowrap">{text}</p><p>{WORDS * 80}</p>')
    findings = [f for f in lay_out(markup(body)).findings if f.code == "layout.sideways"]
    assert len(findings) == 1
    assert text[:20] in findings[0].message


@pytest.mark.parametrize(
    "around",
    [
        '<div style="display: flex"><span>{}</span></div>',
        '<div style="display: flex"><div><p>{}</p></div></div>',
        "<table><tr><td>{}</td></tr></table>",
        '<div style="float: left"><p>{}</p></div>',
    ],
)
def test_words_are_named_whose_box_grew_out_of_its_column(around: str) -> None:
    word = "Versicherungsgesellschaftenvertretung" * 2
    body = leaflet(f"{around.format(word)}<p>{WORDS * 80}</p>")
    findings = [f for f in lay_out(markup(body)).findings if f.code == "layout.sideways"]
    assert [word in finding.message for finding in findings] == [True]


def test_a_box_may_reach_out_where_its_margins_say_so() -> None:
    wide = '<div style="margin: 0 -20mm"><p style="white-space: nowrap">{}</p></div>'
    body = leaflet(f"{wide.format('Vertretung ' * 3)}<p>{WORDS * 80}</p>")
    assert codes(body) == []


def test_a_title_too_wide_for_its_panel_is_set_smaller() -> None:
    body = leaflet(f"<p>{WORDS * 80}</p>").replace(
        "<h1>Cover</h1>", '<h1 class="title" style="font-size: 30pt">Mikronakłuwaniemikro</h1>'
    )
    assert codes(body) == []


def grey_16(transparency: bytes = b"") -> bytes:
    """Return a PNG in greys of 16 bits, black to white; ``transparency`` is the grey left out."""
    file = io.BytesIO()
    samples = b"".join(struct.pack("<H", 257 * level) for level in range(256))
    Image.frombytes("I;16", (256, 1), samples).save(file, "PNG")
    data = file.getvalue()
    chunk = b"tRNS" + transparency
    chunk = struct.pack(">I", 2) + chunk + struct.pack(">I", zlib.crc32(chunk))
    place = data.index(b"IDAT") - 4
    return data[:place] + chunk * bool(transparency) + data[place:]


@pytest.mark.parametrize("left_out", [b"", b"\x80\x80"])
def test_greys_of_16_bits_are_set_in_8(left_out: bytes) -> None:
    body = leaflet(f'<p><img src="asset:g.png" alt="Greys"></p><p>{WORDS * 80}</p>')
    pdf, findings = write(lay_out(markup(body, **{"g.png": grey_16(left_out)})))
    assert findings == ()
    with pikepdf.open(io.BytesIO(pdf)) as file:
        (image,) = file.pages[1].Resources.XObject.values()
        assert image.ColorSpace == "/DeviceGray"
        assert image.read_bytes() == bytes(range(256))
        alpha = image.SMask.read_bytes() if "/SMask" in image else b""
    assert alpha == (bytes(255 * (level != 0x80) for level in range(256)) if left_out else b"")


def test_a_character_no_font_has_is_an_error() -> None:
    assert "text.notdef" in codes(leaflet(f"<p>\U0001f9ff {WORDS * 80}</p>"))


def test_only_our_fonts_are_seen_whatever_the_machine_has() -> None:
    css = CSS.replace('"Noto Sans"', '"DejaVu Sans", "Liberation Sans", serif')
    pdf, _ = write(lay_out(markup(leaflet(f"<p>{WORDS * 80}</p>"), css=css)))
    ours = {path.stem.partition("-")[0] for path in FONTS.rglob("*.ttf")}
    with pikepdf.open(io.BytesIO(pdf)) as file:
        embedded = {
            re.sub(r"[-,]|Semi|Bold|Regular|Italic", "", str(o.BaseFont).rpartition("+")[2])
            for o in file.objects
            if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/Font"
        }
    assert embedded
    assert embedded <= {name.replace("-", "") for name in ours}


def test_foreign_fonts_are_found_in_a_file_of_ours() -> None:
    pdf, _ = write(lay_out(markup(leaflet(f"<p>{WORDS * 80}</p>"))))
    assert foreign_fonts(pdf, frozenset({"Noto Sans"})) == ()
    found = foreign_fonts(pdf, frozenset({"Source Sans 3"}))
    assert {finding.code for finding in found} == {"font.foreign"}


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "http://127.0.0.1:9/x.png", "asset:missing.png", "x.png"]
)
def test_nothing_but_the_brochures_own_pictures_is_fetched(address: str) -> None:
    body = leaflet(f'<img src="{address}" alt="x"><p>{WORDS * 80}</p>')
    assert codes(body) == ["layout.missing-picture"]


def test_an_svg_cannot_reach_out_either() -> None:
    svg = (
        b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        b'viewBox="0 0 9 9"><image xlink:href="file:///etc/hostname" width="9" height="9"/></svg>'
    )
    body = leaflet(f'<img src="asset:a.svg" alt="x"><p>{WORDS * 80}</p>')
    assert codes(body, **{"a.svg": svg}) == ["layout.missing-picture"]


def test_no_fonts_is_a_sentence_not_a_crash(tmp_path: object) -> None:
    from printshop.render.engine import _engine

    with pytest.raises(BrochureError, match="no font"):
        _engine.__wrapped__(str(tmp_path))


def test_white_space_is_evened_out_with_the_grounds_of_the_boxes() -> None:
    boxes = '<div style="background: #eee; padding: 3mm"><p>Words</p></div>' * 3
    css = CSS + "div { break-inside: avoid }"
    body = leaflet(boxes).replace(BLANK_PANELS, "")
    proof = lay_out(markup(body + '<section class="panel-own"></section>' * 3, css=css))
    page = proof.document.pages[1]._page_box
    divs = [box for box in page.descendants() if box.element_tag == "div"]
    tops = [box.position_y for box in divs]
    assert tops[1] - tops[0] > divs[0].margin_height() + 5
    for box in divs:
        if box.background and box.background.layers:
            assert box.background.layers[0].painting_area[1] == pytest.approx(box.border_box_y())


@pytest.mark.parametrize("ground", ["#ffffff", "#17443f"])
def test_the_mark_of_a_draft_is_seen_on_light_and_on_dark_grounds(ground: str) -> None:
    wanted = ImageColor.getrgb(ground)
    with pypdfium2.PdfDocument(draft_mark("DRAFT", str(FONTS))) as document:
        shown = document[0].render(fill_color=(*wanted, 255)).to_pil().convert("RGB")
    plain = Image.new("RGB", shown.size, wanted)
    apart = ImageChops.difference(shown, plain).convert("L").histogram()
    assert sum(apart[25:]) > 0.04 * shown.width * shown.height
    assert max(level for level, count in enumerate(apart) if count) < 128  # and reads through


# --- columns -------------------------------------------------------------------------------------

TWO_COLUMNS = """
@page { size: 210mm 297mm; margin: 17mm }
.story { column-count: 2; column-gap: 9mm } .block { break-inside: avoid; height: 60mm }
"""


def sheet(*sections: str, foot: str = "<p>Contact</p>") -> Markup:
    """Return a sheet whose story is set in two columns, with a section below it."""
    story = "".join(f'<section class="text">{section}</section>' for section in sections)
    body = (
        f'<section><h1>Cover</h1></section><div class="story">{story}</div>'
        f"{BLANK_PANELS}<section>{foot}</section>"
    )
    return markup(body, FOLDS["sheet"], CSS + TWO_COLUMNS)


def columns(proof: Proof) -> list[list[Any]]:
    """Return the boxes of class ``block`` on the first page, column by column."""
    found = proof.document.pages[0]._page_box.descendants()
    blocks = [b for b in found if b.element is not None and b.element.get("class") == "block"]
    return [list(column) for _, column in groupby(blocks, key=lambda b: round(b.position_x))]


BLOCK = '<div class="block"><p>Words</p></div>'


def test_text_in_columns_is_fitted_and_goes_on_in_the_next_column() -> None:
    proof = lay_out(sheet(f"<h2>Needles</h2><p>{WORDS * 70}</p>", f"<p>{WORDS * 30}</p>"))
    assert proof.findings == ()
    assert 9 < proof.fit.body <= 12
    assert len(proof.document.pages) == 2
    over = lay_out(sheet(f"<p>{WORDS * 400}</p>"))
    assert over.fit.body == 9
    assert over.fit.lines_over > 10


def test_a_story_in_columns_that_is_short_leaves_the_other_side_to_what_follows() -> None:
    proof = lay_out(sheet(f"<p>{WORDS * 9}</p>"))
    assert [finding.code for finding in proof.findings] == ["layout.blank-panel"]
    assert len(proof.document.pages) == 2


def test_columns_begin_level_and_each_is_spread_to_the_foot() -> None:
    proof = lay_out(sheet(BLOCK * 9))  # three fit in a column
    page = proof.document.pages[0]._page_box
    left, right = columns(proof)
    assert left[0].position_y == right[0].position_y
    for column in (left, right):
        gaps = [b.position_y - a.position_y - a.height for a, b in pairwise(column)]
        assert gaps == pytest.approx([gaps[0]] * len(gaps))
        assert gaps[0] > 5
        foot = column[-1].position_y + column[-1].height
        assert foot <= page.content_box_y() + page.height + 0.1


@pytest.mark.parametrize(
    ("heights", "level"),
    [
        ((50, 50, 33, 33, 33), True),
        ((60, 60, 60, 40, 40), False),  # spread so far it would fall apart
    ],
)
def test_a_shorter_column_ends_with_the_longer_or_keeps_its_gaps(
    heights: tuple[int, ...], level: bool
) -> None:
    blocks = "".join(
        f'<div class="block" style="height: {height}mm"><p>Words</p></div>' for height in heights
    )
    proof = lay_out(sheet(blocks))
    left, right = columns(proof)
    ends = [column[-1].position_y + column[-1].height for column in (left, right)]
    gaps = [b.position_y - a.position_y - a.height for c in (left, right) for a, b in pairwise(c)]
    assert min(gaps) > 5
    assert (abs(ends[0] - ends[1]) < 0.1) == level
    assert (max(gaps) - min(gaps) < 0.1) != level


def test_columns_share_their_page() -> None:
    """Room is measured in pages: a column that is full is half of one."""
    proof = lay_out(sheet(f"<p>{WORDS * 80}</p>"))
    uses = page_uses(tuple(page._page_box for page in proof.document.pages))
    shares = [[group.share for group in use.groups if group.grows] for use in uses]
    assert [len(columns) for columns in shares] == [2, 2]  # one paragraph, in four columns
    assert 0.8 < sum(shares[0]) <= 1
    assert [group.begins for use in uses for group in use.groups].count(True) == 0


def test_the_engine_warns_about_nothing_in_plain_markup() -> None:
    assert codes(leaflet(f"<p>{WORDS * 90}</p>")) == []


def test_a_warning_of_the_engine_is_a_finding() -> None:
    body = leaflet(f'<p style="no-such-property: 1">{WORDS * 90}</p>')
    assert "layout.warning" in codes(body)


def test_pages_are_not_compressed_for_imposition_to_read_at_once() -> None:
    pdf, _ = write(lay_out(markup(leaflet(f"<p>{WORDS * 80}</p>"))))
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert all("/Filter" not in page.Contents for page in file.pages)
