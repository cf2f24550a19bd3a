"""The studio of a workspace, for tests: asked directly, or served to a real browser."""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from starlette.testclient import TestClient

from printshop.studio.app import create_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HOST = "studio.test"
_TOKEN = re.compile(r'name="csrf-token" content="([0-9a-f]+)"')


@contextmanager
def client(root: Path) -> Iterator[TestClient]:
    """Open the studio of a workspace as a browser that has its token; pages are in English."""
    app = create_app(root, (HOST,))
    with TestClient(app, base_url=f"http://{HOST}") as opened:
        found = _TOKEN.search(opened.get("/review", headers={"accept": "text/html"}).text)
        assert found
        opened.headers["x-csrf-token"] = found[1]
        opened.headers["accept"] = "application/json"
        yield opened


@contextmanager
def served(root: Path) -> Iterator[str]:
    """Serve the studio of a workspace on a free port; returns its address."""
    config = uvicorn.Config(create_app(root, ("127.0.0.1",)), port=0, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@contextmanager
def opened(
    browser: Browser,
    address: str,
    language: str = "en",
    width: int = 1280,
    height: int = 900,
    refused: bool = False,
) -> Iterator[Page]:
    """Open a page of the studio; at the end it has asked nobody else, and complained of nothing.

    But of answers that refuse something (4xx), where a test means them to be ``refused``.
    """
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale=language, accept_downloads=True
    )
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: message.type == "error" and said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(address)
    yield page
    own = re.match(r"https?://[^/]+/", address)
    assert own
    context.close()
    assert [url for url in asked if not url.startswith((own[0], "data:", "blob:"))] == []
    assert [text for text in said if not (refused and "with a status of 4" in text)] == []


def keep_screenshot(page: Page, name: str) -> None:
    """Keep a picture of a page where the environment says, for people to look at."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
