"""A QR code can be read, leads where it should, and is large and free enough.

Rationale: a code that a telephone does not read, or that leads to another leaflet, is worse than
none. Each page is drawn and read as a telephone would.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import hypot
from typing import Any

from ...findings import Severity
from ...geometry import millimetres
from ..pdf import Box, NotCheckedError, PdfPage
from ..pdf.raster import Drawing
from ..results import Problem, Rule
from ..subject import Check, Subject

UNREADABLE = Rule("qr.unreadable", Severity.ERROR, "The QR code can be read")
ADDRESS = Rule("qr.address", Severity.ERROR, "The QR code leads to the leaflet's page")
SMALL = Rule("qr.small", Severity.ERROR, "The modules of a QR code are large enough")
CROWDED = Rule("qr.quiet-zone", Severity.ERROR, "A QR code has its quiet zone")

DPI = 200
_SLACK = 0.03  # parts of a module: rounding to pixels
_BLUR = 0.6, 0.25  # modules at the inner and the outer edge of the quiet zone: pixels


@dataclass(frozen=True)
class _Code:
    text: str
    box: Box
    module: float  # points


def examine(subject: Subject) -> Iterator[Problem]:
    """Find codes that fail; raises NotCheckedError where nothing can read them."""
    found = 0
    for page in subject.pages:
        drawing = subject.document.raster.draw(page.number, DPI)
        for code in _codes(drawing):
            found += 1
            yield from _problems(subject, page, drawing, code)
    if not found and subject.ours and subject.ours.has_code:
        yield UNREADABLE.broken(
            "The leaflet has a QR code that cannot be read; look at what covers or colours it."
        )


def _codes(drawing: Drawing) -> Iterator[_Code]:
    try:
        import zxingcpp
    except ImportError as error:
        raise NotCheckedError(
            "zxing-cpp, which reads QR codes, is not installed; pip install zxing-cpp"
        ) from error
    for code in zxingcpp.read_barcodes(
        drawing.image, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    ):
        place = code.position
        corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
        xs, ys = [corner.x for corner in corners], [corner.y for corner in corners]
        box = drawing.points(min(xs), min(ys), max(xs), max(ys))
        yield _Code(code.text, box, _side(corners) / drawing.scale / _modules(code))


def _side(corners: tuple[Any, ...]) -> float:
    pairs = zip(corners, (*corners[1:], corners[0]), strict=True)
    return sum(hypot(a.x - b.x, a.y - b.y) for a, b in pairs) / 4


def _modules(code: Any) -> int:
    """Return how many modules a side has (ISO/IEC 18004, 5.3.1)."""
    version = str(code.extra.get("Version", "1"))
    return 17 + 4 * int(version) if version.isdigit() else 21


def _problems(subject: Subject, page: PdfPage, drawing: Drawing, code: _Code) -> Iterator[Problem]:
    limits, spot = subject.thresholds, subject.spot(page, code.box)
    ours = subject.ours
    if ours and ours.has_code and code.text != ours.copy.page_url:
        message = f"The QR code leads to {code.text}; it should lead to {ours.copy.page_url}."
        yield ADDRESS.broken(message, spot)
    module = millimetres(code.module)
    if module < limits.qr_module * (1 - _SLACK):
        yield SMALL.broken(
            f"The modules of the QR code on page {page.number} are {module:.2f} mm; print it so "
            f"large that they are {limits.qr_module:g} mm.",
            spot,
        )
    if not _is_quiet(drawing, code, limits.qr_quiet):
        yield CROWDED.broken(
            f"Something stands closer than {limits.qr_quiet:g} modules to the QR code on page "
            f"{page.number}; leave that much white around it.",
            spot,
        )


def _is_quiet(drawing: Drawing, code: _Code, modules: float) -> bool:
    """Tell whether all around a code is light, as its light modules are."""
    inner = code.box.grown(_BLUR[0] * code.module)
    outer = code.box.grown((modules - _BLUR[1]) * code.module)
    inside = drawing.part(code.box)
    if inside is None or not drawing.box.holds(outer, slack=1.0):
        return False
    darkest, lightest = inside.convert("L").getextrema()
    strips = (
        Box(outer.left, inner.top, outer.right, outer.top),
        Box(outer.left, outer.bottom, outer.right, inner.bottom),
        Box(outer.left, outer.bottom, inner.left, outer.top),
        Box(inner.right, outer.bottom, outer.right, outer.top),
    )
    parts = (drawing.part(strip) for strip in strips)
    middle = (float(darkest) + float(lightest)) / 2  # type: ignore[arg-type]
    return all(part is not None and _darkest(part) > middle for part in parts)


def _darkest(part: Any) -> float:
    return float(part.convert("L").getextrema()[0])


CHECK = Check("QR code", __doc__, (UNREADABLE, ADDRESS, SMALL, CROWDED), examine)
