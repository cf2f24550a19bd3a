"""The translator's desk in a real browser: a translator's job from start to finish."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .conftest import Shop
from .real import ROOT
from .shops import SOURCES, TRANSLATIONS, catalog, entry, po
from .studios import keep_screenshot, opened, served
from .test_web_in_browser import violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]

NL = dict(zip(SOURCES, TRANSLATIONS["nl"], strict=True))
FILE = catalog("nl")
PATIENTLY = 60_000  # ms: the first drawing starts a process
LONG = " Houd de handen daarom een kwartier onder een warme kraan." * 150


@pytest.fixture
def real(tmp_path: Path) -> Path:
    """Copy the shipped workspace, with an interface in Arabic that has no text yet."""
    for folder in ("brochures", "locales", "templates", "styles"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    (tmp_path / catalog("ar", "studio")).write_text(po())
    return tmp_path


def ready(page: Page) -> None:
    """Wait until the leaflet is drawn."""
    page.wait_for_selector(".spot", timeout=PATIENTLY)


def expect(page: Page, selector: str, words: str) -> None:
    """Wait until an element says something."""
    page.locator(selector, has_text=re.compile(words)).first.wait_for(timeout=PATIENTLY)


def looks(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('.panel')].map((panel) => panel.dataset.look)"
    )
    return found


def test_a_translator_does_her_job(shop: Shop, browser: Browser) -> None:
    root = shop()
    with served(root) as address, opened(browser, f"{address}/translate") as page:
        page.get_by_role("link", name="Dutch").click()
        ready(page)
        before = looks(page)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        with page.expect_response(re.compile("/text[?]")):
            page.locator('.spot[data-key="why.text"]').click()
        assert [url for url in asked if url.endswith("/draw")] == []  # it looks as it did
        field = page.get_by_label("Translation (")
        assert page.evaluate("document.activeElement.id") == "target"
        assert page.locator('.spot.active[data-key="why.text"]').count() == 1
        page.keyboard.insert_text(LONG)
        expect(page, ".fit", "goes from .* pt to .* pt")
        assert looks(page) != before
        expect(page, ".approved-note", "has to be approved again")
        expect(page, ".saved-state", "Not saved")
        field.fill(NL["why.text"].replace("moeilijk", "lastig"))
        expect(page, ".fit", "It fits")
        page.keyboard.press("Control+Enter")
        expect(page, ".saved-state", r"Saved \S*\d+:\d\d")
        assert "lastig" in (root / FILE).read_text()
        _meet_a_conflict(page, root)


def _meet_a_conflict(page: Page, root: Path) -> None:
    """Type on while somebody else changes the file, and make one text of both."""
    field = page.locator("#target")
    page.keyboard.type(" Warm ze op.")
    theirs = (root / FILE).read_text().replace("lastig", "zwaar")
    (root / FILE).write_text(theirs)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page, ".conflict", "Somebody else changed this text")
    assert page.evaluate("document.activeElement.className") == "conflict"
    expect(page, ".version ins", "zwaar")
    expect(page, ".version del", "lastig")
    assert (root / FILE).read_text() == theirs
    keep_screenshot(page, "translator-conflict")
    assert violations(page) == []
    page.get_by_role("button", name="Make one of both").click()
    assert field.input_value().endswith("Warm ze op.")
    field.fill(field.input_value().replace("lastig", "zwaar"))
    page.keyboard.press("Control+Shift+Enter")
    page.locator(".conflict").wait_for(state="hidden")
    assert "zwaar" in (root / FILE).read_text()
    assert "Warm ze op." in (root / FILE).read_text()


def test_what_is_typed_outlives_the_page_and_a_broken_file(shop: Shop, browser: Browser) -> None:
    root = shop()
    whole = (root / FILE).read_bytes()
    with served(root) as address, opened(browser, f"{address}/translate/warm/nl") as page:
        ready(page)
        page.locator('.text[data-key="title"] .opener').click()
        page.locator("#target").fill("Fijne warme handen")
        page.reload()
        ready(page)
        expect(page, '.text[data-key="title"]', "Not saved")
        page.locator('.text[data-key="title"] .opener').click()
        assert page.locator("#target").input_value() == "Fijne warme handen"
        (root / FILE).write_bytes(whole[:-9])
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page, ".saved-state", "cannot be read just now")
        (root / FILE).write_bytes(whole)
        expect(page, ".saved-state", r"Saved \S*\d+:\d\d")  # by itself
        assert "Fijne warme handen" in (root / FILE).read_text()
        page.reload()
        ready(page)
        assert page.locator('.text[data-state="unsaved"]').count() == 0


def test_keys_move_through_what_the_filter_shows(shop: Shop, browser: Browser) -> None:
    rows = [entry(key, SOURCES[key], NL[key]) for key in ("why.heading",)]
    rows += [entry("why.text", SOURCES["why.text"], NL["why.text"], "#, fuzzy\n")]
    root = shop({FILE: po(*rows)})
    with served(root) as address, opened(browser, f"{address}/translate/warm/nl") as page:
        ready(page)
        page.locator(".filter", has_text="To do").click()
        page.keyboard.press("Alt+ArrowDown")
        expect(page, ".text.open .row-source", "Warm hands")
        page.keyboard.type("Warme handen")
        page.keyboard.press("Control+Shift+Enter")
        expect(page, ".text.open .row-source", "Cold hands")
        page.keyboard.press("Alt+ArrowUp")
        page.keyboard.press("Alt+ArrowDown")
        page.get_by_role("button", name="<em>").click()
        assert page.locator("#target").input_value().endswith("<em></em>")
        expect(page, ".editor .finding.error", "tags")
        page.keyboard.press("Control+Enter")
        expect(page, ".conflict", "The checks found errors")
        page.get_by_role("button", name="Undo changes").click()
        page.keyboard.press("Control+Enter")
        expect(page, '.text[data-key="why.text"]', "Approved")  # it was, as it is
        page.keyboard.press("Escape")  # and the row is hidden now: all is done
        assert page.evaluate("document.activeElement.id") == "search"
        page.locator(".filter", has_text="All").click()
        page.locator('.text[data-key="title"] .opener').click()
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.className") == "opener"
    assert "fuzzy" not in (root / FILE).read_text()


# The language of the interface, that of the leaflet, and the width of the screen.
SIGHTS = (("en", "nl", 1280), ("en", "nl", 390), ("ar", "ar", 1280), ("ar", "ar", 390))


def test_axe_finds_nothing_and_nothing_runs_over(real: Path, browser: Browser) -> None:
    with served(real) as address:
        for interface, tag, width in SIGHTS:
            start = f"{address}/translate"
            with opened(browser, start, interface, width) as page:
                assert violations(page) == []
                assert _sideways(page) <= width
                keep_screenshot(page, f"translator-start-{interface}-{width}")
                page.goto(f"{start}/microneedling/{tag}")
                ready(page)
                page.locator('.text[data-key="what.text"] .opener').click()
                page.locator(".editor [data-part=term-list] li").first.wait_for()
                assert violations(page) == []
                assert _sideways(page) <= width
                direction = page.evaluate("getComputedStyle(target).direction")
                assert direction == page.evaluate("document.getElementById('panels').dir")
                keep_screenshot(page, f"translator-work-{interface}-{width}")


def _sideways(page: Page) -> int:
    width: int = page.evaluate("document.documentElement.scrollWidth")
    return width
