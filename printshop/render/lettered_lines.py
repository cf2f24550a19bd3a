"""Lines whose letters can be changed: texts that have a line to themselves, and others in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .shaped_once import shaped

_SPACES = re.compile(r"[\t\n\f\r]|^ | $|  ")  # what HTML takes out of a text, or may
_CLOSE = 1e-6  # CSS pixels


@dataclass(frozen=True, slots=True)
class Letters:
    """A text in one piece: its box, and those of the inline elements around it from within."""

    owner: Any
    is_tail: bool
    text: Any
    inlines: tuple[Any, ...]

    @property
    def outermost(self) -> Any:
        """The box that stands in the line."""
        return self.inlines[-1] if self.inlines else self.text

    def move(self, by: float) -> None:
        """Move it and what is around it to the right, in CSS pixels."""
        for box in (self.text, *self.inlines):
            box.position_x += by


@dataclass(frozen=True, slots=True)
class Line:
    """Texts that have a line to themselves, and the block that holds it.

    ``breaks`` are boxes without width that end the line, as <br> does.
    """

    letters: tuple[Letters, ...]
    breaks: tuple[Any, ...]
    line: Any
    block: Any


@dataclass(frozen=True, slots=True)
class SetText:
    """A text set in a line: Pango's layout, and the width of it in CSS pixels."""

    layout: Any
    width: float


def styles_of(lines: Sequence[Line]) -> Iterator[Any]:
    """Yield the styles that say how high lines are, some more than once."""
    for line in lines:
        yield from (line.block.style, line.line.style)
        for letters in line.letters:
            yield from (box.style for box in (letters.text, *letters.inlines))


def line_of(around: tuple[Any, ...]) -> Any:
    """Return the line that a text stands in, from all boxes around it."""
    from weasyprint.formatting_structure import boxes

    return next((box for box in reversed(around) if isinstance(box, boxes.LineBox)), None)


def line_alone(pairs: Sequence[tuple[tuple[Any, bool, str], tuple[Any, ...]]]) -> Line | None:
    """Return texts that have a line to themselves, None where they do not."""
    from weasyprint.formatting_structure import boxes

    line = line_of(pairs[0][1])
    if line is None or line.text_indent or _is_justified(line):
        return None
    letters: list[Letters] = []
    for (element, is_tail, text), around in pairs:
        at = around.index(line)
        inlines = around[at + 1 : -1]
        in_one_piece = all(type(box) is boxes.InlineBox and _holds_one(box) for box in inlines)
        if not in_one_piece or around[-1].text != text or _is_transformed(around[-1]):
            return None
        letters.append(Letters(element, is_tail, around[-1], inlines[::-1]))
    blocks = pairs[0][1][: pairs[0][1].index(line)]
    breaks = tuple(line.children[len(letters) :])
    in_order = [box.outermost for box in letters] == list(line.children[: len(letters)])
    if not in_order or not all(map(_is_break, breaks)) or not all(map(_has_width, blocks)):
        return None
    if not blocks or not _evenly_spaced([text for (*_, text), _ in pairs]):
        return None
    if line.style["direction"] != blocks[-1].style["direction"]:
        return None
    return Line(tuple(letters), breaks, line, blocks[-1])


def _is_transformed(text: Any) -> bool:
    """Tell whether other letters may be set than those that are in the HTML."""
    return bool(text.style["text_transform"] != "none" or text.style["hyphens"] == "none")


def _is_justified(line: Any) -> bool:
    """Tell whether the last line of a block has its words spread, and so its boxes widened."""
    last = line.style["text_align_last"]
    return bool((line.style["text_align_all"] if last == "auto" else last) == "justify")


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


def fitting(line: Line, texts: Sequence[str]) -> tuple[SetText, ...] | None:
    """Set texts in place of others; None where they do not fit, or are higher or lower."""
    if not _evenly_spaced(texts):
        return None
    pieces: list[SetText] = []
    left = line.block.width
    for letters, text in zip(line.letters, texts, strict=True):
        piece = _piece(letters.text, text, left, line.line) if left > 0 else None
        if piece is None:
            return None
        pieces.append(piece)
        left -= piece.width
    return tuple(pieces)


def _piece(box: Any, text: str, available: float, line: Any) -> SetText | None:
    layout, width, height, baseline = shaped(box, text, line) or _split(box, text, available)
    same = (
        abs(height - box.height) < _CLOSE and abs(baseline + box.margin_top - box.baseline) < _CLOSE
    )
    return SetText(layout, width) if layout and same and width <= available else None


def _split(box: Any, text: str, available: float) -> tuple[Any, float, float, float]:
    """Return a text as the engine sets it in a line; without its layout where it is divided."""
    from weasyprint.text.line_break import split_first_line

    layout, _, resume, *measures = split_first_line(
        text, box.style, None, available * (1 + 1e-9), box.justification_spacing
    )
    width, height, baseline = measures
    return layout if resume is None and layout.text == text else None, width, height, baseline


def put(line: Line, texts: Sequence[str], pieces: Sequence[SetText]) -> None:
    """Put texts that were set in place of others; the line starts where the engine starts it."""
    from weasyprint.layout.inline import text_align

    block = line.block
    right_to_left = block.style["direction"] == "rtl"
    start = x = block.content_box_x() + (block.width if right_to_left else 0)
    for letters, text, piece in zip(line.letters, texts, pieces, strict=True):
        _put_piece(letters, text, piece, x)
        x += letters.outermost.width
    if right_to_left:
        _turn_round(line.letters, start)
    rightmost = line.letters[0 if right_to_left else -1].outermost
    line.line.width = width = rightmost.position_x + rightmost.width - start
    offset = text_align(None, line.line, block.width, last=True)
    by = -offset - width if right_to_left else offset
    line.line.position_x = start + by
    for letters in line.letters:
        letters.move(by)
    for placed in line.breaks:
        placed.position_x = start + by + (0 if right_to_left else width)


def _turn_round(letters: Sequence[Letters], x: float) -> None:
    """Put texts that stand from left to right in the order in which they are read."""
    for one in reversed(letters):
        one.move(x - one.outermost.position_x)
        x += one.outermost.width


def _put_piece(letters: Letters, text: str, piece: SetText, x: float) -> None:
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
