"""What a file says in logical order: its structure tree, read as a screen reader does.

(ISO 32000-1, 14.7 and 14.8: elements, marked content by page and number, ActualText.)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pikepdf

_INLINE = frozenset(
    f"/{kind}"
    for kind in (
        *("Annot", "Code", "Em", "Lbl", "Link", "Note", "Quote", "RB", "RT", "Reference"),
        *("Ruby", "Span", "Strong"),
    )
)
_DEEPEST = 60
_MOST = 200_000  # elements

Content = tuple[int, int]  # page from 1, and number on it


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What is read aloud in one go: its structure type, its words, the content that shows them."""

    kind: str
    text: str
    contents: tuple[Content, ...]


def paragraphs(pdf: pikepdf.Pdf, texts: Mapping[Content, str]) -> tuple[Paragraph, ...]:
    """Return all paragraphs in the order of the structure tree, if there is one.

    ``texts`` is what the marked content says by itself.
    """
    root = pdf.Root.get("/StructTreeRoot")
    if not isinstance(root, pikepdf.Dictionary) or "/K" not in root:
        return ()
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
    reader = _Reader(texts, pages)
    reader.read(root.K, None, 0)
    reader.end()
    return tuple(reader.found)


class _Reader:
    def __init__(self, texts: Mapping[Content, str], pages: Mapping[Any, int]) -> None:
        self._texts, self._pages = texts, pages
        self._seen: set[Any] = set()
        self.found: list[Paragraph] = []
        self._kind = "/Document"
        self._words: list[str] = []
        self._contents: list[Content] = []

    def end(self) -> None:
        """End the paragraph that is being read."""
        text = "".join(self._words)
        if text.strip():
            self.found.append(Paragraph(self._kind[1:], text, tuple(self._contents)))
        self._words, self._contents = [], []

    def read(self, kid: Any, page: int | None, depth: int) -> None:
        """Read an element, a list of them, or content; what makes no sense says nothing."""
        if depth > _DEEPEST or len(self._seen) > _MOST:
            return
        if isinstance(kid, pikepdf.Array):
            for child in kid:
                self.read(child, page, depth + 1)
        elif isinstance(kid, int):
            self._content(page, kid)
        elif isinstance(kid, pikepdf.Dictionary):
            if kid.get("/Type") == pikepdf.Name.MCR:
                self._content(self._page_of(kid, page), kid.get("/MCID"))
            elif "/S" in kid:
                self._element(kid, self._page_of(kid, page), depth)

    def _page_of(self, entry: Any, page: int | None) -> int | None:
        named = entry.get("/Pg")
        return self._pages.get(named.objgen, page) if named is not None else page

    def _content(self, page: int | None, number: Any) -> None:
        if page is not None and isinstance(number, int):
            self._contents.append((page, number))
            self._words.append(self._texts.get((page, number), ""))

    def _element(self, element: Any, page: int | None, depth: int) -> None:
        if element.is_indirect:
            if element.objgen in self._seen:
                return
            self._seen.add(element.objgen)
        inline = str(element.S) in _INLINE
        if not inline:
            self.end()
            self._kind = str(element.S)
        words = len(self._words)
        self.read(element.get("/K", pikepdf.Array()), page, depth + 1)
        if "/ActualText" in element:
            self._words[words:] = [str(element.ActualText)]
        if not inline:
            self.end()


def contents_of(paragraphs: tuple[Paragraph, ...]) -> Iterator[tuple[Content, Paragraph]]:
    """Yield each piece of content with the paragraph it belongs to."""
    for paragraph in paragraphs:
        for content in paragraph.contents:
            yield content, paragraph
