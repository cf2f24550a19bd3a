"""Slots set once more with other values: the boxes of a layout that was made, with other letters.

Values of one form, such as an address of three short lines, are set alike for every clinic: only
letters, the width of lines and the addresses of links are others. So a layout is kept, and where
each new text fits into its line, as high as the one before, nothing has to be laid out again.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from .fetcher import BASE_URL
from .places import descendants

_TAG = re.compile(r"(<[^>]*>)")
_HREF = re.compile(r'(?<= href=")[^"]*(?=")')
_SPACES = re.compile(r"[\t\n\f\r]|^ | $|  ")  # what HTML takes out of a text, or may
_MOST_FORMS = 32  # kept in a process
_CLOSE = 1e-6  # CSS pixels


@dataclass(frozen=True, slots=True)
class Values:
    """HTML taken apart: what is the same in all documents of a form, and the texts and addresses
    of links that differ, in the document's order."""

    form: str
    texts: tuple[str, ...]
    addresses: tuple[str, ...]


def values_of(html: str) -> Values:
    """Take HTML apart into its form and its values."""
    head, body, rest = html.partition("<body")
    pieces = _TAG.split(body + rest)
    texts: list[str] = []
    addresses: list[str] = []
    for number, piece in enumerate(pieces):
        if number % 2:
            found = _HREF.findall(piece)
            addresses += map(unescape, found)
            pieces[number] = _HREF.sub("", piece) if found else piece
        elif piece.strip():
            texts.append(unescape(piece))
            pieces[number] = "\0"
    return Values(head + "".join(pieces), tuple(texts), tuple(addresses))


@dataclass(frozen=True, slots=True)
class _Letters:
    """A text that stands alone in a line, in one piece: its box, those of the inline elements
    around it from within, the line, and the block that holds it.

    ``breaks`` are boxes without width that end the line, as <br> does.
    """

    owner: Any
    is_tail: bool
    text: Any
    inlines: tuple[Any, ...]
    breaks: tuple[Any, ...]
    line: Any
    block: Any


@dataclass(frozen=True, slots=True)
class _Set:
    """A text set in a line: Pango's layout, and the width of it in CSS pixels."""

    layout: Any
    width: float


class Form:
    """A layout whose letters can be changed."""

    def __init__(self, document: Any, letters: Sequence[_Letters], links: Sequence[Any]) -> None:
        self._document, self._letters, self._links = document, letters, links

    def letter(self, values: Values) -> Any | None:
        """Return the document with other values in it; None where these want another layout.

        It is the same document each time: what was lettered before is gone.
        """
        set_: list[_Set] = []
        for letters, text in zip(self._letters, values.texts, strict=True):
            line = _fitting(letters, text)
            if line is None:
                return None
            set_.append(line)
        for letters, text, line in zip(self._letters, values.texts, set_, strict=True):
            _put(letters, text, line)
        for box, address in zip(self._links, values.addresses, strict=True):
            box.element.set("href", address)
            box.link = _link(address)
        return _written_anew(self._document)


class Forms:
    """Layouts by the form of what is in them, the latest ones."""

    def __init__(self) -> None:
        self._forms: OrderedDict[tuple[str, str], list[Form]] = OrderedDict()

    def letter(self, css: str, values: Values) -> Any | None:
        """Return a document with values in it, None where there is no layout that holds them."""
        for form in self._forms.get((css, values.form), ()):
            document = form.letter(values)
            if document is not None:
                return document
        return None

    def keep(self, css: str, values: Values, document: Any) -> None:
        """Keep the layout of values for others, if all its letters can be changed."""
        form = form_of(document, values)
        if form is None:
            return
        self._forms.setdefault((css, values.form), []).append(form)
        if sum(map(len, self._forms.values())) > _MOST_FORMS:
            self._forms.popitem(last=False)


def form_of(document: Any, values: Values) -> Form | None:
    """Return the form that a document with one page is, None where it is none.

    That is where a text takes more than a line or shares one, and where anything around it is as
    wide as its text wants it.
    """
    if len(document.pages) != 1:
        return None
    page = document.pages[0]._page_box
    owners = [owner for owner in _owners(page.children[0].element) if owner[2] in values.texts]
    every = list(_letters(page, ()))
    if tuple(text for *_, text in owners) != values.texts or len(every) != len(owners):
        return None
    letters = []
    for (element, is_tail, text), ancestors in zip(owners, every, strict=True):
        found = _alone(element, is_tail, text, ancestors)
        if found is None:
            return None
        letters.append(found)
    links = [box for box in descendants(page) if box.link]
    if [box.link for box in links] != list(map(_link, values.addresses)):
        return None
    return Form(document, letters, links)


