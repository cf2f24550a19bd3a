"""Lines of text that are set once in a layout, however often the engine asks for them.

WeasyPrint lays a block out anew when it moves to the next page, when its last lines have to stay
together, when it stands in a flex box or in columns: a quarter to a half of all lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

# The engine's layout of a line, without what belongs to Pango, and its measures.
_Line = tuple[Any, ...]


@contextmanager
def lines_once() -> Iterator[None]:
    """Let WeasyPrint, while it lays out one document, take lines that it has set already."""
    from weasyprint.layout import inline, preferred

    set_line = inline.split_first_line
    inline.split_first_line = preferred.split_first_line = _remembering(set_line)
    try:
        yield
    finally:
        inline.split_first_line = preferred.split_first_line = set_line


def _remembering(set_line: Callable[..., _Line]) -> Callable[..., _Line]:
    # Styles are kept with the lines, so that no other style gets the number of one that is gone.
    lines: dict[Any, tuple[_Line, Any]] = {}

    def remembered(  # as the engine calls it
        text: str,
        style: Any,
        context: Any,
        max_width: float | None,
        justification_spacing: float,
        is_line_start: bool = True,
        minimum: bool = False,
    ) -> _Line:
        rest = (max_width, justification_spacing, is_line_start, minimum)
        key = (text, id(style), *rest)
        if key not in lines:
            lines[key] = set_line(text, style, context, *rest), style
        layout, *measures = lines[key][0]
        return (_copy(layout), *measures)  # drawing may change a layout

    return remembered


def _copy(layout: Any) -> Any:
    """Return a shallow copy, in a quarter of the time that Python's own takes."""
    copied = object.__new__(type(layout))
    copied.__dict__.update(layout.__dict__)
    return copied
