"""Press files as a print firm gets them: PDF/X-4, boxes, marks, a page a panel, another press."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from printshop.errors import BrochureError
from printshop.findings import Severity
from printshop.fingerprint import Fingerprints
from printshop.folds import FOLDS
from printshop.geometry import POINTS_PER_INCH, millimetres, points
from printshop.impose import sheets
from printshop.impose.marks import MARK, SLUG_EDGE, _places, marks
from printshop.load import load_library
from printshop.messages import load_catalogs
from printshop.output_intents import read_output_intent
from printshop.pipeline import make
from printshop.plan import Request, plan
from printshop.profiles import AS_USUAL, CMYK, MARKS, PROFILES, RGB, PressOptions
from printshop.render.slug import SLUG_HEIGHT, slug_line

from . import referees
from .conftest import Shop
from .pdf_x4 import complaints
from .plates import INKS, ink_at, plates
from .press_toys import PINE_INK, PROFILE
from .real import FONTS
from .shops import BROCHURE, write_shop

PRESS = PROFILES["press"]


@cache
def press_files(
    root: Path, press: PressOptions = AS_USUAL, language: str = "en"
) -> dict[str, bytes]:
    """Make the press files of a workspace in one language; returns them by name.

    They are made once: no test changes the workspace they are made from.
    """
    library = load_library(root)
    catalogs, _ = load_catalogs(root, library.languages)
    request = Request(languages=(language,), profiles=("press",), press=press)
    made = {}
    for job in plan(library, catalogs, request, Fingerprints("test")).jobs:
        for artifact in make(job):
            assert artifact.failure == ""
            assert not any(f.severity >= Severity.ERROR for f in artifact.findings)
            made[artifact.name] = artifact.pdf or b""
    return made


def press_file(root: Path, press: PressOptions = AS_USUAL, language: str = "en") -> bytes:
    (data,) = press_files(root, press, language).values()
    return data


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a workspace for all tests; the command has one of its own for what it writes."""
    return write_shop(tmp_path_factory.mktemp("press") / "shop", {"brochures/warm.yaml": BROCHURE})


# --- what it is ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "press", [AS_USUAL, PressOptions(panels=True), PressOptions(marks=()), PressOptions(("slug",))]
)
def test_a_press_file_is_pdf_x_4(warm: Path, press: PressOptions) -> None:
    assert complaints(press_file(warm, press)) == []


def test_one_file_is_pdf_a_and_pdf_ua_too(warm: Path, tmp_path: Path) -> None:
    data = {**press_files(warm), **press_files(warm, PressOptions(panels=True), "ar")}
    files = [tmp_path / f"{i}.pdf" for i in range(len(data))]
    for file, content in zip(files, data.values(), strict=True):
        file.write_bytes(content)
        assert referees.qpdf(file) == ""
        assert referees.ghostscript(file) == ""
        assert referees.poppler(file) == ""
    assert referees.verapdf_all({"2a": files, "ua1": files}, tmp_path) == ""


def test_the_checks_find_what_is_broken(warm: Path) -> None:
    """Prove the checks: each thing that is broken is said."""
    good = press_file(warm)

    def broken(change: str) -> str:
        with pikepdf.open(io.BytesIO(good)) as pdf:
            page = pdf.pages[0].obj
            namespace = {"pdf": pdf, "page": page, "pikepdf": pikepdf}
            exec(change, namespace)  # noqa: S102  (our own lines, below)
            output = io.BytesIO()
            pdf.save(output)
        return " ".join(complaints(output.getvalue()))

    for change, said in (
        ("page.TrimBox = page.MediaBox", "boxes"),
        ("page.MediaBox = [-1, 0, 900, 900]", "0, 0"),
        ("page.Rotate = 90", "/Rotate"),
        ("page.Annots = pikepdf.Array()", "/Annots"),
        ("del pdf.docinfo.Trapped", "document information"),
        ("pdf.docinfo.ModDate = pikepdf.String('D:20260101')", "ModifyDate"),
        ("pdf.docinfo.Title = pikepdf.String('x')", "titles"),
        ("del pdf.Root.OutputIntents[1]", "output intents"),
        ("pdf.Root.OutputIntents[0].DestOutputProfile.N = 3", "share one"),
        ("pdf.Root.OpenAction = pikepdf.Dictionary()", "OpenAction"),
        ("page.Group.CS = pikepdf.Name.DeviceRGB", "DeviceRGB"),
        (
            "pdf.Root.Metadata = pdf.make_stream(pdf.Root.Metadata.read_bytes()"
            ".replace(b'PDF/X-4', b'PDF/X-3'))",
            "GTS_PDFXVersion",
        ),
        (
            "page.Contents = pdf.make_stream(page.Contents.read_bytes() + b' 1 0 0 rg')",
            "rg",
        ),
    ):
        assert said in broken(change), change


