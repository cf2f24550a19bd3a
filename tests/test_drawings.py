"""Drawings kept as they stand in a PDF: the same whether they are drawn or remembered."""

from __future__ import annotations

import io

import pikepdf
import pytest
from weasyprint.svg import SVG

from printshop.render import lay_out, write
from printshop.render.drawings import drawing

from .test_render import leaflet, markup

FILE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" width="10mm">{}</svg>'
HALF = '<path d="M0 0h9v9z" fill="#c8674b" fill-opacity="0.5" stroke="#123" stroke-opacity="0.3"/>'
GRADIENT = (
    '<defs><linearGradient id="g"><stop offset="0" stop-color="#fff"/>'
    '<stop offset="1" stop-color="#000"/></linearGradient></defs>'
    '<rect width="9" height="9" fill="url(#g)"/>'
)
TWICE = leaflet('<p style="color: #c8674b">Red</p><img src="asset:a.svg" alt="A"><p>Black</p>')


def drawn_on_pages(data: bytes) -> list[bytes]:
    """Return what is drawn on each page of a leaflet with a drawing in it."""
    pdf, _ = write(lay_out(markup(TWICE, **{"a.svg": data})))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return [page.Contents.read_bytes() for page in opened.pages]


@pytest.mark.parametrize(("inner", "times"), [(HALF, 1), ("", 1), (GRADIENT, 2)])
def test_a_drawing_is_drawn_once_unless_it_needs_more_of_its_page(
    inner: str, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[object] = []
    draw = SVG.draw

    def counted(self: SVG, *given: object) -> None:
        drawn.append(self)
        draw(self, *given)

    monkeypatch.setattr(SVG, "draw", counted)
    drawing.cache_clear()
    data = FILE.format(inner).encode()
    assert drawn_on_pages(data) == drawn_on_pages(data)
    assert len(drawn) == times


@pytest.mark.parametrize(
    "inner",
    [
        "<text>words</text>",
        '<image href="a.png"/>',
        '<use href="other.svg#a"/>',
        '<use xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="file:///etc/passwd#a"/>',
        "<style>path { fill: url(http://example.org/a.svg) }</style>",
        "<path",
    ],
)
def test_drawings_that_need_more_than_themselves_are_left_to_the_engine(inner: str) -> None:
    assert drawing(FILE.format(inner).encode()) is None


def test_a_drawing_may_use_its_own_parts() -> None:
    assert drawing(FILE.format('<path id="a" d="M0 0h9"/><use href="#a"/>').encode())
