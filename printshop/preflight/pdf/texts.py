"""Text objects (ISO 32000-1, 9.4): where strings come to stand, and how large they are there."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pikepdf

from .fonts import Glyph
from .marks import Box, Tag, Text
from .state import State, transformed

# Of the type size: what letters take above and below the line, about the same in all text fonts.
ASCENT, DESCENT = 0.74, -0.22
_WORD_GAP = 200.0  # thousandths of the size: a move as wide as this parts words


@dataclass(slots=True)
class _Extent:
    """How far one string has got: the advance, where ink begins and ends, and what it says."""

    advance: float = 0.0
    first: float | None = None
    last: float = 0.0
    text: str = ""
    missing: int = 0
    unknown: int = 0


class TextObject:
    """What is between BT and ET. Strings that go on where the last one ended become one text."""

    def __init__(self) -> None:
        self._matrix = self._line = pikepdf.Matrix()
        self._moves = 0
        self._pending: Text | None = None
        self._since = -1

    def begin(self) -> None:
        self.set_matrix(pikepdf.Matrix())

    def set_matrix(self, matrix: Any) -> None:
        self._matrix = self._line = matrix
        self._moves += 1

    def move(self, x: float, y: float) -> None:
        self.set_matrix(pikepdf.Matrix(1, 0, 0, 1, x, y) @ self._line)

    def taken(self) -> list[Text]:
        """Return the text that is not given out yet, if there is any."""
        pending, self._pending = self._pending, None
        return [pending] if pending is not None else []

    def show(
        self, items: Sequence[bytes | float], state: State, tag: Tag, place: Box | None
    ) -> Iterator[Text | tuple[int, Any]]:
        """Show strings, with moves in thousandths between them.

        Yields texts that are finished, and the codes that a Type 3 font draws, with the matrix to
        draw them in.
        """
        start = self._matrix
        extent = _Extent()
        for item in items:
            if isinstance(item, bytes):
                for glyph in state.font.glyphs(item):
                    if glyph.code in state.font.drawings:
                        yield glyph.code, self._at(start, extent, state)
                    _advance(extent, glyph, state)
            else:
                _shift(extent, item, state)
        self._matrix = self._at(start, extent, state)
        yield from self._add(_text(extent, start @ state.matrix, state, tag, place))

    def _at(self, start: Any, extent: _Extent, state: State) -> Any:
        along = (0.0, extent.advance) if state.font.vertical else (extent.advance, 0.0)
        return pikepdf.Matrix(1, 0, 0, 1, *along) @ start

    def _add(self, text: Text | None) -> Iterator[Text]:
        last = self._pending
        if text is None:
            return
        if last is not None and self._since == self._moves and _alike(last, text):
            self._pending = _joined(last, text)
            return
        yield from self.taken()
        self._pending, self._since = text, self._moves


def _advance(extent: _Extent, glyph: Glyph, state: State) -> None:
    """Move by a glyph (9.4.4); spaces are no ink."""
    width = glyph.advance / 1000 * state.size
    if glyph.missing or (glyph.text or "x").strip():
        if extent.first is None:
            extent.first = extent.advance
        extent.last = extent.advance + width * _stretch(state)
    extent.text += "\ufffd" if glyph.text is None else glyph.text
    extent.missing += glyph.missing
    extent.unknown += glyph.text is None
    space = state.character_space + (state.word_space if glyph.space else 0.0)
    if state.font.vertical:
        extent.advance += width - space
    else:
        extent.advance += (width + space) * state.stretch


def _shift(extent: _Extent, thousandths: float, state: State) -> None:
    if thousandths < -_WORD_GAP and extent.text and not extent.text.endswith(" "):
        extent.text += " "
    extent.advance -= thousandths / 1000 * state.size * _stretch(state)


def _stretch(state: State) -> float:
    return 1.0 if state.font.vertical else state.stretch


def _text(extent: _Extent, matrix: Any, state: State, tag: Tag, place: Box | None) -> Text | None:
    """Return what was shown as a mark; None where there is no ink, or none that is seen."""
    if extent.first is None:
        return None
    seen = _box(extent.first, extent.last, matrix, state).within(state.clip)
    if seen is None:
        return None
    a, b, c, d, x, y = matrix.shorthand
    return Text(
        box=place or seen,
        ink=state.fill_ink if state.mode not in (1, 5) else state.stroke_ink,
        tag=tag,
        text=extent.text,
        font=state.font,
        size=abs(state.size) * math.hypot(c, d),
        angle=math.degrees(math.atan2(b, a)),
        x=x + a * extent.first,
        y=y + b * extent.first,
        drawn=state.shows_text,
        missing=extent.missing,
        unknown=extent.unknown,
    )


def _box(first: float, last: float, matrix: Any, state: State) -> Box:
    left, right = sorted((first, last))
    if state.font.vertical:
        half = state.size / 2
        return transformed(matrix, -half, left, half, right)
    low, high = sorted((DESCENT * state.size, ASCENT * state.size))
    return transformed(matrix, left, low + state.rise, right, high + state.rise)


def _alike(one: Text, other: Text) -> bool:
    return (
        one.font is other.font
        and one.ink == other.ink
        and one.tag == other.tag
        and one.drawn == other.drawn
        and math.isclose(one.size, other.size)
    )


def _joined(one: Text, other: Text) -> Text:
    return replace(
        one,
        box=one.box.around(other.box),
        text=one.text + other.text,
        missing=one.missing + other.missing,
        unknown=one.unknown + other.unknown,
    )
