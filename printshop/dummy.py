"""Folding dummies: plain numbered sheets, to be folded before anything is printed."""

from __future__ import annotations

from .folds import Fold
from .impose import impose
from .model import Layout, Markup
from .profiles import LAYOUT_BLEED, PROFILES, Profile
from .render import lay_out, write

_MARGIN = 8.0  # mm
_TINTS = ("#ffffff", "#eef3f0")
_ARROW = (
    '<svg viewBox="0 0 60 20" xmlns="http://www.w3.org/2000/svg"><path d="M2 10h52M44 3l10 7-10 7" '
    'fill="none" stroke="#333333" stroke-width="1.6"/></svg>'
)
_STYLE = """
html { font-family: "Source Sans 3", "Noto Sans"; color: #333333 } body { margin: 0 }
.panel-own { break-before: page; text-align: center }
h1 { font-size: 60pt; line-height: 1; margin: 12mm 0 2mm } p { margin: 2mm 0; font-size: 11pt }
img { width: 32mm } .left { transform: scaleX(-1) }
"""


def folding_dummy(fold: Fold, direction: str, fonts_folder: str) -> bytes:
    """Return a PDF of a fold's sheets, with ticks at the folds, for a duplex office printer.

    Every panel has its number, and an arrow to where reading goes on.
    """
    fold = fold.in_direction(direction)
    markup = Markup(
        html=_html(fold, direction),
        sheets=("\n".join((*_page_rules(fold), _STYLE)),),
        assets={"arrow.svg": _ARROW.encode()},
        fold=fold,
        layout=Layout(11, 11, 1, _MARGIN),
        fonts_folder=fonts_folder,
        fonts=(),
        links={},
    )
    return impose(write(lay_out(markup))[0], fold, _duplex(), {})


def _duplex() -> Profile:
    return next(p for p in PROFILES.values() if p.imposed and p.fold_ticks)


def _html(fold: Fold, direction: str) -> str:
    turn = ' class="left"' if direction == "rtl" else ""
    last = len(fold.panels)
    sections = "".join(
        f'<section class="panel-own"><h1>{panel.number}</h1><p>{_role(panel.number, last)}</p>'
        f'<p>{panel.width:g} mm wide</p><img{turn} src="asset:arrow.svg" alt="Read on this way">'
        "</section>"
        for panel in fold.panels
    )
    title = f"Folding dummy: {fold.name}"
    return f'<html lang="en"><head><title>{title}</title></head><body>{sections}</body></html>'


def _role(number: int, last: int) -> str:
    if number == 1:
        return "Cover: this side up"
    return "Last: the way to the clinic" if number == last else "This side up"


def _page_rules(fold: Fold) -> list[str]:
    height = fold.sheet.height + 2 * LAYOUT_BLEED
    return [
        f"@page {{ margin: {LAYOUT_BLEED + _MARGIN}mm }}",
        *(
            f"@page :nth({panel.number}) {{ size: {panel.width + 2 * LAYOUT_BLEED}mm {height}mm; "
            f"background: {_TINTS[panel.number % 2]} }}"
            for panel in fold.panels
        ),
    ]
