"""Pictures nobody has vouched for: refused, or read with the labels in them."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest
from PIL import Image

from printshop.findings import Finding, Place
from printshop.load.pictures import PictureError, parse_svg, read_drawing, read_picture
from printshop.model import Message, Picture

ALT = Message("cover.alt", "A hand", "", Place("brochures/warm.yaml", 3), plain=True)
OPEN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100">'


def svg(inside: str) -> str:
    return f"{OPEN}{inside}</svg>"


def read(folder: Path, content: str | bytes, name: str = "p.svg") -> tuple[Picture, list[Finding]]:
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return read_picture(folder, name, ALT, "cover.label", "pictures")


# --- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        f"<!DOCTYPE svg>{svg('')}",
        f'<!DOCTYPE svg [<!ENTITY a "boom">]>{svg("&a;")}',
        f'<!DOCTYPE svg SYSTEM "file:///etc/passwd">{svg("")}',
        svg("<script>alert(1)</script>"),
        svg("<g><g><script href='x.js'/></g></g>"),
        svg("<g>"),
        svg("&undefined;"),
        "",
        "GIF89a",
        "<html/>",
        '<svg viewBox="0 0 1 1"/>',
    ],
)
def test_svg_that_is_refused(text: str) -> None:
    with pytest.raises(PictureError):
        parse_svg("p.svg", text.encode())


@pytest.mark.parametrize(
    "view_box", ["", "0 0 10", "0 0 ten 10", "1 0 10 10", "0 0 0 10", "0 0 10 -1"]
)
def test_a_drawing_needs_a_size(tmp_path: Path, view_box: str) -> None:
    with pytest.raises(PictureError):
        read(tmp_path, svg("").replace("0 0 200 100", view_box))


@pytest.mark.parametrize(
    "name", ["../x.svg", "y.svg/../../x.svg", "/x.svg", "x", "x.gif", "", ".svg"]
)
def test_names_that_are_none_of_ours(tmp_path: Path, name: str) -> None:
    (tmp_path / "x.svg").write_text(svg(""), "utf-8")
    (tmp_path / "pictures" / "y.svg").mkdir(parents=True)
    with pytest.raises(PictureError):
        read_drawing(tmp_path / "pictures", name)


def test_a_picture_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PictureError):
        read_drawing(tmp_path, "x.svg")


def test_a_bitmap_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(PictureError):
        read(tmp_path, b"\x89PNG\r\n\x1a\nrubbish", "p.png")


# --- what is read --------------------------------------------------------------------------------


def test_an_asset_is_known_by_its_content(tmp_path: Path) -> None:
    data = svg("<path/>").encode()
    (tmp_path / "x.svg").write_bytes(data)
    asset = read_drawing(tmp_path, "x.svg")
    assert asset.sha256 == hashlib.sha256(data).hexdigest()
    assert asset.path == str(tmp_path / "x.svg")


def test_a_bitmap_s_size(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (7, 5)).save(buffer, "PNG")
    picture, findings = read(tmp_path, buffer.getvalue(), "p.png")
    assert findings == []
    assert (picture.width, picture.height, picture.labels) == (7, 5, ())


@pytest.mark.parametrize("view_box", ["0 0 200 100", "0,0,200,100", " 0.0  0 200.0 1e2 "])
def test_a_drawing_s_size(tmp_path: Path, view_box: str) -> None:
    picture, findings = read(tmp_path, svg("").replace("0 0 200 100", view_box))
    assert findings == []
    assert (picture.width, picture.height) == (200, 100)


def test_a_label_is_lifted_out(tmp_path: Path) -> None:
    text = (
        '\n<text data-label="dermis" x="50" y="25" text-anchor="end" font-size="8" '
        'fill="var(--rust)"> The <tspan>dermis</tspan> </text>\n'
    )
    picture, findings = read(tmp_path, svg(text))
    assert findings == []
    (label,) = picture.labels
    assert (label.left, label.top) == (25, 25)
    assert (label.anchor, label.colour) == ("end", "var(--rust)")
    assert (label.message.key, label.message.text) == ("cover.label.dermis", "The dermis")
    assert label.message.place == Place("pictures/p.svg", 2)


def test_a_label_without_wishes(tmp_path: Path) -> None:
    picture, _ = read(tmp_path, svg('<text data-label="a">A</text>'))
    (label,) = picture.labels
    assert (label.left, label.top, label.anchor) == (0, 0, "start")


def test_labels_keep_their_order(tmp_path: Path) -> None:
    texts = "".join(f'<text data-label="{key}">{key}</text>' for key in "zam")
    picture, _ = read(tmp_path, svg(texts))
    assert [label.message.text for label in picture.labels] == ["z", "a", "m"]


@pytest.mark.parametrize(
    "text",
    [
        "<text>Dermis</text>",
        '<text data-label="">Dermis</text>',
        '<g><text data-label="dermis">Dermis</text></g>',
        '<g><g><text data-label="dermis">Dermis</text></g></g>',
        '<text data-label="dermis" transform="rotate(9)">Dermis</text>',
    ],
)
def test_labels_that_could_not_be_set(tmp_path: Path, text: str) -> None:
    picture, (finding,) = read(tmp_path, svg(f"\n\n{text}\n"))
    assert (finding.code, finding.place) == ("picture.label", Place("pictures/p.svg", 3))
    assert picture.labels == ()
