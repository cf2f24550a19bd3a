"""What the layout engine does not understand in a style sheet, line by line."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from .engine import _engine, _recording

_AT = re.compile(r" at (\d+):\d+(?=[, ]|$),? ?")
_SELECTOR = re.compile(r"^Invalid or unsupported selector, '(.*)'$", re.DOTALL)
# What may hold a brace that opens nothing: comments and strings.
_TOKENS = re.compile(r"/\*.*?(?:\*/|\Z)|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|[{}]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class StyleFault:
    """Something in a style sheet that has no effect: its line from 1, and what the matter is."""

    line: int
    message: str


@lru_cache(maxsize=64)
def style_faults(css: str, fonts_folder: str) -> tuple[StyleFault, ...]:
    """Return what is wrong with a style sheet, in the order of its lines.

    ``css`` is as the theme has it, with its colours filled in: the lines are those of its file.
    """
    faults = [*_braces(css), *_misunderstood(css, fonts_folder)]
    return tuple(sorted(faults, key=lambda fault: fault.line))


def _misunderstood(css: str, fonts_folder: str) -> list[StyleFault]:
    """Return what the engine says about a style sheet, or where it gives up."""
    try:
        return [_fault(css, warning) for warning in dict.fromkeys(_said(css, fonts_folder))]
    except Exception as error:  # it asserts where a calculation makes no sense
        line = _first_bad_line(css, fonts_folder)
        name = type(error).__name__
        message = f"The layout engine gives up at this line ({name}). Look for a slip in a value."
        return [StyleFault(line, message)]


def _said(css: str, fonts_folder: str) -> list[str]:
    engine = _engine(fonts_folder)
    with _recording() as warnings:
        engine.parse(css)
    return warnings


def _first_bad_line(css: str, fonts_folder: str) -> int:
    """Return the line with which a style sheet begins to be one that the engine gives up on."""
    lines = css.splitlines()

    def fails(count: int) -> bool:
        try:
            _said("\n".join(lines[:count]), fonts_folder)
        except Exception:
            return True
        return False

    return bisect_left(range(len(lines)), True, key=fails)


def _fault(css: str, warning: str) -> StyleFault:
    selector = _SELECTOR.match(warning)
    if selector:
        name = selector[1].strip()
        line = css.count("\n", 0, max(css.find(selector[1]), 0)) + 1
        return StyleFault(line, f"The layout engine does not know the selector '{name}'.")
    place = _AT.search(warning)
    said = _AT.sub(": ", warning, count=1).removesuffix(": ").rstrip(".")
    return StyleFault(int(place[1]) if place else 0, f"The layout engine says: {said}.")


def _braces(css: str) -> list[StyleFault]:
    """Find braces without their fellow, which make rules belong to others."""
    opened: list[int] = []
    for token in _TOKENS.finditer(css):
        line = css.count("\n", 0, token.start()) + 1
        if token[0] == "{":
            opened.append(line)
        elif token[0] == "}" and not opened:
            return [StyleFault(line, "This } closes nothing; take it out.")]
        elif token[0] == "}":
            opened.pop()
    return [
        StyleFault(line, "The { in this line, or one after it, is never closed.")
        for line in opened[:1]
    ]
