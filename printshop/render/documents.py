"""Other documents than leaflets: HTML that is set once, at the sizes it names itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..findings import Finding
from .engine import _VARIANT, _engine, _engine_findings, _recording
from .places import PicturePlace, picture_places


@dataclass(frozen=True, slots=True)
class Document:
    """A tagged PDF (PDF/UA-1), where its named pictures stand, and what the engine warned of."""

    pdf: bytes
    pictures: tuple[PicturePlace, ...]
    findings: tuple[Finding, ...]


def set_document(html: str, assets: Mapping[str, bytes], fonts_folder: str) -> Document:
    """Set a document in the fonts of a folder; its pictures are the assets, named ``asset:``.

    Its form fields can be filled in. The same input gives the same bytes.
    """
    engine = _engine(fonts_folder)
    with _recording() as warnings:
        pages = engine.html(html, assets).render(
            font_config=engine.fonts, pdf_variant=_VARIANT, pdf_forms=True
        )
        pdf: bytes = pages.write_pdf(pdf_variant=_VARIANT, pdf_forms=True)
    places = picture_places(tuple(page._page_box for page in pages.pages))
    return Document(pdf, places, _engine_findings(warnings))
