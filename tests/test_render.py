"""Layout: only our fonts, nothing from outside, and all text that does not fit is found."""

from __future__ import annotations

import io
import re

import pikepdf
import pytest

from printshop.errors import BrochureError
from printshop.folds import FOLDS, Fold
from printshop.model import Layout, Markup
from printshop.preflight import foreign_fonts
from printshop.render import lay_out, write
from printshop.render.engine import BLANK_PANELS

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
        css=css,
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


def test_a_title_too_wide_for_its_panel_is_set_smaller() -> None:
    body = leaflet(f"<p>{WORDS * 80}</p>").replace(
        "<h1>Cover</h1>", '<h1 class="title" style="font-size: 30pt">Mikronakłuwaniemikro</h1>'
    )
    assert codes(body) == []


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


def test_the_engine_warns_about_nothing_in_plain_markup() -> None:
    assert codes(leaflet(f"<p>{WORDS * 90}</p>")) == []


def test_a_warning_of_the_engine_is_a_finding() -> None:
    body = leaflet(f'<p style="no-such-property: 1">{WORDS * 90}</p>')
    assert "layout.warning" in codes(body)
