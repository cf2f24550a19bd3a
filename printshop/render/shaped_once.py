"""Texts that are shaped once: what measured a line of letters draws it as well.

WeasyPrint lets go of Pango's layout of a text when it has measured it, and makes another one to
draw it. Where letters are changed in a form, the layout stays with its box instead: it is given
each new text, measured and drawn. That is the same text in the same style, without breaks and
without ellipsis, which is all that could make a difference between measuring and drawing.
"""

from __future__ import annotations

from functools import cache
from typing import Any

_BREAKING = ("anywhere", "break-word")


def shaped(box: Any, text: str, line: Any) -> tuple[Any, float, float, float] | None:
    """Return a text as it is set in place of a box's, on one line: its layout, width, height and
    baseline in CSS pixels, as the engine finds them where the text fits its line.

    None where the engine may set it otherwise when it draws it. What was shaped for this box before
    is gone.
    """
    from weasyprint.text.ffi import FROM_UNITS, ffi, pango
    from weasyprint.text.line_break import line_size

    if len(text.splitlines()) != 1 or not _is_drawn_as_measured(box, line):
        return None
    layout = box.pango_layout
    if not isinstance(layout, _lasting()):
        layout = _lasting()(box.style)
        pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
    layout.set_text(text)
    first, _ = layout.get_first_line()
    if first == ffi.NULL or layout.text != text:
        return None
    baseline = pango.pango_layout_get_baseline(layout.layout) * FROM_UNITS
    return (layout, *line_size(first, box.style), baseline)


def _is_drawn_as_measured(box: Any, line: Any) -> bool:
    """Tell whether nothing in a style makes Pango's layout another one for drawing."""
    style = box.style
    spaced = style["word_spacing"] or style["letter_spacing"] not in ("normal", 0)
    breaking = style["overflow_wrap"] in _BREAKING
    shortened = line.text_overflow != "clip" or line.block_ellipsis != "none"
    return not (spaced or breaking or shortened or box.justification_spacing)


@cache
def _lasting() -> Any:
    """Return the engine's layout of a text as a class of layouts that last."""
    from weasyprint.text.line_break import Layout

    class Lasting(Layout):  # type: ignore[misc]  # the engine has no types
        """A layout that is there for drawing as it was left by what measured it."""

        def reactivate(self, style: Any) -> None:
            """Stay as it is: it was set in this style."""

        def deactivate(self) -> None:
            """Stay as it is: it is given another text next."""

    return Lasting