def test_the_output_intent_is_fogra39_from_the_registry(warm: Path) -> None:
    with pikepdf.open(io.BytesIO(press_file(warm))) as pdf:
        for intent in pdf.Root.OutputIntents:
            assert str(intent.OutputConditionIdentifier) == "FOGRA39"
            assert str(intent.RegistryName) == "http://www.color.org"
            assert intent.DestOutputProfile.read_bytes() == PROFILE.read_bytes()


def test_tags_are_kept_and_links_are_not(warm: Path) -> None:
    with pikepdf.open(io.BytesIO(press_file(warm))) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert pdf.Root.StructTreeRoot.K
        assert str(pdf.Root.Lang) == "en"
        assert not any("/Annots" in page.obj for page in pdf.pages)


def test_same_bytes_in_another_process(warm: Path, tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from tests.test_press_files import press_file; "
        "sys.stdout.buffer.write(press_file(Path(sys.argv[1])))"
    )
    command = (sys.executable, "-c", script, str(warm))
    root = Path(__file__).parents[1]
    other = subprocess.run(command, capture_output=True, cwd=root, check=True).stdout
    assert other == press_file(warm)


# --- another press -------------------------------------------------------------------------------


def test_another_press_gives_other_inks_and_its_name(warm: Path, tmp_path: Path) -> None:
    quoted = PROFILE.read_bytes().replace(b"FOGRA39L Coated", b"Our own press\0\0")
    (tmp_path / "own.icc").write_bytes(quoted)
    intent = read_output_intent(tmp_path / "own.icc")
    data = press_file(warm, PressOptions(output_intent=intent))
    assert complaints(data) == []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for found in pdf.Root.OutputIntents:
            assert str(found.OutputConditionIdentifier) == "Custom"
            assert str(found.Info) == "Our own press"
            assert "/RegistryName" not in found


def test_options_change_the_fingerprint_of_press_files_only(warm: Path, tmp_path: Path) -> None:
    library = load_library(warm)
    catalogs, _ = load_catalogs(warm, library.languages)

    def prints(press: PressOptions) -> dict[str, str]:
        request = Request(languages=("en",), press=press)
        planned = plan(library, catalogs, request, Fingerprints("test"))
        return {
            edition.profile.id: fingerprint
            for job in planned.jobs
            for edition, fingerprint in zip(job.editions, job.fingerprints, strict=True)
        }

    (tmp_path / "other.icc").write_bytes(PROFILE.read_bytes().replace(b"FOGRA39L C", b"FOGRA39L K"))
    other = read_output_intent(tmp_path / "other.icc")
    usual = prints(AS_USUAL)
    for press in (PressOptions(()), PressOptions(panels=True), PressOptions(output_intent=other)):
        changed = prints(press)
        assert {id for id in usual if usual[id] != changed[id]} == {"press"}


def test_options_for_a_press_need_a_press_profile(warm: Path) -> None:
    library = load_library(warm)
    catalogs, _ = load_catalogs(warm, library.languages)
    request = Request(profiles=("screen",), press=PressOptions(panels=True))
    with pytest.raises(BrochureError, match="--profile press"):
        plan(library, catalogs, request, Fingerprints("test"))


