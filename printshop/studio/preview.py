"""Edition -> Preview: pictures of its panels, where each text stands on them, and how it fits.

Done in the renderer's process, so what goes in and out can be sent there.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2

from ..compose import compose
from ..findings import Finding
from ..geometry import POINTS_PER_INCH, Size, millimetres, points
from ..model import Edition, Fit
from ..preflight import missing_glyphs
from ..profiles import LAYOUT_BLEED
from ..render import Proof, lay_out, write
from ..render.places import TextBox, text_boxes
from ..translate import translate

Remembered = tuple[float, int]


@dataclass(frozen=True, slots=True)
class PanelPicture:
    """A panel, or a side of a sheet, as PNG; ``size`` is that of the paper in mm."""

    png: bytes
    size: Size


@dataclass(frozen=True)
class Preview:
    """A leaflet's panels in reading order, trimmed.

    ``boxes`` say where texts stand, in mm from their panel's upper left corner. ``remembered`` is
    what makes the next preview of nearly the same leaflet faster.
    """

    panels: tuple[PanelPicture, ...]
    boxes: tuple[TextBox, ...]
    fit: Fit
    findings: tuple[Finding, ...]
    remembered: Remembered


def preview(edition: Edition, dpi: int, remembered: Remembered | None = None) -> Preview:
    """Lay out an edition and picture its panels, each on the ground that the theme gives it.

    ``remembered`` is of an earlier preview: its size is kept where the text still fits, though
    a larger one may by now.
    """
    edition = replace(edition, brochure=replace(edition.brochure, spreads={}))
    copy, findings = translate(edition)
    findings += missing_glyphs(edition, copy)
    proof = lay_out(compose(edition, copy), remembered)
    pdf, warnings = write(proof)
    return Preview(
        tuple(pictures(pdf, dpi, LAYOUT_BLEED)),
        trimmed_boxes(proof),
        proof.fit,
        (*findings, *proof.findings, *warnings),
        (proof.fit.body, proof.fit.alignment),
    )


def pictures(pdf: bytes, dpi: int, trimmed: float = 0.0) -> Iterator[PanelPicture]:
    """Yield pictures of a PDF's pages, less so many mm on each side."""
    scale = dpi / POINTS_PER_INCH
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            width, height = (millimetres(side) for side in page.get_size())
            picture = page.render(scale=scale, crop=(points(trimmed),) * 4).to_pil()
            sides = (round(side - 2 * trimmed, 2) for side in (width, height))
            yield PanelPicture(_png(picture), Size(*sides))


def _png(picture: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=1)  # it goes no further than this machine
    return buffer.getvalue()


def trimmed_boxes(proof: Proof) -> tuple[TextBox, ...]:
    """Return the boxes of all texts in mm from the upper left corner of their trimmed panel."""
    return tuple(
        replace(box, x=round(box.x - LAYOUT_BLEED, 2), y=round(box.y - LAYOUT_BLEED, 2))
        for box in text_boxes(proof)
    )
