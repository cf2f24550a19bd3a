"""The shipped editions: built once, then read back by us and by referees we did not write."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import unescape
from itertools import pairwise, product
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import yaml
from PIL import ImageChops, ImageFilter, ImageStat
from pypdfium2 import raw

from printshop.compose import compose
from printshop.translate import translate

from . import referees
from .listening import elements, listen, listen_with_pdfium, texts_of_html, unowned, without_silent
from .pdf_x4 import complaints
from .plates import INKS, ink_at, plates
from .real import FEW, ROOT
from .shops import planned

FOLDS = ("trifold", "sheet")  # the others are built by test_all_editions.py
ALL = ["ar", "de", "en", "es", "fr", "he", "hi", "it", "ja", "nl", "pl", "tr", "uk", "zh_Hans"]
RIGHT_TO_LEFT = ("ar", "he")
CLINIC = "huidkliniek-zuid"
PHONE = "+31305550123"
VALUES = {  # of the clinic, as they are read aloud
    "Huidkliniek Zuid",
    "Voorbeeldlaan 12\n3511 AB Utrecht\nNederland",
    "+31 30 555 0123",
    "info@huidkliniek-zuid.example",
    "www.huidkliniek-zuid.example",
    "08:30–17:00",
    "09:00–12:30",
    "–",
}

SOME = ("en", *FEW)  # in English all was written
BUILDS = {"few": (SOME, FOLDS[:1]), "all": (tuple(ALL), FOLDS)}
PROFILES = ("screen", "office", "press.DRAFT")  # nobody has approved the texts yet

Texts = dict[tuple[str, str], list[tuple[str, str]]]
only_few = pytest.mark.parametrize("shipped", ["few"], indirect=True)


@dataclass(frozen=True)
class Shipped:
    """A folder of leaflets that were built, in these languages and folds."""

    folder: Path
    languages: tuple[str, ...]
    folds: tuple[str, ...]

    def file(self, language: str, fold: str, profile: str) -> Path:
        return self.folder / name(language, fold, profile)

    def files(self, profile: str = "*") -> list[Path]:
        return sorted((self.folder / CLINIC).glob(f"*.{profile}.pdf"))

    def build(self, *options: str) -> subprocess.CompletedProcess[str]:
        """Build them as the README says, or do it again."""
        command = [sys.executable, "make_brochure.py", "--fold", ",".join(self.folds)]
        if self.languages != tuple(ALL):
            command += ["--language", ",".join(self.languages)]
        command += ["--output", str(self.folder), *options]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def name(language: str, fold: str, profile: str) -> str:
    return f"{CLINIC}/microneedling.{language}.{fold}.{profile}.pdf"


def each(*folds: str, languages: Sequence[str] = ALL) -> pytest.MarkDecorator:
    """Try a test in languages and folds: what is among the few is quick, the others are slow."""
    cases = []
    for fold, language in product(folds, languages):
        few = fold in BUILDS["few"][1] and language in SOME
        marks = () if few else pytest.mark.slow
        id = f"{fold}-{language}" if len(folds) > 1 else language
        cases.append(pytest.param("few" if few else "all", fold, language, id=id, marks=marks))
    return pytest.mark.parametrize(("shipped", "fold", "language"), cases, indirect=["shipped"])


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Shipped]:
    """Return what builds the few or all, each but once, in whatever order they are asked for."""

    @cache
    def build(which: str) -> Shipped:
        made = Shipped(tmp_path_factory.mktemp(which), *BUILDS[which])
        result = made.build("--draft", "--report", str(made.folder / "report.json"))
        assert result.returncode == 0, result.stderr
        return made

    return build


@pytest.fixture(params=["few", pytest.param("all", marks=pytest.mark.slow)])
def shipped(request: pytest.FixtureRequest, built: Callable[[str], Shipped]) -> Shipped:
    return built(request.param)


@pytest.fixture
def report(shipped: Shipped) -> dict[str, list[dict[str, object]]]:
    return json.loads((shipped.folder / "report.json").read_text())


def test_every_language_fold_and_profile_is_made_without_a_finding(
    shipped: Shipped, report: dict[str, list[dict[str, object]]]
) -> None:
    assert len(shipped.files()) == len(shipped.languages) * len(shipped.folds) * 3
    assert report["findings"] == []
    assert all(edition["lines_over"] == 0 for edition in report["editions"])


def test_copyfit_needs_few_layouts_and_stays_in_the_theme_range(
    shipped: Shipped,
    report: dict[str, list[dict[str, object]]],
) -> None:
    layouts = [e["layouts"] for e in report["editions"] if e["name"].endswith(".screen")]
    assert len(layouts) == len(shipped.languages) * len(shipped.folds)
    assert sum(layouts) / len(layouts) <= 4
    assert all(9 <= e["body_pt"] <= 12 for e in report["editions"] if ".trifold." in e["name"])
    assert min(e["fill"] for e in report["editions"]) > 0.8


def source_texts(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("paragraph", "text", "title", "heading", "caption"):
                yield value
            else:
                yield from source_texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from source_texts(value)


def plain(text: str) -> str:
    """Fold a text so that line ends, hyphenation and spaces do not matter."""
    text = re.sub(r"<[^>]+>", "", text)
    return re.sub(r"[\s\u00ad\u2010\u200b\ufffe\u0002-]+", "", unicodedata.normalize("NFKC", text))


def extracted(file: Path) -> str:
    with pypdfium2.PdfDocument(file) as document:
        return "".join(page.get_textpage().get_text_bounded() for page in document)


@each(*FOLDS, languages=["en"])
def test_the_whole_article_is_printed_in_english(
    shipped: Shipped, fold: str, language: str
) -> None:
    brochure = yaml.safe_load((ROOT / "brochures/microneedling.yaml").read_text())
    printed = plain(extracted(shipped.file(language, fold, "screen")))
    for text in source_texts(brochure):
        assert plain(text) in printed


@each("trifold", languages=[tag for tag in ALL if tag not in (*RIGHT_TO_LEFT, "hi")])
def test_every_translated_text_is_printed(shipped: Shipped, fold: str, language: str) -> None:
    import polib

    catalog = polib.pofile(str(ROOT / f"locales/{language}/LC_MESSAGES/microneedling.po"))
    printed = plain(extracted(shipped.file(language, fold, "screen")))
    for entry in catalog:
        if not entry.msgctxt.endswith(".alt"):
            assert plain(entry.msgstr) in printed, entry.msgctxt


@each(*FOLDS, languages=["de"])
def test_a_word_with_its_own_breaks_keeps_the_space_before_it(
    shipped: Shipped, fold: str, language: str
) -> None:
    printed = " ".join(extracted(shipped.file(language, fold, "screen")).split())
    assert "Wirksame Narbenreduktion" in printed


# --- glyphs, not text: what a reader sees ---


def characters(page: pypdfium2.PdfPage) -> list[tuple[str, float, float]]:
    """Return each character with the left edge and the foot of its glyph on the page."""
    text = page.get_textpage()
    count = text.count_chars()
    boxes = (text.get_charbox(i, loose=True) for i in range(count))
    return [
        (text.get_text_range(i, 1), box[0], box[1])
        for i, box in zip(range(count), boxes, strict=True)
    ]


def lines_as_seen(page: pypdfium2.PdfPage) -> list[str]:
    """Read a page line by line from left to right by where the glyphs stand."""
    lines: dict[int, list[tuple[float, str]]] = {}
    for character, left, foot in characters(page):
        if character.strip():
            lines.setdefault(round(foot), []).append((left, character))
    return ["".join(c for _, c in sorted(line)) for line in lines.values()]


@each(*FOLDS)
def test_phone_mail_and_hours_read_from_left_to_right(
    shipped: Shipped, fold: str, language: str
) -> None:
    with pypdfium2.PdfDocument(shipped.file(language, fold, "office")) as document:
        seen = [line for page in document for line in lines_as_seen(page)]
    assert sum(PHONE in line for line in seen) == 1
    assert any("info@huidkliniek-zuid.example" in line for line in seen)
    assert any(re.search(r"0?8:30.17:00", line) for line in seen)
    assert not any(PHONE[::-1] in line for line in seen)


@each("trifold", languages=RIGHT_TO_LEFT)
def test_latin_names_keep_the_order_of_their_words(
    shipped: Shipped, fold: str, language: str
) -> None:
    with pypdfium2.PdfDocument(shipped.file(language, fold, "office")) as document:
        seen = [line for page in document for line in lines_as_seen(page)]
    assert sum("HuidkliniekZuid" in line for line in seen) == 2


@each("trifold")
def test_the_cover_is_on_the_side_where_the_language_begins(
    shipped: Shipped, fold: str, language: str
) -> None:
    with pypdfium2.PdfDocument(shipped.file(language, fold, "office")) as document:
        image = document[0].render(scale=0.5).to_pil().convert("RGB")
    y = image.height // 20
    left, right = image.getpixel((image.width // 30, y)), image.getpixel((image.width - 9, y))
    cover = left if language in RIGHT_TO_LEFT else right
    assert cover == pytest.approx((0x17, 0x44, 0x3F), abs=3)
    assert left != right


@each("trifold")
def test_the_receptionist_finds_title_and_language_in_her_own(
    shipped: Shipped, fold: str, language: str
) -> None:
    names = {"ar": "Arabisch", "de": "Duits", "ja": "Japans", "nl": "Nederlands", "uk": "Oekra"}
    text = plain(extracted(shipped.file(language, fold, "screen")))
    assert plain("Folder: Microneedling tegen littekens") in text
    assert names.get(language, "taal:") in text


@each("trifold", languages=["nl", "ar", "zh_Hans"])
def test_the_code_leads_to_the_clinics_page_in_that_language(
    shipped: Shipped, fold: str, language: str
) -> None:
    import zxingcpp

    with pypdfium2.PdfDocument(shipped.file(language, fold, "office")) as document:
        image = document[0].render(scale=150 / 72).to_pil()
    found = [code.text for code in zxingcpp.read_barcodes(image)]
    tag = language.replace("_", "-")
    assert found == [f"https://www.huidkliniek-zuid.example/{tag}/microneedling"]


# --- the files as such ---


def test_screen_files_have_language_title_bookmarks_and_described_links(shipped: Shipped) -> None:
    for file in shipped.files("screen"):
        with pikepdf.open(file) as pdf:
            language = file.name.split(".")[1].replace("_", "-")
            assert str(pdf.Root.Lang) == language
            assert str(pdf.docinfo.Title).strip()
            with pdf.open_outline() as outline:
                assert len(outline.root[0].children) >= 6
            links = [a for page in pdf.pages for a in page.get("/Annots", [])]
            schemes = sorted(str(a.A.URI).split(":")[0] for a in links)
            assert schemes == ["https", "mailto", "tel"]
            assert not any(str(a.Contents) == str(a.A.URI) for a in links)
            assert not any(str(a.Contents).startswith(("http", "tel:", "mailto:")) for a in links)


def test_every_figure_has_an_alternative_text_in_its_language(shipped: Shipped) -> None:
    for language in shipped.languages:
        with pikepdf.open(shipped.file(language, "trifold", "screen")) as pdf:
            figures = [
                o
                for o in pdf.objects
                if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Figure"
            ]
            assert len(figures) == 6
            texts = [str(figure.Alt) for figure in figures]
            if language in RIGHT_TO_LEFT:
                assert all(re.search(r"[\u0590-\u06ff]", text) for text in texts)


def test_press_files_are_pdf_x_4_in_four_inks(shipped: Shipped) -> None:
    for file in shipped.files("press.DRAFT"):
        assert complaints(file.read_bytes()) == [], file.name
        if file.name.split(".")[1] in RIGHT_TO_LEFT:
            continue  # PDFium turns the slug line around there
        with pypdfium2.PdfDocument(file) as document:
            for page in document:
                assert "PDF/X-4" in page.get_textpage().get_text_bounded()


@pytest.mark.parametrize(
    ("shipped", "language", "fold"),
    [("few", "nl", "trifold"), pytest.param("all", "ja", "sheet", marks=pytest.mark.slow)],
    indirect=["shipped"],
)
def test_plates_hold_black_text_theme_inks_and_no_more_than_300_percent(
    shipped: Shipped, tmp_path: Path, language: str, fold: str
) -> None:
    data = shipped.file(language, fold, "press.DRAFT").read_bytes()
    theme = yaml.safe_load((ROOT / "styles/calm/theme.yaml").read_text())
    pine = tuple(theme["colours"]["pine"]["cmyk"])
    found = plates(data, tmp_path, dpi=150)
    cyan, magenta, yellow, black = (found[ink] for ink in INKS)
    assert sum(ink_at(found, x, 150) == pine for x in range(black.width)) > 150
    edge = round(9 / 25.4 * 150)  # the slug, where marks are on all plates
    box = (edge, edge, black.width - edge, black.height - edge)
    half = ImageChops.add(cyan, magenta, scale=2), ImageChops.add(yellow, black, scale=2)
    assert ImageChops.add(*half, scale=2).crop(box).getextrema()[1] <= 0.75 * 255 + 1
    solid = black.point([0] * 255 + [255]).crop(box)
    letters = solid.histogram()[255]
    assert letters > 2000
    for plate in (cyan, magenta, yellow):  # black stands on light grounds; a few lines of drawings
        under = ImageChops.multiply(plate.crop(box), solid).histogram()
        assert sum(under[100:]) < 0.01 * letters


@only_few
def test_press_files_look_like_those_for_the_office(shipped: Shipped, tmp_path: Path) -> None:
    """Through the profile of the press every picture is near what the screen shows."""
    press, office = (
        referees.picture(shipped.file("nl", "trifold", profile), tmp_path)
        for profile in ("press.DRAFT", "office")
    )
    edge = (press.width - office.width) // 2, (press.height - office.height) // 2
    press = press.crop((*edge, edge[0] + office.width, edge[1] + office.height))
    blurred = (image.filter(ImageFilter.GaussianBlur(2)) for image in (press, office))
    difference = ImageChops.difference(*blurred)
    means = [band / 255 for band in ImageStat.Stat(difference).mean]
    assert max(means) < 0.02, means


def test_only_the_themes_fonts_are_embedded_and_none_lacks_a_glyph(shipped: Shipped) -> None:
    for file in shipped.files():
        with pikepdf.open(file) as pdf:
            fonts = [
                o
                for o in pdf.objects
                if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/Font"
            ]
            names = {str(font.BaseFont).rpartition("+")[2] for font in fonts}
        assert names
        assert all(n.startswith(("Noto-", "Source-")) for n in names), names


def test_a_second_build_makes_nothing(shipped: Shipped) -> None:
    before = {file: file.stat().st_mtime_ns for file in shipped.files()}
    result = shipped.build("--draft")
    assert result.returncode == 0
    assert "0 made now" in result.stdout
    assert {file: file.stat().st_mtime_ns for file in shipped.files()} == before


def test_without_draft_the_press_files_are_refused_until_somebody_approves(
    shipped: Shipped,
) -> None:
    result = shipped.build()
    assert result.returncode == 1
    assert result.stderr.count("text.unapproved") == len(shipped.languages)
    leaflets = len(shipped.languages) * len(shipped.folds)
    assert f"{leaflets * 2} of {leaflets * 3} files" in result.stdout
    assert "0 made now" in result.stdout


@only_few
def test_same_bytes_in_any_process_and_whatever_the_clock(shipped: Shipped, tmp_path: Path) -> None:
    import os

    options = [
        "--draft",
        "--language",
        "ar",
        "--fold",
        "trifold",
        "--jobs",
        "1",
        "--output",
        str(tmp_path),
    ]
    result = subprocess.run(
        [sys.executable, str(ROOT / "make_brochure.py"), "build", *options],
        cwd=tmp_path,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1800000000", "TZ": "Asia/Tokyo", "LANG": "C"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    for profile in PROFILES:
        file = name("ar", "trifold", profile)
        assert (tmp_path / file).read_bytes() == (shipped.folder / file).read_bytes()


# --- read aloud: what a screen reader gets from the structure tree ---


@pytest.fixture
def texts(shipped: Shipped) -> Texts:
    return texts_of(shipped)


@cache
def texts_of(shipped: Shipped) -> Texts:
    """Return tag and text of every paragraph and heading of the HTML, by language and fold.

    All messages of the brochure are among them, in its order.
    """
    found = {}
    for edition in (job.editions[0] for job in planned(ROOT, *shipped.languages).jobs):
        if edition.brochure.id != "microneedling" or edition.fold.id not in shipped.folds:
            continue
        copy, _ = translate(edition)
        html = texts_of_html(compose(edition, copy).html)
        left = iter(soft(text) for _, text in html)
        for message in edition.brochure.messages():
            if not message.plain:
                wanted = unescape(re.sub(r"<[^>]+>", "", copy.html[message.key]))
                assert any(soft(without_silent(wanted)) in text for text in left), message.key
        found[edition.language.tag, edition.fold.id] = [(tag, soft(text)) for tag, text in html]
    return found


def soft(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@each(*FOLDS)
def test_every_text_is_read_aloud_in_order(
    shipped: Shipped, texts: Texts, fold: str, language: str
) -> None:
    for profile in PROFILES:
        with pikepdf.open(shipped.file(language, fold, profile)) as pdf:
            said = listen(pdf)
            assert unowned(pdf) == []
        # A point between two texts comes from the style sheet.
        heard = [(part.kind.lower(), soft(part.text).removeprefix("· ")) for part in said]
        assert heard == texts[language, fold]
        *others, desk = (part.languages for part in said)
        own = language.replace("_", "-")
        assert set.union(*others) == {own, "nl"}
        if own != "nl":  # the clinic's values are in its own
            values = {soft(part.text) for part in said[:-1] if "nl" in part.languages}
            assert values == VALUES
        assert desk == {"nl"}


@each(*FOLDS)
def test_pdfium_reads_the_same(shipped: Shipped, texts: Texts, fold: str, language: str) -> None:
    said = listen_with_pdfium(shipped.file(language, fold, "screen"))
    # Without replacement text PDFium marks line ends in its own way.
    said = soft(said.replace("\x02", "-"))
    wanted = "".join(text for _, text in texts[language, fold])
    assert re.sub(r"[\s·]", "", said) == re.sub(r"[\s·]", "", wanted)


def test_headings_bookmarks_and_titles_agree_in_every_file(shipped: Shipped) -> None:
    for file in shipped.files("screen"):
        with pikepdf.open(file) as pdf, pdf.open_outline() as outline:
            headings = [part for part in listen(pdf) if re.fullmatch(r"H\d", part.kind)]
            levels = [int(part.kind[1]) for part in headings]
            assert levels[0] == 1
            assert levels.count(1) == 1
            assert all(b <= a + 1 for a, b in pairwise(levels))
            assert list(bookmarks(outline.root)) == [soft(part.text) for part in headings]
            with pdf.open_metadata() as metadata:
                assert metadata["dc:title"] == str(pdf.docinfo.Title)
                assert soft(metadata["dc:title"]) == soft(headings[0].text)
            assert pdf.Root.ViewerPreferences.DisplayDocTitle is True
            assert {str(page.Tabs) for page in pdf.pages} == {"/S"}


def bookmarks(items: list[pikepdf.OutlineItem]) -> Iterator[str]:
    for item in items:
        yield soft(item.title)
        yield from bookmarks(item.children)


@only_few
@pytest.mark.parametrize("language", ["nl", "ar"])
@pytest.mark.parametrize("profile", PROFILES)
def test_figures_say_where_they_are(shipped: Shipped, language: str, profile: str) -> None:
    """Compare with where PDFium finds what is drawn, parts of it cut off by the picture's edge."""
    file = shipped.file(language, "trifold", profile)
    with pikepdf.open(file) as pdf, pypdfium2.PdfDocument(file) as document:
        pages = {page.objgen: number for number, page in enumerate(pdf.pages)}
        figures = [element for element in elements(pdf) if element.S == "/Figure"]
        assert len(figures) == 6
        for figure in figures:
            left, bottom, right, top = map(float, figure.A.BBox)
            page = document[pages[figure.Pg.objgen]]
            x1, y1, x2, y2 = drawn_box(page, int(figure.K[0]))
            seen = (min(right, x2) - max(left, x1)) * (min(top, y2) - max(bottom, y1))
            assert seen > 0.5 * (right - left) * (top - bottom)
            assert 0 <= left < right < page.get_width() + 0.01