# --- a page a panel ------------------------------------------------------------------------------


def test_panels_are_pages_with_bleed_all_round(warm: Path) -> None:
    ((name, data),) = press_files(warm, PressOptions(panels=True)).items()
    assert name == "noord/warm.en.trifold.press.panels"
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages) == 6
        widths = [float(p.TrimBox[2]) - float(p.TrimBox[0]) for p in pdf.pages]
        assert sorted(round(millimetres(w)) for w in widths) == [97, 97, 100, 100, 100, 100]
        for page in pdf.pages:
            trim, bleed = ([float(v) for v in box] for box in (page.TrimBox, page.BleedBox))
            around = [abs(a - b) for a, b in zip(trim, bleed, strict=True)]
            assert around == pytest.approx([points(3)] * 4, abs=0.01)


def test_the_bleed_of_a_panel_goes_beyond_its_fold(warm: Path, tmp_path: Path) -> None:
    found = plates(press_file(warm, PressOptions(panels=True)), tmp_path, dpi=144)
    scale = 144 / POINTS_PER_INCH
    with pikepdf.open(tmp_path / "separated.pdf") as pdf:
        bleed = [float(v) * scale for v in pdf.pages[0].BleedBox]
    row = round((bleed[1] + bleed[3]) / 4)
    for x in (bleed[0] + 2, bleed[2] - 3):
        assert ink_at(found, round(x), row) == pytest.approx(PINE_INK, abs=1)
    assert ink_at(found, round(bleed[0]) - 3, row) == (0, 0, 0, 0)


# --- bleed and folds -----------------------------------------------------------------------------


def test_bleed_is_exact_and_folds_are_clean_at_300_dpi(warm: Path, tmp_path: Path) -> None:
    """The tri-fold's outside: flap and back on sand, the cover on pine."""
    data = press_file(warm)
    found = plates(data, tmp_path, dpi=300)
    scale = 300 / POINTS_PER_INCH
    with pikepdf.open(io.BytesIO(data)) as pdf:
        left, _, right, top = (float(v) * scale for v in pdf.pages[0].BleedBox)
        height = float(pdf.pages[0].mediabox[3]) * scale
    row = round(height - top) + 60
    yellow = found["Yellow"]
    values = [yellow.getpixel((x, row)) for x in range(yellow.width)]
    inked = [x for x, value in enumerate(values) if value]
    assert (inked[0], inked[-1] + 1) == (pytest.approx(left, abs=1), pytest.approx(right, abs=1))
    fold = round(left + points(3 + 97 + 100) * scale)
    assert set(values[inked[0] + 1 : fold - 1]) == {values[fold - 9]}
    assert set(values[fold + 1 : inked[-1]]) == {values[fold + 9]}
    assert values[fold - 9] < values[fold + 9]
    column = round((left + right) / 2)
    tops = [y for y in range(yellow.height) if yellow.getpixel((column + 40, y))]
    assert tops[0] == pytest.approx(height - top, abs=1)


# --- marks ---------------------------------------------------------------------------------------


def drawn(names: tuple[str, ...], fold: str = "trifold") -> bytes:
    profile = PressOptions(marks=names).applied(PRESS)
    return marks(sheets(FOLDS[fold], profile)[0], profile)


def test_each_mark_is_drawn_if_it_is_asked_for() -> None:
    pieces = {name: drawn((name,)) for name in MARKS}
    assert pieces["crop"].count(b" S") == 8
    assert pieces["fold"].count(b" S") == 4
    assert pieces["registration"].count(b"\ns\n") + pieces["registration"].endswith(b"s") == 4
    assert pieces["bar"].count(b" re f") == 12
    assert pieces["slug"] == b""
    assert all(b"1 1 1 1 K" in piece for name, piece in pieces.items() if name != "slug")


