"""Logos from outside: nothing is kept but what is printed, and nasty files are refused."""

from __future__ import annotations

import io
import pickle
import struct
import zlib
from collections.abc import Callable

import pytest
from PIL import Image, PngImagePlugin

from printshop.load.clean_logos import RefusedLogoError, clean_logo, pixels_needed

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
PATH = '<path d="M0 0h9v9z" fill="#123456"/>'


def svg(inside: str, root: str = 'viewBox="0 0 9 9"') -> bytes:
    """Return a drawing with something in it."""
    return f"{HEAD}{root}>{inside}{PATH}</svg>".encode()


def picture(
    size: tuple[int, int], kind: str = "PNG", mode: str = "RGB", **options: object
) -> bytes:
    """Return a plain picture."""
    buffer = io.BytesIO()
    Image.new(mode, size).save(buffer, kind, **options)
    return buffer.getvalue()


def refused(data: bytes) -> str:
    """Return why a logo is refused."""
    with pytest.raises(RefusedLogoError) as caught:
        clean_logo(data)
    return caught.value.reason


def uses(levels: int) -> str:
    """Return groups that each draw the one before ten times."""
    groups = [f'<g id="g0">{PATH}</g>']
    for level in range(1, levels):
        again = f'<use href="#g{level - 1}"/>' * 10
        groups.append(f'<g id="g{level}">{again}</g>')
    return "".join(groups)


@pytest.mark.parametrize(
    "data",
    [
        svg("<script>alert(1)</script>"),
        svg('<x:script xmlns:x="http://www.w3.org/2000/svg">1</x:script>'),
        svg("<foreignObject><p>x</p></foreignObject>"),
        svg('<image href="https://evil.example/x.png"/>'),
        svg('<image href="data:image/png;base64,AAAA"/>'),
        svg("<text>Letters</text>"),
        svg("<style>@import url(https://evil.example/x.css);</style>"),
        svg("<style>path{fill:url(https://evil.example/x)}</style>"),
        svg("<style>path{fill:u\\72l(https://evil.example/x)}</style>"),
        b'<!DOCTYPE svg [<!ENTITY a "x">]>' + svg("<title>&a;</title>"),
        b'<!DOCTYPE svg SYSTEM "https://evil.example/x" [ ]>' + svg(""),
        svg("").decode().encode("utf-16"),
        svg("<g>"),
        b"<svg>not of that namespace</svg>",
        svg(uses(7)),
        svg('<g id="a"><use href="#b"/></g><g id="b"><use xlink:href="#a"/></g>'),
        svg('<g id="a"><g clip-path="url(#a)"/></g>'),
        svg("<g>" * 3000 + "</g>" * 3000),
    ],
    ids=lambda data: data[-90:].decode("utf-8", "replace"),
)
def test_drawings_with_more_than_shapes_are_refused(data: bytes) -> None:
    assert refused(data) in ("drawing", "kind")


def test_of_a_drawing_only_what_is_listed_is_kept() -> None:
    made = clean_logo(
        b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://x/y.dtd">'
        + svg(
            '<metadata>made by me</metadata><animate attributeName="href" to="javascript:x"/>'
            '<g onclick="alert(1)" style="fill:url(https://evil.example/x)" class="a">'
            '<use href="https://evil.example/x#y"/><use xlink:href="#p"/></g>'
            '<style>.a{fill:url(#p)}</style><a:b xmlns:a="urn:editor">x</a:b>',
            'viewBox="0 0 9 9" onload="alert(1)"',
        )
    ).data
    for gone in (b"evil", b"onclick", b"onload", b"metadata", b"animate", b"DOCTYPE", b"urn:"):
        assert gone not in made
    for kept in (b'fill="#123456"', b'href="#p"', b"url(#p)", b'viewBox="0 0 9 9"', b'class="a"'):
        assert kept in made


def bomb() -> bytes:
    """Return a PNG that says it is 60000 by 60000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(1_000_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (bomb, "pixels"),
        (lambda: picture((6000, 5000), mode="1"), "pixels"),
        (lambda: b"<!DOCTYPE html><html><script>1</script></html>", "kind"),
        (lambda: b"", "kind"),
        (lambda: b"GIF89a" + bytes(100), "kind"),
        (lambda: bytes(8_000_001), "large"),
        (lambda: picture((400, 300))[:-40], "damaged"),
        (lambda: b"\x89PNG\r\n\x1a\n" + bytes(50), "damaged"),
        (lambda: picture((400, 300), "JPEG")[:300], "damaged"),
        (lambda: picture((60, 40)), "coarse"),
    ],
)
def test_pictures_that_are_none_or_too_much_are_refused(
    data: Callable[[], bytes], reason: str
) -> None:
    assert refused(data()) == reason


def test_of_a_picture_only_pixels_are_kept() -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "<script>alert(1)</script>")
    image = Image.new("RGBA", (400, 300), (200, 10, 30, 128))
    buffer = io.BytesIO()
    image.save(buffer, "PNG", pnginfo=text, exif=b"Exif\0\0secret")
    made = clean_logo(buffer.getvalue() + b"<script>after the end</script>")
    assert b"script" not in made.data
    assert b"secret" not in made.data
    with Image.open(io.BytesIO(made.data)) as again:
        assert again.getpixel((9, 9)) == (200, 10, 30, 128)


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "1"])
def test_pictures_of_all_kinds_of_colour_are_taken(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    made = clean_logo(picture((3000, 3000), kind, mode))
    assert made.suffix == {"PNG": "png", "JPEG": "jpg"}[kind]
    assert made.size == (1600, 1600)  # no print shows more


def test_photographs_are_turned_as_the_camera_was() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    assert clean_logo(picture((600, 300), "JPEG", exif=turned)).size == (300, 600)


def test_how_many_pixels_good_print_needs() -> None:
    assert pixels_needed((220, 100)) == 284  # 24 mm wide, 300 an inch
    assert pixels_needed((150, 150)) == 189  # 16 mm high
    assert pixels_needed((284, 100)) is None


def test_a_refusal_comes_through_from_another_process() -> None:
    error = RefusedLogoError("coarse", width=1, needed=2)
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  (our own)
    assert (again.reason, again.values) == ("coarse", {"width": 1, "needed": 2})