def drawn_box(page: pypdfium2.PdfPage, mcid: int) -> tuple[float, float, float, float]:
    """Return left, bottom, right and top of all that a piece of marked content draws."""
    drawn = [o for o in page.get_objects() if raw.FPDFPageObj_GetMarkedContentID(o) == mcid]
    lefts, bottoms, rights, tops = zip(*(o.get_bounds() for o in drawn), strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


# --- referees ---


def test_qpdf_has_no_complaint(shipped: Shipped) -> None:
    assert {file.name: referees.qpdf(file) for file in shipped.files()} == {
        file.name: "" for file in shipped.files()
    }


@pytest.mark.slow
@pytest.mark.parametrize("shipped", ["all"], indirect=True)
def test_verapdf_says_screen_and_office_are_pdf_ua_1(shipped: Shipped, tmp_path: Path) -> None:
    """In four scripts; test_all_editions.py looks at all languages and folds."""
    every = [*shipped.files("screen"), *shipped.files("office")]
    checked = [file for file in every if file.name.split(".")[1] in FEW]
    assert len(checked) == len(FEW) * 2 * len(shipped.folds)
    assert referees.verapdf("ua1", checked, tmp_path) == ""


@pytest.mark.slow
@only_few
def test_verapdf_finds_what_we_break(shipped: Shipped, tmp_path: Path) -> None:
    good, broken = shipped.file("nl", "trifold", "press.DRAFT"), tmp_path / "broken.pdf"
    with pikepdf.open(good) as pdf:
        del pdf.Root.MarkInfo
        del pdf.Root.OutputIntents
        pdf.save(broken)
    said = referees.verapdf_all({"ua1": [broken, good], "2a": [good, broken]}, tmp_path)
    assert said.count("FAIL") == said.count(f"FAIL {broken}") == 2


def test_a_toy_check_reads_glyph_positions_not_text_order() -> None:
    """Prove the reader above: a right-to-left page that prints a reversed number is caught."""
    from printshop.render import lay_out, write

    from .test_render import CSS, WORDS, leaflet, markup

    body = leaflet(f'<p dir="rtl">\u05d0\u05d1 030 / 614 94 00 \u05d2</p><p>{WORDS * 80}</p>')
    pdf, _ = write(lay_out(markup(body, css=CSS)))
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        seen = [line for page in document for line in lines_as_seen(page)]
    assert not any("030/6149400" in line for line in seen)
    isolated = body.replace("030 / 614 94 00", '<span dir="ltr">030 / 614 94 00</span>')
    pdf, _ = write(lay_out(markup(isolated, css=CSS)))
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        seen = [line for page in document for line in lines_as_seen(page)]
    assert any("030/6149400" in line for line in seen)
