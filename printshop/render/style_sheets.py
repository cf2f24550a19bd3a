"""Style sheets for WeasyPrint, kept as they are once they have been read and compiled.

Its own ones and a theme's take a sixth of a second to read, the first time in a process; taking
them from the cache folder takes a fiftieth of that.
"""

from __future__ import annotations

import io
import marshal
import pickle
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FunctionType
from typing import Any

import cssselect2
import tinycss2
from cssselect2 import compiler

from ..kept import worked_out
from .noticing import noticing

# What reading them does besides: it loads fonts, other files, profiles.
_DOES_MORE = ("@font-face", "@import", "@color-profile")
_SEEN_BY_SELECTORS = ("split_whitespace", "ascii_lower", "urlparse")


def style_sheet(css: str, fonts: Any) -> Any:
    """Return a style sheet as the engine takes it; ``fonts`` are its font configuration."""
    import weasyprint

    if any(rule in css.lower() for rule in _DOES_MORE):
        return weasyprint.CSS(string=css, font_config=fonts)
    sheet = weasyprint.CSS.__new__(weasyprint.CSS)
    _fill(sheet, css, {})
    return sheet


@contextmanager
def own_sheets_kept() -> Iterator[None]:
    """Let WeasyPrint, imported meanwhile, take its own style sheets from the cache folder."""
    parse, fresh = tinycss2.parse_stylesheet, "weasyprint" not in sys.modules
    if fresh:
        tinycss2.parse_stylesheet = lambda _: []  # they are filled below
    try:
        yield
    finally:
        tinycss2.parse_stylesheet = parse
    if fresh:
        from weasyprint import html

        _fill(html.UA_STYLESHEET, html.UA, html.UA_COUNTER_STYLE)
        _fill(html.UA_FORM_STYLESHEET, html.UA_FORM, html.UA_COUNTER_STYLE)
        _fill(html.PH_STYLESHEET, html.PH, {})


def _fill(sheet: Any, css: str, counters: dict[str, Any]) -> None:
    """Make of an object a style sheet that was read; its counter styles go into ``counters``."""
    from weasyprint import VERSION

    given = (VERSION, tinycss2.VERSION, cssselect2.VERSION, css)
    kept = worked_out("style sheet", given, lambda: _pickled_sheet(css))
    state, found = pickle.loads(kept) if kept else _read(css)  # noqa: S301  (our own cache)
    vars(sheet).update(state)
    counters.update(found)


def _read(css: str) -> tuple[dict[str, Any], dict[str, Any]]:
    import weasyprint
    from weasyprint.css.counters import CounterStyle

    counters = CounterStyle()
    sheet = weasyprint.CSS(string=css, counter_style=counters)
    return vars(sheet), dict(counters)


def _pickled_sheet(css: str) -> bytes | None:
    """Read a style sheet; return it as bytes, None where it is to be read each time.

    That is where the engine warns of something in it, or where it cannot be kept.
    """
    with noticing() as warnings:
        parts = _read(css)
    return None if warnings else _pickled(parts)


# --- selectors, which are functions that were compiled from CSS ----------------------------------


class _Pickler(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, FunctionType) and value.__globals__.keys() >= {*_SEEN_BY_SELECTORS}:
            return _selector, (marshal.dumps(value.__code__),)
        return NotImplemented


def _selector(code: bytes) -> FunctionType:
    seen = {name: getattr(compiler, name) for name in _SEEN_BY_SELECTORS}
    return FunctionType(marshal.loads(code), seen)  # noqa: S302  (our own cache)


def _pickled(parts: Any) -> bytes | None:
    file = io.BytesIO()
    try:
        _Pickler(file, pickle.HIGHEST_PROTOCOL).dump(parts)
    except (pickle.PicklingError, TypeError, AttributeError, ValueError):
        return None
    return file.getvalue()
