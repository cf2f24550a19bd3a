"""Edition -> Drawn: its panels, but pictures only of those that look otherwise than before.

Done in the renderer's process, so what goes in and out can be sent there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace

from ...compose import compose
from ...findings import Finding
from ...geometry import Size, millimetres_of_pixels
from ...messages import DESK
from ...model import Edition, Fit
from ...preflight import missing_glyphs
from ...profiles import LAYOUT_BLEED
from ...render import lay_out
from ...render.engine import write_quickly
from ...render.looks import page_digests
from ...render.places import TextBox
from ...render.proof import Proof
from ...translate import translate
from ..preview import Remembered, pictures, trimmed_boxes


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel: what it looks like, its size in mm, and its picture unless it was known."""

    look: str
    size: Size
    png: bytes | None


@dataclass(frozen=True)
class Drawn:
    """A leaflet's panels in reading order, trimmed; those that there are not, too.

    ``boxes`` are in mm from the upper left corner of their panel. ``remembered`` makes the next
    drawing of nearly the same leaflet faster. ``settled``: its size is the best one, looked for and
    not remembered.
    """

    panels: tuple[Panel, ...]
    boxes: tuple[TextBox, ...]
    fit: Fit
    findings: tuple[Finding, ...]
    remembered: Remembered
    settled: bool


def draw(
    edition: Edition, dpi: int, known: Collection[str], remembered: Remembered | None = None
) -> Drawn:
    """Lay an edition out and picture its panels, but for those whose looks are known.

    ``remembered`` is of an earlier drawing: its size is kept where the text still fits, though
    a larger one may by now.
    """
    edition = replace(edition, brochure=replace(edition.brochure, spreads={}))
    copy, findings = translate(edition)
    findings += missing_glyphs(edition, copy)
    markup = compose(edition, copy)
    proof = lay_out(markup, remembered)
    found = (proof.fit.body, proof.fit.alignment)
    looks = [_look(digest, dpi) for digest in page_digests(proof, markup)]
    return Drawn(
        _panels(proof, looks, dpi, known),
        tuple(box for box in trimmed_boxes(proof) if _is_own(box, edition)),
        proof.fit,
        (*findings, *proof.findings),
        found,
        found != remembered,  # what is remembered and does not fit is looked for anew
    )


def _look(digest: str, dpi: int) -> str:
    return hashlib.sha256(f"{digest} {dpi}".encode()).hexdigest()[:24]


def _panels(proof: Proof, looks: list[str], dpi: int, known: Collection[str]) -> tuple[Panel, ...]:
    new = [number for number, look in enumerate(looks) if look not in known]
    drawn = pictures(write_quickly(proof, new), dpi, LAYOUT_BLEED) if new else ()
    pngs = {number: picture.png for number, picture in zip(new, drawn, strict=True)}
    return tuple(
        Panel(look, _size(page), pngs.get(number))
        for number, (look, page) in enumerate(zip(looks, proof.document.pages, strict=True))
    )


def _size(page: object) -> Size:
    width, height = (millimetres_of_pixels(getattr(page, side)) for side in ("width", "height"))
    return Size(round(width - 2 * LAYOUT_BLEED, 2), round(height - 2 * LAYOUT_BLEED, 2))


def _is_own(box: TextBox, edition: Edition) -> bool:
    """Tell whether a text stands there in the leaflet's language, and not in the receptionist's."""
    return box.key != DESK or edition.clinic_language.tag == edition.language.tag
