"""The tag tree as assistive technology wants it: whole paragraphs, their words, their languages.

What WeasyPrint writes is valid and hard to listen to: an element for every line, a paragraph cut
in two where a page ends, one language for all, and text as it is drawn.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pydyf

from ..findings import Finding, Severity
from .tags import (
    Element,
    Kid,
    Piece,
    is_break,
    is_inline,
    new_element,
    put_back,
    read,
    remembering,
)
from .telling import Teller
from .wording import Wording, glyph_texts, spoken

_UNSPECIFIC = ("NonStruct", "Span")  # they say nothing about what is in them
_VERSION = "1.7"  # of PDF, which PDF/UA-1 goes with
_WHOLE_ON_A_PAGE = ("Figure", "Table")  # a table that goes on has its headings on each page
_EMPTY_AT_TIMES = ("TD", "TH")


def write_tagged(document: Any, variant: str) -> tuple[bytes, tuple[Finding, ...]]:
    """Write a laid-out document as tagged PDF, see ``tagged``."""
    pdf, findings = tagged(document, variant)
    return written(pdf), findings


def written(pdf: pydyf.PDF, links: bool = True) -> bytes:
    """Return a tagged PDF as bytes, with ``links`` or without."""
    if not links:
        for page in _pages(pdf):
            page.pop("Annots", None)
    output = io.BytesIO()
    pdf.write(output, _VERSION, compress=True)
    return output.getvalue()


def tagged(document: Any, variant: str) -> tuple[pydyf.PDF, tuple[Finding, ...]]:
    """Return a laid-out document as tagged PDF, not yet written, and which texts cannot be told.

    What is one element in the HTML is one element, though it may go on overleaf. Text that its
    glyphs do not tell one after the other (ISO 32000-1, 14.8.2) stands as ActualText on Spans that
    hold nothing else (14.9.4), so that links stay links. Text in another language says so (14.9.2).
    """
    findings: list[Finding] = []
    finished: list[pydyf.PDF] = []

    def mend(document: Any, pdf: pydyf.PDF) -> None:
        html = document.pages[0]._page_box.children[0]
        tree = read(pdf, made)
        _join(pdf, tree)
        _name_headings(tree)
        wording = Wording(html.element)
        right_to_left = html.style["direction"] == "rtl"
        glyphs = glyph_texts(pdf, document.fonts.values())
        findings.extend(Teller(pdf, wording, glyphs).tell(tree, right_to_left))
        findings.extend(_in_group(box) for place, box in made.pieces.items() if place not in glyphs)
        _name_languages(tree, html.style["lang"])
        put_back(pdf, tree)
        _clean_bookmarks(pdf)
        _leave_pages_plain(pdf)
        finished.append(pdf)
        pdf.write = _not_yet

    with remembering() as made:
        document.write_pdf(pdf_variant=variant, finisher=mend)
    (pdf,) = finished
    del pdf.write
    return pdf, tuple(findings)


def _not_yet(*_: Any) -> None:
    """Write nothing: who wants objects, and no file, need not wait for one."""


# --- one element for one element -----------------------------------------------------------------


def _join(pdf: pydyf.PDF, element: Element) -> None:
    """Join what was one element in the HTML; leave out elements that say and hold nothing."""
    kids: list[Kid] = []
    for kid in _opened(element.kids):
        last = kids[-1] if kids else None
        if isinstance(last, Element) and isinstance(kid, Element) and _goes_on(last, kid):
            last.kids += kid.kids
        else:
            kids.append(kid)
    for found in kids:
        if isinstance(found, Element):
            _join(pdf, found)
    element.kids = [kid for kid in kids if not _is_empty(kid)]
    if element.kind == "LI":
        _gather(pdf, element)


def _opened(kids: list[Kid]) -> Iterator[Kid]:
    """Yield kids, and instead of elements that say nothing about their text what is in them."""
    for kid in kids:
        if isinstance(kid, Element) and kid.kind in _UNSPECIFIC and not is_break(kid):
            within = list(_opened(kid.kids))
            if (is_inline(kid) or len(kids) == 1) and all(map(is_inline, within)):
                yield from within
                continue
        yield kid


def _goes_on(first: Element, second: Element) -> bool:
    """Tell whether an element is the rest of the one before it, from another line or page."""
    one, other = first.box, second.box
    return (
        first.kind == second.kind
        and first.kind not in _WHOLE_ON_A_PAGE
        and one is not None
        and other is not None
        and one.element is other.element
        and one.element_tag == other.element_tag
    )


def _is_empty(kid: Kid) -> bool:
    return (
        isinstance(kid, Element)
        and all(map(is_break, kid.kids))
        and kid.kind not in _EMPTY_AT_TIMES
        and not is_break(kid)
    )


def _gather(pdf: pydyf.PDF, entry: Element) -> None:
    """Put all but the label of a list's entry into its body (ISO 32000-1, 14.8.4.3.3)."""
    labels = [kid for kid in entry.elements() if kid.kind == "Lbl"]
    others = [kid for kid in entry.kids if kid not in labels]
    if not all(isinstance(kid, Element) and kid.kind == "LBody" for kid in others):
        kids: list[Kid] = []
        for kid in others:
            kids += kid.kids if isinstance(kid, Element) and kid.kind == "LBody" else [kid]
        entry.kids = [*labels, new_element(pdf, "LBody", kids, entry.box)]


def _name_headings(element: Element) -> None:
    """Say of each heading of a table what it heads (ISO 14289-1, 7.5)."""
    if element.kind == "TH":
        heads_row = element.box.element.get("scope") == "row"
        element.entry["A"]["Scope"] = "/Row" if heads_row else "/Column"
    for kid in element.elements():
        _name_headings(kid)


# --- languages -----------------------------------------------------------------------------------


def _name_languages(element: Element, around: str | None) -> None:
    """Name the language of each element that is in another one than what is around it."""
    language = _language(element) or around
    if language is not None and language != around:
        element.entry["Lang"] = pydyf.String(language)
    if "Alt" in element.entry:
        element.entry["Alt"] = pydyf.String(spoken(element.entry["Alt"].string))
    for kid in element.elements():
        _name_languages(kid, language)


def _language(element: Element) -> str | None:
    boxes = [element.box, *(kid.box for kid in element.kids if isinstance(kid, Piece))]
    languages = (box.style["lang"] for box in boxes if box is not None)
    return next(languages, None)


def _in_group(box: Any) -> Finding:
    """Say that something is drawn in a form of its own, where no tag of the page reaches it."""
    what = getattr(box, "text", None) or box.element.get("alt") or box.element_tag
    message = (
        f"'{what.strip()}' is set with opacity or another effect of transparency, so that no tag "
        "reaches it. Give it the colour that it should have instead."
    )
    return Finding("layout.transparent", Severity.ERROR, message)


def _clean_bookmarks(pdf: pydyf.PDF) -> None:
    """Take out of bookmarks what only steers layout: a viewer shows the soft hyphens in them."""
    for item in pdf.objects:
        if isinstance(item, pydyf.Dictionary) and "Dest" in item and "Title" in item:
            item["Title"] = pydyf.String(spoken(item["Title"].string))


def _leave_pages_plain(pdf: pydyf.PDF) -> None:
    """Compress no page's content: imposition reads it at once, and writes it anew."""
    for page in _pages(pdf):
        pdf.objects[int(page["Contents"].split()[0])].compress = False


def _pages(pdf: pydyf.PDF) -> list[pydyf.Dictionary]:
    return [pdf.objects[int(reference.split()[0])] for reference in pdf.page_references]
