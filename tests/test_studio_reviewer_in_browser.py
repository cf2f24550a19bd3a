"""A reviewer's job in a real browser, from the first page to the last approval; and the door."""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import uvicorn

from printshop.messages import approvals_path, load_remarks
from printshop.studio.app import create_app

from .conftest import Shop
from .real import FONTS, ROOT
from .shops import catalog, entry, po
from .studios import keep_screenshot, opened, served
from .test_studio_reviewer import edit
from .test_web_in_browser import SCROLLS, violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]

PASSWORD = "a pass phrase of ours"  # noqa: S105
INTERFACE = po(entry("desk.reviewer", "Review", "مراجعة"))  # enough to run from right to left


def told(page: Page, words: str) -> None:
    page.locator("#told", has_text=words).wait_for()


def approved(root: Path) -> set[str]:
    lines = approvals_path(root, "nl").read_text().splitlines()
    assert {json.loads(line)["by"] for line in lines} == {"J. de Vries"}
    return {json.loads(line)["key"] for line in lines}


def test_a_review_from_start_to_finish(shop: Shop, browser: Browser) -> None:
    root = shop(approved=False)
    edit(root, "why.heading", "Waarom warme handen?", "#, fuzzy\n")
    with served(root) as address, opened(browser, f"{address}/review") as page:
        assert violations(page) == []
        page.get_by_role("link", name="Dutch").click()
        page.wait_for_selector("article")
        assert violations(page) == []
        assert page.locator(".review-picture img").count() == 6
        loaded = "[...document.images].every(i => i.complete && i.naturalWidth > 100)"
        page.wait_for_function(loaded)

        title = page.locator('article[data-key="title"]')
        title.get_by_role("button", name="Approve").click()
        told(page, "Write your name and your role first.")
        assert page.evaluate("document.activeElement.id") == "by"
        page.get_by_label("Your name").fill("J. de Vries")
        page.get_by_label("Your role").fill("dermatologist")
        title.get_by_role("button", name="Approve").click()
        told(page, "The text is approved.")
        assert approved(root) == {"title"}
        assert page.evaluate("document.activeElement.dataset.key") == "title"
        assert title.get_by_role("button", name="Approve").count() == 0

        text = page.locator('article[data-key="why.text"]')
        text.get_by_role("button", name="Write a remark").click()
        text.get_by_role("textbox").fill("Is <em>moeilijk</em> the word?\nI would say lastig.")
        text.get_by_role("button", name="Save").click()
        told(page, "Your remark is saved.")
        text.get_by_role("button", name="Answer").click()
        text.get_by_role("textbox").fill("It is.")
        keep_screenshot(page, "reviewer")
        text.get_by_role("button", name="Save").click()
        told(page, "Your answer is saved.")
        text.get_by_role("button", name="Close this remark").click()
        told(page, "The remark is closed.")
        ((remark,), _) = load_remarks(root, "nl")
        assert remark.closed
        assert violations(page) == []

        page.get_by_label("Show", exact=True).select_option("Texts that are not ready")
        assert page.locator("article:visible").count() == 1
        page.get_by_label("Show", exact=True).select_option("All texts")

        page.get_by_role("button", name="Approve all").click()
        assert page.evaluate("axe.run()")["violations"] == []  # in the question
        page.keyboard.press("Escape")
        assert approved(root) == {"title"}
        page.get_by_role("button", name="Approve all").click()
        page.get_by_role("button", name="Approve them").click()
        told(page, "Approved now:")
        assert "why.text" in approved(root)
        assert "why.heading" not in approved(root)
        assert page.get_by_label("Your name").input_value() == "J. de Vries"
        page.get_by_role("button", name="Approve all").wait_for(state="hidden")


def test_a_text_that_changes_underneath_is_not_approved(shop: Shop, browser: Browser) -> None:
    root = shop(approved=False)
    with served(root) as address:
        context = browser.new_context()
        page = context.new_page()  # a refusal is an error in the browser's eyes
        page.goto(f"{address}/review/warm/nl")
        page.get_by_label("Your name").fill("J. de Vries")
        page.get_by_label("Your role").fill("dermatologist")
        edit(root, "title", "Koude handen")
        page.locator('article[data-key="title"] [data-act="approve"]').click()
        told(page, "This text has changed since you opened the page.")
        page.get_by_role("button", name="Approve all").click()
        page.get_by_role("button", name="Approve them").click()
        told(page, "Some texts have changed since you opened the page.")
        assert not approvals_path(root, "nl").exists()
        page.reload()
        page.locator('article[data-key="title"] [data-act="approve"]').click()
        told(page, "The text is approved.")
        assert approved(root) == {"title"}
        context.close()


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the shipped workspace, with a word of the interface in Arabic."""
    root = tmp_path_factory.mktemp("real")
    for folder in ("brochures", "locales", "templates"):
        shutil.copytree(ROOT / folder, root / folder)
    shutil.copytree(ROOT / "styles", root / "styles", ignore=lambda f, _: {"fonts"} & {*_})
    (root / "styles" / "fonts").symlink_to(FONTS)
    path = root / catalog("ar", "studio")
    if not path.exists():
        path.write_text(INTERFACE, "utf-8")
    return root


@pytest.mark.parametrize(
    ("language", "width"), [("en", 1280), ("en", 360), ("ar", 1280), ("ar", 390)]
)
def test_the_desk_fits_telephones_and_both_directions(
    browser: Browser, real: Path, language: str, width: int
) -> None:
    with served(real) as address, opened(browser, f"{address}/review", language, width) as page:
        assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        assert not page.evaluate(SCROLLS)
        assert violations(page) == []
        keep_screenshot(page, f"reviewer-list-{language}-{width}")
        page.goto(f"{address}/review/microneedling/ar")
        page.wait_for_function("[...document.images].every(i => i.complete)")
        assert not page.evaluate(SCROLLS)
        assert violations(page) == []
        small = "e => e.filter(b => b.offsetHeight && b.offsetHeight < 24).length"
        assert page.locator("button, select, input").evaluate_all(small) == 0
        keep_screenshot(page, f"reviewer-{language}-{width}")


# --- the door ------------------------------------------------------------------------------------


@contextmanager
def behind_a_door(root: Path) -> Iterator[str]:
    app = create_app(root, ("127.0.0.1",), password=PASSWORD)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


def test_the_door_opens_with_the_password(shop: Shop, browser: Browser) -> None:
    root = shop({catalog("ar", "studio"): INTERFACE})
    with behind_a_door(root) as address:
        for language, width in (("en", 1280), ("ar", 390)):
            with opened(browser, f"{address}/review/warm/nl", language, width) as page:
                assert page.url == f"{address}/door?to=/review/warm/nl"
                assert violations(page) == []
                assert not page.evaluate(SCROLLS)
                assert page.evaluate("document.activeElement.id") == "password"
                keep_screenshot(page, f"door-{language}")
                page.keyboard.type(PASSWORD)
                page.keyboard.press("Enter")
                page.wait_for_url(f"{address}/review/warm/nl")
                page.wait_for_selector("article")
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{address}/review")
        for _ in range(5):
            page.get_by_label("Password", exact=True).fill("not this one")
            page.get_by_role("button", name="Log in").click()
            page.get_by_role("alert").get_by_text("This is not the password.").wait_for()
        page.get_by_role("button", name="Log in").click()
        page.get_by_role("alert").get_by_text("too many wrong passwords").wait_for()
        assert violations(page) == []
        context.close()
