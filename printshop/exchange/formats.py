"""The formats that texts go out in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from . import table, tmx, xliff12, xliff20
from .units import Batch


@dataclass(frozen=True, slots=True)
class Format:
    """One format: how it is written, how its files end, and what it can hold.

    ``controls``: control characters in texts. ``all_languages``: several at once.
    ``all_sources``: catalogs whose sources are in different languages. ``only_current``: what is
    translated and current, instead of everything.
    """

    write: Callable[[Sequence[Batch]], bytes]
    suffix: str
    controls: bool = False
    all_languages: bool = False
    all_sources: bool = True
    only_current: bool = False


FORMATS = {
    "xliff": Format(xliff12.write, "xlf"),
    "xliff2": Format(xliff20.write, "xlf", controls=True, all_sources=False),
    "csv": Format(table.write, "csv", controls=True),
    "tmx": Format(tmx.write, "tmx", all_languages=True, only_current=True),
}
