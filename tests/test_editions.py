"""The shipped editions: built once, then read back by us and by referees we did not write."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import yaml

from . import referees
from .real import ROOT

ALL = ["ar", "de", "en", "es", "fr", "he", "hi", "it", "ja", "nl", "pl", "tr", "uk", "zh_Hans"]
RIGHT_TO_LEFT = ("ar", "he")
CLINIC = "huidkliniek-zuid"
PHONE = "+31305550123"

pytestmark = pytest.mark.xdist_group("editions")


PROFILES = ("screen", "office", "press.DRAFT")  # nobody has approved the texts yet


def name(language: str, fold: str, profile: str) -> str:
    return f"{CLINIC}/microneedling.{language}.{fold}.{profile}.pdf"


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build everything that is shipped, as the README says; returns the output folder."""
    folder = tmp_path_factory.mktemp("shipped")
    report = folder / "report.json"
    command = [sys.executable, "make_brochure.py", "--draft", "--output", str(folder)]
    command += ["--report", str(report)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return folder


@pytest.fixture(scope="module")
def report(shipped: Path) -> dict[str, list[dict[str, object]]]:
    return json.loads((shipped / "report.json").read_text())


def files(shipped: Path, profile: str = "*") -> list[Path]:
    return sorted((shipped / CLINIC).glob(f"*.{profile}.pdf"))


def test_every_language_fold_and_profile_is_made_without_a_finding(
    shipped: Path, report: dict[str, list[dict[str, object]]]
) -> None:
    assert len(files(shipped)) == len(ALL) * 2 * 3
    assert report["findings"] == []
    assert all(edition["lines_over"] == 0 for edition in report["editions"])


def test_copyfit_needs_few_layouts_and_stays_in_the_theme_range(
    report: dict[str, list[dict[str, object]]],
) -> None:
    layouts = [e["layouts"] for e in report["editions"] if e["name"].endswith(".screen")]
    assert len(layouts) == 28
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


@pytest.mark.parametrize("fold", ["trifold", "sheet"])
def test_the_whole_article_is_printed_in_english(shipped: Path, fold: str) -> None:
    brochure = yaml.safe_load((ROOT / "brochures/microneedling.yaml").read_text())
    printed = plain(extracted(shipped / name("en", fold, "screen")))
    for text in source_texts(brochure):
        assert plain(text) in printed


@pytest.mark.parametrize("language", [tag for tag in ALL if tag not in (*RIGHT_TO_LEFT, "hi")])
def test_every_translated_text_is_printed(shipped: Path, language: str) -> None:
    import polib

    catalog = polib.pofile(str(ROOT / f"locales/{language}/LC_MESSAGES/microneedling.po"))
    printed = plain(extracted(shipped / name(language, "trifold", "screen")))
    for entry in catalog:
        if not entry.msgctxt.endswith(".alt"):
            assert plain(entry.msgstr) in printed, entry.msgctxt


@pytest.mark.parametrize("fold", ["trifold", "sheet"])
def test_a_word_with_its_own_breaks_keeps_the_space_before_it(shipped: Path, fold: str) -> None:
    printed = " ".join(extracted(shipped / name("de", fold, "screen")).split())
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


@pytest.mark.parametrize("language", ALL)
@pytest.mark.parametrize("fold", ["trifold", "sheet"])
def test_phone_mail_and_hours_read_from_left_to_right(
    shipped: Path, language: str, fold: str
) -> None:
    with pypdfium2.PdfDocument(shipped / name(language, fold, "office")) as document:
        seen = [line for page in document for line in lines_as_seen(page)]
    assert sum(PHONE in line for line in seen) == 2
    assert any("info@huidkliniek-zuid.example" in line for line in seen)
    assert any(re.search(r"0?8:30.17:00", line) for line in seen)
    assert not any(PHONE[::-1] in line for line in seen)


@pytest.mark.parametrize("language", RIGHT_TO_LEFT)
def test_latin_names_keep_the_order_of_their_words(shipped: Path, language: str) -> None:
    with pypdfium2.PdfDocument(shipped / name(language, "trifold", "office")) as document:
        seen = [line for page in document for line in lines_as_seen(page)]
    assert sum("HuidkliniekZuid" in line for line in seen) == 3


@pytest.mark.parametrize("language", ALL)
def test_the_cover_is_on_the_side_where_the_language_begins(shipped: Path, language: str) -> None:
    with pypdfium2.PdfDocument(shipped / name(language, "trifold", "office")) as document:
        image = document[0].render(scale=0.5).to_pil().convert("RGB")
    y = image.height // 20
    left, right = image.getpixel((image.width // 30, y)), image.getpixel((image.width - 9, y))
    cover = left if language in RIGHT_TO_LEFT else right
    assert cover == pytest.approx((0x17, 0x44, 0x3F), abs=3)
    assert left != right


@pytest.mark.parametrize("language", ALL)
def test_the_receptionist_finds_title_and_language_in_her_own(shipped: Path, language: str) -> None:
    names = {"ar": "Arabisch", "de": "Duits", "ja": "Japans", "nl": "Nederlands", "uk": "Oekra"}
    text = plain(extracted(shipped / name(language, "trifold", "screen")))
    assert plain("Folder: Microneedling tegen littekens") in text
    assert names.get(language, "taal:") in text


@pytest.mark.parametrize("language", ["nl", "ar", "zh_Hans"])
def test_the_code_leads_to_the_clinics_page_in_that_language(shipped: Path, language: str) -> None:
    import zxingcpp

    with pypdfium2.PdfDocument(shipped / name(language, "trifold", "office")) as document:
        image = document[0].render(scale=150 / 72).to_pil()
    found = [code.text for code in zxingcpp.read_barcodes(image)]
    tag = language.replace("_", "-")
    assert found == [f"https://www.huidkliniek-zuid.example/{tag}/microneedling"]


# --- the files as such ---


def test_screen_files_have_language_title_bookmarks_and_described_links(shipped: Path) -> None:
    for file in files(shipped, "screen"):
        with pikepdf.open(file) as pdf:
            language = file.name.split(".")[1].replace("_", "-")
            assert str(pdf.Root.Lang) == language
            assert str(pdf.docinfo.Title).strip()
            with pdf.open_outline() as outline:
                assert len(outline.root[0].children) >= 6
            links = [a for page in pdf.pages for a in page.get("/Annots", [])]
            assert len(links) >= 4
            assert not any(str(a.Contents) == str(a.A.URI) for a in links)
            assert not any(str(a.Contents).startswith(("http", "tel:", "mailto:")) for a in links)


def test_every_figure_has_an_alternative_text_in_its_language(shipped: Path) -> None:
    for language in ALL:
        with pikepdf.open(shipped / name(language, "trifold", "screen")) as pdf:
            figures = [
                o
                for o in pdf.objects
                if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Figure"
            ]
            assert len(figures) == 6
            texts = [str(figure.Alt) for figure in figures]
            if language in RIGHT_TO_LEFT:
                assert all(re.search(r"[\u0590-\u06ff]", text) for text in texts)


def test_press_says_that_it_is_not_yet_cmyk(shipped: Path) -> None:
    for file in files(shipped, "press.DRAFT"):
        with pypdfium2.PdfDocument(file) as document:
            assert "NOT YET CMYK" in document[0].get_textpage().get_text_bounded()


def test_only_the_themes_fonts_are_embedded_and_none_lacks_a_glyph(shipped: Path) -> None:
    for file in files(shipped):
        with pikepdf.open(file) as pdf:
            fonts = [
                o
                for o in pdf.objects
                if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/Font"
            ]
            names = {str(font.BaseFont).rpartition("+")[2] for font in fonts}
        assert names
        assert all(n.startswith(("Noto-", "Source-")) for n in names), names


def test_a_second_build_makes_nothing(shipped: Path) -> None:
    before = {file: file.stat().st_mtime_ns for file in files(shipped)}
    command = [sys.executable, "make_brochure.py", "--draft", "--output", str(shipped)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0
    assert "0 made now" in result.stdout
    assert {file: file.stat().st_mtime_ns for file in files(shipped)} == before


def test_without_draft_the_press_files_are_refused_until_somebody_approves(shipped: Path) -> None:
    command = [sys.executable, "make_brochure.py", "--output", str(shipped)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert result.stderr.count("text.unapproved") == len(ALL)
    assert f"{len(ALL) * 2 * 2} of {len(ALL) * 2 * 3} files" in result.stdout
    assert "0 made now" in result.stdout


def test_same_bytes_in_any_process_and_whatever_the_clock(shipped: Path, tmp_path: Path) -> None:
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
        assert (tmp_path / file).read_bytes() == (shipped / file).read_bytes()


# --- referees ---


def test_qpdf_has_no_complaint(shipped: Path) -> None:
    assert {file.name: referees.qpdf(file) for file in files(shipped)} == {
        file.name: "" for file in files(shipped)
    }


def test_verapdf_says_screen_and_office_are_pdf_ua_1(shipped: Path, tmp_path: Path) -> None:
    checked = [*files(shipped, "screen"), *files(shipped, "office")]
    assert len(checked) == 56
    assert referees.verapdf("ua1", checked, tmp_path) == ""


def test_verapdf_finds_what_we_break(shipped: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    with pikepdf.open(shipped / name("nl", "trifold", "screen")) as pdf:
        del pdf.Root.MarkInfo
        pdf.save(broken)
    assert "FAIL" in referees.verapdf("ua1", [broken], tmp_path)


@pytest.mark.slow
def test_poppler_and_ghostscript_open_every_file_without_complaint(shipped: Path) -> None:
    for file in files(shipped):
        assert referees.ghostscript(file) == "", file.name
        assert referees.poppler(file) == "", file.name


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
