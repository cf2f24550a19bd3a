"""Toy pages for the press: one construct of PDF on a page of 100 by 100 points."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from printshop.findings import Finding
from printshop.output_intents import OutputIntent, read_output_intent
from printshop.press import for_press

from .pdf_x4 import colours
from .real import ROOT

PROFILE = ROOT / "styles" / "profiles" / "FOGRA39L_coated.icc"
INTENT: OutputIntent = read_output_intent(PROFILE)
PINE, PINE_INK = "0.090196 0.266667 0.247059", (90, 48, 65, 52)  # #17443f
CORAL, CORAL_INK = "0.784314 0.403922 0.294118", (18, 67, 71, 5)  # #c8674b
SEPARATIONS = {"#17443f": (90.0, 48.0, 65.0, 52.0), "#c8674b": (18.0, 67.0, 71.0, 5.0)}
SQUARE = "0 0 100 100 re f"

Build = Callable[[Pdf], dict[str, Any]]


def toy(content: str | bytes, build: Build = lambda _: {}, **page_keys: Any) -> bytes:
    """Return a PDF of one page; ``build`` makes its resources in the file they are for."""
    pdf = Pdf.new()
    page = pdf.add_blank_page(page_size=(100, 100)).obj
    page.Resources = Dictionary(**build(pdf))
    data = content.encode() if isinstance(content, str) else content
    page.Contents = pdf.make_stream(data)
    for key, value in page_keys.items():
        page[f"/{key}"] = value
    output = io.BytesIO()
    pdf.save(output, deterministic_id=True)  # else it differs from second to second
    return output.getvalue()


def pressed(source: bytes, intent: OutputIntent = INTENT) -> bytes:
    """Return a toy made ready for the press; nothing in it is left over or in RGB."""
    result, findings = for_press(source, intent, SEPARATIONS)
    assert findings == ()
    with pikepdf.open(io.BytesIO(result)) as pdf:
        assert colours(pdf) == []
    return result


def refused(source: bytes) -> Finding:
    """Return the one finding of a toy that cannot be turned; what is written has no RGB."""
    result, (finding,) = for_press(source, INTENT, SEPARATIONS)
    with pikepdf.open(io.BytesIO(result)) as pdf:
        assert colours(pdf) == []
    assert (finding.code, finding.severity.word) == ("press.colour", "error")
    assert "page 1" in finding.message
    return finding


def operators(data: bytes, page: int = 0) -> list[tuple[str, list[Any]]]:
    """Return the operators of a page with their operands."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [
            (str(i.operator), [float(v) if _is_number(v) else str(v) for v in i.operands])
            for i in pikepdf.parse_content_stream(pdf.pages[page])
        ]


def _is_number(value: Any) -> bool:
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return True


def axial(pdf: Pdf, function: Any, space: Any = Name.DeviceRGB, **keys: Any) -> Dictionary:
    """Return a shading from the left edge of the page to its right."""
    coords = Array([0, 0, 100, 0])
    values = {"ShadingType": 2, "ColorSpace": space, "Coords": coords, "Function": function}
    return Dictionary(**values, **keys)


def between(first: str, last: str, exponent: float = 1) -> Dictionary:
    """Return a function from one colour to another."""
    start, end = ([float(v) for v in text.split()] for text in (first, last))
    return Dictionary(
        FunctionType=2, Domain=Array([0, 1]), C0=Array(start), C1=Array(end), N=exponent
    )


def form(pdf: Pdf, content: str, resources: dict[str, Any] | None = None, **keys: Any) -> Any:
    """Return a form of the page's size."""
    values = {"Type": Name.XObject, "Subtype": Name.Form, "BBox": Array([0, 0, 100, 100])}
    made = pdf.make_stream(content.encode(), **values, **keys)
    made.Resources = Dictionary(**(resources or {}))
    return made


def font(pdf: Pdf) -> Dictionary:
    """Return one of the fonts every reader has; it is not for press files."""
    return Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)


def swapped_profile() -> bytes:
    """Return an RGB profile whose red is sRGB's blue, green its red and blue its green."""
    from PIL import ImageCms

    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = int.from_bytes(data[128:132])
    entries = {bytes(data[132 + 12 * i : 136 + 12 * i]): 132 + 12 * i for i in range(count)}
    for name, other in ((b"rXYZ", b"gXYZ"), (b"gXYZ", b"bXYZ"), (b"bXYZ", b"rXYZ")):
        data[entries[name] : entries[name] + 4] = other
    return bytes(data).replace(b"s\0R\0G\0B\0 ", b"o\0d\0d\0!\0 ")


def write_profile(folder: Path, name: str, data: bytes) -> Path:
    """Write an ICC profile into a folder; returns its path."""
    path = folder / name
    path.write_bytes(data)
    return path
