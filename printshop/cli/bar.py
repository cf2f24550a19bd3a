"""Progress on a terminal: a bar, how much is done, and when the rest will be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import rich.progress
from rich.console import Console
from rich.text import Text


@contextmanager
def bar(
    console: Console, description: str, total: int, pace: Callable[[], str]
) -> Iterator[Callable[[int], None]]:
    """Show a bar as long as the block lasts; it gets what moves it on. ``pace`` is said beside."""
    columns = (
        rich.progress.TextColumn("{task.description}"),
        rich.progress.BarColumn(),
        rich.progress.MofNCompleteColumn(),
        _PaceColumn(pace),
    )
    with rich.progress.Progress(*columns, console=console, transient=True) as drawn:
        yield partial(drawn.advance, drawn.add_task(description, total=total))


class _PaceColumn(rich.progress.ProgressColumn):
    def __init__(self, pace: Callable[[], str]) -> None:
        super().__init__()
        self._pace = pace

    def render(self, task: rich.progress.Task) -> Text:
        return Text(self._pace(), style="progress.remaining")
