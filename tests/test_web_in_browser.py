"""The page for browsers in a real one: what is seen, heard, tapped, printed, and never fetched."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from printshop.pipeline import make
from printshop.translate import translate

from .conftest import Shop
from .real import ROOT
from .shops import CLINIC
from .test_editions import ALL, PHONE, RIGHT_TO_LEFT, plain
from .test_web import asked, page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.xdist_group("browser")

TELEPHONE, REFLOWED, DESK = 390, 320, 1280  # CSS pixels; 320 is 1280 at 400 %
WIDTHS = (REFLOWED, TELEPHONE, 820, 840, DESK)  # wide rules begin between 820 and 840
QUICK = ("ar",)  # the others take as long as they are many

in_every_language = pytest.mark.parametrize(
    "language",
    [pytest.param(tag, marks=() if tag in QUICK else pytest.mark.slow) for tag in ALL],
)
Open = Callable[..., "AbstractContextManager[Page]"]


@pytest.fixture(scope="module")
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the page of every language, or of those that quick tests look at; return the folder."""
    folder = tmp_path_factory.mktemp("site")
    slow = any(item.get_closest_marker("slow") for item in request.session.items)
    for job in asked(ROOT, profiles=("web",), languages=() if slow else ("nl", *QUICK)).jobs:
        (artifact,) = make(job)
        assert artifact.pdf is not None
        (folder / f"{job.editions[0].language.tag}.html").write_bytes(artifact.pdf)
    return folder


@pytest.fixture
def opened(browser: Browser, site: Path) -> Open:
    """Return what opens a page and, at the end, finds that it asked for nothing and said nothing.

    Give it a language, or HTML of its own; ``width`` is in CSS pixels, ``dark`` the reader's wish.
    """

    @contextmanager
    def open_page(
        language: str, width: int = TELEPHONE, dark: bool = False, html: str = ""
    ) -> Iterator[Page]:
        file = site / f"{language}.html"
        if html:
            file = site / "changed.html"
            file.write_text(html)
        scheme = "dark" if dark else "light"
        page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
        asked_for: list[str] = []
        said: list[str] = []
        page.route("**/*", lambda route: route.continue_())
        page.on("request", lambda request: asked_for.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(file.as_uri())
        yield page
        page.close()
        assert [url for url in asked_for if not url.startswith("data:")] == [file.as_uri()]
        assert said == []

    return open_page


def boxes(page: Page, selector: str) -> list[dict[str, float]]:
    """Return the boxes of the elements that are shown."""
    found = [element.bounding_box() for element in page.locator(selector).all()]
    return [box for box in found if box]


# --- axe-core ------------------------------------------------------------------------------------


def violations(page: Page) -> list[str]:
    """Return what axe-core finds, with the elements it finds it in."""
    import axe_playwright_python

    script = Path(axe_playwright_python.__file__).parent / "axe.min.js"
    page.evaluate(script.read_text("utf-8"))
    found = page.evaluate("axe.run()")
    assert len(found["passes"]) > 20
    return [f"{v['id']}: {node['html']}" for v in found["violations"] for node in v["nodes"]]


@in_every_language
def test_axe_finds_nothing(opened: Open, language: str) -> None:
    for width, dark in ((TELEPHONE, False), (DESK, True)):
        with opened(language, width, dark) as page:
            assert violations(page) == []


@pytest.mark.parametrize(
    ("good", "bad", "rule"),
    [
        *(
            pytest.param(*words, marks=pytest.mark.slow)
            for words in (
                ('alt="Logo', 'data-alt="Logo', "image-alt"),
                ('<html lang="nl"', "<html", "html-has-lang"),
                ("<h2 ", "<h4 ", "heading-order"),
            )
        ),
        ("color: #4c5b58", "color: #a9c1b1", "color-contrast"),
    ],
)
def test_axe_finds_what_we_break(opened: Open, site: Path, good: str, bad: str, rule: str) -> None:
    html = (site / "nl.html").read_text()
    assert good in html
    html = re.sub("<meta http-equiv=.*>", "", html).replace(good, bad)
    with opened("nl", DESK, html=html) as page:
        assert rule in " ".join(violations(page))


# --- reflow --------------------------------------------------------------------------------------

SPILLED = """() => {
  const seen = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    for (const box of range.getClientRects())
      if (box.width > 0 && (box.left < -0.5 || box.right > innerWidth + 0.5))
        seen.add(walker.currentNode.textContent.trim());
  }
  return [...seen].filter(Boolean);
}"""
SCROLLS = "document.documentElement.scrollWidth > innerWidth"


@in_every_language
def test_no_width_makes_readers_scroll_sideways_or_cuts_a_text(opened: Open, language: str) -> None:
    with opened(language) as page:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert not page.evaluate(SCROLLS), width
            assert page.evaluate(SPILLED) == [], width


@pytest.mark.slow
def test_long_names_and_pseudo_languages_stay_on_the_page(opened: Open, shop: Shop) -> None:
    long = "Donaudampfschifffahrtsgesellschaftskapitaenswitwenklinik"
    clinic = CLINIC.replace("Kliniek Noord", f"{long} Groningen").replace("noord.ex", f"{long}.ex")
    clinic = (
        clinic.replace("Dorpsweg", f"{long}weg")
        + 'hours: [{days: mon, opens: "08:30", closes: "09:00"}]'
    )
    root = shop({"brochures/clinics/noord.yaml": clinic}, approved=False)
    for tag in ("nl", "ar", "en_XA", "ar_XB"):
        with opened("nl", html=page(root, tag)) as shown:
            for width in WIDTHS:
                shown.set_viewport_size({"width": width, "height": 800})
                assert not shown.evaluate(SCROLLS), (tag, width)
                assert shown.evaluate(SPILLED) == [], (tag, width)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["de", "ar", "ja"])
