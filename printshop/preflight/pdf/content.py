"""Content streams, walked: every operator that draws becomes a mark (ISO 32000-1, 8 and 9).

Forms, tiling patterns and the drawings of Type 3 fonts are walked where they are used. Nothing in
a file can stop the walk with an exception: what makes no sense is left out and counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import replace
from functools import partial
from typing import Any

import pikepdf

from ...geometry import POINTS_PER_INCH
from .colours import CMYK, GREY, PATTERN, RGB, Space
from .fonts import read_font
from .layers import Layers
from .marks import Box, Picture, Tag, Text
from .painting import NO_TURN, Content, Painter
from .state import State, matrix_of, numbers, scales, transformed

MOST_OPERATORS = 1_500_000  # on a page; a leaflet has some ten thousand
DEEPEST = 16  # forms in forms
_DAMAGE = (
    ArithmeticError,
    AttributeError,
    LookupError,
    NotImplementedError,
    TypeError,
    ValueError,
    pikepdf.PdfError,
)


def walk(page: pikepdf.Page, resources: Any, visible: Box, layers: Layers) -> Content:
    """Return what is drawn on a page inside a box in points, in hidden layers too."""
    content = Content()
    state = State(matrix=pikepdf.Matrix(), clip=visible)
    _Walker(content, resources, state, Tag(), None, (), layers).run(page)
    return content


class _Walker(Painter):
    """Walks one stream; ``within`` are the streams that it is used in."""

    def __init__(
        self,
        content: Content,
        resources: Any,
        state: State,
        tag: Tag,
        place: Box | None,
        within: tuple[object, ...],
        layers: Layers,
    ) -> None:
        super().__init__(content, resources, state, tag, place)
        self._within = within
        self._layers = layers

    def run(self, stream: Any) -> None:
        """Walk a stream, or all streams of a page."""
        content = self.content
        try:
            instructions = pikepdf.parse_content_stream(stream)
        except _DAMAGE:
            content.damaged += 1
            return
        for instruction in instructions:
            content.operators += 1
            if content.operators > MOST_OPERATORS:
                content.cut_short = True
                break
            try:
                self._do(instruction)
            except _DAMAGE:
                content.damaged += 1
        self.flush()

    def _do(self, instruction: Any) -> None:
        name = str(instruction.operator)
        if name == "INLINE IMAGE":
            self._inline_picture(instruction.iimage)
        elif name in _OPERATORS:
            _OPERATORS[name](self, instruction.operands)

    def walk(self, stream: Any, state: State, place: Box | None, resources: Any = None) -> None:
        """Walk a stream that is used in this one; raises ValueError if it is inside itself."""
        self.flush()
        if stream.objgen in self._within or len(self._within) >= DEEPEST:
            raise ValueError("a stream inside itself")
        resources = stream.get("/Resources", resources or self.resources)
        within = (*self._within, stream.objgen)
        tag, layers = self.tags[-1], self._layers
        _Walker(self.content, resources, state, tag, place, within, layers).run(stream)

    # --- forms and pictures ---

    def draw(self, operands: Any) -> None:
        thing = self.resource("/XObject", operands[0])
        self.flush()
        self.tags.append(self._in_layer(thing.get("/OC")))
        try:
            match str(thing.get("/Subtype")):
                case "/Image":
                    self._picture(thing, str(operands[0])[1:])
                case "/Form":
                    self._form(thing)
        finally:
            self.tags.pop()

    def _in_layer(self, membership: Any) -> Tag:
        """Return the present tag, in a layer too where something belongs to one that is hidden."""
        tag = self.tags[-1]
        return replace(tag, layer=tag.layer or self._layers.hides(membership))

    def use_mask(self, mask: Any) -> None:
        """Walk the group of a soft mask (ISO 32000-1, 11.6.5.3), each once a page."""
        outer, group = self.content, mask.G
        if group.objgen in outer.masks:
            return
        inner = Content(masks=outer.masks, fonts=outer.fonts, operators=outer.operators)
        outer.masks[group.objgen] = inner
        state = State(matrix=self.state.matrix, clip=self.state.clip)
        within, place = self._within, self.place
        painter = _Walker(inner, self.resources, state, Tag(), place, within, self._layers)
        try:
            painter._form(group)
        finally:
            outer.groups += inner.groups
            outer.operators = inner.operators
            outer.damaged += inner.damaged
            outer.cut_short |= inner.cut_short

    def _form(self, form: Any) -> None:
        inner = copy(self.state)
        inner.matrix = matrix_of(form.get("/Matrix", NO_TURN)) @ inner.matrix
        clip = transformed(inner.matrix, *numbers(form.BBox)).within(inner.clip)
        if clip is None:
            return
        inner.clip = clip
        group = form.get("/Group")
        if isinstance(group, pikepdf.Dictionary) and group.get("/S") == pikepdf.Name.Transparency:
            space = self.space(group.CS) if "/CS" in group else None
            self.content.groups.append((space, self.place or clip))
        self.walk(form, inner, self.place)

    def _picture(self, image: Any, name: str) -> None:
        stencil = bool(image.get("/ImageMask", False))
        self.content.transparent |= "/SMask" in image
        # A picture in JPEG 2000 may leave its colours and depth to its data.
        space = self.space(image.ColorSpace) if "/ColorSpace" in image else PATTERN
        bits = 1 if stencil else int(image.get("/BitsPerComponent", 8))
        self._place_picture(name, (int(image.Width), int(image.Height)), bits, space, stencil)

    def _inline_picture(self, image: Any) -> None:
        stencil = bool(image.image_mask)
        source = image.obj.get("/CS", image.obj.get("/ColorSpace"))
        space = self.space(source) if source is not None else PATTERN
        bits = 1 if stencil else int(image.bits_per_component)
        pixels = int(image.width), int(image.height)
        self._place_picture("inline picture", pixels, bits, space, stencil)

    def _place_picture(
        self, name: str, pixels: tuple[int, int], bits: int, space: Space, stencil: bool
    ) -> None:
        sides = scales(self.state.matrix)
        if not min(sides):
            return  # placed so that nothing is seen
        ppi = min(n * POINTS_PER_INCH / side for n, side in zip(pixels, sides, strict=True))
        ink = self.state.fill_ink if stencil else self.ink_of(space)
        make = partial(
            Picture,
            ink=ink,
            tag=self.tags[-1],
            name=name,
            columns=pixels[0],
            rows=pixels[1],
            bits=bits,
            ppi=ppi,
            stencil=stencil,
        )
        self.add(make, self.state.box(0, 0, 1, 1))

    # --- text ---

    def set_font(self, operands: Any) -> None:
        self.set_font_of(self.resource("/Font", operands[0]), numbers(operands[1:])[0])

    def set_font_of(self, font: Any, size: float) -> None:
        key = font.objgen if font.is_indirect else id(font)
        known = self.content.fonts
        if key not in known:
            known[key] = read_font(font)
        self.state.font, self.state.size = known[key], size

    def set_number(self, operands: Any, name: str, factor: float = 1.0) -> None:
        setattr(self.state, name, numbers(operands)[0] * factor)

    def set_mode(self, operands: Any) -> None:
        self.state.mode = int(operands[0])

    def begin_text(self, _: Any) -> None:
        self.text.begin()

    def set_text_matrix(self, operands: Any) -> None:
        self.text.set_matrix(matrix_of(operands))

    def move_text(self, operands: Any, leads: bool = False) -> None:
        x, y = numbers(operands)
        if leads:
            self.state.leading = -y
        self.text.move(x, y)

    def next_line(self, _: Any) -> None:
        self.text.move(0.0, -self.state.leading)

    def show(self, operands: Any) -> None:
        self._show(operands[:1])

    def show_on_next_line(self, operands: Any) -> None:
        if len(operands) == 3:
            self.state.word_space, self.state.character_space = numbers(operands[:2])
        self.next_line(())
        self._show(operands[-1:])

    def show_all(self, operands: Any) -> None:
        self._show(operands[0])

    def _show(self, items: Any) -> None:
        strings = [bytes(i) if isinstance(i, pikepdf.String) else float(i) for i in items]
        for shown in self.text.show(strings, self.state, self.tags[-1], self.place):
            if isinstance(shown, Text):
                self.content.marks.append(shown)
            else:
                self._draw_glyph(*shown)
        self.content.transparent |= not self.state.opaque
        self.use_pattern(self.state.fill, self.state.fill_pattern, self.state.clip)

    def _draw_glyph(self, code: int, matrix: Any) -> None:
        """Walk the drawing of a Type 3 glyph, each once a page."""
        font = self.state.font
        drawn = self.content.drawn_glyphs
        if (id(font), code) in drawn:
            return
        drawn.add((id(font), code))
        inner = copy(self.state)
        sized = pikepdf.Matrix(self.state.size, 0, 0, self.state.size, 0, 0)
        inner.matrix = font.matrix @ sized @ matrix @ self.state.matrix
        self.walk(font.drawings[code], inner, self.place, font.resources)

    # --- marked content ---

    def begin_marked(self, operands: Any) -> None:
        outer = self.tags[-1]
        properties = operands[1] if len(operands) > 1 else None
        artifact = outer.artifact or str(operands[0]) == "/Artifact"
        mcid = None if artifact else outer.mcid
        self.tags.append(Tag(mcid, artifact, outer.layer))  # first, so that EMC finds it
        if isinstance(properties, pikepdf.Name):
            properties = self.resource("/Properties", properties)
        if properties is not None and "/MCID" in properties and not artifact:
            self.tags[-1] = Tag(int(properties.MCID), layer=outer.layer)
        if operands[0] == pikepdf.Name.OC:
            self.tags[-1] = self._in_layer(properties)

    def end_marked(self, _: Any) -> None:
        if len(self.tags) > 1:
            self.tags.pop()


Operator = Callable[[_Walker, Any], None]

_STATE: Mapping[str, Operator] = {
    "q": _Walker.save,
    "Q": _Walker.restore,
    "cm": _Walker.concatenate,
    "w": _Walker.set_line_width,
    "gs": _Walker.set_graphics,
    "sh": _Walker.shade,
    "Do": _Walker.draw,
    **dict.fromkeys(("BMC", "BDC"), _Walker.begin_marked),
    "EMC": _Walker.end_marked,
}
_PATHS: Mapping[str, Operator] = {
    "m": _Walker.move_to,
    **dict.fromkeys(("l", "c", "v", "y"), _Walker.line_to),
    "re": _Walker.rectangle,
    **dict.fromkeys(("W", "W*"), _Walker.clip),
    "n": _Walker.paint,
    **dict.fromkeys(("S", "s"), partial(_Walker.paint, strokes=True)),
    **dict.fromkeys(("f", "F", "f*"), partial(_Walker.paint, fills=True)),
    **dict.fromkeys(("B", "B*", "b", "b*"), partial(_Walker.paint, fills=True, strokes=True)),
}
_TEXT: Mapping[str, Operator] = {
    "BT": _Walker.begin_text,
    "Tf": _Walker.set_font,
    "Tc": partial(_Walker.set_number, name="character_space"),
    "Tw": partial(_Walker.set_number, name="word_space"),
    "Tz": partial(_Walker.set_number, name="stretch", factor=0.01),
    "TL": partial(_Walker.set_number, name="leading"),
    "Ts": partial(_Walker.set_number, name="rise"),
    "Tr": _Walker.set_mode,
    "Td": _Walker.move_text,
    "TD": partial(_Walker.move_text, leads=True),
    "Tm": _Walker.set_text_matrix,
    "T*": _Walker.next_line,
    "Tj": _Walker.show,
    **dict.fromkeys(("'", '"'), _Walker.show_on_next_line),
    "TJ": _Walker.show_all,
}


def _colours(names: str, stroke: bool) -> dict[str, Operator]:
    """Return the operators for colours, by their names as the specification lists them."""
    spaces, plain, special, grey, rgb, cmyk = names.split()
    devices = ((grey, GREY), (rgb, RGB), (cmyk, CMYK))
    return {
        spaces: partial(_Walker.set_space, stroke=stroke),
        **dict.fromkeys((plain, special), partial(_Walker.set_colour, stroke=stroke)),
        **{name: partial(_Walker.set_device, space=s, stroke=stroke) for name, s in devices},
    }


_OPERATORS: Mapping[str, Operator] = {
    **_STATE,
    **_PATHS,
    **_TEXT,
    **_colours("cs sc scn g rg k", stroke=False),
    **_colours("CS SC SCN G RG K", stroke=True),
}
