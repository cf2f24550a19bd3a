"""The checks of finished files, one topic a file: what is wanted, why, and how it is told.

Each file has a CHECK; CHECKS has them in the order in which they are told.
"""

from __future__ import annotations

from ..subject import Check
from . import (
    alignment,
    bleed,
    closed,
    colour_spaces,
    contrast,
    dates,
    emphasis,
    facts,
    font_embedding,
    font_meaning,
    guarantees,
    image_resolution,
    ink_coverage,
    layers,
    line_length,
    line_spacing,
    line_weight,
    links_and_notes,
    output_intent,
    overprint,
    page_boxes,
    pdfx,
    qr_code,
    readability,
    rich_black,
    safe_area,
    sections,
    soundness,
    text_size,
    transparency,
)

CHECKS: tuple[Check, ...] = tuple(
    module.CHECK
    for module in (
        soundness,
        closed,
        page_boxes,
        bleed,
        safe_area,
        font_embedding,
        font_meaning,
        image_resolution,
        line_weight,
        colour_spaces,
        ink_coverage,
        overprint,
        rich_black,
        transparency,
        layers,
        output_intent,
        pdfx,
        links_and_notes,
        text_size,
        line_spacing,
        line_length,
        alignment,
        emphasis,
        contrast,
        qr_code,
        facts,
        dates,
        sections,
        guarantees,
        readability,
    )
)
