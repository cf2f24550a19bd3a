"""Drawings kept as they stand in a PDF: the same whether they are drawn or remembered."""

from __future__ import annotations

import io
from pathlib import Path
from xml.etree import ElementTree

import pikepdf
import pytest
from weasyprint.pdf.stream import Stream
from weasyprint.svg import SVG

from printshop.render import lay_out, write
from printshop.render.drawings import drawing

from .test_render import leaflet, markup

FILE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" width="10mm">{}</svg>'
LANDSCAPE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 150">{}</svg>'
CLIPPED = (
    '<clipPath id="c"><rect width="240" height="150" rx="8"/></clipPath>'
    '<g clip-path="url(#c)"><rect width="240" height="150"/></g>'
)
# What moves a drawing, each time to another place.
OTHERWISE = tuple(f'<p style="margin: {length}mm">A word</p>' for length in (1.1, 2.3, 3.7, 5.9))
HALF = '<path d="M0 0h9v9z" fill="#c8674b" fill-opacity="0.5" stroke="#123" stroke-opacity="0.3"/>'
GRADIENT = (
    '<defs><linearGradient id="g"><stop offset="0" stop-color="#fff"/>'
    '<stop offset="1" stop-color="#000"/></linearGradient></defs>'
    '<rect width="9" height="9" fill="url(#g)"/>'
)
TWICE = leaflet('<p style="color: #c8674b">Red</p><img src="asset:a.svg" alt="A"><p>Black</p>')


def forget(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget what was drawn, in this process and in earlier ones."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    drawing.cache_clear()


def drawn_on_pages(data: bytes) -> list[bytes]:
    """Return what is drawn on each page of a leaflet with a drawing in it."""
    pdf, _ = write(lay_out(markup(TWICE, **{"a.svg": data})))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return [page.Contents.read_bytes() for page in opened.pages]


@pytest.mark.parametrize(("inner", "times"), [(HALF, 1), ("", 1), (GRADIENT, 2)])
def test_a_drawing_is_drawn_once_unless_it_needs_more_of_its_page(
    inner: str, times: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[object] = []
    draw = SVG.draw

    def counted(self: SVG, *given: object) -> None:
        drawn.append(self)
        draw(self, *given)

    monkeypatch.setattr(SVG, "draw", counted)
    forget(tmp_path, monkeypatch)
    data = FILE.format(inner).encode()
    assert drawn_on_pages(data) == drawn_on_pages(data)
    assert len(drawn) == times


@pytest.mark.parametrize("inner", [HALF, GRADIENT])
@pytest.mark.parametrize("damaged", [False, True])
def test_a_drawing_is_the_same_in_another_run(
    inner: str, damaged: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = FILE.format(inner).encode()
    forget(tmp_path, monkeypatch)
    first = drawn_on_pages(data)
    for file in (tmp_path / "make-brochure" / "worked-out").iterdir():
        file.write_bytes(file.read_bytes()[:-1] if damaged else file.read_bytes())
    forget(tmp_path, monkeypatch)
    if inner == HALF and not damaged:
        monkeypatch.setattr(SVG, "draw", None)  # would fail if it were called
        monkeypatch.setattr(ElementTree, "fromstring", None)
    assert drawn_on_pages(data) == first


@pytest.mark.parametrize("inner", [HALF, CLIPPED])
def test_where_it_was_drawn_before_changes_nothing(
    inner: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def written(before: str) -> bytes:
        body = before + '<img src="asset:a.svg" alt="A" style="width: 152.1448818897638px">'
        proof = lay_out(markup(leaflet(body), **{"a.svg": LANDSCAPE.format(inner).encode()}))
        return write(proof)[0]

    for number, before in enumerate(OTHERWISE):
        forget(tmp_path / str(number), monkeypatch)
        there = written(before)
        drawing.cache_clear()
        here = written("")
        forget(tmp_path / f"{number} anew", monkeypatch)
        assert (written(""), written(before)) == (here, there)


def test_what_the_engine_says_of_a_drawing_it_says_in_each_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: SVG, stream: Stream, *given: object) -> None:
        stream.rectangle(0, 0, 1, 1)  # a part of it is drawn
        raise ValueError

    monkeypatch.setattr(SVG, "draw", fails)
    for _ in range(2):
        forget(tmp_path, monkeypatch)
        findings = write(lay_out(markup(TWICE, **{"a.svg": FILE.format(HALF).encode()})))[1]
        assert [finding.code for finding in findings] == ["layout.missing-picture"]


@pytest.mark.parametrize(("size", "width"), [("10mm", 37.8), ("2em", 24.0)])
def test_a_drawing_is_as_large_as_it_says(size: str, width: float) -> None:
    data = FILE.format(HALF).replace("10mm", size).encode()
    drawn = drawing(data)
    assert drawn
    assert drawn.get_intrinsic_size(1, 12)[0] == pytest.approx(width, abs=0.1)


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
