"""The last touch to a review's PDF: panels under their numbers, languages named in the table."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

import pikepdf
from pikepdf import Array, Name, Pdf

from ..geometry import Rect, points
from ..impose.overlays import overlay
from ..profiles import LAYOUT_BLEED
from ..render.documents import Document
from ..render.places import PicturePlace

FRAME = b"0.5 w 0.6 G"  # hairline around a panel, which may be as white as the paper
CELLS = 4  # of a text in the table: source, translation, remarks, tick

_MARKED = frozenset(("BMC", "BDC", "EMC"))


def finish(document: Document, panels: bytes, languages: tuple[str, str]) -> bytes:
    """Lay each panel under the place of its number, and return the finished PDF.

    ``panels`` has a page a panel, with bleed all round; ``languages`` are those of the source and
    of the translation (BCP 47). The same input gives the same bytes.
    """
    with Pdf.open(io.BytesIO(document.pdf)) as pdf, Pdf.open(io.BytesIO(panels)) as source:
        forms = [pdf.copy_foreign(_picture(source, page)) for page in source.pages]
        for place in document.pictures:
            _lay_under(pdf, place, forms[int(place.name) - 1])
        _name_languages(pdf.Root.StructTreeRoot, languages)
        output = io.BytesIO()
        pdf.save(
            output,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return output.getvalue()


def _picture(source: Pdf, page: pikepdf.Page) -> pikepdf.Object:
    """Return a panel, trimmed, as a form without tags: its texts stand in the table."""
    kept = [i for i in pikepdf.parse_content_stream(page) if str(i.operator) not in _MARKED]
    page.Contents = source.make_stream(pikepdf.unparse_content_stream(kept))
    bleed = points(LAYOUT_BLEED)
    left, bottom, right, top = map(float, page.mediabox)
    page.trimbox = Array([left + bleed, bottom + bleed, right - bleed, top - bleed])
    return page.as_form_xobject()


def _lay_under(pdf: Pdf, place: PicturePlace, form: pikepdf.Object) -> None:
    panel = place.box
    left, bottom, right, _ = map(float, form.BBox)
    scale = points(panel.width) / (right - left)
    x, y = points(panel.x) - left * scale, points(panel.y) - bottom * scale
    page = pdf.pages[place.page - 1]
    drawn = overlay(page.obj, "/Panel", form, (scale, 0, 0, scale, x, y))
    page.contents_add(pdf.make_stream(drawn + b"\n" + _frame(panel)), prepend=True)


def _frame(panel: Rect) -> bytes:
    box = b"%.3f %.3f %.3f %.3f" % tuple(map(points, (panel.x, panel.y, panel.width, panel.height)))
    return b"/Artifact BMC\nq %s %s re S Q\nEMC" % (FRAME, box)


# --- languages -----------------------------------------------------------------------------------


def _name_languages(root: pikepdf.Object, languages: tuple[str, str]) -> None:
    """Name the languages of source and translation, which the layout engine leaves out."""
    for row in _elements(root, Name.TR):
        cells = [cell for cell in _kids(row) if cell.get("/S") == Name.TD]
        if len(cells) == CELLS:
            for cell, tag in zip(cells, languages, strict=False):
                cell.Lang = pikepdf.String(tag)


def _elements(element: pikepdf.Object, kind: Name) -> Iterator[pikepdf.Object]:
    for kid in _kids(element):
        if kid.get("/S") == kind:
            yield kid
        else:
            yield from _elements(kid, kind)


def _kids(element: pikepdf.Object) -> Iterable[pikepdf.Object]:
    """Return the structure elements right below one (ISO 32000-1, 14.7.2)."""
    kids = element.get("/K", Array())
    kids = kids if isinstance(kids, Array) else Array([kids])
    return [kid for kid in kids if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]
