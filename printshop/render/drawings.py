"""Drawings (SVG) that are read and drawn once, however many leaflets they are in.

Reading paths is most of the work of writing a leaflet, and its drawings are the same in all
languages. So what the layout engine draws is kept, as it stands in the PDF, for each size; from
run to run as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any
from xml.etree import ElementTree

import pydyf

from ..kept import worked_out
from .noticing import noticing

_NEEDY = ("text", "tspan", "textPath", "image", "feImage", "foreignObject", "style")
_SIZES = 8  # of one drawing that are kept
_ALPHA = re.compile(rb"/([aA][\d.]+) gs")  # such a state is named after what it says
_NEARLY_WHOLE = re.compile(rb"(-?\d+)\.(?= )")
# Operators that name something else in the page's resources, or begin marked content.
_NAMING = (b" Do", b" sh", b" Tf", b" gs", b" cs", b" CS", b" scn", b" SCN", b"BDC", b"BMC")

Intrinsic = tuple[float | None, float | None, float | None]  # width, height, ratio


@dataclass(frozen=True, slots=True)
class _Drawn:
    content: bytes
    states: dict[str, Any]


class _TroubleError(Exception):
    """The engine warned while it drew, and has to say so each time."""


class Drawing:
    """What WeasyPrint takes for an image: a drawing that remembers how it is drawn.

    ``size``: what it says of its own size, None where that goes by the size of the text.
    """

    def __init__(self, data: bytes, key: tuple[str, ...], size: Intrinsic | None) -> None:
        self._data, self._key, self._size = data, key, size
        self._drawn: dict[tuple[float, float], _Drawn | None] = {}

    @cached_property
    def _image(self) -> Any:
        return _image(ElementTree.fromstring(self._data))

    def get_intrinsic_size(self, image_resolution: Any, font_size: float) -> Any:
        return self._size or self._image.get_intrinsic_size(image_resolution, font_size)

    def draw(self, stream: Any, width: float, height: float, style: Any) -> None:
        """Draw on a stream, whatever was drawn there before."""
        stream._current_color = stream._current_color_stroke = None
        stream._current_alpha = stream._current_alpha_stroke = None
        size, just_now = (width, height), False
        if size in self._drawn:
            drawn = self._drawn[size]
        else:
            drawn, just_now = self._drawn_before(stream, size, style)
            if len(self._drawn) < _SIZES:
                self._drawn[size] = drawn
        if drawn and not just_now:
            stream._resources["ExtGState"].update(drawn.states)
            stream.stream.append(drawn.content)
        elif not just_now:
            self._image.draw(stream, width, height, style)

    def _drawn_before(
        self, stream: Any, size: tuple[float, float], style: Any
    ) -> tuple[_Drawn | None, bool]:
        """Return what was drawn in an earlier run, or just now, and whether it was just now."""
        begun = False

        def draw() -> _Drawn | None:
            nonlocal begun
            begun, start = True, len(stream.stream)
            with noticing() as troubles:
                self._image.draw(stream, *size, style)
            if troubles:
                raise _TroubleError
            stream.stream[start:] = map(_exact, stream.stream[start:])
            return _kept(stream, start)

        try:
            return worked_out("exact drawing", (*self._key, size), draw), begun
        except _TroubleError:
            return None, True


def _exact(operator: Any) -> Any:
    """Return an operator as it is anywhere on a page.

    The engine turns some matrices back by multiplying with where it stands, and is out by so little
    that only the sign and the point of a whole number tell: -0. for 0.
    """
    if isinstance(operator, bytes) and operator.endswith(b" cm"):
        return _NEARLY_WHOLE.sub(lambda number: b"%d" % int(number[1]), operator)
    return operator


def _kept(stream: Any, start: int) -> _Drawn | None:
    """Return what was drawn from an operator on, None where it means nothing on another page."""
    operators = stream.stream[start:]
    if not operators or not all(isinstance(operator, bytes) for operator in operators):
        return None
    names: dict[str, None] = {}  # in the order of their first use, as the engine enters them
    for operator in operators:
        alpha = _ALPHA.fullmatch(operator)
        if alpha:
            names[alpha[1].decode()] = None
        elif operator.endswith(_NAMING):
            return None
    states = stream._resources["ExtGState"]
    return _Drawn(b"\n".join(operators), {name: states[name] for name in names})


@lru_cache(maxsize=128)
def drawing(data: bytes) -> Drawing | None:
    """Return an SVG file as a drawing, None where the engine has to deal with it by itself.

    That is where it holds text, which needs the engine's fonts, where it refers to anything but
    itself, and where it cannot be read.
    """
    from weasyprint import VERSION

    key = (VERSION, pydyf.VERSION, sha256(data).hexdigest())
    said = worked_out("drawing read", key, lambda: _read(data))
    return Drawing(data, key, *said) if said else None


def _read(data: bytes) -> tuple[Intrinsic | None] | None:
    """Return the size a drawing says it has, if it has one, None where it is not to be kept."""
    try:
        tree = ElementTree.fromstring(data)
        if not all(map(_is_plain, tree.iter())):
            return None
        image = _image(tree)
        small, large = (image.get_intrinsic_size(1, size) for size in (10, 20))
    except Exception:  # whatever the engine makes of it: it says so itself
        return None
    return (small if small == large else None,)


def _image(tree: ElementTree.Element) -> Any:
    from weasyprint.images import SVGImage

    return SVGImage(tree, None, None, None)


def _is_plain(element: ElementTree.Element) -> bool:
    """Tell whether an element of a drawing needs nothing from outside."""
    if element.tag.rpartition("}")[2] in _NEEDY:
        return False
    return all(value.startswith("#") for name, value in element.items() if name.endswith("href"))
