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
from itertools import groupby, islice
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
    """A text in one piece: its box, and those of the inline elements around it from within."""

    owner: Any
    is_tail: bool
    text: Any
    inlines: tuple[Any, ...]

    @property
    def outermost(self) -> Any:
        """The box that stands in the line."""
        return self.inlines[-1] if self.inlines else self.text


@dataclass(frozen=True, slots=True)
class _Line:
    """Texts that have a line to themselves, and the block that holds it.

    ``breaks`` are boxes without width that end the line, as <br> does.
    """

    letters: tuple[_Letters, ...]
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

    def __init__(self, document: Any, lines: Sequence[_Line], links: Sequence[Any]) -> None:
        self._document, self._lines, self._links = document, lines, links

    def letter(self, values: Values) -> Any | None:
        """Return the document with other values in it; None where these want another layout.

        It is the same document each time: what was lettered before is gone.
        """
        texts = iter(values.texts)
        lines = [(line, tuple(islice(texts, len(line.letters)))) for line in self._lines]
        set_ = [_fitting(line, of_line) for line, of_line in lines]
        if None in set_:
            return None
        for (line, of_line), pieces in zip(lines, set_, strict=True):
            _put(line, of_line, pieces or ())
        for box, address in zip(self._links, values.addresses, strict=True):
            box.element.set("href", address)
            box.link = _link(address)
        return _written_anew(self._document)


class Forms:
    """Layouts by the form of what is in them, those that were used last."""

    def __init__(self) -> None:
        self._forms: OrderedDict[tuple[str, str], list[Form]] = OrderedDict()

    def letter(self, css: str, values: Values) -> Any | None:
        """Return a document with values in it, None where there is no layout that holds them."""
        key = (css, values.form)
        for form in self._forms.get(key, ()):
            document = form.letter(values)
            if document is not None:
                self._forms.move_to_end(key)
                return document
        return None

    def keep(self, css: str, values: Values, document: Any) -> None:
        """Keep the layout of values for others, if all its letters can be changed."""
        form = form_of(document, values)
        if form is None:
            return
        self._forms.setdefault((css, values.form), []).append(form)
        self._forms.move_to_end((css, values.form))
        if sum(map(len, self._forms.values())) > _MOST_FORMS:
            self._forms.popitem(last=False)


def form_of(document: Any, values: Values) -> Form | None:
    """Return the form that a document with one page is, None where it is none.

    That is where a text takes more than a line, or shares one with a picture, and where anything
    around it is as wide as its text wants it.
    """
    if len(document.pages) != 1:
        return None
    page = document.pages[0]._page_box
    owners = [owner for owner in _owners(page.children[0].element) if owner[2] in values.texts]
    every = list(_letters(page, ()))
    if tuple(text for *_, text in owners) != values.texts or len(every) != len(owners):
        return None
    pairs = zip(owners, every, strict=True)
    by_line = (list(pairs) for _, pairs in groupby(pairs, lambda pair: id(_line_of(pair[1]))))
    lines = [_alone(pairs) for pairs in by_line]
    if None in lines:
        return None
    links = [box for box in descendants(page) if box.link]
    if [box.link for box in links] != list(map(_link, values.addresses)):
        return None
    return Form(document, [line for line in lines if line], links)


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


def _line_of(around: tuple[Any, ...]) -> Any:
    """Return the line that a text stands in, from all boxes around it."""
    from weasyprint.formatting_structure import boxes

    return next((box for box in reversed(around) if isinstance(box, boxes.LineBox)), None)


