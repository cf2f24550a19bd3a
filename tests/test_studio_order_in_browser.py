"""An order in a real browser: two languages, from the first choice to the zip for the printer."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
import pytest

from .real import ROOT
from .shops import approve
from .studios import keep_screenshot, opened, served
from .test_web_in_browser import violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]

PATIENCE = 120_000  # milliseconds
TELEPHONE = 390  # CSS pixels
FOLDED = "() => [...document.querySelectorAll('.panel')].map((panel) => panel.style.transform)"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the shipped workspace with all texts approved, except the Turkish ones."""
    root = tmp_path_factory.mktemp("order") / "workspace"
    for folder in ("brochures", "locales", "templates", "styles"):
        shutil.copytree(ROOT / folder, root / folder)
    approve(root)
    (root / "locales" / "tr" / "approvals.jsonl").unlink()
    return root


@pytest.fixture(scope="module")
def studio(workspace: Path) -> str:
    """Return the path of the page of an order in the shipped workspace."""
    clinic = next((workspace / "brochures" / "clinics").glob("*.yaml")).stem
    return f"/order/microneedling/{clinic}"


def wait_for_sheet(page: Page) -> None:
    page.wait_for_selector("#sides:not(.busy) svg", timeout=PATIENCE)
    page.wait_for_load_state("networkidle")


def test_two_languages_are_ordered_and_come_as_one_zip(
    browser: Browser, workspace: Path, studio: str
) -> None:
    with served(workspace) as address, opened(browser, address + studio) as page:
        wait_for_sheet(page)
        assert page.locator("[name=language]:checked").get_attribute("value") == "nl"
        page.check("[name=language][value=ar]")
        page.fill("[name=copies-ar]", "75")
        wait_for_sheet(page)
        assert page.locator("#sides svg").count() == 2
        assert violations(page) == []
        _fold(page)
        page.click("#make")
        page.wait_for_selector("#downloads:not([hidden])", timeout=PATIENCE)
        assert page.locator("#make-state").inner_text() == "Ready for the printer."
        assert violations(page) == []
        keep_screenshot(page, "order-made")
        with page.expect_download() as download:
            page.click("#printer-get")
        _check_zip(download.value.path().read_bytes())
        page.fill("[name=copies-ar]", "80")
        page.locator("[name=copies-ar]").blur()
        assert page.locator("#downloads").is_hidden()  # it would be another order


def _fold(page: Page) -> None:
    """Fold the model with the slider, and all the way with a button; keep pictures of it."""
    keep_screenshot(page, "order-flat")
    flat = page.evaluate(FOLDED)
    page.focus("#folded")
    for _ in range(5):
        page.keyboard.press("PageUp")
    half = page.evaluate(FOLDED)
    keep_screenshot(page, "order-half-way")
    page.click("[data-fold=end]")
    page.wait_for_selector("#folded[aria-valuetext*='100']")
    keep_screenshot(page, "order-folded")
    assert len({str(flat), str(half), str(page.evaluate(FOLDED))}) == 3


def _check_zip(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        ticket = json.loads(packed.read("order.json"))
        assert {line["language"]: line["copies"] for line in ticket["lines"]} == {
            "ar": 75,
            "nl": 250,
        }
        for line in ticket["lines"]:
            pdf = packed.read(line["file"])
            assert hashlib.sha256(pdf).hexdigest() == line["sha256"]
            with pikepdf.open(io.BytesIO(pdf)) as document:
                assert len(document.pages) == 2
                assert "/OutputIntents" in document.Root


def test_what_is_not_approved_is_told_and_left_out_on_request(
    browser: Browser, workspace: Path, studio: str
) -> None:
    asked = f"{studio}?languages=tr,nl&format=zfold"
    with served(workspace) as address, opened(browser, address + asked, width=TELEPHONE) as page:
        wait_for_sheet(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE
        page.click("#make")
        page.wait_for_selector("#downloads:not([hidden])", timeout=PATIENCE)
        assert violations(page) == []
        keep_screenshot(page, "order-refused")
        page.check("#others")
        with page.expect_download() as download:
            page.click("#printer-get")
        with zipfile.ZipFile(download.value.path()) as packed:
            assert [name for name in packed.namelist() if name.endswith(".pdf")] == [
                "microneedling.nl.zfold.press.pdf"
            ]


@pytest.mark.parametrize("format", ["trifold", "zfold", "booklet", "sheet", "poster"])
def test_every_format_folds_in_arabic_on_a_page_from_right_to_left(
    browser: Browser, workspace: Path, studio: str, format: str
) -> None:
    asked = f"{studio}?languages=ar&format={format}"
    with served(workspace) as address, opened(browser, address + asked, "ar") as page:
        wait_for_sheet(page)
        page.evaluate("document.documentElement.dir = 'rtl'")
        for button in page.locator("[data-fold]").all():
            if button.is_visible() and button.is_enabled():
                button.click()
                page.wait_for_timeout(100)
        keep_screenshot(page, f"order-{format}-arabic")
        assert violations(page) == []
