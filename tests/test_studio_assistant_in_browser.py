"""The assistant's desk in a real browser: from a leaflet's card to a saved clinic."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .real import ROOT
from .studios import keep_screenshot, opened, served
from .test_clean_logos import picture
from .test_web_in_browser import violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]

TELEPHONE = 390  # CSS pixels
DRAWN = "#card:not([hidden]):not(.busy)"
READY = "#clinic:not([inert])"
FORM = "/leaflets/microneedling/clinic?new=1"
FOCUSED = "document.activeElement.id"
SPILLED = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the shipped workspace."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for folder in ("brochures", "locales", "templates", "styles"):
        shutil.copytree(ROOT / folder, tmp_path / "shop" / folder)
    return tmp_path / "shop"


def fill_in(page: Page) -> None:
    """Fill in a clinic, as a receptionist does."""
    page.wait_for_selector(READY)
    page.fill("#f-name", "Praktijk Oost")
    page.fill("#f-address", "Plein 1\n2000 AB Oost\nNederland")
    page.fill("#f-phone", "020 624 11 11")
    page.fill("#f-mail", "info@oost.example")
    page.fill("#f-web", "www.oost.example")
    page.check('[data-day="0"] [data-open]')
    page.fill("#f-hours-0", "08:30")
    page.fill('[data-day="0"] [data-way="closes"] >> nth=0', "12:00")
    page.click('[data-day="0"] [data-more]')
    page.fill('[data-day="0"] [data-way="opens"] >> nth=1', "13:00")
    page.fill('[data-day="0"] [data-way="closes"] >> nth=1', "17:00")
    page.click("#copy-monday")


def test_from_a_leaflet_s_card_to_a_saved_clinic(browser: Browser, root: Path) -> None:
    with served(root) as address, opened(browser, f"{address}/leaflets") as page:
        page.locator("[data-cover]").evaluate("image => image.decode()")
        assert violations(page) == []
        keep_screenshot(page, "assistant-leaflets")
        page.get_by_role("link", name="Choose").click()
        assert violations(page) == []
        keep_screenshot(page, "assistant-clinics")
        page.get_by_role("link", name="Add a clinic").click()
        page.wait_for_selector(DRAWN)
        blank = page.get_attribute("#card", "src")
        fill_in(page)
        logo = {"name": "logo.png", "mimeType": "image/png", "buffer": picture((600, 300))}
        page.set_input_files("#f-logo", [logo])  # type: ignore[list-item]
        page.get_by_text("Good: this picture is sharp in print.").wait_for()
        page.get_by_text("Printed as \u2066+31 20 624 1111\u2069").wait_for()
        page.wait_for_selector(DRAWN)
        assert page.get_attribute("#card", "src") != blank
        assert violations(page) == []
        keep_screenshot(page, "assistant-clinic")
        with page.expect_request(re.compile("/order/")) as asked:
            page.click("#save")
        assert asked.value.url.endswith("/order/microneedling/praktijk-oost")
        page.wait_for_url("**/order/microneedling/praktijk-oost")
        page.go_back()
        page.wait_for_selector(READY)
        assert page.input_value("#f-name") == "Praktijk Oost"  # no second one is made
        assert page.url.endswith("?clinic=praktijk-oost")
    text = (root / "brochures/clinics/praktijk-oost.yaml").read_text("utf-8")
    assert 'phone: "+31 20 624 1111"' in text
    assert '- {days: mon-fri, opens: "13:00", closes: "17:00"}' in text
    assert re.search(r"logo: praktijk-oost-[0-9a-f]{12}\.png", text)


def test_what_is_wrong_is_summed_up_and_tied_to_its_fields(browser: Browser, root: Path) -> None:
    with served(root) as address, opened(browser, address + FORM, refused=True) as page:
        page.wait_for_selector(READY)
        page.fill("#f-mail", "nobody")
        page.check('[data-day="2"] [data-open]')
        page.wait_for_selector(DRAWN)
        page.click("#save")
        page.wait_for_selector("#summary:not([hidden])")
        assert page.evaluate(FOCUSED) == "summary"
        names = page.locator("#summary-list a").all_inner_texts()
        assert [name.split(" Please")[0] for name in names if "Please" in name] == [
            "Name of the clinic",
            "Address",
            "Telephone",
            "Website",
        ]
        assert page.get_attribute("#f-mail", "aria-invalid") == "true"
        assert "wrong-mail" in (page.get_attribute("#f-mail", "aria-describedby") or "")
        assert page.inner_text("#wrong-mail").startswith("This is not an email address.")
        assert page.inner_text("#wrong-hours-2").startswith("Fill in when you open")
        assert violations(page) == []
        keep_screenshot(page, "assistant-wrong")
        page.locator("#summary-list a", has_text="Wednesday").press("Enter")
        assert page.evaluate(FOCUSED) == "f-hours-2"


DROP = """([data, name]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([Uint8Array.from(data)], name));
  const event = new DragEvent("drop", {dataTransfer: transfer, bubbles: true, cancelable: true});
  document.getElementById("drop").dispatchEvent(event);
}"""


def test_a_logo_can_be_dropped_and_is_refused_in_words(browser: Browser, root: Path) -> None:
    with served(root) as address, opened(browser, address + FORM, refused=True) as page:
        page.wait_for_selector(READY)
        page.evaluate(DROP, [list(b"<html>no picture</html>"), "logo.png"])
        page.get_by_text("This is not an SVG, PNG or JPEG picture.").first.wait_for()
        assert page.get_attribute("#f-logo", "aria-invalid") == "true"
        page.evaluate(DROP, [list(picture((600, 300))), "logo.png"])
        page.get_by_text("Good: this picture is sharp in print.").wait_for()
        assert page.get_attribute("#f-logo", "aria-invalid") is None
        page.click("#no-logo")
        page.get_by_text("No logo yet.").wait_for()


def test_two_people_see_both_versions(browser: Browser, root: Path) -> None:
    file = root / "brochures/clinics/huidkliniek-zuid.yaml"
    where = "/leaflets/microneedling/clinic?clinic=huidkliniek-zuid"
    with served(root) as address, opened(browser, address + where, refused=True) as page:
        page.wait_for_selector(DRAWN)
        page.fill("#f-mail", "mine@zuid.example")
        file.write_text(file.read_text("utf-8").replace("555 01 23", "555 09 99"), "utf-8")
        page.click("#save")
        page.wait_for_selector("#changed:not([hidden])")
        assert page.evaluate(FOCUSED) == "changed"
        assert page.locator(".difference").count() == 2
        assert violations(page) == []
        keep_screenshot(page, "assistant-changed")
        page.click("#merge")
        assert page.input_value("#f-phone") == "+31 30 555 0999"
        assert page.input_value("#f-mail") == "mine@zuid.example"
        with page.expect_request(re.compile("/order/")):
            page.click("#save")
        page.wait_for_url("**/order/**")
    text = file.read_text("utf-8")
    assert "mine@zuid.example" in text
    assert "555 09 99" in text
    assert "# An example" in text


@pytest.mark.parametrize("right_to_left", [False, True])
def test_nothing_spills_on_a_telephone(browser: Browser, root: Path, right_to_left: bool) -> None:
    with served(root) as address, opened(browser, address + FORM, width=TELEPHONE) as page:
        fill_in(page)
        if right_to_left:
            page.evaluate("document.documentElement.dir = 'rtl'")
        page.wait_for_selector(DRAWN)
        assert page.evaluate(SPILLED) == 0
        keep_screenshot(page, f"assistant-telephone-{'rtl' if right_to_left else 'ltr'}")
        page.goto(f"{address}/leaflets")
        assert page.evaluate(SPILLED) == 0
