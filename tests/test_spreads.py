"""Spreads: one picture or tint under several panels, whole on sheets and in parts on panels."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from unittest.mock import create_autospec

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from printshop.compose import compose
from printshop.errors import InputError
from printshop.findings import Place, Severity
from printshop.folds import FOLDS, Fold, left_edges
from printshop.geometry import MILLIMETRES_PER_INCH, POINTS_PER_INCH, millimetres
from printshop.impose import impose, sheets
from printshop.load import load_library
from printshop.model import Artifact, Asset, Edition, Markup, Spread
from printshop.pipeline import make
from printshop.preflight.checks import contrast
from printshop.preflight.pdf import PdfDocument
from printshop.preflight.subject import Subject
from printshop.profiles import LAYOUT_BLEED, PROFILES, PressOptions, Profile
from printshop.render import lay_out, spread_pages, write
from printshop.render.engine import _Engine
from printshop.render.spread import _page
from printshop.review import review
from printshop.thresholds import requirements
from printshop.translate import translate

from .conftest import Shop
from .pdfs import TODAY
from .plates import ink_at, plates
from .real import ROOT
from .shops import BROCHURE, planned
from .test_impose import structure_text
from .test_toy_folds import toy

ABLE = ("trifold", "zfold", "letter-trifold", "bifold", "gatefold")
OFFICE, SCREEN, PRESS = (PROFILES[id] for id in ("office", "screen", "press"))
PANELS = PressOptions(panels=True).applied(PRESS)
WAVES = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20"><path d="M0 9h30v9H0z"/></svg>'
BAR = 5.0  # mm, the width of a bar in a toy spread


def spread(*panels: int, tint: str = "", picture: str = "") -> Spread:
    return Spread(panels, tint, Asset(picture, "", "") if picture else None, Place("b.yaml", 1))


# --- what people write ---------------------------------------------------------------------------


def brochure(spreads: str) -> dict[str, str]:
    return {
        "brochures/warm.yaml": f"{BROCHURE}spreads:\n{spreads}",
        "brochures/pictures/waves.svg": WAVES,
        "brochures/pictures/words.svg": WAVES.replace("<path", "<text>Hi</text><path"),
        "brochures/pictures/box.svg": WAVES.replace("0 0 30 20", "a b"),
        "brochures/pictures/pink.svg": WAVES.replace("<path", '<path fill="var(--pink)"'),
    }


def loaded(shop: Shop, spreads: str) -> tuple[Spread, ...]:
    every = load_library(shop(brochure(spreads))).brochures["warm"].spreads
    return tuple(one for row in every.values() for one in row)


@pytest.mark.parametrize(
    ("row", "panels"),
    [
        ("{side: inside, tint: mist}", {3, 4, 5}),
        ("{side: outside, tint: mist}", {1, 2, 6}),
        ("{side: outside, from: 2, to: 6, tint: mist}", {2, 6}),
        ("{side: outside, from: 6, to: 2, tint: mist}", {2, 6}),
        ("{side: outside, from: 1, to: 2, tint: mist}", {1, 2, 6}),
        ("{side: inside, from: 4, to: 5, picture: waves.svg}", {4, 5}),
    ],
)
def test_a_spread_runs_from_panel_to_panel(shop: Shop, row: str, panels: set[int]) -> None:
    (found,) = loaded(shop, f"  trifold:\n    - {row}\n")
    assert set(found.panels) == panels
    assert (found.tint == "mist") != (found.picture is not None)
    assert found.place.line == 14


@pytest.mark.parametrize(
    ("spreads", "line", "code", "said"),
    [
        ("  trifld: [{side: inside, tint: mist}]\n", 13, "input.spread", "no fold 'trifld'"),
        ("  booklet: [{side: inside, tint: mist}]\n", 13, "input.spread", "trifold, zfold"),
        ("  sheet: [{side: inside, tint: mist}]\n", 13, "input.spread", "cannot have a spread"),
        ("  poster: [{side: inside, tint: mist}]\n", 13, "input.spread", "cannot have a spread"),
        ("  trifold: []\n", 13, "input.wrong-value", "at least one"),
        ("  trifold: {side: inside}\n", 13, "input.wrong-type", "a list"),
        ("  trifold:\n    - {tint: mist}\n", 14, "input.missing-key", "side"),
        ("  trifold:\n    - {side: inner, tint: mist}\n", 14, "input.wrong-value", "inside"),
        ("  trifold:\n    - {side: inside}\n", 14, "input.wrong-value", "a tint, a picture"),
        (
            "  trifold:\n    - {side: inside, tnt: mist, tint: sand}\n",
            14,
            "input.unknown-key",
            "tint",
        ),
        ("  trifold:\n    - {side: inside, tint: '#fff'}\n", 14, "input.wrong-value", "letters"),
        ("  trifold:\n    - {side: inside, tint: pink}\n", 14, "theme.colour", "no colour 'pink'"),
        (
            "  trifold:\n    - {side: inside, tint: mist, to: 4}\n",
            14,
            "input.wrong-value",
            "togeth",
        ),
        (
            "  trifold:\n    - {side: inside, tint: mist, from: a, to: 4}\n",
            14,
            "input.wrong-type",
            "whole number",
        ),
        (
            "  trifold:\n    - {side: inside, tint: mist, from: 3, to: 6}\n",
            14,
            "input.spread",
            "Panel 6 is not on the inside of the fold 'trifold'; from left to right there are: 3,",
        ),
        (
            "  trifold:\n    - {side: inside, tint: mist, from: 4, to: 4}\n",
            14,
            "input.spread",
            "two panels",
        ),
        (
            "  trifold:\n    - {side: inside, tint: mist}\n    - side: inside\n      tint: sand\n"
            "      from: 3\n      to: 4\n",
            15,
            "input.spread",
            "Panel 3 has a spread already",
        ),
        ("  trifold:\n    - {side: inside, picture: w.svg}\n", 14, "input.picture", "no picture"),
        ("  trifold:\n    - {side: inside, picture: ../w.svg}\n", 14, "input.picture", "name of"),
        ("  trifold:\n    - {side: inside, picture: words.svg}\n", 14, "input.picture", "outlines"),
        ("  trifold:\n    - {side: inside, picture: box.svg}\n", 14, "input.picture", "viewBox"),
        ("  trifold:\n    - {side: inside, picture: pink.svg}\n", 1, "theme.colour", "'pink'"),
    ],
)
def test_what_cannot_be_a_spread_is_said(
    shop: Shop, spreads: str, line: int, code: str, said: str
) -> None:
    with pytest.raises(InputError) as caught:
        loaded(shop, spreads)
    first = caught.value.findings[0]
    assert (first.code, first.place.line) == (code, line)
    assert said in first.message
    assert {finding.code for finding in caught.value.findings} == {code}


def test_all_that_is_wrong_is_said_at_once(shop: Shop) -> None:
    rows = "  card: [{side: inside, tint: mist}]\n  trifold:\n    - {side: inside, from: 1, to: 9, "
    with pytest.raises(InputError) as caught:
        loaded(shop, f"{rows}picture: no.svg}}\n")
    codes = [finding.code for finding in caught.value.findings]
    assert codes == ["input.spread"] * 3 + ["input.picture"]


def test_every_fold_with_panels_side_by_side_can_have_spreads() -> None:
    assert {f.id for f in FOLDS.values() if len(f.sides[0]) > 1} - set(ABLE) == {"booklet"}


# --- where they stand ----------------------------------------------------------------------------


@st.composite
def placed(draw: st.DrawFn) -> tuple[Fold, Spread]:
    fold = FOLDS[draw(st.sampled_from(ABLE))].in_direction(draw(st.sampled_from(("ltr", "rtl"))))
    side = [panel.number for panel in draw(st.sampled_from(fold.sides))]
    first, last = sorted(
        draw(st.lists(st.sampled_from(range(len(side))), min_size=2, max_size=2, unique=True))
    )
    return fold, spread(*draw(st.permutations(side[first : last + 1])))


@given(placed(), st.sampled_from([OFFICE, PRESS]))
def test_on_sheets_a_spread_lies_once_under_all_its_panels(
    case: tuple[Fold, Spread], profile: Profile
) -> None:
    fold, one = case
    (sheet,) = (sheet for sheet in sheets(fold, profile, [one]) if sheet.spreads)
    (under,) = sheet.spreads
    above = [p for p in sheet.placements if p.number in one.panels]
    assert under.face.x == pytest.approx(above[0].face.x)
    assert under.face.right == pytest.approx(above[-1].face.right)
    assert under.face.width == pytest.approx(sum(p.face.width for p in above))
    for end, bleed, outer in (
        (under.clip.x, sheet.bleed.x, above[0] is sheet.placements[0]),
        (under.clip.right, sheet.bleed.right, above[-1] is sheet.placements[-1]),
    ):
        assert (end == pytest.approx(bleed)) == outer
    assert (under.clip.y, under.clip.top) == pytest.approx((sheet.bleed.y, sheet.bleed.top))
    # No panel beside it reaches over the fold into it, and it reaches under both.
    for panel in sheet.placements:
        if panel.number not in one.panels:
            beside = (
                panel.clip.right <= under.face.x + 1e-6 or panel.clip.x >= under.face.right - 1e-6
            )
            assert beside
            if abs(panel.clip.right - under.face.x) < 1 or abs(panel.clip.x - under.face.right) < 1:
                assert (
                    panel.clip.x < under.clip.right - 0.1 and under.clip.x < panel.clip.right - 0.1
                )


@given(placed(), st.sampled_from([SCREEN, PANELS]))
def test_on_panels_a_spread_shows_the_part_that_is_theirs(
    case: tuple[Fold, Spread], profile: Profile
) -> None:
    fold, one = case
    (flat,) = (sheet for sheet in sheets(fold, OFFICE, [one]) if sheet.spreads)
    offsets = {p.number: flat.spreads[0].face.x - p.face.x for p in flat.placements}
    for page in sheets(fold, profile, [one]):
        (panel,) = page.placements
        assert [p.number for p in page.spreads] == [0] * (panel.number in one.panels)
        for under in page.spreads:
            assert under.face.x - panel.face.x == pytest.approx(offsets[panel.number])
            shown = (under.clip.x, under.clip.y, under.clip.right, under.clip.top)
            bleed = page.bleed
            assert shown == pytest.approx((bleed.x, bleed.y, bleed.right, bleed.top))


# --- what is seen --------------------------------------------------------------------------------


def bars(width: float, height: float) -> bytes:
    """Return a drawing as large as a spread with its bleed, each bar of it told by its colour."""
    width, height = width + 2 * LAYOUT_BLEED, height + 2 * LAYOUT_BLEED
    drawn = "".join(
        f'<rect x="{i * BAR}" width="{BAR}" height="{height}" fill="rgb{colour_of(i)}"/>'
        for i in range(int(width / BAR) + 1)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{drawn}</svg>'
    ).encode()


def colour_of(bar: int) -> tuple[int, int, int]:
    return 3 * bar, 255 - 3 * bar, 90 * (bar % 2)


def toy_leaflet(fold: Fold, one: Spread) -> Markup:
    width = sum(panel.width for panel in fold.panels if panel.number in one.panels)
    markup = toy(fold)
    through = "".join(f"@page :nth({n}) {{ background: none }}" for n in one.panels)
    pictures = {"bars.svg": bars(width, fold.sheet.height)}
    return replace(markup, sheets=(*markup.sheets, through), assets=pictures)


def finished(fold: Fold, one: Spread, profile: Profile) -> bytes:
    markup = toy_leaflet(fold, one)
    spreads, findings = spread_pages([one], markup, {"red": "#ff0000", "grey": "#606060"})
    assert findings == ()
    return impose(write(lay_out(markup))[0], fold, profile, {}, spreads=spreads)


def colour_at(pdf: bytes, page: int, x: float, y: float) -> tuple[int, ...]:
    """Return the colour at x, y mm from the lower left corner of the trimmed page."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        left, bottom = (millimetres(float(v)) for v in list(file.pages[page].TrimBox)[:2])
    with pypdfium2.PdfDocument(pdf) as document:
        image = document[page].render(scale=72 / POINTS_PER_INCH).to_pil()
        scale = image.height / millimetres(document[page].get_height())
    return image.getpixel((int((left + x) * scale), image.height - 1 - int((bottom + y) * scale)))


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize(
    "panels", [(1, 2, 6), *(pytest.param(p, marks=pytest.mark.slow) for p in ((2, 6), (1, 6)))]
)
def test_a_picture_runs_over_the_folds_and_is_never_mirrored(
    direction: str, panels: tuple[int, ...]
) -> None:
    fold = FOLDS["trifold"].in_direction(direction)
    one = spread(*panels, picture="bars.svg")
    on_sheet, on_panels = (finished(fold, one, profile) for profile in (OFFICE, SCREEN))
    above = [panel for panel in fold.sides[0] if panel.number in panels]
    left = left_edges(fold.sides[0])[fold.sides[0].index(above[0])]
    along = 0.0
    for panel in above:
        middles = [(bar + 0.5) * BAR - LAYOUT_BLEED for bar in range(50)]
        for x in (middle for middle in middles if along < middle < along + panel.width):
            colour = colour_of(int((x + LAYOUT_BLEED) / BAR))
            assert distance(colour_at(on_sheet, 0, left + x, 4), colour) < 4
            assert distance(colour_at(on_panels, panel.number - 1, x - along, 4), colour) < 4
        along += panel.width