def _alone(pairs: Sequence[tuple[tuple[Any, bool, str], tuple[Any, ...]]]) -> _Line | None:
    """Return texts that have a line to themselves, None where they do not."""
    from weasyprint.formatting_structure import boxes

    line = _line_of(pairs[0][1])
    if line is None or line.text_indent:
        return None
    letters: list[_Letters] = []
    for (element, is_tail, text), around in pairs:
        at = around.index(line)
        inlines = around[at + 1 : -1]
        in_one_piece = all(type(box) is boxes.InlineBox and _holds_one(box) for box in inlines)
        if not in_one_piece or around[-1].text != text:
            return None
        letters.append(_Letters(element, is_tail, around[-1], inlines[::-1]))
    blocks = pairs[0][1][: pairs[0][1].index(line)]
    breaks = tuple(line.children[len(letters) :])
    in_order = [box.outermost for box in letters] == list(line.children[: len(letters)])
    if not in_order or not all(map(_is_break, breaks)) or not all(map(_has_width, blocks)):
        return None
    if not blocks or not _evenly_spaced([text for (*_, text), _ in pairs]):
        return None
    if len(letters) > 1 and "rtl" in (line.style["direction"], blocks[-1].style["direction"]):
        return None  # the engine puts these in another order
    return _Line(tuple(letters), breaks, line, blocks[-1])


def _holds_one(box: Any) -> bool:
    return len(box.children) == 1 and _is_plain(box)


def _evenly_spaced(texts: Sequence[str]) -> bool:
    """Tell whether HTML takes no space out of texts that stand in a line, and has some of each."""
    return all(texts) and not _SPACES.search("".join(texts))


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


def _fitting(line: _Line, texts: Sequence[str]) -> tuple[_Set, ...] | None:
    """Set texts in place of others; None where they do not fit, or are higher or lower."""
    if not _evenly_spaced(texts):
        return None
    pieces: list[_Set] = []
    left = line.block.width
    for letters, text in zip(line.letters, texts, strict=True):
        piece = _piece(letters.text, text, left) if left > 0 else None
        if piece is None:
            return None
        pieces.append(piece)
        left -= piece.width
    return tuple(pieces)


def _piece(box: Any, text: str, available: float) -> _Set | None:
    from weasyprint.text.line_break import split_first_line

    layout, _, resume, width, height, baseline = split_first_line(
        text, box.style, None, available * (1 + 1e-9), box.justification_spacing
    )
    same = (
        abs(height - box.height) < _CLOSE and abs(baseline + box.margin_top - box.baseline) < _CLOSE
    )
    fits = resume is None and width <= available and layout.text == text
    return _Set(layout, width) if same and fits else None


def _put(line: _Line, texts: Sequence[str], pieces: Sequence[_Set]) -> None:
    """Put texts that were set in place of others; the line starts where the engine starts it."""
    from weasyprint.layout.inline import text_align

    block = line.block
    right_to_left = block.style["direction"] == "rtl"
    start = x = block.content_box_x() + (block.width if right_to_left else 0)
    for letters, text, piece in zip(line.letters, texts, pieces, strict=True):
        _put_piece(letters, text, piece, x)
        x += letters.outermost.width
    last = line.letters[-1].outermost
    line.line.width = width = last.position_x + last.width - start
    offset = text_align(None, line.line, block.width, last=True)
    by = -offset - width if right_to_left else offset
    line.line.position_x = start + by
    for letters in line.letters:
        for placed in (letters.text, *letters.inlines):
            placed.position_x += by
    for placed in line.breaks:
        placed.position_x = start + by + (0 if right_to_left else width)


def _put_piece(letters: _Letters, text: str, piece: _Set, x: float) -> None:
    if letters.is_tail:
        letters.owner.tail = text
    else:
        letters.owner.text = text
    box = letters.text
    box.text, box.pango_layout, box.width, box.position_x = text, piece.layout, piece.width, x
    width = piece.width
    for inline in letters.inlines:
        inline.position_x = x
        inline.width = width = x + width - x  # rounded as the engine does


def _link(address: str) -> Any:
    """Return an address as the engine keeps it with a box."""
    from weasyprint.html import get_link, parse_url

    parsed = parse_url(address, BASE_URL, allow_relative=True)
    return get_link(parsed, BASE_URL) if parsed else None


def _written_anew(document: Any) -> Any:
    """Return a document with the same boxes, of which nothing was written yet."""
    from weasyprint.document import Page

    return document.copy([Page(page._page_box) for page in document.pages])