def test_large_letters_and_wide_spaces_are_borne(opened: Open, language: str) -> None:
    """Twice the size (WCAG 2.2, 1.4.4) in a narrow window, then the spaces of 1.4.12."""
    with opened(language, 2 * REFLOWED) as page:
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert not page.evaluate(SCROLLS)
        assert page.evaluate(SPILLED) == []
    with opened(language, REFLOWED) as page:
        page.evaluate(
            """document.querySelectorAll("*").forEach(e => {
              e.style.letterSpacing = "0.12em"; e.style.wordSpacing = "0.16em"; })"""
        )
        assert not page.evaluate(SCROLLS)


def test_the_reader_of_widths_sees_a_line_that_is_too_long(opened: Open, site: Path) -> None:
    html = (site / "nl.html").read_text().replace("Patiënteninformatie", "Patiënten" * 9)
    style = html.partition("<style>")[2].partition("</style>")[0]
    with opened("nl", REFLOWED, html=html.replace(f"<style>{style}</style>", "")) as page:
        assert page.evaluate(SPILLED) == ["Patiënten" * 9]


@in_every_language
def test_labels_stay_in_their_picture_and_off_one_another(opened: Open, language: str) -> None:
    with opened(language) as page:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            (picture,) = boxes(page, ".labelled .picture")
            labels = boxes(page, ".label")
            assert len(labels) == 3
            for label in labels:
                assert label["x"] >= picture["x"]
                assert label["x"] + label["width"] <= picture["x"] + picture["width"]
            for i, one in enumerate(labels):
                assert not any(overlap(one, other) for other in labels[i + 1 :]), width


def overlap(one: dict[str, float], other: dict[str, float]) -> bool:
    beside = one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
    apart = one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"]
    return not (beside or apart)


def test_lines_are_not_longer_than_is_good_to_read(opened: Open) -> None:
    with opened("nl", DESK) as page:
        paragraphs = [e for e in page.locator("main p").all() if len(e.inner_text()) > 200]
        for paragraph in paragraphs:
            size = paragraph.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
            box = paragraph.bounding_box()
            assert box
            assert box["width"] < 38 * size


# --- right to left -------------------------------------------------------------------------------

GLYPHS = """(selector) => [...document.querySelectorAll(selector)].map(element => {
  const glyphs = [];
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    for (let i = 0; i < node.length; i++) {
      const range = document.createRange();
      range.setStart(node, i); range.setEnd(node, i + 1);
      const box = range.getBoundingClientRect();
      glyphs.push([Math.round(box.top), box.left, node.data[i]]);
    }
  }
  glyphs.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return glyphs.map(glyph => glyph[2]).join("");
})"""


