"""Where words go: standard output, or standard error. Colours are looked for on terminals only.

What knows colours and tables (rich) takes as long to read as a small build has to be told, and a
file or a pipe wants none of it: there the same text is written as it is.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from functools import cached_property
from types import ModuleType
from typing import TYPE_CHECKING, TextIO

from .stopping import at_once

if TYPE_CHECKING:
    from rich.console import Console

WIDEST = 160  # columns of a table that is piped into a file, which nothing should be squeezed into

# What terminals do instead of showing something: bell, backspace, two feeds, carriage return.
_CONTROLS = str.maketrans("", "", "\x07\x08\x0b\x0c\r")
_MARKED = "[]\\:\t"  # in a cell, these mean something to rich


class Outlet:
    """One of the two outputs of a process."""

    def __init__(self, error: bool = False) -> None:
        self._error = error

    @property
    def is_terminal(self) -> bool:
        """Whether somebody looks at it, as far as that is known, or it is to be thought so."""
        told = os.environ.get("TTY_COMPATIBLE", "")
        if told in ("0", "1"):
            return told == "1"
        forced = os.environ.get("FORCE_COLOR")
        return self._file.isatty() if forced is None else bool(forced)

    @cached_property
    def console(self) -> Console:
        """The same for rich, which draws what is more than text."""
        console: Console = _drawn().opened(self._error)
        return console

    def get_ready(self) -> None:
        """Read what draws, which a signal at that moment would end this process for."""
        _drawn()

    def print(self, text: str) -> None:
        """Write a line, or several."""
        self.styled(((text, ""),))

    def styled(self, parts: Iterable[tuple[str, str]]) -> None:
        """Write a line of texts, each in a style of rich's if somebody looks at it."""
        if not self.is_terminal:
            self._write("".join(text for text, _ in parts))
            return
        _drawn().draw_line(self.console, parts)

    def table(self, title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Write a table; every cell is plain text."""
        rows = [tuple(row) for row in rows]
        drawn = None if title or self.is_terminal else plain_table((tuple(columns), *rows))
        if drawn is not None:
            self._write(drawn)
            return
        console = self.console if self.is_terminal else _drawn().opened(self._error, WIDEST)
        _drawn().draw_table(console, title, columns, rows)

    @property
    def _file(self) -> TextIO:
        return sys.stderr if self._error else sys.stdout

    def _write(self, text: str) -> None:
        try:
            self._file.write(f"{text.translate(_CONTROLS).expandtabs(8)}\n")
            self._file.flush()
        except BrokenPipeError:  # nobody reads on, as with "| head"
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(1) from None


def _drawn() -> ModuleType:
    with at_once():  # to be interrupted while Python reads a library can go unnoticed
        from . import drawn

        return drawn


def plain_table(rows: Sequence[Sequence[str]]) -> str | None:
    """Return the lines of a table as rich draws them; None where that takes more than blanks."""
    if not all(_is_plain(cell) for row in rows for cell in row):
        return None
    if any(len(row) != len(rows[0]) for row in rows):
        return None
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    if not all(widths) or sum(widths) + 2 * (len(widths) - 1) > WIDEST:
        return None
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )


def _is_plain(cell: str) -> bool:
    """Tell whether a cell is as wide as it has characters, and all of them are shown."""
    return cell.isascii() and (cell.isprintable() or not cell) and not set(cell) & set(_MARKED)