def test_no_marks_no_paper_for_them(warm: Path) -> None:
    with pikepdf.open(io.BytesIO(press_file(warm, PressOptions(marks=())))) as pdf:
        for page in pdf.pages:
            media, bleed = ([float(v) for v in box] for box in (page.mediabox, page.BleedBox))
            assert media == bleed
            assert "/SlugLine" not in page.Resources.get("/XObject", {})


@pytest.mark.parametrize("fold", sorted(FOLDS))
@pytest.mark.parametrize("panels", [False, True])
def test_marks_stand_in_the_slug_and_clear_of_one_another(fold: str, panels: bool) -> None:
    profile = PressOptions(panels=panels).applied(PRESS)
    for sheet in sheets(FOLDS[fold], profile):
        content = marks(sheet, profile)
        inner = [sheet.bleed.x, sheet.bleed.y, sheet.bleed.right, sheet.bleed.top]
        for line in content.splitlines():
            numbers = [millimetres(float(v)) for v in line.split() if _number(v)]
            if b" re f" in line:
                x, y, width, height = numbers[-4:]
                assert y > inner[3] or y + height < inner[1]
                assert x >= sheet.trim.x
                assert x + width <= sheet.trim.right
            elif b" l S" in line:
                x1, y1, x2, y2 = numbers
                beyond = (x2 < inner[0], x1 > inner[2], y2 < inner[1], y1 > inner[3])
                assert any(beyond), line
                assert min(numbers) >= 0
                assert max(x1, x2) <= sheet.media.width
                assert max(y1, y2) <= sheet.media.height


def _number(text: bytes) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def test_patches_keep_clear_of_other_marks() -> None:
    places = list(_places(0, 100, [(-2.5, 2.5), (40, 60), (97.5, 102.5)]))
    assert places[0] == 2.5
    for place in places:
        assert place + 5 <= 40 or place >= 60
        assert place + 5 <= 97.5


def test_marks_are_on_all_plates_and_the_bar_on_its_own(warm: Path, tmp_path: Path) -> None:
    data = press_file(warm)
    found = plates(data, tmp_path, dpi=300)
    scale = 300 / POINTS_PER_INCH
    sheet = sheets(FOLDS["trifold"], PRESS)[0]

    def pixel(x: float, y: float) -> tuple[int, int]:
        return round(points(x) * scale), round(points(sheet.media.height - y) * scale)

    middle = pixel(sheet.bleed.x - 1 - MARK / 2, sheet.trim.y)
    for ink in INKS:
        box = (middle[0] - 2, middle[1] - 2, middle[0] + 3, middle[1] + 3)
        assert found[ink].crop(box).getextrema()[1] == 255
    first = sheet.trim.x + 2.5 + 2.5
    above = sheet.bleed.top + 1 + 2.5
    solid = [ink_at(found, *pixel(first + 5 * i, above)) for i in range(4)]
    assert solid == [(100, 0, 0, 0), (0, 100, 0, 0), (0, 0, 100, 0), (0, 0, 0, 100)]


def test_office_sheets_have_no_ink_of_a_press() -> None:
    office = PROFILES["office"]
    assert office.colour == RGB
    assert b"0 G" in marks(sheets(FOLDS["trifold"], office)[0], office)
    assert PressOptions(marks=("crop",), panels=True).applied(office) == office
    assert PRESS.colour == CMYK


# --- slug ----------------------------------------------------------------------------------------


def test_the_slug_says_what_it_is_on_every_page(warm: Path) -> None:
    for press in (AS_USUAL, PressOptions(panels=True)):
        with pypdfium2.PdfDocument(press_file(warm, press, "nl")) as document:
            for page in document:
                text = page.get_textpage().get_text_bounded()
                for part in ("Warm hands", "| nl |", "version 1.0", "2026-11-01", "trifold"):
                    assert part in text
                assert "PDF/X-4" in text
                assert "FOGRA39" in text
                assert "Cyan Magenta Yellow Black" in text


