"""A proof of the imprint: leaflets put together are compared with ones that were laid out whole."""

from __future__ import annotations

import io
from collections import Counter
from typing import Any

import pikepdf
from PIL import ImageChops

from ..errors import BrochureError
from ..model import Artifact

_DPI = 100.0
# Of 255, in what edges of letters are mixed from: coordinates are rounded in another place.
_TOLERANCE = 8


def prove(imprinted: tuple[Artifact, ...], whole: tuple[Artifact, ...]) -> None:
    """Compare leaflets with the same ones laid out as a whole.

    Raises BrochureError where a page looks different, or a title, an author or a link is another.
    """
    for one, other in zip(imprinted, whole, strict=True):
        difference = _difference(one.pdf, other.pdf)
        if difference:
            raise BrochureError(
                f"{one.name} was to be put together from parts, but {difference}. Do not use what "
                "this build made; build with --no-imprint, and report this."
            )


def _difference(one: bytes | None, other: bytes | None) -> str:
    """Return what differs between two files, "" if nothing does."""
    if one is None or other is None:
        return "" if one is other else "only one way of making it is refused"
    first, second = _facts(one), _facts(other)
    different = [key for key in first if first[key] != second[key]]
    if different:
        return f"its {different[0]} would be another"
    from ..preflight.pdf.raster import Raster  # only samples are looked at

    rasters = Raster(one), Raster(other)
    try:
        for number in range(1, first["number of pages"] + 1):
            pictures = [raster.draw(number, _DPI).image for raster in rasters]
            bands = ImageChops.difference(*pictures).split()
            if any(any(band.histogram()[_TOLERANCE + 1 :]) for band in bands):
                return f"page {number} would look different"
    finally:
        for raster in rasters:
            raster.close()
    return ""


def _facts(data: bytes) -> dict[str, Any]:
    """Return what two files that are the same to a reader agree on."""
    with pikepdf.Pdf.open(io.BytesIO(data)) as pdf:
        kinds: Counter[str] = Counter()
        _count(pdf.Root.StructTreeRoot.K, kinds)
        return {
            "number of pages": len(pdf.pages),
            "title": str(pdf.docinfo.get("/Title", "")),
            "author": str(pdf.docinfo.get("/Author", "")),
            "language": str(pdf.Root.Lang),
            "links": _links(pdf),
            "texts for screen readers": kinds,
        }


def _links(pdf: pikepdf.Pdf) -> Counter[tuple[str, str]]:
    return Counter(
        (str(annotation.A.URI), str(annotation.Contents))
        for page in pdf.pages
        for annotation in page.get("/Annots", [])
    )


def _count(element: Any, texts: Counter[str]) -> None:
    """Count what elements of structure tell in words of their own."""
    if isinstance(element, pikepdf.Array):
        for kid in element:
            _count(kid, texts)
    elif isinstance(element, pikepdf.Dictionary) and "/S" in element:
        for key in ("/Alt", "/ActualText"):
            if key in element:
                texts[str(element[key])] += 1
        if "/K" in element:
            _count(element.K, texts)
