"""Drawing operators: state, colour, paths and shadings (ISO 32000-1, 8.4 to 8.7)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import pikepdf

from .colours import PATTERN, Colour, Family, Space, space_of
from .fonts import Font
from .marks import Box, Fill, Ink, Mark, Shade, Stroke, Tag
from .state import State, matrix_of, numbers, scales
from .texts import TextObject

_EVERYWHERE = Box(-1e9, -1e9, 1e9, 1e9)
NOWHERE = Box(1e9, 1e9, 1e9, 1e9)
NO_TURN = (1, 0, 0, 1, 0, 0)


@dataclass
class Content:
    """What is drawn on a page, in order.

    ``groups`` are the blend spaces of transparency groups, each with its place; None where a group
    names none. ``masks`` is what is drawn in soft masks, by their groups: it is no ink.
    ``transparent``: something is not opaque. ``damaged`` counts what makes no sense;
    ``cut_short``: there was too much to look at all of it.
    """

    marks: list[Mark] = field(default_factory=list)
    groups: list[tuple[Space | None, Box]] = field(default_factory=list)
    masks: dict[object, Content] = field(default_factory=dict)
    transparent: bool = False
    damaged: int = 0
    cut_short: bool = False
    operators: int = 0
    fonts: dict[object, Font] = field(default_factory=dict)
    drawn_glyphs: set[tuple[int, int]] = field(default_factory=set)


class Painter(ABC):
    """Keeps the graphics state of one stream and turns its paths into marks.

    ``place`` is where all that it draws is seen, where this is not where it stands.
    """

    def __init__(
        self, content: Content, resources: Any, state: State, tag: Tag, place: Box | None
    ) -> None:
        self.content = content
        self.resources = resources
        self.state = state
        self.tags = [tag]
        self.place = place
        self.text = TextObject()
        self._base = state.matrix
        self._stack: list[State] = []
        self._path: list[float] = []  # x and y of its points, one after the other
        self._subpaths = 0
        self._clipping = False
        self._spaces: dict[str, Space] = {}

    @abstractmethod
    def walk(self, stream: Any, state: State, place: Box | None, resources: Any = None) -> None:
        """Walk a stream that is used in this one."""

    def add(self, make: Callable[[Box], Mark], box: Box) -> None:
        """Add a mark if anything of it is seen."""
        seen = box.within(self.state.clip)
        if seen is not None:
            self.flush()
            self.content.marks.append(make(self.place or seen))
            self.content.transparent |= not self.state.opaque

    def flush(self) -> None:
        """Add the text that may still have gone on."""
        for text in self.text.taken():
            self.content.marks.append(text)
            self.content.transparent |= not self.state.opaque

    def resource(self, kind: str, name: Any) -> Any:
        return self.resources[kind][name]

    def space(self, source: Any) -> Space:
        if not isinstance(source, pikepdf.Name):
            return space_of(source, self.resources.get("/ColorSpace"))
        name = str(source)
        if name not in self._spaces:
            self._spaces[name] = space_of(source, self.resources.get("/ColorSpace"))
        return self._spaces[name]

    def ink_of(self, space: Space) -> Ink:
        return replace(self.state.fill_ink, colour=Colour(space, ()))

    # --- state and colour ---

    def save(self, _: Any) -> None:
        self._stack.append(copy(self.state))

    def restore(self, _: Any) -> None:
        self.state = self._stack.pop()

    def concatenate(self, operands: Any) -> None:
        self.state.matrix = matrix_of(operands) @ self.state.matrix

    def set_line_width(self, operands: Any) -> None:
        self.state.line_width = abs(numbers(operands)[0])

    def set_graphics(self, operands: Any) -> None:
        entries = self.resource("/ExtGState", operands[0])
        self.state.take(entries)
        if "/Font" in entries:
            self.set_font_of(entries.Font[0], float(entries.Font[1]))
        if self.state.soft_mask and "/SMask" in entries:
            self.use_mask(entries.SMask)

    @abstractmethod
    def use_mask(self, mask: Any) -> None:
        """Walk what lets through more or less of all that is drawn from here on."""

    @abstractmethod
    def set_font_of(self, font: Any, size: float) -> None:
        """Use a font, by its dictionary."""

    def set_device(self, operands: Any, space: Space, stroke: bool) -> None:
        self._set(Colour(space, numbers(operands)), None, stroke)

    def set_space(self, operands: Any, stroke: bool) -> None:
        space = self.space(operands[0])
        self._set(Colour(space, space.initial), None, stroke)

    def set_colour(self, operands: Any, stroke: bool) -> None:
        space = (self.state.stroke if stroke else self.state.fill).space
        values = numbers(o for o in operands if not isinstance(o, pikepdf.Name))
        pattern = None
        if space.family is Family.PATTERN:
            pattern = self.resource("/Pattern", operands[-1])
            if int(pattern.get("/PatternType", 1)) == 2:
                space = replace(PATTERN, base=self.space(pattern.Shading.ColorSpace))
        self._set(Colour(space, values), pattern, stroke)

    def _set(self, colour: Colour, pattern: Any, stroke: bool) -> None:
        if stroke:
            self.state.stroke, self.state.stroke_pattern = colour, pattern
        else:
            self.state.fill, self.state.fill_pattern = colour, pattern

    # --- paths ---

    def move_to(self, operands: Any) -> None:
        self._path += numbers(operands)
        self._subpaths += 1

    def line_to(self, operands: Any) -> None:
        self._path += numbers(operands)

    def rectangle(self, operands: Any) -> None:
        x, y, width, height = numbers(operands)
        self._path += (x, y, x + width, y + height)
        self._subpaths += 1

    def clip(self, _: Any) -> None:
        self._clipping = True

    def paint(self, _: Any, fills: bool = False, strokes: bool = False) -> None:
        """Fill and stroke the path, and clip by it where that was said; then there is none."""
        path, self._path = self._path, []
        subpaths, self._subpaths = self._subpaths, 0
        clipping, self._clipping = self._clipping, False
        if len(path) < 2:
            return
        state, tag = self.state, self.tags[-1]
        box = state.box(min(path[::2]), min(path[1::2]), max(path[::2]), max(path[1::2]))
        if fills:
            # A rectangle has two points here as re gives it, or four or five as lines.
            single = subpaths == 1 and len(path) in (4, 8, 10)
            thickness = min(box.width, box.height) if single else None
            self.add(lambda seen: Fill(seen, state.fill_ink, tag, thickness), box)
        if strokes:
            width = state.line_width * min(scales(state.matrix))
            self.add(lambda seen: Stroke(seen, state.stroke_ink, tag, width), box.grown(width / 2))
        if clipping:
            state.clip = box.within(state.clip) or NOWHERE
        if fills:
            self.use_pattern(state.fill, state.fill_pattern, box)
        if strokes:
            self.use_pattern(state.stroke, state.stroke_pattern, box)

    def use_pattern(self, colour: Colour, pattern: Any, box: Box) -> None:
        """Walk the cell of a tiling pattern once, as if it were the whole of what it fills."""
        seen = box.within(self.state.clip)
        if not isinstance(pattern, pikepdf.Stream) or seen is None:
            return
        matrix = matrix_of(pattern.get("/Matrix", NO_TURN)) @ self._base
        inner = State(matrix=matrix, clip=_EVERYWHERE)
        if colour.values and colour.space.base is not None:
            inner.fill = inner.stroke = Colour(colour.space.base, colour.values)
        self.walk(pattern, inner, self.place or seen)

    def shade(self, operands: Any) -> None:
        space = self.space(self.resource("/Shading", operands[0]).ColorSpace)
        self.add(partial(Shade, ink=self.ink_of(space), tag=self.tags[-1]), self.state.clip)
