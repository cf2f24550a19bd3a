"""Content streams (ISO 32000-1, 7.8.2): read once, written with every colour as ink."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Any, Protocol

import pikepdf
from pikepdf import ContentStreamInlineImage, ContentStreamInstruction, Name, Operator

from .spaces import DEFAULTS, Cmyk, Gray, Pattern, Rgb, Space, Unknown, space_of
from .state import Paint, State, size_of
from .targets import Colour, Target, UnconvertibleError

Operands = Any  # a list of what pikepdf makes of numbers, names, strings, arrays
_OPERATORS = {
    "DeviceCMYK": ("k", "K"),
    "DeviceGray": ("g", "G"),
}
_NO_OVERPRINT = (False, False)


class Objects(Protocol):
    """What a content stream names and somebody else turns: each returns a new object."""

    def external(self, source: Any, state: State, resources: Any, target: Target) -> Any: ...
    def pattern(self, source: Any, resources: Any, target: Target) -> Any: ...
    def shading(self, source: Any, resources: Any, target: Target) -> Any: ...
    def settings(self, source: Any, resources: Any, target: Target) -> Any: ...
    def font(self, source: Any, resources: Any, target: Target) -> Any: ...
    def inline_image(self, source: Any, resources: Any, target: Target) -> Any: ...
    def stencil_space(self, target: Target) -> Any: ...
    def overprint(self, flags: tuple[bool, bool]) -> Any: ...
    def trouble(self, what: str) -> None: ...


class Content:
    """One content stream: what it becomes, and the resources that this needs."""

    def __init__(self, objects: Objects, resources: Any, target: Target, state: State) -> None:
        self._objects, self._target = objects, target
        self._old = resources
        self._spaces: dict[str, Space] = {}
        self._turned: dict[tuple[str, str], Any] = {}
        self._state, self._stack = state, list[State]()
        self._written: list[ContentStreamInstruction] = []
        self._path_begins = -1
        self._thinnest = 0.0
        self.resources: dict[str, dict[str, Any]] = {}
        named = resources.get("/ColorSpace", {})
        for name in DEFAULTS:
            if name in named:
                objects.trouble(f"the colour space {name[1:]} in place of a device's")

    def turned(self, source: Any, begins_black: bool = False) -> bytes:
        """Return the stream in inks; what cannot be turned is left out and reported.

        ``begins_black``: black is set at its beginning as ink, where it would be grey.
        """
        if begins_black:
            for stroke in (False, True):
                self._set(Gray(), (0.0,), stroke)
        for instruction in pikepdf.parse_content_stream(source):
            if isinstance(instruction, ContentStreamInlineImage):
                self._guarded(_HANDLERS["BI"], instruction)
                continue
            handler = _HANDLERS.get(str(instruction.operator))
            if handler is None:
                self._written.append(instruction)
            else:
                self._guarded(handler, instruction)
        return pikepdf.unparse_content_stream(self._written)

    def _guarded(self, handler: Callable[[Content, Any], None], instruction: Any) -> None:
        try:
            handler(self, instruction)
        except UnconvertibleError as error:
            self._objects.trouble(str(error))

    # --- writing ---

    def _write(self, operator: str, *operands: Any) -> None:
        self._written.append(ContentStreamInstruction(operands, Operator(operator)))

    def _use(self, category: str, name: str, thing: Any) -> Name:
        """Return the name of a resource: its own, or another if that is taken by something else."""
        used = self.resources.setdefault(category, {})
        candidate, number = name, 1
        while used.setdefault(candidate, thing) is not thing:
            number += 1
            candidate = f"{name}.{number}"
        return Name(candidate)

    def _resource(self, category: str, name: Any) -> Any:
        try:
            return self._old[category][name]
        except (KeyError, TypeError) as error:
            raise UnconvertibleError(
                f"a use of {category[1:]} {str(name)[1:]}, which is missing"
            ) from error

    def _once(self, category: str, name: Any, turn: Callable[[Any, Any, Target], Any]) -> Any:
        """Return a named resource, turned; it is looked at once in this stream."""
        key = (category, str(name))
        if key not in self._turned:
            old = self._resource(category, name)
            self._turned[key] = turn(old, self._old, self._target)
        return self._turned[key]

    def _overprint(self, flags: tuple[bool, bool], at: int | None = None) -> None:
        """Let what is painted next print over, or not; ``at`` is where its path begins."""
        if flags == self._state.overprint or self._target.space != "DeviceCMYK":
            return
        self._state.overprint = flags
        fill, stroke = ("1" if flag else "0" for flag in flags)
        setting = self._objects.overprint(flags)
        name = self._use("/ExtGState", f"/Overprint{fill}{stroke}", setting)
        instruction = ContentStreamInstruction([name], Operator("gs"))
        self._written.insert(len(self._written) if at is None else at, instruction)

    # --- colours ---

    def _space(self, name: Any) -> Space:
        known = self._spaces.get(str(name))
        if known is None:
            known = space_of(name, self._old.get("/ColorSpace"))
            self._spaces[str(name)] = known
        return known

    def _set(self, space: Space, values: Colour, stroke: bool) -> None:
        if len(values) != space.components and not isinstance(space, Unknown):
            raise UnconvertibleError(f"a colour of {len(values)} numbers in the wrong place")
        ink = space.colour(values, self._target)
        self._paint(Paint(space, ink), stroke)
        self._written.append(_colour(ink, _OPERATORS[self._target.space][stroke]))

    def _paint(self, paint: Paint, stroke: bool) -> None:
        if stroke:
            self._state.stroke = paint
        else:
            self._state.fill = paint

    def _set_space(self, name: Any, stroke: bool) -> None:
        self._paint(Paint(Unknown()), stroke)
        space = self._space(name)
        if not isinstance(space, Pattern):
            self._set(space, space.initial, stroke)
            return
        self._paint(Paint(space), stroke)
        written: Any = Name.Pattern
        if space.base is not None:
            stencil = self._objects.stencil_space(self._target)
            written = self._use("/ColorSpace", "/Stencil", stencil)
        self._write("CS" if stroke else "cs", written)

    def _set_colour(self, operands: Operands, stroke: bool) -> None:
        space = (self._state.stroke if stroke else self._state.fill).space
        if not isinstance(space, Pattern):
            self._set(space, _numbers(operands), stroke)
            return
        name = operands[-1]
        pattern = self._once("/Pattern", name, self._objects.pattern)
        ink = space.colour(_numbers(operands[:-1]), self._target)
        written = [_number(value) for value in ink]
        operator = "SCN" if stroke else "scn"
        self._write(operator, *written, self._use("/Pattern", str(name), pattern))

    # --- operators ---

    def save(self, instruction: Any) -> None:
        self._stack.append(self._state.copy())
        self._written.append(instruction)

    def restore(self, instruction: Any) -> None:
        if self._stack:
            self._state = self._stack.pop()
        self._written.append(instruction)

    def transform(self, instruction: Any) -> None:
        self._state.scaled(instruction.operands)
        self._written.append(instruction)

    def line_width(self, instruction: Any) -> None:
        self._state.line_width = float(instruction.operands[0])
        self._written.append(instruction)

    def settings(self, instruction: Any) -> None:
        name = instruction.operands[0]
        setting = self._once("/ExtGState", name, self._objects.settings)
        self._state.set(setting)
        self._write("gs", self._use("/ExtGState", str(name), setting))

    def external(self, instruction: Any) -> None:
        name = instruction.operands[0]
        old = self._resource("/XObject", name)
        self._overprint(_NO_OVERPRINT)
        new = self._objects.external(old, self._state, self._old, self._target)
        self._write("Do", self._use("/XObject", str(name), new))

    def inline_image(self, instruction: Any) -> None:
        self._overprint(_NO_OVERPRINT)
        new = self._objects.inline_image(instruction.iimage, self._old, self._target)
        self._write("Do", self._use("/XObject", "/Inline", new))

    def shade(self, instruction: Any) -> None:
        name = instruction.operands[0]
        self._overprint(_NO_OVERPRINT)
        new = self._once("/Shading", name, self._objects.shading)
        self._write("sh", self._use("/Shading", str(name), new))

    def properties(self, instruction: Any) -> None:
        tag, name = instruction.operands
        if tag == Name.OC:
            raise UnconvertibleError("a part that can be switched off")
        if isinstance(name, Name):
            self._use("/Properties", str(name), self._once("/Properties", name, _itself))
        self._written.append(instruction)

    # --- text ---

    def begin_text(self, instruction: Any) -> None:
        self._state.text_scale = 1.0
        self._written.append(instruction)

    def text_matrix(self, instruction: Any) -> None:
        self._state.text_scale = size_of(instruction.operands)
        self._written.append(instruction)

    def font(self, instruction: Any) -> None:
        name, size = instruction.operands
        self._state.font_size = float(size)
        self._use("/Font", str(name), self._once("/Font", name, self._objects.font))
        self._written.append(instruction)

    def text_mode(self, instruction: Any) -> None:
        self._state.text_mode = int(instruction.operands[0])
        self._written.append(instruction)

    def show(self, instruction: Any) -> None:
        self._overprint(self._state.overprints_text)
        self._written.append(instruction)

    # --- paths ---

    def begin_path(self, instruction: Any) -> None:
        if self._path_begins < 0:
            self._path_begins, self._thinnest = len(self._written), 0.0
        thin = math.inf
        if str(instruction.operator) == "re":
            thin = min(abs(float(v)) for v in instruction.operands[2:])
        self._thinnest = max(self._thinnest, thin)
        self._written.append(instruction)

    def end_path(self, instruction: Any) -> None:
        operator = str(instruction.operator)
        if operator != "n" and self._path_begins >= 0:
            fills, strokes = operator[0] in "fFBb", operator[0] in "SsBb"
            flags = self._state.overprints_path(self._thinnest, fills, strokes)
            self._overprint(flags, self._path_begins)
        self._path_begins = -1
        self._written.append(instruction)


def _itself(source: Any, _: Any, __: Target) -> Any:
    return source


def _device(space: Space, stroke: bool) -> Callable[[Content, Any], None]:
    return lambda content, i: content._set(space, _numbers(i.operands), stroke)


def _spaces(stroke: bool) -> Callable[[Content, Any], None]:
    return lambda content, i: content._set_space(i.operands[0], stroke)


def _colours(stroke: bool) -> Callable[[Content, Any], None]:
    return lambda content, i: content._set_colour(i.operands, stroke)


_HANDLERS: dict[str, Callable[[Content, Any], None]] = {
    **{name: _device(Gray(), stroke) for name, stroke in (("g", False), ("G", True))},
    **{name: _device(Rgb(), stroke) for name, stroke in (("rg", False), ("RG", True))},
    **{name: _device(Cmyk(), stroke) for name, stroke in (("k", False), ("K", True))},
    **{name: _spaces(stroke) for name, stroke in (("cs", False), ("CS", True))},
    **{name: _colours(name.isupper()) for name in ("sc", "scn", "SC", "SCN")},
    **dict.fromkeys(("Tj", "TJ", "'", '"'), Content.show),
    **dict.fromkeys(("m", "re"), Content.begin_path),
    **dict.fromkeys(("f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "n"), Content.end_path),
    **dict.fromkeys(("BDC", "DP"), Content.properties),
    "q": Content.save,
    "Q": Content.restore,
    "cm": Content.transform,
    "w": Content.line_width,
    "gs": Content.settings,
    "Do": Content.external,
    "BI": Content.inline_image,
    "sh": Content.shade,
    "BT": Content.begin_text,
    "Tm": Content.text_matrix,
    "Tf": Content.font,
    "Tr": Content.text_mode,
}


def _numbers(operands: Operands) -> Colour:
    return tuple(float(value) for value in operands)


def _number(value: float) -> Decimal:
    return Decimal(f"{value:.4f}").normalize()


@lru_cache(maxsize=1024)
def _colour(ink: Colour, operator: str) -> ContentStreamInstruction:
    return ContentStreamInstruction([_number(value) for value in ink], Operator(operator))
