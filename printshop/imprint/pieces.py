"""PDF objects as bytes with gaps, which are filled in when a file is put together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import cast

import pikepdf

from ..render.pdf_objects import Reference, Text, Value

# Stamps have thousands of gaps, each of which is written out for their digest. The commonest say by
# themselves what dataclasses make them say otherwise, in a third of the time.


@dataclass(frozen=True, slots=True, repr=False)
class Own:
    """The number of another object of the same stamp, from 0."""

    number: int

    def __repr__(self) -> str:
        return f"Own(number={self.number!r})"


@dataclass(frozen=True, slots=True, repr=False)
class OnPage:
    """The page that a slot is on."""

    slot: int

    def __repr__(self) -> str:
        return f"OnPage(slot={self.slot!r})"


@dataclass(frozen=True, slots=True, repr=False)
class InSlot:
    """The structure element that stands for a slot."""

    slot: int

    def __repr__(self) -> str:
        return f"InSlot(slot={self.slot!r})"


@dataclass(frozen=True, slots=True, repr=False)
class Marked:
    """A piece of marked content of a slot, by its number there."""

    slot: int
    mcid: int

    def __repr__(self) -> str:
        return f"Marked(slot={self.slot!r}, mcid={self.mcid!r})"


@dataclass(frozen=True, slots=True)
class Across:
    """A distance in points from the left edge of a slot."""

    slot: int
    points: float


@dataclass(frozen=True, slots=True)
class Up:
    """A distance in points from the upper edge of a slot, upwards."""

    slot: int
    points: float


@dataclass(frozen=True, slots=True)
class Told:
    """A text that is told in the leaflet's language, by the key of its message.

    ``aloud``: instead of what is seen, and so without what only steers layout.
    """

    key: str
    aloud: bool


@dataclass(frozen=True, slots=True)
class Linked:
    """The entry of a link in the parent tree, from 0."""

    number: int


Gap = Own | OnPage | InSlot | Marked | Across | Up | Told | Linked
Piece = bytes | Gap
Pieces = tuple[Piece, ...]


Refer = Callable[[int], Piece]  # what stands for a reference to an object's number


def joined(pieces: Iterable[Piece]) -> Pieces:
    """Return pieces with neighbouring bytes made one."""
    result: list[Piece] = []
    for kind, run in groupby(pieces, type):
        if kind is bytes:
            result.append(b"".join(cast("Iterator[bytes]", run)))
        else:
            result.extend(run)
    return tuple(result)


def written(value: Value, refer: Refer) -> list[Piece]:
    """Return a value as it stands in a file."""
    result: list[Piece] = []
    _write(value, refer, result)
    return result


def dictionary(
    items: Iterable[tuple[str, Value]], refer: Refer, more: Iterable[Piece] = ()
) -> list[Piece]:
    """Return a dictionary of these keys and values, and more of it as pieces at its end."""
    result: list[Piece] = [b"<<"]
    for key, value in items:
        if isinstance(value, bytes):
            result.append(b"/%s %s " % (key.encode(), value))
        else:
            result.append(b"/%s " % key.encode())
            _write(value, refer, result)
            result.append(b" ")
    result += more
    result.append(b">>")
    return result


def _write(value: Value, refer: Refer, result: list[Piece]) -> None:
    # Nothing is handed up piece by piece: a font has hundreds of numbers.
    if isinstance(value, bytes):
        result.append(value)
    elif isinstance(value, Reference):
        result.append(refer(value.number))
    elif isinstance(value, Text):
        result.append(value.written)
    elif isinstance(value, dict):
        result += dictionary(value.items(), refer)
    elif isinstance(value, list):
        result.append(b"[")
        for item in value:
            _write(item, refer, result)
            result.append(b" ")
        result.append(b"]")
    else:
        raise TypeError("a stream is always an object of its own")


@lru_cache(maxsize=1024)
def string(text: str) -> bytes:
    """Return a text string as it stands in a file (ISO 32000-1, 7.9.2.2)."""
    return bytes(pikepdf.String(text).unparse())
