"""A designer's job at her desk in a real browser, from the first look to the fit map."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .conftest import Shop
from .real import ROOT
from .shops import catalog, po
from .studios import keep_screenshot, opened, served
from .test_web_in_browser import violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]

PATIENCE = 120_000  # ms
LANGUAGES = ("ar", "de", "nl")
CSS = "styles/calm/panels.css"
TEMPLATE = "templates/leaflet.html"


@pytest.fixture(autouse=True)
def _kept_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def real(tmp_path: Path) -> Path:
    """Copy the shipped workspace in three languages, with pages of the studio in Arabic."""
    root = tmp_path / "real"
    for folder in ("brochures", "templates", "styles"):
        shutil.copytree(ROOT / folder, root / folder)
    for tag in LANGUAGES:
        shutil.copytree(ROOT / "locales" / tag, root / "locales" / tag)
    pages = root / catalog("ar", "studio")
    if not pages.exists():
        pages.write_text(po(), "utf-8")
    return root


def edit(root: Path, name: str, before: str, after: str) -> None:
    path = root / name
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")


def ready(page: Page) -> None:
    """Wait until everything is drawn, checked and measured."""
    from playwright.sync_api import expect

    expect(page.locator("#state")).to_have_text("All pictures are up to date.", timeout=PATIENCE)


def first_picture(page: Page, tag: str) -> Locator:
    return page.locator(f'[data-tag="{tag}"] img').first


def test_a_designer_sees_what_she_saves_what_she_breaks_and_how_it_fits(
    browser: Browser, real: Path
) -> None:
    from playwright.sync_api import expect

    with served(real) as address, opened(browser, f"{address}/design") as page:
        page.get_by_role("link", name="Microneedling for scars").click()
        ready(page)
        assert page.locator(".leaflet").count() == len(LANGUAGES)
        keep_screenshot(page, "designer-rows")
        assert violations(page) == []

        # A style sheet is saved: the pictures change by themselves, on the page that is open.
        before = first_picture(page, "nl").get_attribute("src") or ""
        page.evaluate("document.body.dataset.same = 'yes'")
        edit(real, "styles/calm/theme.yaml", '"#17443f"', '"#173f5f"')
        expect(first_picture(page, "nl")).not_to_have_attribute("src", before, timeout=PATIENCE)
        ready(page)
        assert page.evaluate("document.body.dataset.same") == "yes"

        # A template is broken: the sentence with its line; the last pictures stay, and come back.
        kept = first_picture(page, "nl").get_attribute("src") or ""
        edit(real, TEMPLATE, "{%", "{% if %}{%")
        expect(page.locator("#trouble")).to_contain_text(f"{TEMPLATE}:1", timeout=PATIENCE)
        expect(page.locator(".leaflet.stale")).to_have_count(len(LANGUAGES), timeout=PATIENCE)
        expect(first_picture(page, "nl")).to_have_attribute("src", kept)
        keep_screenshot(page, "designer-broken")
        assert violations(page) == []
        edit(real, TEMPLATE, "{% if %}{%", "{%")
        ready(page)
        expect(page.locator("#trouble")).to_be_hidden()
        expect(page.locator(".leaflet.stale")).to_have_count(0)
        expect(first_picture(page, "nl")).to_have_attribute("src", kept)

        page.get_by_role("button", name="Fit map").click()
        expect(page.locator("#fit-body .waiting")).to_have_count(0, timeout=PATIENCE)
        row = page.get_by_role("row").filter(has_text="Deutsch")
        expect(row.locator(".size").first).to_contain_text("9.25")
        assert row.locator(".full").count() == 6
        keep_screenshot(page, "designer-fit-map")
        assert violations(page) == []


def test_what_checks_find_is_boxed_and_a_panel_is_looked_at_by_keyboard(
    browser: Browser, real: Path
) -> None:
    from playwright.sync_api import expect

    with (real / CSS).open("a") as file:
        file.write(".callout p { position: relative; left: -11mm; colour: red }\n")
    with (
        served(real) as address,
        opened(browser, f"{address}/design/microneedling?pseudo=on") as page,
    ):
        page.get_by_label("Checks").check()
        ready(page)
        expect(page.locator("#trouble")).to_contain_text(f"{CSS}:")
        dutch = page.locator('[data-tag="nl"]')
        assert dutch.locator(".mark").count() > 0
        extra = page.locator('[data-tag="en_XA"] .extra')
        expect(extra.first).to_contain_text("no panel for it")
        dutch.locator("summary").click()
        keep_screenshot(page, "designer-checks")
        assert violations(page) == []

        dutch.locator(".finding button").first.click()
        where = page.locator("#large-number")
        expect(where).to_contain_text("4")
        page.get_by_label("Safe area").check()
        page.get_by_label("Bleed").check()
        expect(page.locator("#large-paper img").last).to_be_visible()
        keep_screenshot(page, "designer-large")
        page.keyboard.press("ArrowRight")
        expect(where).to_contain_text("5")
        page.keyboard.press("ArrowUp")  # Arabic would be two up
        page.keyboard.press("ArrowUp")
        expect(page.locator("#large-tag")).to_have_text("ar")
        page.keyboard.press("ArrowRight")  # there the panel before it is on the right
        expect(where).to_contain_text("4")
        assert violations(page) == []
        page.keyboard.press("Escape")
        expect(page.locator("#large")).to_be_hidden()


@pytest.mark.parametrize(("language", "width"), [("ar", 1280), ("en", 390)])
def test_the_desk_mirrors_and_fits_a_telephone(
    browser: Browser, real: Path, language: str, width: int
) -> None:
    from playwright.sync_api import expect

    address_of = "/design/microneedling?clinic=&fold=zfold"
    with served(real) as address, opened(browser, address + address_of, language, width) as page:
        assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        expect(page.locator(".busy-row")).to_have_count(0, timeout=PATIENCE)
        expect(page.locator("#progress")).to_be_hidden(timeout=PATIENCE)
        for view in ("rows", "one", "fit"):
            page.locator(f'#views [data-view="{view}"]').click()
            keep_screenshot(page, f"designer-{language}-{width}-{view}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        expect(page.locator("#fit-body .waiting")).to_have_count(0, timeout=PATIENCE)
        assert violations(page) == []


def test_drawing_can_be_stopped_and_goes_on(browser: Browser, shop: Shop) -> None:
    from playwright.sync_api import expect

    with served(shop()) as address, opened(browser, f"{address}/design/warm") as page:
        page.locator("#stop").click()
        expect(page.locator("#go")).to_be_focused()
        expect(page.locator("#state")).to_contain_text("Stopped")
        page.locator("#go").click()
        ready(page)


def test_a_page_opened_on_broken_files_comes_to_itself(browser: Browser, shop: Shop) -> None:
    from playwright.sync_api import expect

    root = shop()
    edit(root, "brochures/warm.yaml", "produced:", "produce:")
    with served(root) as address, opened(browser, f"{address}/design/warm") as page:
        expect(page.locator("#trouble")).to_contain_text("brochures/warm.yaml:3")
        edit(root, "brochures/warm.yaml", "produce:", "produced:")
        ready(page)
        expect(page.locator("#trouble")).not_to_contain_text("brochures/warm.yaml")
        assert page.locator(".leaflet").count() == 3