def test_each_plate_names_itself(warm: Path, tmp_path: Path) -> None:
    """The name of a plate is black on that plate only: there is more of it on each than on none."""
    data = slug_line("", 60, str(FONTS))
    found = plates(data, tmp_path, dpi=300)
    spans = {}
    for ink in INKS:
        box = found[ink].getbbox()
        assert box is not None
        spans[ink] = (box[0], box[2])
    ordered = [spans[ink] for ink in INKS]
    assert all(a[1] <= b[0] for a, b in pairwise(ordered))


@pytest.mark.parametrize("length", [10, 100, 400, 3000])
def test_a_slug_line_is_one_page_however_long_the_title(length: int) -> None:
    with pypdfium2.PdfDocument(slug_line("Zorg " * (length // 5), 110, str(FONTS))) as document:
        assert len(document) == 1
        width, height = document[0].get_size()
        assert (millimetres(width), millimetres(height)) == pytest.approx(
            (110, SLUG_HEIGHT), abs=0.1
        )


def test_the_slug_line_is_within_the_narrowest_page() -> None:
    profile = replace(PRESS, imposed=False)
    narrow = min(sheet.media.width for sheet in sheets(FOLDS["trifold"], profile))
    assert narrow - 2 * SLUG_EDGE > 100


# --- the command ---------------------------------------------------------------------------------


def command(root: Path, *options: str) -> subprocess.CompletedProcess[str]:
    program = str(Path(__file__).parents[1] / "make_brochure.py")
    arguments = ("build", "--language", "en", "--root", str(root), "--jobs", "1")
    return subprocess.run(
        [sys.executable, program, *arguments, *options], capture_output=True, text=True, check=False
    )


def test_the_command_takes_what_the_print_firm_wants(shop: Shop) -> None:
    warm = shop({"brochures/warm.yaml": BROCHURE})
    options = ("--profile", "press", "--panels", "--marks", "crop,slug")
    result = command(warm, *options, "--output-intent", str(PROFILE))
    assert result.returncode == 0, result.stderr
    (file,) = (warm / "out").rglob("*.pdf")
    assert file.name == "warm.en.trifold.press.panels.pdf"
    assert complaints(file.read_bytes()) == []
    assert "0 made now" in command(warm, *options, "--output-intent", str(PROFILE)).stdout
    assert "1 made now" in command(warm, "--profile", "press", "--panels").stdout


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--marks", "crob"), "Did you mean 'crop'?"),
        (("--marks", "none,crop"), "cannot stand beside others"),
        (("--marks", ","), "or none"),
        (("--output-intent", "none.icc"), "'none.icc' cannot be read"),
        (("--output-intent", __file__), "is not an ICC profile"),
        (("--panels", "--profile", "screen"), "--profile press"),
    ],
)
def test_what_cannot_be_wanted_is_said_in_a_sentence(
    warm: Path, options: tuple[str, ...], said: str
) -> None:
    result = command(warm, *options)
    assert result.returncode == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_a_profile_that_nobody_can_compute_with_is_a_finding(shop: Shop) -> None:
    warm = shop({"brochures/warm.yaml": BROCHURE})
    data = bytearray(PROFILE.read_bytes())
    for tag in (b"A2B0", b"B2A0", b"B2A1", b"B2A2"):  # all say they are what they are not
        start = 132 + 12 * [data[132 + 12 * i : 136 + 12 * i] for i in range(15)].index(tag)
        offset = int.from_bytes(data[start + 4 : start + 8])
        data[offset : offset + 40] = bytes(40)
    (warm / "odd.icc").write_bytes(data)
    result = command(warm, "--profile", "press", "--output-intent", str(warm / "odd.icc"))
    assert result.returncode == 1
    assert "(press.output-intent, noord/warm.en.trifold.press)" in result.stderr
    assert "Traceback" not in result.stderr
    assert not list((warm / "out").rglob("*.pdf"))
