"""What rich draws: lines in colours, and tables with bold headings and cells that are wrapped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text


def opened(error: bool, wide: int | None = None) -> Console:
    """Return standard output, or standard error, to draw on; ``wide``: with so many columns."""
    return Console(stderr=error, highlight=False, soft_wrap=wide is None, width=wide)


def draw_line(console: Console, parts: Iterable[tuple[str, str]]) -> None:
    """Draw a line of texts, each in a style."""
    console.print(Text.assemble(*parts))


def draw_table(
    console: Console, title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]
) -> None:
    """Draw a table; every cell is plain text."""
    table = Table(*columns, title=title, title_justify="left", box=None, pad_edge=False)
    for row in rows:
        table.add_row(*map(escape, row))
    console.print(table)
