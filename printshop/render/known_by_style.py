"""What the engine works out for each line and each box, though it only depends on their style.

For a line of text that is what Pango has to know before it can set one (fonts, language,
direction), and how high the line is; for a box the lengths that are no percentages: an eighth of a
layout. Here each is worked out once a style, by the engine itself, and is kept with that style.
WeasyPrint changes none of these values once there are boxes, other than in copies of a style.
"""

from __future__ import annotations

import sys
from functools import cache
from typing import Any

_SIDES = ("top", "right", "bottom", "left")
_LENGTHS = (
    *(f"{kind}_{side}" for kind in ("margin", "padding") for side in _SIDES),
    *(f"{least}{axis}" for least in ("", "min_", "max_") for axis in ("width", "height")),
)
# What a layout of a line is told of its style, but for Pango's own.
_TOLD = {
    *("first_line_direction", "language", "ascent"),
    *("underline_position", "underline_thickness"),
    *("strikethrough_position", "strikethrough_thickness"),
}
_KEPT = ("set_up", "strut", "lengths")  # with a style
_BORDERS = tuple(f"border_{side}_width" for side in _SIDES)


@cache
def know_by_style() -> None:
    """Let WeasyPrint, which has been imported, keep with a style what depends on nothing else."""
    from weasyprint.layout import inline, percent
    from weasyprint.text import line_break

    if hasattr(line_break.pango, "pango_layout_copy"):  # see declarations.py
        _copy_layouts(line_break)
    inline.strut = _keeping_strut(inline.strut)
    _replace(percent.resolve_percentages, _keeping_lengths(percent))


def forget(style: Any) -> None:
    """Let what depends on a style be worked out anew: something in the style was changed."""
    for name in _KEPT:
        style.__dict__.pop(name, None)


def _replace(function: Any, other: Any) -> None:
    """Put a function in the place of one of the engine, wherever that was imported."""
    its_name = function.__name__
    for name, module in list(sys.modules.items()):
        if name.startswith("weasyprint.") and getattr(module, its_name, None) is function:
            setattr(module, its_name, other)


def _copy_layouts(line_break: Any) -> None:
    """Let Pango copy the layout that was set up for a style, instead of setting up another."""
    layout, ffi, pango = line_break.Layout, line_break.ffi, line_break.pango
    set_up, unref = layout.setup, line_break.gobject.g_object_unref

    def copied(pattern: Any) -> Any:
        return ffi.gc(pango.pango_layout_copy(pattern), unref)

    def set_up_once(self: Any, style: Any) -> None:
        known = style.__dict__.get("set_up")
        if known is None:
            set_up(self, style)
            told = {key: self.__dict__[key] for key in _TOLD & self.__dict__.keys()}
            style.set_up = copied(self.layout), told
            return
        pattern, told = known
        self.__dict__.update(told)
        self.style, self.layout = style, copied(pattern)

    layout.setup = set_up_once


def _keeping_strut(strut: Any) -> Any:
    def kept(style: Any) -> Any:
        known = style.__dict__.get("strut")
        if known is None:
            known = style.strut = strut(style)
        return known

    return kept


def _keeping_lengths(percent: Any) -> Any:
    """Return what gives a box its lengths, from its style alone where no length is relative."""
    resolve = percent.resolve_percentages

    def resolved(box: Any, containing_block: Any) -> None:
        style = box.style
        known = style.__dict__.get("lengths")
        if known:
            box.__dict__.update(known)
            return
        resolve(box, containing_block)
        if known is None:
            style.lengths = _lengths(box) if _are_fixed(style) else {}

    return resolved


def _are_fixed(style: Any) -> bool:
    """Tell whether lengths depend neither on what is around a box nor, as a table's borders, on
    what is in it."""
    if style["border_collapse"] == "collapse":
        return False
    lengths = (style[name] for name in _LENGTHS)
    return all(said in ("auto", None) or getattr(said, "unit", "") == "px" for said in lengths)


def _lengths(box: Any) -> dict[str, Any]:
    return {name: box.__dict__[name] for name in (*_LENGTHS, *_BORDERS)}
