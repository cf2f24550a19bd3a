"""Slots set by themselves, all on a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from ..findings import Finding
from ..geometry import Size
from ..model import Markup
from .engine import _VARIANT, _engine, _engine_findings, _recording
from .places import slot_sizes
from .relettering import Forms, values_of
from .swapped_pictures import image

if TYPE_CHECKING:
    import pydyf

_TOLERANCE = 0.05  # mm


@dataclass(frozen=True, slots=True)
class SlotPage:
    """The page of slots, as tagged PDF with bleed all round, and what wants more room than it has.

    ``pdf`` has been made and not written. ``overflowing`` are slots by name, or words that are too
    wide; then there is no PDF.
    """

    pdf: pydyf.PDF | None
    overflowing: tuple[str, ...]
    findings: tuple[Finding, ...]


def set_slots(markup: Markup, rooms: Mapping[str, Size]) -> SlotPage:
    """Set the slots of a markup that has them all on a page, in rooms of these sizes in mm."""
    from .sideways import sideways_overflows
    from .structure import tagged

    engine, values = _engine(markup.fonts_folder), values_of(markup.html)
    with _recording() as warnings:
        document = _forms().letter(markup.css, values, partial(image, assets=markup.assets))
        if document is None:
            document = engine.html(markup.html, markup.assets).render(
                font_config=engine.fonts,
                stylesheets=engine.style_sheets(*markup.sheets),
                pdf_variant=_VARIANT,
            )
            _forms().keep(markup.css, values, document)
        overflowing = _too_high(document, rooms)
        wide = sideways_overflows(tuple(page._page_box for page in document.pages))
        overflowing += tuple(overflow.text for overflow in wide)
        pdf, findings = None, tuple[Finding, ...]()
        if not overflowing:
            pdf, findings = tagged(document, _VARIANT)
    return SlotPage(pdf, overflowing, (*findings, *_engine_findings(warnings)))


@lru_cache(maxsize=1)
def _forms() -> Forms:
    """Return the layouts that others can be made from, for as long as the process lives."""
    return Forms()


def _too_high(document: Any, rooms: Mapping[str, Size]) -> tuple[str, ...]:
    needed = slot_sizes(document)
    return tuple(
        name
        for name, room in rooms.items()
        if name not in needed or needed[name].height > room.height + _TOLERANCE
    )
