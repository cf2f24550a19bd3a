"""Plain WeasyPrint: one HTML(...).write_pdf() a leaflet, nothing searched, checked or imposed.

python -m benchmarks.plain FILE FOLDER [TIMES]    all leaflets, on some processes
python -m benchmarks.plain FILE                   the first one, in this process, once
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from .leaflets import Leaflet, read
from .measuring import FONTS


def start() -> Any:
    """Return what makes a leaflet's PDF, a page a panel; it is tagged, as ours are."""
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Pictures(URLFetcher):  # type: ignore[misc]
        def __init__(self, assets: Mapping[str, bytes]) -> None:
            super().__init__()
            self.assets = assets

        def fetch(self, url: str, headers: object = None) -> Any:
            kind = {"Content-Type": "image/svg+xml"}
            return URLFetcherResponse(url, self.assets[url.removeprefix("asset:")], kind)

    def write(leaflet: Leaflet) -> bytes:
        page = HTML(string=leaflet.page, base_url="asset:", url_fetcher=Pictures(leaflet.assets))
        pdf: bytes = page.write_pdf(pdf_variant="pdf/ua-1")
        return pdf

    return write


def see_our_fonts() -> None:
    """Let fontconfig see our fonts and no others, before its first use."""
    folder = Path(tempfile.gettempdir()) / "bench-fontconfig"
    folder.mkdir(exist_ok=True)
    file = folder / "fonts.conf"
    file.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{escape(str(FONTS))}</dir><cachedir>{escape(str(folder))}</cachedir></fontconfig>",
        "utf-8",
    )
    os.environ["FONTCONFIG_FILE"] = str(file)


def main(file: Path, folder: Path | None = None, times: int = 1) -> None:
    """Make all leaflets into a folder, or the first one in this process."""
    leaflets = read(file)
    see_our_fonts()
    if folder is None:
        Path(os.devnull).write_bytes(start()(leaflets[0]))
        return
    from .contest import run

    run(lambda: _repeated(times), file, folder)


def _repeated(times: int) -> Any:
    write = start()
    return lambda leaflet: [write(leaflet) for _ in range(times)][-1]


if __name__ == "__main__":
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    main(Path(sys.argv[1]), target, int(sys.argv[3]) if len(sys.argv) > 3 else 1)
