"""PDF objects as bytes with gaps, which are filled in when a file is put together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import pikepdf

from ..render.pdf_objects import Reference, Text, Value


@dataclass(frozen=True, slots=True)
class Own:
    """The number of another object of the same stamp, from 0."""

    number: int


@dataclass(frozen=True, slots=True)
class OnPage:
    """The page that a slot is on."""

    slot: int


@dataclass(frozen=True, slots=True)
class InSlot:
    """The structure element that stands for a slot."""

    slot: int


@dataclass(frozen=True, slots=True)
class Marked:
    """A piece of marked content of a slot, by its number there."""

    slot: int
    mcid: int


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


def joined(pieces: Iterable[Piece]) -> Pieces:
    """Return pieces with neighbouring bytes made one."""
    result: list[Piece] = []
    texts: list[bytes] = []
    for piece in pieces:
        if isinstance(piece, bytes):
            texts.append(piece)
        else:
            if texts:
                result.append(b"".join(texts))
                texts.clear()
            result.append(piece)
    if texts:
        result.append(b"".join(texts))
    return tuple(result)


def written(value: Value, refer: Callable[[int], Iterator[Piece]]) -> Iterator[Piece]:
    """Yield a value as it stands in a file; ``refer`` writes a reference to an object's number."""
    if isinstance(value, bytes):
        yield value
    elif isinstance(value, Reference):
        yield from refer(value.number)
    elif isinstance(value, Text):
        yield value.written
    elif isinstance(value, dict):
        yield from dictionary(value.items(), refer)
    elif isinstance(value, list):
        yield b"["
        for item in value:
            yield from written(item, refer)
            yield b" "
        yield b"]"
    else:
        raise TypeError("a stream is always an object of its own")


def dictionary(
    items: Iterable[tuple[str, Value]],
    refer: Callable[[int], Iterator[Piece]],
    more: Iterable[Piece] = (),
) -> Iterator[Piece]:
    """Yield a dictionary of these keys and values, and more of it as pieces at its end."""
    yield b"<<"
    for key, value in items:
        yield b"/%s " % key.encode()
        yield from written(value, refer)
        yield b" "
    yield from more
    yield b">>"


@lru_cache(maxsize=1024)
def string(text: str) -> bytes:
    """Return a text string as it stands in a file (ISO 32000-1, 7.9.2.2)."""
    return bytes(pikepdf.String(text).unparse())
