"""Every fold, both ways: toy leaflets of plain colours are read back as letters."""

from __future__ import annotations

import colorsys
import io

import pikepdf
import pypdfium2
import pytest

from printshop.dummy import folding_dummy
from printshop.folds import FOLDS, Fold, left_edges
from printshop.geometry import POINTS_PER_INCH, millimetres
from printshop.impose import impose, sheets
from printshop.model import Layout, Markup
from printshop.profiles import LAYOUT_BLEED, PROFILES
from printshop.render import lay_out, write

from . import referees
from .real import FONTS

# What stands where on the flat sheet, side by side, from left to right: A is the cover.
FLAT = {
    ("trifold", 6): ["BFA", "CDE"],
    ("zfold", 6): ["DEA", "BCF"],
    ("letter-trifold", 6): ["BFA", "CDE"],
    ("bifold", 4): ["DA", "BC"],
    ("gatefold", 6): ["BFA", "CDE"],
    ("booklet", 8): ["HA", "BG", "FC", "DE"],
    ("booklet", 12): ["LA", "BK", "JC", "DI", "HE", "FG"],
    ("booklet", 16): ["PA", "BO", "NC", "DM", "LE", "FK", "JG", "HI"],
    ("sheet", 2): ["A", "B"],
    ("poster", 1): ["A"],
    ("card", 2): ["A", "B"],
}
EVERY = [fold for first in FOLDS.values() for fold in first.sizes]
DPI = 18
COLOURS = {
    chr(65 + i): tuple(round(255 * v) for v in colorsys.hsv_to_rgb(i % 8 / 8, 1, 1 - i // 8 * 0.5))
    for i in range(16)
}
every_fold = pytest.mark.parametrize("fold", EVERY, ids=lambda fold: fold.name)


def toy(fold: Fold) -> Markup:
    rules, sections = [f"@page {{ margin: {LAYOUT_BLEED + 8}mm }} body {{ margin: 0 }}"], []
    for panel in fold.panels:
        letter = chr(64 + panel.number)
        size = f"{panel.width + 2 * LAYOUT_BLEED}mm {fold.sheet.height + 2 * LAYOUT_BLEED}mm"
        background = f"rgb{COLOURS[letter]}"
        rules.append(f"@page :nth({panel.number}) {{ size: {size}; background: {background} }}")
        sections.append(f'<section style="break-before: page"><h1>{letter}</h1></section>')
    return Markup(
        html=f'<html lang="en"><title>T</title><body>{"".join(sections)}</body></html>',
        sheets=(*rules, 'html { font-family: "Noto Sans" }'),
        assets={},
        fold=fold,
        layout=Layout(9, 9, 1, 8),
        fonts_folder=str(FONTS),
        fonts=(),
        links={},
    )


def letters(pdf: bytes, fold: Fold) -> list[str]:
    """Read the panels of each side at their middle, near the foot."""
    read = []
    with pikepdf.open(io.BytesIO(pdf)) as file, pypdfium2.PdfDocument(pdf) as document:
        for number, (page, side) in enumerate(zip(file.pages, fold.sides, strict=True)):
            image = document[number].render(scale=DPI / POINTS_PER_INCH).to_pil()
            scale = image.height / millimetres(float(page.mediabox[3]))
            left, bottom = (millimetres(float(v)) for v in list(page.trimbox)[:2])
            y = image.height - (bottom + 5) * scale
            middles = (
                left + edge + panel.width / 2
                for edge, panel in zip(left_edges(side), side, strict=True)
            )
            read.append("".join(_letter(image.getpixel((int(x * scale), int(y)))) for x in middles))
    return read


def _letter(colour: tuple[int, ...]) -> str:
    def distance(letter: str) -> int:
        return sum(abs(a - b) for a, b in zip(COLOURS[letter], colour, strict=False))

    return min(COLOURS, key=distance)


def test_every_fold_is_in_the_table() -> None:
    assert set(FLAT) == {(fold.id, len(fold.panels)) for fold in EVERY}


@every_fold
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_panels_stand_as_the_fold_wants_them(fold: Fold, direction: str) -> None:
    flat = FLAT[fold.id, len(fold.panels)]
    turned = fold.in_direction(direction)
    pages = write(lay_out(toy(turned)))[0]
    pdf = impose(pages, turned, PROFILES["office"], {})
    expected = flat if direction == "ltr" else [side[::-1] for side in flat]
    assert letters(pdf, turned) == expected


def test_inner_pages_of_a_booklet_move_towards_the_spine() -> None:
    sixteen = EVERY[[fold.name for fold in EVERY].index("A5 booklet of 16 pages, saddle-stitched")]
    rows = sheets(sixteen, PROFILES["office"])
    left, right = rows[6].placements
    assert (left.face.x, right.face.x) == (pytest.approx(0.3), pytest.approx(148.2))
    assert (left.clip.x, left.clip.right) == (0, pytest.approx(148.7))
    screen = sheets(sixteen, PROFILES["screen"])
    assert all(page.placements[0].face.x == 0 for page in screen)


@every_fold
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_a_dummy_has_every_number_where_the_fold_wants_it(fold: Fold, direction: str) -> None:
    pdf = folding_dummy(fold, direction, str(FONTS))
    turned = fold.in_direction(direction)
    with pypdfium2.PdfDocument(pdf) as document:
        for page, side in zip(document, turned.sides, strict=True):
            text = page.get_textpage()
            for edge, panel in zip(left_edges(side), side, strict=True):
                box = [v / 25.4 * 72 for v in (edge, 0, edge + panel.width, fold.sheet.height)]
                inside = text.get_text_bounded(*box)
                assert inside.split()[0] == str(panel.number)


def test_dummies_are_written_for_the_folds_named(tmp_path: object) -> None:
    from pathlib import Path

    from printshop.cli.commands import cli
    from printshop.cli.report import Screen
    from printshop.errors import BrochureError

    from .real import ROOT

    folder = Path(str(tmp_path))
    context = {"root": ROOT, "screen": Screen()}
    command = ["dummy", "booklet", "card", "--direction", "rtl", "--output", str(folder)]
    assert cli.main(command, standalone_mode=False, obj=context) == 0
    names = sorted(path.name for path in folder.iterdir())
    assert names == [
        "booklet-12.rtl.pdf",
        "booklet-16.rtl.pdf",
        "booklet-8.rtl.pdf",
        "card.rtl.pdf",
    ]
    for path in folder.iterdir():
        assert referees.qpdf(path) == ""
    with pytest.raises(BrochureError, match="no fold 'boklet'"):
        cli.main(["dummy", "boklet"], standalone_mode=False, obj=context)