def as_seen(page: Page, selector: str) -> list[str]:
    """Return texts by where their letters stand, from left to right."""
    return ["".join(text.split()) for text in page.evaluate(GLYPHS, selector)]


@in_every_language
def test_figures_read_from_left_to_right_in_every_language(opened: Open, language: str) -> None:
    with opened(language, DESK) as page:
        assert as_seen(page, "a[href^='tel:']") == [PHONE, PHONE]
        assert as_seen(page, "a[href^='mailto:']") == ["info@huidkliniek-zuid.example"]
        times = as_seen(page, ".times")
        assert [text.lstrip("0") for text in times] == ["8:30–17:00", "9:00–12:30"]
        assert as_seen(page, ".card .clinic-name") == ["HuidkliniekZuid"]
        icon, title = boxes(page, ".icon")[0], boxes(page, ".with-icon span")[0]
        assert (icon["x"] > title["x"]) == (language in RIGHT_TO_LEFT)


def test_the_reader_of_glyphs_sees_a_number_that_is_turned_round(opened: Open, site: Path) -> None:
    html = (site / "ar.html").read_text()
    turned = html.replace('dir="ltr" href="tel:', 'href="tel:').replace(
        "+31\u00a030", "31/\u00a030"
    )
    with opened("ar", DESK, html=turned) as page:
        assert "31/305550123" not in as_seen(page, "a[href^='tel:']")


# --- hands ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", [pytest.param("nl", marks=pytest.mark.slow), "ar"])
def test_the_first_key_finds_the_link_to_the_content(opened: Open, language: str) -> None:
    with opened(language) as page:
        link = page.locator(".skip")
        before = link.bounding_box()
        assert before
        assert before["y"] + before["height"] <= 0
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        (box,) = boxes(page, ".skip")
        assert box["y"] >= 0
        assert 0 <= box["x"] <= box["x"] + box["width"] <= TELEPHONE
        page.keyboard.press("Enter")
        page.wait_for_function("scrollY > 100")
        assert page.evaluate("document.activeElement.id") == "content"
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.href") == f"tel:{PHONE}"


def test_ways_to_reach_the_clinic_are_large_enough_for_thumbs(opened: Open) -> None:
    with opened("nl") as page:
        targets = boxes(page, ".way a")
        assert len(targets) == 3
        assert all(box["height"] >= 44 and box["width"] >= 44 for box in targets)


def test_the_code_is_shown_where_a_telephone_could_read_it(opened: Open) -> None:
    for width, shown in ((TELEPHONE, 0), (DESK, 1)):
        with opened("nl", width) as page:
            assert len(boxes(page, ".qr")) == shown


# --- paper ---------------------------------------------------------------------------------------


def printed(page: Page) -> tuple[str, int, bytes]:
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    with pypdfium2.PdfDocument(pdf) as document:
        texts = [sheet.get_textpage().get_text_bounded() for sheet in document]
    return plain("".join(texts)), len(texts), pdf


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "nl", "ja"])
def test_all_texts_are_printed_on_both_sides_of_one_sheet(opened: Open, language: str) -> None:
    (edition,) = asked(ROOT, profiles=("web",), languages=(language,)).editions
    copy, _ = translate(edition)
    with opened(language) as page:
        text, sides, _ = printed(page)
    assert sides == 2
    for key, words in copy.plain.items():
        spoken = key.endswith((".alt", "contact.qr", "contact.logo")) or key.startswith("link.")
        if not spoken and key != "web.skip":
            assert plain(words) in text, key


@in_every_language
def test_every_language_prints_on_one_sheet_with_its_code(opened: Open, language: str) -> None:
    import zxingcpp

    with opened(language, dark=True) as page:
        _, sides, pdf = printed(page)
    assert sides == 2
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        images = [sheet.render(scale=2).to_pil() for sheet in document]
    found = [code.text for image in images for code in zxingcpp.read_barcodes(image)]
    tag = language.replace("_", "-")
    assert found == [f"https://www.huidkliniek-zuid.example/{tag}/microneedling"]
    assert images[0].getpixel((3, 3)) == (255, 255, 255)  # whatever the reader wishes on a screen
