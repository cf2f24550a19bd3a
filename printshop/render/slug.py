"""The slug line: what a sheet is, in small type beyond its bleed, on every plate."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from .engine import _engine

SLUG_HEIGHT = 2.5  # mm
_SIZES = (6.0, 5.5, 5.0, 4.5, 4.0, 3.5, 3.0)  # points: the first at which the line fits

# Each plate is named in its own ink, so that it says on itself which one it is.
PLATES = {
    "Cyan": "device-cmyk(1 0 0 0)",
    "Magenta": "device-cmyk(0 1 0 0)",
    "Yellow": "device-cmyk(0 0 1 0)",
    "Black": "device-cmyk(0 0 0 1)",
}
_EVERY_PLATE = "device-cmyk(1 1 1 1)"


def slug_line(text: str, width: float, fonts_folder: str, families: Sequence[str] = ()) -> bytes:
    """Return a one-page PDF, ``width`` mm by SLUG_HEIGHT, with a line of text and the plates.

    ``families`` are the fonts, for titles in any script. A long line is set smaller.
    """
    plates = " ".join(f'<b style="color: {ink}">{name}</b>' for name, ink in PLATES.items())
    line = f"<body>{escape(text, quote=False)}&emsp;{plates}</body>"
    stack = ", ".join(f'"{family}"' for family in families or ("Source Sans 3",))
    for size in _SIZES:
        document = _set(line, width, size, stack, fonts_folder)
        if len(document.pages) == 1:
            break
    else:
        document = _set(line, width, size, f"{stack}; white-space: nowrap", fonts_folder)
    pdf: bytes = document.write_pdf()
    return pdf


def _set(line: str, width: float, size: float, stack: str, fonts_folder: str) -> Any:
    """Set the line; what needs a second one makes a second page."""
    engine = _engine(fonts_folder)
    styles = (
        f"@page {{ size: {width}mm {SLUG_HEIGHT}mm; margin: 0 }} "
        f"body {{ margin: 0; font: {size}pt/{SLUG_HEIGHT}mm {stack}; color: {_EVERY_PLATE}; "
        "orphans: 1; widows: 1 }"
    )
    return engine.html(f"<style>{styles}</style>{line}", {}).render(font_config=engine.fonts)
