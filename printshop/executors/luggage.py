"""What calls have in common travels to a process once: the texts of a brochure, catalogs, a theme.

The jobs of a thousand clinics name the same few of these, a quarter of a megabyte together. A
process keeps what it was sent; another one that takes its place has nothing yet, and is sent all.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..model import Brochure, Catalog, Message, Theme

MOST = 512  # things that are kept; a brochure in a language is two or three

_SHARED = (Brochure, Catalog, Theme)
_kept: dict[int, Any] = {}  # in a worker: what it was sent, by number
_generation = [0]  # in a worker: of the numbers


@dataclass(frozen=True, slots=True)
class Parcel:
    """A call, ready to travel, and by number the things that it needs."""

    call: bytes
    things: Mapping[int, bytes]
    generation: int


@dataclass(slots=True)
class Luggage:
    """What has been sent to a process."""

    generation: int = 0
    sent: set[int] = field(default_factory=set)

    def missing(self, parcel: Parcel) -> dict[int, bytes]:
        """Return the things that a parcel needs and the process lacks, which is sent them now."""
        if self.generation != parcel.generation:
            self.generation, self.sent = parcel.generation, set()
        missing = {n: data for n, data in parcel.things.items() if n not in self.sent}
        self.sent |= missing.keys()
        return missing


class Packer:
    """Packs calls; it tells what they have in common by identity."""

    def __init__(self) -> None:
        self._things: dict[int, tuple[int, Any, bytes]] = {}  # held, or an id would be given anew
        self._generation = 0

    def packed(
        self, function: Callable[..., Any], given: tuple[Any, ...], named: Mapping[str, Any]
    ) -> Parcel:
        """Return a call as a parcel; raises what pickle raises for what cannot travel."""
        if len(self._things) > MOST:
            self._things.clear()
            self._generation += 1
        buffer = io.BytesIO()
        pickler = _Pickler(buffer, self)
        pickler.dump((function, given, named))
        return Parcel(buffer.getvalue(), pickler.things, self._generation)

    def thing(self, thing: Any) -> tuple[int, bytes]:
        """Return the number of a thing, the same each time, and its bytes."""
        known = self._things.get(id(thing))
        if known is None:
            data = pickle.dumps(thing, pickle.HIGHEST_PROTOCOL)
            known = self._things[id(thing)] = (len(self._things), thing, data)
        return known[0], known[2]


def unpacked(call: bytes, generation: int, things: Mapping[int, bytes]) -> Any:
    """Do a call in a worker, and return what comes of it; keep the things for later ones."""
    if _generation[0] != generation:
        _kept.clear()
        _generation[0] = generation
    for number, data in things.items():
        _kept[number] = pickle.loads(data)  # noqa: S301  (from the process that started this one)
    function, given, named = _Unpickler(io.BytesIO(call)).load()
    return function(*given, **named)


class _Pickler(pickle.Pickler):
    def __init__(self, file: io.BytesIO, packer: Packer) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self._packer = packer
        self.things: dict[int, bytes] = {}

    def persistent_id(self, thing: Any) -> int | None:
        if not isinstance(thing, _SHARED) and not _are_messages(thing):
            return None
        number, self.things[number] = self._packer.thing(thing)
        return number


def _are_messages(thing: Any) -> bool:
    return type(thing) is tuple and bool(thing) and isinstance(thing[0], Message)


class _Unpickler(pickle.Unpickler):
    def persistent_load(self, number: Any) -> Any:
        return _kept[number]