def _owners(element: Any) -> Iterator[tuple[Any, bool, str]]:
    """Yield all texts in the body: the element each is of, whether it stands after it, itself."""
    for found in element.iter():
        if found.tag == "body":
            yield from _within(found)


def _within(element: Any) -> Iterator[tuple[Any, bool, str]]:
    if isinstance(element.tag, str) and element.text:
        yield element, False, element.text
    for child in element:
        yield from _within(child)
        if child.tail:
            yield child, True, child.tail


def _letters(box: Any, around: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """Yield each box of text that is seen, with all boxes around it from without."""
    from weasyprint.formatting_structure import boxes

    box = getattr(box, "_box", box)  # absolutely placed boxes stand behind a placeholder
    around = (*around, box)
    if isinstance(box, boxes.TextBox):
        if box.text.strip():
            yield around
    else:
        for child in getattr(box, "children", ()):
            yield from _letters(child, around)


def _alone(element: Any, is_tail: bool, text: str, around: tuple[Any, ...]) -> _Letters | None:
    """Return a text that stands alone in its line, None where it does not."""
    from weasyprint.formatting_structure import boxes

    *outer, letters = around
    inlines = []
    while outer and type(outer[-1]) is boxes.InlineBox:
        inlines.append(outer.pop())
    if len(outer) < 2 or letters.text != text or _SPACES.search(text):
        return None
    line, blocks = outer.pop(), outer
    if not isinstance(line, boxes.LineBox) or line.text_indent:
        return None
    breaks = tuple(line.children[1:])
    alone = all(map(_is_break, breaks)) and all(len(box.children) == 1 for box in inlines)
    if not alone or not all(map(_is_plain, inlines)) or not all(map(_has_width, blocks)):
        return None
    return _Letters(element, is_tail, letters, tuple(inlines), breaks, line, blocks[-1])


def _is_break(box: Any) -> bool:
    """Tell whether a box in a line only ends it."""
    return bool(box.element_tag == "br" and not box.width and _is_plain(box))


def _is_plain(box: Any) -> bool:
    """Tell whether an inline box has nothing round its text, and nothing behind it."""
    round_it = (
        *(box.padding_left, box.padding_right, box.border_left_width, box.border_right_width),
        *(box.margin_left, box.margin_right, getattr(box, "background", None)),
    )
    return not any(round_it) and bool(box.style["position"] == "static")


def _has_width(box: Any) -> bool:
    """Tell whether a block is as wide as what is around it says, or as its style does."""
    from weasyprint.formatting_structure import boxes

    if type(box) is boxes.PageBox:
        return True
    if type(box) is not boxes.BlockBox or box.style["float"] != "none":
        return False
    return bool(box.is_in_normal_flow() or box.style["width"] != "auto")


def _fitting(letters: _Letters, text: str) -> _Set | None:
    """Set a text in place of another; None where it does not fit, or is higher or lower."""
    from weasyprint.text.line_break import split_first_line

    box, available = letters.text, letters.block.width
    if not text or _SPACES.search(text):
        return None
    layout, _, resume, width, height, baseline = split_first_line(
        text, box.style, None, available * (1 + 1e-9), box.justification_spacing
    )
    same = (
        abs(height - box.height) < _CLOSE and abs(baseline + box.margin_top - box.baseline) < _CLOSE
    )
    fits = resume is None and width <= available and layout.text == text
    return _Set(layout, width) if same and fits else None


def _put(letters: _Letters, text: str, set_: _Set) -> None:
    """Put a text that was set in place of another; the line starts where the engine starts it."""
    from weasyprint.layout.inline import text_align

    box, line, block = letters.text, letters.line, letters.block
    if letters.is_tail:
        letters.owner.tail = text
    else:
        letters.owner.text = text
    box.text, box.pango_layout = text, set_.layout
    box.width = width = set_.width
    right_to_left = block.style["direction"] == "rtl"
    start = block.content_box_x() + (block.width if right_to_left else 0)
    for wide in (*letters.inlines, line):
        wide.width = width = start + width - start  # rounded as the engine does
    offset = text_align(None, line, block.width, last=True)
    by = -offset - width if right_to_left else offset
    for placed in (box, *letters.inlines, line):
        placed.position_x = start + by
    for placed in letters.breaks:
        placed.position_x = start + by + (0 if right_to_left else width)


def _link(address: str) -> Any:
    """Return an address as the engine keeps it with a box."""
    from weasyprint.html import get_link, parse_url

    parsed = parse_url(address, BASE_URL, allow_relative=True)
    return get_link(parsed, BASE_URL) if parsed else None


def _written_anew(document: Any) -> Any:
    """Return a document with the same boxes, of which nothing was written yet."""
    from weasyprint.document import Page

    return document.copy([Page(page._page_box) for page in document.pages])