def distance(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("dpi", [300, 600])
@pytest.mark.parametrize("panels", [(2, 6), (6, 1)])
@pytest.mark.parametrize("profile", [OFFICE, PRESS], ids=lambda p: p.id)
def test_no_hairline_at_a_fold(profile: Profile, panels: tuple[int, ...], dpi: int) -> None:
    fold, grey = FOLDS["trifold"], (96, 96, 96)
    pdf = finished(fold, spread(*panels, tint="grey"), profile)
    around = profile.bleed + profile.slug
    within, end = (97, 197) if 2 in panels else (197, 97)
    over = strip(pdf, around + within, dpi)
    assert over == [grey] * len(over)
    # Where it ends, its colour goes over into its neighbour's, with nothing lighter in between.
    first, *between, last = [colour for colour, _ in groupby(strip(pdf, around + end, dpi))]
    assert {first, last} == {grey, colour_at(pdf, 0, 240 if 2 in panels else 50, 4)}
    assert len(between) <= 1
    for colour in between:
        edges = zip(first, last, colour, strict=True)
        assert all(min(a, b) <= value <= max(a, b) for a, b, value in edges)


def strip(pdf: bytes, x: float, dpi: int) -> list[tuple[int, ...]]:
    """Return the colours along 6 mm about x mm from the left edge of the medium, at mid-height."""
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        width, height = page.get_size()
        at = x * POINTS_PER_INCH / MILLIMETRES_PER_INCH
        crop = (at - 8.5, height / 2 - 1, width - at - 8.5, height / 2 - 1)
        image = page.render(scale=dpi / POINTS_PER_INCH, crop=crop).to_pil()
    return [image.getpixel((i, image.height // 2)) for i in range(image.width)]


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_bleed_is_full_to_its_edge_and_not_beyond(direction: str) -> None:
    fold = FOLDS["trifold"].in_direction(direction)
    pdf = finished(fold, spread(3, 4, 5, tint="red"), PRESS)
    red = (255, 0, 0)
    for x, y in ((-2.6, 100), (299.6, 100), (100, -2.6), (100, 212.6), (-2.6, -2.6)):
        assert colour_at(pdf, 1, x, y) == red
    for x, y in ((-3.5, 80), (300.5, 80), (90, -3.5), (90, 213.5)):
        assert colour_at(pdf, 1, x, y) == (255, 255, 255)


def test_panels_for_a_firm_that_imposes_have_their_part_and_its_bleed() -> None:
    pdf = finished(FOLDS["trifold"], spread(2, 6, picture="bars.svg"), PANELS)
    for page, left, panel in ((1, 0.0, 97.0), (5, 97.0, 100.0)):
        # Over the fold the bleed is what the neighbour shows there, at the ends the picture's own.
        for x in (-2.0, panel + 2.0):
            colour = colour_of(int((left + x + LAYOUT_BLEED) / BAR))
            assert distance(colour_at(pdf, page, x, 50), colour) < 4


# --- what is heard, and what is in the file ------------------------------------------------------


@pytest.mark.parametrize("profile", [OFFICE, SCREEN, PRESS], ids=lambda p: p.id)
def test_a_spread_is_an_artifact_drawn_once_a_page_before_all_else(profile: Profile) -> None:
    fold = FOLDS["trifold"]
    with pikepdf.open(io.BytesIO(finished(fold, spread(3, 4, 5, tint="red"), profile))) as file:
        assert structure_text(file) == list("ABCDEF")
        pages = [page for page in file.pages if "/Spread0" in page.Resources.get("/XObject", {})]
        assert len(pages) == (1 if profile.imposed else 3)
        forms = {page.Resources.XObject.Spread0.objgen for page in pages}
        assert len(forms) == 1
        for page in pages:
            content = page.Contents.read_bytes()
            assert content.startswith(b"/Artifact BMC\nq ")
            assert content.count(b"/Spread0 Do") == 1


def test_the_same_spreads_give_the_same_bytes() -> None:
    one = spread(3, 4, 5, tint="red", picture="bars.svg")
    first, second = (finished(FOLDS["trifold"], one, PRESS) for _ in range(2))
    assert first == second


TEXT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text y="5">a</text></svg>'


@pytest.mark.parametrize(
    ("drawing", "times"), [(WAVES, 1), ("", 1), (TEXT, 2)], ids=["drawing", "tint", "text in it"]
)
def test_a_spread_that_wants_no_fonts_is_kept(
    drawing: str, times: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    html = create_autospec(_Engine.html, side_effect=_Engine.html)
    monkeypatch.setattr(_Engine, "html", html)
    one = spread(3, 4, tint="red", picture="picture.svg" if drawing else "")
    markup = replace(toy(FOLDS["trifold"]), assets={"picture.svg": drawing.encode()})
    made = []
    for _ in range(2):
        _page.cache_clear()
        made.append(spread_pages([one], markup, {"red": "#ff0000"}))
    assert made[0] == made[1]
    assert html.call_count == times


def test_a_bitmap_is_not_to_be_smoothed_by_viewers() -> None:
    fold, one = FOLDS["trifold"], spread(2, 6, picture="photo.png")
    buffer = io.BytesIO()
    Image.new("RGBA", (80, 40), (200, 30, 30, 128)).save(buffer, "PNG")
    markup = replace(toy_leaflet(fold, one), assets={"photo.png": buffer.getvalue()})
    spreads, findings = spread_pages([one], markup, {})
    assert findings == ()
    with pikepdf.open(
        io.BytesIO(impose(laid_out_of(fold), fold, OFFICE, {}, spreads=spreads))
    ) as f:
        images = [o for o in f.objects if isinstance(o, pikepdf.Stream) and "/Width" in o]
        assert images
        assert not any(bool(image.get("/Interpolate", False)) for image in images)


def laid_out_of(fold: Fold) -> bytes:
    return write(lay_out(toy(fold)))[0]


# --- whole leaflets ------------------------------------------------------------------------------


INSIDE = "  trifold:\n    - {side: inside, tint: sage, picture: waves.svg}\n"


def built(root: Path, *languages: str) -> dict[str, tuple[Edition, Artifact]]:
    return {
        f"{edition.language.tag}.{edition.fold.id}.{edition.profile.id}": (edition, artifact)
        for job in planned(root, *languages).jobs
        for edition, artifact in zip(job.editions, make(job), strict=True)
    }


def test_leaflets_show_their_spreads_in_every_profile(shop: Shop, tmp_path: Path) -> None:
    made = built(shop(brochure(INSIDE)), "nl", "ar")
    for name, (edition, artifact) in made.items():
        assert artifact.pdf, artifact.failure or artifact.findings
        assert not [f for f in artifact.findings if f.severity is Severity.ERROR]
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(artifact.pdf)
        if not edition.profile.signed_off:
            page = 1 if edition.profile.imposed else 3
            assert distance(colour_at(artifact.pdf, page, 60, 4), (169, 193, 177)) < 2
    found = plates(made["ar.trifold.press"][1].pdf or b"", tmp_path, page=2)
    for x in (12, 109, 112, 300):  # over the folds, out to the bleed
        assert ink_at(found, int(x * 72 / 25.4), 60) == (40, 15, 34, 0)


def test_a_named_page_is_seen_through_too(shop: Shop) -> None:
    """The last panel of this fold is a page that the theme has a name and a ground for."""
    files = brochure("  bifold:\n    - {side: outside, tint: skin}\n")
    files["brochures/warm.yaml"] = files["brochures/warm.yaml"].replace("[trifold]", "[bifold]")
    _, artifact = built(shop(files), "en")["en.bifold.office"]
    assert artifact.pdf
    assert distance(colour_at(artifact.pdf, 0, 70, 4), (233, 183, 158)) < 2


def test_faint_text_on_a_spread_is_found(shop: Shop, tmp_path: Path) -> None:
    for tint, faint in (("mist", False), ("rust", True)):
        spreads = f"  trifold: [{{side: outside, from: 2, to: 6, tint: {tint}}}]\n"
        root = shop(brochure(spreads), at=tint)
        path = tmp_path / f"{tint}.pdf"
        path.write_bytes(built(root, "en")["en.trifold.screen"][1].pdf or b"")
        with PdfDocument(path) as document:
            problems = [*contrast.examine(Subject(document, requirements(SCREEN), TODAY))]
        assert bool(problems) == faint


def test_a_picture_that_needs_another_file_is_an_error_and_no_leaflet(shop: Shop) -> None:
    outside = '<image href="https://example.org/photo.png" width="5" height="5"/><path'
    drawn = {"brochures/pictures/waves.svg": WAVES.replace("<path", outside)}
    for _, artifact in built(shop(brochure(INSIDE) | drawn), "en").values():
        assert artifact.pdf is None
        assert artifact.failure == ""
        assert "layout.missing-picture" in {finding.code for finding in artifact.findings}


def test_a_changed_picture_makes_leaflets_anew(shop: Shop) -> None:
    drawn = {"brochures/pictures/waves.svg": WAVES.replace("9h30", "8h30")}
    roots = shop(brochure(INSIDE)), shop(brochure(INSIDE) | drawn, at="other")
    before, after = (planned(root, "en").jobs[0].layout_fingerprint for root in roots)
    assert before != after


def test_no_spread_in_large_print_or_for_browsers(shop: Shop) -> None:
    library = load_library(shop(brochure(INSIDE)))
    assert set(library.brochures["warm"].spreads) == {"trifold"}
    (job,) = planned(library.root, "en").jobs
    edition = job.editions[0]
    copy, _ = translate(edition)
    assert "background: none !important" in compose(edition, copy).css
    for fold in ("booklet", "sheet"):
        other = replace(edition, fold=FOLDS[fold])
        assert "background: none !important" not in compose(other, copy).css


@pytest.mark.slow
def test_in_a_review_every_panel_has_the_ground_of_the_theme(shop: Shop) -> None:
    library = load_library(shop(brochure(INSIDE)))
    edition = planned(library.root, "nl").jobs[0].editions[0]
    without = replace(edition, brochure=replace(edition.brochure, spreads={}))
    first, second = (review(e, library.approvals).pdf for e in (edition, without))
    assert first == second


def test_the_shipped_leaflets_have_spreads() -> None:
    brochures = load_library(ROOT).brochures
    assert {fold for b in brochures.values() for fold in b.spreads} == {"trifold", "zfold"}
