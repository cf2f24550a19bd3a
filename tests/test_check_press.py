"""Preflight for the press: a good file is silent; break one thing, and its code appears alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from printshop.findings import Severity
from printshop.preflight.pdf import separations
from printshop.preflight.results import State
from printshop.profiles import PROFILES
from printshop.thresholds import requirements

from . import referees
from .pdfs import (
    EDGE,
    HEIGHT,
    MEDIA,
    MM,
    SLUG,
    TRIM,
    WIDTH,
    XMP,
    Sample,
    box,
    codes,
    mm,
    outcomes,
    picture,
    problems,
    resource,
    text,
)

Change = Callable[[Pdf], None]


def changed(tmp_path: Path, *changes: Change) -> list[str]:
    """Return what is found in the good sample with changes."""
    sample = Sample()
    sample.changes += changes
    return codes(sample.save(tmp_path / "changed.pdf"))


def drawn(tmp_path: Path, *operators: str, changes: tuple[Change, ...] = ()) -> list[str]:
    """Return what is found in the good sample with more drawn on it."""
    sample = Sample().add(*operators)
    sample.changes += changes
    return codes(sample.save(tmp_path / "drawn.pdf"))


def page(pdf: Pdf) -> pikepdf.Object:
    return pdf.pages[0].obj


@pytest.mark.parametrize("profile", ["press", "office", "screen"])
def test_a_good_file_is_silent(tmp_path: Path, profile: str) -> None:
    path = Sample().save(tmp_path / "good.pdf")
    assert codes(path, profile) == []


def test_the_sample_is_a_pdf_to_others_too(tmp_path: Path) -> None:
    path = Sample().save(tmp_path / "good.pdf")
    assert referees.qpdf(path) == ""
    assert referees.ghostscript(path) == ""


# --- boxes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("/CropBox", Array(TRIM), "box.crop"),
        ("/Rotate", 90, "box.rotate"),
        ("/UserUnit", 2, "box.user-unit"),
        ("/BleedBox", Array([SLUG, SLUG, SLUG + WIDTH, SLUG + HEIGHT]), "box.order"),
        ("/ArtBox", Array([-50, 0, 100, 100]), "box.order"),
    ],
)
def test_boxes(tmp_path: Path, key: str, value: object, code: str) -> None:
    def change(pdf: Pdf) -> None:
        page(pdf)[key] = value  # type: ignore[assignment]

    assert changed(tmp_path, change) == [code]


def test_a_crop_box_that_is_the_medium_is_fine(tmp_path: Path) -> None:
    assert changed(tmp_path, lambda pdf: setattr(page(pdf), "CropBox", Array(MEDIA))) == []


def test_a_page_without_trim_says_so(tmp_path: Path) -> None:
    def change(pdf: Pdf) -> None:
        del page(pdf).TrimBox
        del page(pdf).BleedBox

    # The whole medium is then the page, and there is nothing at its edge.
    assert changed(tmp_path, change) == ["box.missing"]


def test_a_damaged_box_is_no_box(tmp_path: Path) -> None:
    def change(pdf: Pdf) -> None:
        page(pdf).TrimBox = Array([Name.Left, 0, 1])
        page(pdf).BleedBox = pikepdf.String("no box")

    assert changed(tmp_path, change) == ["box.missing"]


def test_boxes_are_inherited_from_the_tree(tmp_path: Path) -> None:
    def change(pdf: Pdf) -> None:
        pdf.Root.Pages.MediaBox = page(pdf).MediaBox
        pdf.Root.Pages.Resources = page(pdf).Resources
        del page(pdf).MediaBox, page(pdf).Resources

    assert changed(tmp_path, change) == []


def test_pages_of_two_sizes(tmp_path: Path) -> None:
    def change(pdf: Pdf) -> None:
        other = pdf.add_blank_page(page_size=(200, 200)).obj
        other.TrimBox = other.BleedBox = Array([0, 0, 200, 200])

    assert changed(tmp_path, change) == ["box.sizes"]


# --- bleed and safe area -------------------------------------------------------------------------


def sized(ground: str) -> Sample:
    sample = Sample()
    sample.content[0] = ground
    return sample


@pytest.mark.parametrize("missing", [3.0, 2.0, 1.0])
def test_ink_that_ends_with_the_page(tmp_path: Path, missing: float) -> None:
    inset = SLUG + missing * MM
    ground = f"0.1 0 0 0 k {inset} {SLUG} {MEDIA[2] - inset - SLUG} {HEIGHT + 6 * MM} re f"
    (found,) = problems(sized(ground).save(tmp_path / "bleed.pdf"))
    assert (found.finding.code, found.finding.severity) == ("bleed.missing", Severity.ERROR)
    assert "left edge" in found.finding.message
    (spot,) = found.spots
    assert spot.page == 1
    assert spot.box is not None
    assert spot.box[0] == pytest.approx(-2.55)
    assert spot.box[1] == pytest.approx(0, abs=0.2)
    assert spot.box[3] == pytest.approx(150, abs=0.5)


@pytest.mark.parametrize(
    ("side", "x", "y"), [("right", 60, 50), ("top", 20, 110), ("bottom", 20, 0)]
)
def test_a_box_at_the_edge_bleeds(tmp_path: Path, side: str, x: float, y: float) -> None:
    paper = sized("").add(f"0.5 0 0 0 k {box(x, y, 40, 40)} f")
    paper.content[4] = ""  # the code, which is below
    (found,) = problems(paper.save(tmp_path / "edge.pdf"))
    assert found.finding.code == "bleed.missing"
    assert f"{side} edge" in found.finding.message
    assert "40 mm" in found.finding.message


def test_white_paper_needs_no_bleed(tmp_path: Path) -> None:
    assert codes(sized("").save(tmp_path / "white.pdf")) == []


def test_a_medium_without_bleed_has_none(tmp_path: Path) -> None:
    def change(pdf: Pdf) -> None:
        page(pdf).MediaBox = page(pdf).BleedBox = Array(TRIM)

    assert changed(tmp_path, change) == ["bleed.missing"] * 4


@pytest.mark.parametrize(
    ("x", "code"), [(6.0, None), (4.0, "text.at-edge"), (0.5, "text.at-edge"), (-1.0, "text.cut")]
)
def test_text_keeps_away_from_the_knife(tmp_path: Path, x: float, code: str | None) -> None:
    assert drawn(tmp_path, text("Hands", x, 60)) == ([code] if code else [])


def test_the_distance_is_that_of_the_ink(tmp_path: Path) -> None:
    assert drawn(tmp_path, text(" " * 9 + "Hands", 1, 60)) == []  # spaces are no ink


def test_slug_lines_and_slanted_marks_are_no_text_of_the_page(tmp_path: Path) -> None:
    slug = f"0 0 0 1 k BT /F 6 Tf {EDGE} 4 Td <0024> Tj ET"
    slanted = "q 0.7 0.7 -0.7 0.7 20 20 cm 0.3 0 0 0.7 k BT /F 30 Tf <0024> Tj ET Q"
    assert drawn(tmp_path, slug, slanted) == []


# --- ink -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("operators", "code"),
    [
        (f"1 0 0 rg {box(40, 60, 10, 10)} f", "colour.rgb"),
        (f"1 0 0 RG 1 w {box(40, 60, 10, 10)} S", "colour.rgb"),
        (f"/Lab cs 50 20 20 sc {box(40, 60, 10, 10)} f", "colour.lab"),
        (f"/Gold cs 1 sc {box(40, 60, 10, 10)} f", "colour.spot"),
        (f"/Odd cs 1 sc {box(40, 60, 10, 10)} f", "colour.unknown"),
        (f"/Srgb cs 1 0 0 sc {box(40, 60, 10, 10)} f", "colour.rgb"),
        (f"/Dots cs 1 sc {box(40, 60, 10, 10)} f", None),
        (f"/All cs 1 sc {box(-8, 60, 2, 2)} f", None),
        (f"0.5 g {box(40, 60, 10, 10)} f", None),
        ("q /Rgbs gs 10 0 0 10 60 60 cm /Shade sh Q", "colour.rgb"),
        (f"/Pattern cs /Tiles scn {box(40, 60, 10, 10)} f", "colour.rgb"),
        (f"/Pattern cs /Fade scn {box(40, 60, 10, 10)} f", "colour.rgb"),
        ("/Inner Do", "colour.rgb"),
        ("q 20 0 0 20 99 299 cm BI /W 1 /H 1 /BPC 8 /CS /RGB ID abc EI Q", "colour.rgb"),
    ],
)  # fmt: skip
def test_colours_other_than_the_press_s(tmp_path: Path, operators: str, code: str | None) -> None:
    assert drawn(tmp_path, operators, changes=SPACES) == ([code] if code else [])


def _function(components: int) -> Dictionary:
    return Dictionary(FunctionType=2, Domain=[0, 1], N=1, C0=[0] * components, C1=[1] * components)


def _named(*names: str) -> Array:
    kind = Name.Separation if len(names) == 1 else Name.DeviceN
    inks = Name(f"/{names[0]}") if len(names) == 1 else Array([Name(f"/{n}") for n in names])
    return Array([kind, inks, Name.DeviceCMYK, _function(4)])


def _shading(_: Pdf) -> Dictionary:
    return Dictionary(
        ShadingType=2, ColorSpace=Name.DeviceRGB, Coords=[0, 0, 1, 0], Function=_function(3)
    )


def _form(pdf: Pdf) -> pikepdf.Stream:
    content = f"1 0 0 rg {box(40, 60, 10, 10)} f".encode()
    return pdf.make_stream(content, Type=Name.XObject, Subtype=Name.Form, BBox=Array(MEDIA))


def _tiles(pdf: Pdf) -> pikepdf.Stream:
    return pdf.make_stream(
        b"1 0 0 rg 0 0 5 5 re f",
        Type=Name.Pattern,
        PatternType=1,
        PaintType=1,
        TilingType=1,
        BBox=[0, 0, 5, 5],
        XStep=5,
        YStep=5,
        Resources=Dictionary(),
    )


SPACES: tuple[Change, ...] = (
    resource("/ColorSpace", "/Gold", lambda _: _named("Gold")),
    resource("/ColorSpace", "/Dots", lambda _: _named("Black")),
    resource("/ColorSpace", "/All", lambda _: _named("All")),
    resource("/ColorSpace", "/Odd", lambda _: Array([Name.Nonsense, 1])),
    resource("/ColorSpace", "/Lab", lambda _: Array([Name.Lab, Dictionary(WhitePoint=[1, 1, 1])])),
    resource("/ColorSpace", "/Srgb", lambda pdf: Array([Name.ICCBased, pdf.make_stream(b"", N=3)])),
    resource("/Shading", "/Shade", _shading),
    resource("/ExtGState", "/Rgbs", lambda _: Dictionary()),
    resource("/XObject", "/Inner", _form),
    resource("/Pattern", "/Tiles", _tiles),
    resource("/Pattern", "/Fade", lambda pdf: Dictionary(PatternType=2, Shading=_shading(pdf))),
)


def test_a_picture_in_rgb_is_found_where_it_stands(tmp_path: Path) -> None:
    (found,) = problems(Sample(mode="/DeviceRGB").save(tmp_path / "rgb.pdf"))
    assert found.finding.code == "colour.rgb"
    assert "pictures" in found.finding.message
    assert found.spots[0].box == pytest.approx((60, 110, 20, 20), abs=0.01)


def test_screens_may_have_rgb(tmp_path: Path) -> None:
    path = Sample(mode="/DeviceRGB").save(tmp_path / "rgb.pdf")
    assert codes(path, "screen") == codes(path, "office") == []


@pytest.mark.parametrize(
    ("colour", "code"),
    [
        ("0 0 0 1 k", "overprint.black"),
        ("0 g", "overprint.black"),
        ("/Under gs 0 0 0 1 k", "overprint.black"),
        ("/Over gs 0 0 0 1 k", None),
        ("/Over gs 0 g", "overprint.black"),  # grey clears the other plates all the same
        ("0 0 0 0.8 k", None),  # not full black: overprinting would add up
        ("0.3 0.2 0.2 1 k", "text.rich-black"),
        ("0.7 0.7 0.7 0.2 k", "text.rich-black"),
    ],
)
def test_small_black_text(tmp_path: Path, colour: str, code: str | None) -> None:
    words = text("Hands", 40, 70, 9, colour)
    assert drawn(tmp_path, words) == ([code] if code else [])
    large = text("Hands", 40, 70, 14, colour)
    assert drawn(tmp_path, large) == []


@pytest.mark.parametrize(
    ("colour", "code"),
    [
        ("/Over gs 0 0 0 0 k", "overprint.white"),
        ("/Over gs 1 g", "overprint.white"),
        ("/Under gs 0 0 0 0 k", None),
        ("0 0 0 0 k", None),
    ],
)
def test_white_that_is_not_printed(tmp_path: Path, colour: str, code: str | None) -> None:
    assert drawn(tmp_path, f"q {colour} {box(70, 60, 10, 10)} f Q") == ([code] if code else [])


def coverage(path: Path, separate: bool = True) -> tuple[State, str, list[str]]:
    outcome = next(o for o in outcomes(path, separate=separate) if o.check == "ink coverage")
    return outcome.state, outcome.remark, [problem.finding.code for problem in outcome.problems]


@pytest.mark.parametrize(
    ("colour", "side", "expected"),
    [
        ("0.9 0.8 0.7 0.7", 10, ["ink.coverage"]),
        ("0.9 0.9 0.9 0.9", 10, ["ink.coverage-limit"]),
        ("0.75 0.75 0.75 0.75", 10, []),  # as much as the paper takes
        ("0.9 0.9 0.9 0.9", 3, []),  # less than 15 mm2
    ],
)
def test_ink_on_plates(tmp_path: Path, colour: str, side: float, expected: list[str]) -> None:
    referees.need("gs")
    sample = Sample().add(f"{colour} k {box(70, 60, side, side)} f")
    state, remark, found = coverage(sample.save(tmp_path / "ink.pdf"))
    assert found == expected
    assert state is (State.FOUND if expected else State.PASSED)
    assert "Ghostscript" in remark


def test_ink_that_adds_up_by_overprinting(tmp_path: Path) -> None:
    referees.need("gs")
    boxes = f"1 0.9 0.9 0 k {box(70, 60, 10, 10)} f /Over gs 0 0 0 1 k {box(70, 60, 10, 10)} f"
    assert coverage(Sample().add(boxes).save(tmp_path / "over.pdf"))[2] == ["ink.coverage-limit"]


def test_ink_outside_the_bleed_is_the_printer_s(tmp_path: Path) -> None:
    referees.need("gs")
    sample = Sample().add(f"1 1 1 1 k {box(20, -11, 50, 6)} f")
    assert coverage(sample.save(tmp_path / "bar.pdf"))[2] == []


def test_the_place_of_too_much_ink(tmp_path: Path) -> None:
    referees.need("gs")
    path = Sample().add(f"1 1 1 1 k {box(70, 60, 10, 20)} f").save(tmp_path / "ink.pdf")
    outcome = next(o for o in outcomes(path, separate=True) if o.check == "ink coverage")
    assert outcome.problems[0].spots[0].box == pytest.approx((70, 70, 10, 20), abs=0.5)
    assert "up to 400 %" in outcome.problems[0].finding.message


def test_without_ghostscript_ink_is_not_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(separations.shutil, "which", lambda _: None)
    separations.plates.cache_clear()
    state, remark, found = coverage(Sample().save(tmp_path / "good.pdf"))
    assert (state, found) == (State.NOT_CHECKED, [])
    assert "Ghostscript is not on this machine" in remark
    inky = Sample().add(f"1 1 1 1 k {box(70, 60, 10, 10)} f").save(tmp_path / "ink.pdf")
    state, remark, found = coverage(inky)
    assert (state, found) == (State.NOT_CHECKED, ["ink.coverage-limit"])


def test_plates_are_made_only_if_they_are_wanted(tmp_path: Path) -> None:
    state, remark, found = coverage(Sample().save(tmp_path / "good.pdf"), separate=False)
    assert (state, found) == (State.NOT_CHECKED, [])
    assert "not asked for" in remark


# --- transparency, output intent, PDF/X ----------------------------------------------------------


def test_blending_in_rgb(tmp_path: Path) -> None:
    def change(pdf: Pdf) -> None:
        page(pdf).Group.CS = Name.DeviceRGB

    assert changed(tmp_path, change) == ["transparency.space"]


def test_groups_that_blend_in_rgb(tmp_path: Path) -> None:
    def group(pdf: Pdf) -> pikepdf.Stream:
        form = pdf.make_stream(
            f"0.5 0 0 0 k {box(40, 60, 10, 10)} f".encode(),
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=Array(MEDIA),
        )
        form.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB)
        return form

    change = resource("/XObject", "/G", group)
    assert drawn(tmp_path, "/G Do", changes=(change,)) == ["transparency.space"]


def test_transparency_without_a_blend_space(tmp_path: Path) -> None:
    clear = resource("/ExtGState", "/Half", lambda _: Dictionary(ca=0.5))

    def no_group(pdf: Pdf) -> None:
        del page(pdf).Group

    operators = f"q /Half gs 0.5 0 0 0 k {box(40, 60, 10, 10)} f Q"
    assert drawn(tmp_path, operators, changes=(clear, no_group)) == ["transparency.page"]
    assert drawn(tmp_path, operators, changes=(clear,)) == []
    assert changed(tmp_path, no_group) == []  # nothing shines through


def intent(pdf: Pdf) -> pikepdf.Object:
    return pdf.Root.OutputIntents[0]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda pdf: pdf.Root.__delitem__("/OutputIntents"), ["intent.missing"]),
        (lambda pdf: setattr(intent(pdf), "S", Name.GTS_PDFA1), ["intent.missing"]),
        (lambda pdf: pdf.Root.OutputIntents.append(intent(pdf)), ["intent.missing"]),
        (lambda pdf: intent(pdf).__delitem__("/DestOutputProfile"), ["intent.profile"]),
        (lambda pdf: setattr(intent(pdf).DestOutputProfile, "N", 3), ["intent.profile"]),
        (lambda pdf: intent(pdf).DestOutputProfile.write(b"no profile"), ["intent.profile"]),
    ],
)
def test_output_intents(tmp_path: Path, change: Change, expected: list[str]) -> None:
    assert changed(tmp_path, change) == expected


def test_a_print_firm_may_take_other_conditions_only(tmp_path: Path) -> None:
    path = Sample().save(tmp_path / "good.pdf")
    usual = requirements(PROFILES["press"])
    for accepted, expected in (("FOGRA51", ["intent.condition"]), ("FOGRA39", [])):
        wanted = replace(usual, output_conditions=(accepted,))
        found = [p.finding.code for o in outcomes(path, wanted=wanted) for p in o.problems]
        assert found == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("PDF/X-4<", "PDF/X-1a<", ["pdfx.version"]),
        ("<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>", "", ["pdfx.version"]),
        ("<pdf:Trapped>False</pdf:Trapped>", "", ["pdfx.trapped"]),
        ("<pdf:Trapped>False", "<pdf:Trapped>Unknown", ["pdfx.trapped"]),
        ("<xmpMM:VersionID>1</xmpMM:VersionID>", "", ["pdfx.metadata"]),
    ],
)
def test_declarations(tmp_path: Path, old: str, new: str, expected: list[str]) -> None:
    assert old in XMP
    metadata = XMP.replace(old, new).encode()
    assert changed(tmp_path, lambda pdf: pdf.Root.Metadata.write(metadata)) == expected


def test_metadata_that_are_no_xml(tmp_path: Path) -> None:
    found = changed(tmp_path, lambda pdf: pdf.Root.Metadata.write(b"<x:xmpmeta <<"))
    assert found == ["pdfx.metadata", "pdfx.trapped", "pdfx.version"]


def test_a_file_without_an_id(tmp_path: Path) -> None:
    path = Sample().save(tmp_path / "good.pdf")
    data = path.read_bytes()
    assert b"/ID [" in data
    path.write_bytes(data.replace(b"/ID [", b"/Id ["))
    assert codes(path) == ["pdfx.id"]


# --- nothing but paper ---------------------------------------------------------------------------


def link(pdf: Pdf, kind: Name = Name.Link, **entries: object) -> Dictionary:
    x, y = mm(20, 50)
    return Dictionary(Type=Name.Annot, Subtype=kind, Rect=[x, y, x + 50, y + 20], **entries)


def annotated(pdf: Pdf, annotation: Dictionary) -> None:
    page(pdf).Annots = Array([pdf.make_indirect(annotation)])


ATTACHED, ACTS = "file.attachment", "file.action"
CHAIN = Dictionary(S=Name.URI, Next=Dictionary(S=Name.JavaScript))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda p: annotated(p, link(p)), ["annotation.present"]),
        (lambda p: annotated(p, link(p, Name.PrinterMark)), []),
        (lambda p: annotated(p, link(p, Name.Movie)), ["annotation.present", "file.media"]),
        (lambda p: annotated(p, link(p, Name.FileAttachment)), ["annotation.present", ATTACHED]),
        (lambda p: setattr(p.Root, "AF", Array([])), [ATTACHED]),
        (lambda p: p.attachments.__setitem__("a.txt", b"hello"), [ATTACHED]),
        (lambda p: setattr(p.Root, "AcroForm", Dictionary(Fields=[Dictionary()])), ["file.form"]),
        (lambda p: setattr(p.Root, "AcroForm", Dictionary(Fields=[])), []),
        (lambda p: setattr(p.Root, "OpenAction", Dictionary(S=Name.JavaScript)), ["file.script"]),
        (lambda p: setattr(p.Root, "OpenAction", Dictionary(S=Name.GoTo)), []),
        (lambda p: setattr(p.Root, "AA", Dictionary(WC=Dictionary(S=Name.Launch))), [ACTS]),
        (lambda p: setattr(page(p), "AA", Dictionary(O=CHAIN)), ["file.script"]),
    ],
)  # fmt: skip
def test_a_leaflet_does_nothing(tmp_path: Path, change: Change, expected: list[str]) -> None:
    assert changed(tmp_path, change) == expected


def test_links_are_for_screens(tmp_path: Path) -> None:
    sample = Sample().change(lambda pdf: annotated(pdf, link(pdf)))
    path = sample.save(tmp_path / "link.pdf")
    assert codes(path, "screen") == []


def test_encryption(tmp_path: Path) -> None:
    path = Sample().save(tmp_path / "good.pdf")
    with Pdf.open(path) as pdf:
        pdf.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(owner="boss", user=""))
    assert codes(tmp_path / "locked.pdf") == ["file.encrypted"]


# --- pictures and lines --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pixels", "expected"),
    [(240, []), (190, ["image.resolution-low"]), (110, ["image.resolution"])],
)
def test_pixels_at_the_size_they_are_placed_in(
    tmp_path: Path, pixels: int, expected: list[str]
) -> None:
    path = Sample(pixels=pixels).save(tmp_path / "pixels.pdf")
    assert codes(path) == expected
    assert codes(path, "office") == expected
    assert codes(path, "screen") == []


def test_poppler_measures_the_same_resolution(tmp_path: Path) -> None:
    path = Sample(pixels=190).save(tmp_path / "low.pdf")
    (problem,) = problems(path)
    listed = referees.output_of(referees.need("pdfimages"), "-list", str(path)).splitlines()
    (ppi,) = (line.split()[12] for line in listed[2:])
    assert f"has {ppi} pixels an inch" in problem.finding.message


def test_a_bitmap_needs_more(tmp_path: Path) -> None:
    coarse = Sample(pixels=400, mode="/DeviceGray", bits=1).save(tmp_path / "coarse.pdf")
    assert codes(coarse) == ["image.bitmap"]
    fine = Sample(pixels=440, mode="/DeviceGray", bits=1).save(tmp_path / "fine.pdf")
    assert codes(fine) == []


def test_a_stretched_picture_has_the_resolution_of_its_worse_side(tmp_path: Path) -> None:
    x, y = mm(50, 50)
    assert drawn(tmp_path, f"q 40 0 0 200 {x} {y} cm /Im Do Q") == ["image.resolution"]
    assert drawn(tmp_path, f"q 0 40 -40 0 {x + 60} {y} cm /Im Do Q") == []


def test_a_colour_as_a_picture_is_none(tmp_path: Path) -> None:
    assert codes(Sample(pixels=1).save(tmp_path / "one.pdf")) == []


@pytest.mark.parametrize(
    ("operators", "expected"),
    [
        ("0.2 w", ["line.thin"]),
        ("0 w", ["line.thin"]),
        ("0.25 w", []),
        ("q 0.5 0 0 0.5 0 0 cm 0.4 w", ["line.thin"]),
        ("q 0.5 0 0 0.5 0 0 cm 0.6 w", []),
    ],
)
def test_lines(tmp_path: Path, operators: str, expected: list[str]) -> None:
    x, y = mm(30, 60)
    scale = 2 if operators.startswith("q") else 1
    line = f"{x * scale} {y * scale} m {(x + 99) * scale} {y * scale} l S"
    end = " Q" if scale == 2 else ""
    assert drawn(tmp_path, f"0 0 0 1 K {operators} {line}{end}") == expected


def test_a_rectangle_may_be_a_line(tmp_path: Path) -> None:
    assert drawn(tmp_path, f"0 0 0 1 k {box(20, 60, 50, 0.07)} f") == ["line.thin"]
    assert drawn(tmp_path, f"0 0 0 1 k {box(20, 60, 50, 0.1)} f") == []


def test_what_is_clipped_away_is_not_there(tmp_path: Path) -> None:
    hidden = f"q {box(80, 80, 5, 5)} W n 1 0 0 rg {box(40, 60, 10, 10)} f {picture(9)} Q"
    assert drawn(tmp_path, hidden) == []
