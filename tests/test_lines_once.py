"""Lines that are set once: the layout is the one that WeasyPrint makes, from fewer lines."""

from __future__ import annotations

from typing import Any

import pytest
from weasyprint.layout import inline, preferred

from printshop.render.engine import _engine
from printshop.render.lines_once import lines_once

from .real import FONTS

WORDS = "Needles make narrow channels and the body repairs the skin from within. "
CSS = """
@page { size: 60mm 60mm; margin: 5mm } html { font-family: "Noto Sans"; font-size: 9pt }
p { margin: 0; hyphens: auto; orphans: 3; widows: 3 }
.whole { break-inside: avoid } .row { display: flex } .story { column-count: 2 }
.first::first-line { font-weight: bold; letter-spacing: 1px }
.narrow { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; text-align: justify }
"""
BLOCKS = "".join(
    f'<div class="whole"><p class="{kind}">{WORDS * 2}<em>{WORDS}</em></p></div>'
    f'<div class="row"><p>{WORDS}</p><p>{WORDS}</p></div>'
    for kind in ("first", "narrow", "plain", "plain")
)


def pdf(html: str) -> bytes:
    engine = _engine(str(FONTS))
    document = engine.html(f'<html lang="en"><style>{CSS}</style>{html}</html>', {})
    written: bytes = document.render(font_config=engine.fonts).write_pdf()
    return written


IN_COLUMNS = pytest.param(f'<div class="story">{BLOCKS}</div>', marks=pytest.mark.slow)


@pytest.mark.parametrize("html", [BLOCKS, IN_COLUMNS])
def test_the_layout_is_the_same_from_fewer_lines(
    html: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_line, count = inline.split_first_line, 0

    def counted(*args: Any, **options: Any) -> Any:
        nonlocal count
        count += 1
        return set_line(*args, **options)

    monkeypatch.setattr(inline, "split_first_line", counted)
    monkeypatch.setattr(preferred, "split_first_line", counted)
    plain = pdf(html)
    asked, count = count, 0
    with lines_once():
        again = pdf(html)
    assert again == plain
    assert 0 < count < 0.9 * asked


def test_lines_are_kept_for_one_layout_only() -> None:
    before = inline.split_first_line, preferred.split_first_line
    with pytest.raises(ZeroDivisionError), lines_once():
        raise ZeroDivisionError
    assert (inline.split_first_line, preferred.split_first_line) == before
