"""Headless Chromium: the same HTML, printed to PDF by one browser a process that stays open.

    python -m benchmarks.chromium FILE FOLDER

Chromium knows no @page :nth(), so its panels are all as wide as the widest, on white ground. Its
work is done by processes of its own: only time and memory can be compared.
"""

from __future__ import annotations

import base64
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from .contest import run
from .leaflets import Leaflet
from .plain import see_our_fonts

_PICTURE = re.compile(r"asset:([\w./-]+)")
_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


def browser() -> str:
    """Return where a browser is installed; empty where there is none, or nothing to drive it."""
    try:
        import playwright  # noqa: F401
    except ModuleNotFoundError:
        return ""
    return next((found for name in _NAMES if (found := shutil.which(name))), "")


def start() -> Callable[[Leaflet], bytes]:
    """Return what prints a leaflet in a browser that is open already."""
    from playwright.sync_api import sync_playwright

    page = (
        sync_playwright()
        .start()
        .chromium.launch(executable_path=browser(), args=["--no-sandbox"])
        .new_page()
    )

    def write(leaflet: Leaflet) -> bytes:
        page.set_content(_with_pictures(leaflet), wait_until="load")
        return page.pdf(prefer_css_page_size=True, print_background=True, tagged=True)

    return write


def _with_pictures(leaflet: Leaflet) -> str:
    def data(match: re.Match[str]) -> str:
        return f"data:image/svg+xml;base64,{base64.b64encode(leaflet.assets[match[1]]).decode()}"

    return _PICTURE.sub(data, leaflet.page)


if __name__ == "__main__":
    see_our_fonts()
    run(start, Path(sys.argv[1]), Path(sys.argv[2]))
