"""Copyfit: the largest body size at which the text fits, found in few layouts."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

ALIGNMENT_WORTH = 0.15  # points of body size we give for one section on a panel of its own
# Text takes room as its size to this power: as the square, but for pictures, spaces between blocks
# and lines that were not full (measured over the shipped languages).
GROWTH = 1.5


@dataclass(frozen=True, slots=True)
class Demand:
    """How many panels a group of text takes, as fractions: what grows with the size, what not.

    ``preference`` is 0 where the group has to begin on a new panel, else it counts the groups that
    would like to, in reading order from 1.
    """

    growing: float
    fixed: float
    preference: int

    def panels(self, scale: float, loss: float) -> int:
        """Return how many whole panels that is at another size.

        At the foot of each panel but a group's last, a share of ``loss`` stays empty because what
        belongs together moves on together.
        """
        room: float = self.growing * scale**GROWTH + self.fixed
        return max(1, math.ceil((room - loss) / (1 - loss) - 1e-9))


@dataclass(frozen=True, slots=True)
class Room:
    """What there is to fill: sizes to choose from in points, panels, and what is lost at a foot.

    ``likely``: the index of the size that may be about the largest that fits, if anything is known.
    """

    sizes: Sequence[float]
    panels: int
    preferences: int
    loss: float
    likely: int | None = None


class Trial(Protocol):
    """One layout at one body size."""

    @property
    def fits(self) -> bool: ...

    @property
    def demands(self) -> tuple[Demand, ...]: ...


T = TypeVar("T", bound=Trial)
LayOut = Callable[[float, int, bool], T]


@dataclass(frozen=True, slots=True)
class Fitted(Generic[T]):
    """The trial copyfit chose, its body size in points, alignment, and how many layouts it took."""

    trial: T
    body: float
    alignment: int
    layouts: int


def body_sizes(smallest: float, largest: float, step: float) -> tuple[float, ...]:
    """Return the sizes copyfit may choose from, in points, rising."""
    count = math.floor((largest - smallest) / step + 1e-6)
    return tuple(round(smallest + i * step, 3) for i in range(count + 1))


def copyfit(
    room: Room, lay_out: LayOut[T], remembered: tuple[float, int] | None = None
) -> Fitted[T]:
    """Return the layout at the largest size that fits; at the smallest size where none does.

    ``lay_out`` takes a size and an alignment: so many of the room's ``preferences``, the first
    ones, get a panel of their own. Each may cost ALIGNMENT_WORTH points. It is also told whether
    it may be brief: of a trial that does not fit, nothing else is asked then. A remembered result
    is trusted if it fits: whoever remembers it vouches that nothing has changed since.
    """
    sizes = room.sizes
    if remembered and remembered[0] in sizes:
        trial = lay_out(*remembered, False)
        if trial.fits:
            return Fitted(trial, *remembered, layouts=1)
    begun = _begun(room, lay_out)
    start, first = begun[-1]
    layouts = len(begun)
    for choice in _choices(room, start, first.demands):
        search = _Search(room, lay_out, choice)
        if choice.alignment == 0:
            for index, trial in begun:
                search.know(index, trial)
        best = search.run()
        layouts += search.layouts
        if best is not None:
            return Fitted(best, sizes[search.low], choice.alignment, layouts)
    return Fitted(search.last, sizes[0], 0, layouts)


def _begun(room: Room, lay_out: LayOut[T]) -> list[tuple[int, T]]:
    """Return the first trials, each with the index of its size; the last one tells of others.

    A likely size that does not fit is nearly always the next one to the largest that does. So it
    need not be laid out to its end, and the size below it tells as much.
    """
    if room.likely is None:
        start = (len(room.sizes) - 1) // 2
        return [(start, lay_out(room.sizes[start], 0, False))]
    begun = [(room.likely, lay_out(room.sizes[room.likely], 0, room.likely > 0))]
    if room.likely > 0 and not begun[0][1].fits:
        below = room.likely - 1
        begun.append((below, lay_out(room.sizes[below], 0, False)))
    return begun


@dataclass(frozen=True, slots=True)
class _Choice:
    """An alignment to try: where to begin, and the smallest size at which it is worth its cost."""

    alignment: int
    guess: int
    worst: int


def _choices(room: Room, index: int, demands: tuple[Demand, ...]) -> list[_Choice]:
    """Return the alignments to try, the highest that seems worth its cost and then none."""
    sizes = room.sizes
    flowing = predict(room, index, aligned(demands, 0))
    choices = [_Choice(0, flowing, 0)]
    for alignment in range(room.preferences, 0, -1):
        guess = predict(room, index, aligned(demands, alignment))
        least = sizes[max(flowing, 0)] - ALIGNMENT_WORTH * alignment
        if guess >= 0 and sizes[guess] >= least:
            worst = next(i for i, size in enumerate(sizes) if size >= least)
            return [_Choice(alignment, guess, worst), *choices]
    return choices


class _Search(Generic[T]):
    """Bisection with foresight: the size at ``low`` is known to fit, the one at ``high`` not to."""

    last: T

    def __init__(self, room: Room, lay_out: LayOut[T], choice: _Choice) -> None:
        self._room, self._lay_out = room, lay_out
        self._alignment, self._guess = choice.alignment, choice.guess
        self._best: T | None = None
        self.low, self.high = choice.worst - 1, len(room.sizes)
        self.layouts = 0

    def know(self, index: int, trial: T) -> None:
        """Take a trial that has been made already."""
        self.last = trial
        if trial.fits:
            self.low, self._best = index, trial
        else:
            self.high = index

    def run(self) -> T | None:
        """Return the layout at the largest size that fits, None where none does."""
        guess = self._guess
        while self.high - self.low > 1:
            index = min(max(guess, self.low + 1), self.high - 1)
            # Where one that does not fit leaves one size at most, it need not tell which.
            left = index - self.low - 1
            briefly = left == 1 or (left == 0 and self._best is not None)
            self.know(index, self._lay_out(self._room.sizes[index], self._alignment, briefly))
            self.layouts += 1
            demands = aligned(self.last.demands, self._alignment)
            guess = predict(self._room, index, demands)
        return self._best


def aligned(demands: tuple[Demand, ...], alignment: int) -> tuple[Demand, ...]:
    """Return what is demanded if only the first preferences, ``alignment`` of them, are met."""
    merged: list[Demand] = []
    for demand in demands:
        if demand.preference > alignment and merged:
            before = merged[-1]
            merged[-1] = replace(
                before,
                growing=before.growing + demand.growing,
                fixed=before.fixed + demand.fixed,
            )
        else:
            merged.append(demand)
    return tuple(merged)


def predict(room: Room, index: int, demands: tuple[Demand, ...]) -> int:
    """Guess the index of the largest size that fits, from a layout at another; -1 for none."""
    for candidate in range(len(room.sizes) - 1, -1, -1):
        scale = room.sizes[candidate] / room.sizes[index]
        if sum(demand.panels(scale, room.loss) for demand in demands) <= room.panels:
            return candidate
    return -1
