"""Drawings (SVG) that are read and drawn once, however many leaflets they are in.

Reading paths is most of the work of writing a leaflet, and its drawings are the same in all
languages. So what the layout engine draws is kept, as it stands in the PDF, for each size.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree

_NEEDY = ("text", "tspan", "textPath", "image", "feImage", "foreignObject", "style")
_SIZES = 8  # of one drawing that are kept
_ALPHA = re.compile(rb"/([aA][\d.]+) gs")  # such a state is named after what it says
# Operators that name something else in the page's resources, or begin marked content.
_NAMING = (b" Do", b" sh", b" Tf", b" gs", b" cs", b" CS", b" scn", b" SCN", b"BDC", b"BMC")


@dataclass(frozen=True, slots=True)
class _Drawn:
    content: bytes
    states: dict[str, Any]


class Drawing:
    """What WeasyPrint takes for an image: a drawing that remembers how it is drawn."""

    def __init__(self, image: Any) -> None:
        self._image = image
        self._drawn: dict[tuple[float, float], _Drawn | None] = {}

    def get_intrinsic_size(self, image_resolution: Any, font_size: float) -> Any:
        return self._image.get_intrinsic_size(image_resolution, font_size)

    def draw(self, stream: Any, width: float, height: float, style: Any) -> None:
        """Draw on a stream, whatever was drawn there before."""
        stream._current_color = stream._current_color_stroke = None
        stream._current_alpha = stream._current_alpha_stroke = None
        drawn = self._drawn.get((width, height))
        if drawn:
            stream._resources["ExtGState"].update(drawn.states)
            stream.stream.append(drawn.content)
            return
        start = len(stream.stream)
        self._image.draw(stream, width, height, style)
        if len(self._drawn) < _SIZES:
            self._drawn[width, height] = _kept(stream, start)


def _kept(stream: Any, start: int) -> _Drawn | None:
    """Return what was drawn from an operator on, None where it means nothing on another page."""
    operators = stream.stream[start:]
    if not operators or not all(isinstance(operator, bytes) for operator in operators):
        return None
    names: set[str] = set()
    for operator in operators:
        alpha = _ALPHA.fullmatch(operator)
        if alpha:
            names.add(alpha[1].decode())
        elif operator.endswith(_NAMING):
            return None
    states = stream._resources["ExtGState"]
    return _Drawn(b"\n".join(operators), {name: states[name] for name in sorted(names)})


@lru_cache(maxsize=128)
def drawing(data: bytes) -> Drawing | None:
    """Return an SVG file as a drawing, None where the engine has to deal with it by itself.

    That is where it holds text, which needs the engine's fonts, where it refers to anything but
    itself, and where it cannot be read.
    """
    from weasyprint.images import SVGImage

    try:
        tree = ElementTree.fromstring(data)
        if not all(map(_is_plain, tree.iter())):
            return None
        return Drawing(SVGImage(tree, None, None, None))
    except Exception:  # whatever the engine makes of it: it says so itself
        return None


def _is_plain(element: ElementTree.Element) -> bool:
    """Tell whether an element of a drawing needs nothing from outside."""
    if element.tag.rpartition("}")[2] in _NEEDY:
        return False
    return all(value.startswith("#") for name, value in element.items() if name.endswith("href"))
