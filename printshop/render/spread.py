"""Spreads: what runs under several panels, set once as a page of its own, with bleed all round.

A page with nothing but a drawing or a tint is kept from run to run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import sha256

import pydyf

from ..findings import Finding
from ..folds import Fold
from ..kept import worked_out
from ..model import Markup, Spread
from ..profiles import LAYOUT_BLEED
from .drawings import drawing
from .engine import _engine, _engine_findings, _recording


def spread_pages(
    spreads: Sequence[Spread], markup: Markup, colours: Mapping[str, str]
) -> tuple[tuple[tuple[Spread, bytes], ...], tuple[Finding, ...]]:
    """Return each spread with a one-page PDF as large as its panels together, bleed around it.

    A picture covers the page, bleed and all: it keeps its proportions, and what is too long on
    one of the two axes is cut off at both ends. ``colours`` are the theme's. What the engine warns
    of, such as a picture that cannot be read, are findings.
    """
    pages = []
    findings: list[Finding] = []
    for spread in spreads:
        name = spread.picture.name if spread.picture else ""
        html = _html(spread, name, markup.fold, colours)
        page, warnings = _page(html, name, markup.assets.get(name, b""), markup.fonts_folder)
        pages.append((spread, page))
        findings += warnings
    return tuple(pages), tuple(dict.fromkeys(findings))


@lru_cache(maxsize=16)  # the same in all languages
def _page(
    html: str, name: str, picture: bytes, fonts_folder: str
) -> tuple[bytes, tuple[Finding, ...]]:
    engine = _engine(fonts_folder)

    def laid_out() -> tuple[bytes, list[str]]:
        with _recording() as warnings:
            page = engine.html(html, {name: picture}).write_pdf(font_config=engine.fonts)
        return page, [*warnings]

    if picture and not drawing(picture):  # it wants fonts or Pillow, which have a say in it
        page, warnings = laid_out()
    else:
        from weasyprint import VERSION

        given = (VERSION, pydyf.VERSION, html, sha256(picture).hexdigest())
        page, warnings = worked_out("spread", given, laid_out)
    return page, _engine_findings(warnings)


def _html(spread: Spread, name: str, fold: Fold, colours: Mapping[str, str]) -> str:
    width = sum(panel.width for panel in fold.panels if panel.number in spread.panels)
    size = f"{width + 2 * LAYOUT_BLEED}mm {fold.sheet.height + 2 * LAYOUT_BLEED}mm"
    ground = f"background: {colours[spread.tint]}" if spread.tint else ""
    # As in all pictures: PDF/A refuses those that a viewer is to smooth (ISO 19005-2, 6.2.8).
    styles = (
        f"@page {{ size: {size}; margin: 0; {ground} }} body {{ margin: 0 }} "
        "img { display: block; width: 100vw; height: 100vh; object-fit: cover; "
        "image-rendering: crisp-edges }"
    )
    picture = f'<img src="asset:{name}" alt="">' if name else ""
    return f"<style>{styles}</style>{picture}"
