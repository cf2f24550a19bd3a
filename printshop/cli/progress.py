"""How far a long command is, how fast it goes and when it will be done, as far as that is known."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from .outlet import Outlet
from .stopping import at_once

if TYPE_CHECKING:
    from rich.console import Console

Clock = Callable[[], float]

WINDOW = 60.0  # seconds the rate is of: long enough to be steady, short enough to follow
ENOUGH = 5.0  # seconds of work before anybody is told a rate
LINE_EVERY, LINE_AT_LEAST = 10.0, 60.0  # seconds between lines where there is no terminal
STEP = 0.1  # of all: what is worth a line


class Progress(Protocol):
    """What a command tells while it works."""

    def advance(self, count: int) -> None:
        """Count work that was done now."""

    def skip(self, count: int) -> None:
        """Count work that was found done: it says nothing about how fast the rest will go."""


class Printing(Protocol):
    """Where lines about progress go."""

    def print(self, text: str, /) -> None: ...


class Pace:
    """How much is done, and how fast: over the last minute, and not before there is evidence."""

    def __init__(self, total: int, clock: Clock = time.monotonic) -> None:
        self.total, self.done = total, 0
        self._clock = clock
        self._started = False
        self._samples: deque[tuple[float, int]] = deque([(clock(), 0)])

    def advance(self, count: int) -> None:
        self._started = True
        self.done += count
        now = self._clock()
        if now - self._samples[-1][0] >= 1:
            self._samples.append((now, self.done))
        while len(self._samples) > 2 and now - self._samples[1][0] > WINDOW:
            self._samples.popleft()

    def skip(self, count: int) -> None:
        if self._started:
            self.advance(count)
        else:  # looking is quicker than working: neither its time nor its count foretells anything
            self.done += count
            self._samples = deque([(self._clock(), self.done)])

    @property
    def rate(self) -> float | None:
        """Return how much is done in a second, None as long as nobody can know."""
        since, before = self._samples[0]
        span = self._clock() - since
        if not self._started or span < ENOUGH or self.done == before:
            return None
        return (self.done - before) / span

    @property
    def left(self) -> float | None:
        """Return the seconds that are left if it goes on like this, None if nobody can know."""
        rate = self.rate
        return None if rate is None else max(0, self.total - self.done) / rate

    def __str__(self) -> str:
        rate, left = self.rate, self.left
        if rate is None or left is None:
            return "time left not known yet"
        return f"{_rate(rate)}, {about(left)} left"


def about(seconds: float) -> str:
    """Return a time as exactly as it can be foretold."""
    if seconds < 60:
        return f"about {max(5, 5 * round(seconds / 5))} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"about {minutes} min"
    return f"about {minutes // 60} h {minutes % 60:02} min"


def _rate(rate: float) -> str:
    return (
        f"{rate:.0f}/s"
        if rate >= 10
        else f"{rate:.1f}/s"
        if rate >= 0.1
        else f"{rate * 60:.1f}/min"
    )


@contextmanager
def shown(where: Outlet | Console, description: str, total: int) -> Iterator[Progress]:
    """Show progress: a bar on a terminal, elsewhere a line now and then."""
    pace = Pace(total)
    if not where.is_terminal:
        yield Lines(where, description, pace)
        return
    with at_once():  # what draws it takes its time
        from .bar import bar

    console = where.console if isinstance(where, Outlet) else where
    with bar(console, description, pace.total, lambda: str(pace)) as advance:
        yield _Bar(pace, advance)


class _Bar:
    def __init__(self, pace: Pace, advance: Callable[[int], None]) -> None:
        self._pace, self._advance = pace, advance

    def advance(self, count: int) -> None:
        self._pace.advance(count)
        self._advance(count)

    def skip(self, count: int) -> None:
        self._pace.skip(count)
        self._advance(count)


class Lines:
    """Progress for files and logs: a line a tenth of the work, but not one every moment.

    Work of less than ten seconds says nothing; slow work says something every minute.
    """

    def __init__(
        self, outlet: Printing, description: str, pace: Pace, clock: Clock = time.monotonic
    ) -> None:
        self._outlet, self._description, self._pace = outlet, description, pace
        self._clock = clock
        self._said, self._done = clock(), 0

    def advance(self, count: int) -> None:
        self._pace.advance(count)
        self._say()

    def skip(self, count: int) -> None:
        self._pace.skip(count)
        self._say()

    def _say(self) -> None:
        now, pace = self._clock(), self._pace
        further = pace.done - self._done >= STEP * pace.total
        if now - self._said < (LINE_EVERY if further else LINE_AT_LEAST):
            return
        self._said, self._done = now, pace.done
        share = f"{pace.done / pace.total:.0%}" if pace.total else ""
        line = f"{self._description}: {pace.done:,} of {pace.total:,} ({share}), {pace}"
        self._outlet.print(line)
