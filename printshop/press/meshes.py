"""Mesh shadings (ISO 32000-1, 8.7.4.5.5 to 8.7.4.5.8): corners packed in bits, turned into inks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .functions import bits_at
from .spaces import Space
from .targets import Target, UnconvertibleError

_COMPONENT_BITS = 16  # of what is written
# Points and colours of one record: a corner, or a patch that begins anew or goes on from a side.
_CORNER = ((1, 1),) * 4
_RECORDS = {
    4: _CORNER,
    5: _CORNER,
    6: ((12, 4), *((8, 2),) * 3),
    7: ((16, 4), *((12, 2),) * 3),
}
_WITHOUT_FLAGS = 5


@dataclass(frozen=True)
class Mesh:
    """A mesh's samples in inks, with what its dictionary says of them."""

    samples: bytes
    bits_per_component: int
    decode: tuple[float, ...]


def mesh_in_inks(source: Any, space: Space, target: Target) -> Mesh:
    """Turn the colour of every corner; the points and their order stay.

    Raises UnconvertibleError where records do not end with a byte, which readers take differently.
    """
    return Mesh(
        b"".join(_records(source, space, target)),
        _COMPONENT_BITS,
        (*[float(v) for v in source.Decode][:4], *(0.0, 1.0) * len(target.gray(0))),
    )


def _records(source: Any, space: Space, target: Target) -> Iterator[bytes]:
    kind, data = int(source.ShadingType), source.read_bytes()
    flag_bits = 0 if kind == _WITHOUT_FLAGS else int(source.BitsPerFlag)
    point_bits = 2 * int(source.BitsPerCoordinate)
    component_bits = int(source.BitsPerComponent)
    colour_bits = component_bits * space.components
    limits = [float(v) for v in source.Decode][4:]
    position = 0
    while position + flag_bits < 8 * len(data):
        flag = bits_at(data, position, flag_bits) & 3 if flag_bits else 0
        points, colours = _RECORDS[kind][flag]
        head = flag_bits + points * point_bits
        length = head + colours * colour_bits
        if position + length > 8 * len(data):
            break  # bits that fill the last byte
        if kind in (6, 7) and length % 8:
            raise UnconvertibleError("a mesh whose patches do not end with a byte")
        raw = [
            bits_at(data, position + head + i * component_bits, component_bits)
            for i in range(colours * space.components)
        ]
        most = (1 << component_bits) - 1
        inks = _inks(raw, most, limits, space, target)
        yield _packed(bits_at(data, position, head), head, inks)
        position += (length + 7) // 8 * 8


def _inks(
    raw: Sequence[int], most: int, limits: Sequence[float], space: Space, target: Target
) -> list[float]:
    width = space.components
    inks: list[float] = []
    for start in range(0, len(raw), width):
        values = [
            low + value * (high - low) / most
            for value, low, high in zip(
                raw[start : start + width], limits[::2], limits[1::2], strict=True
            )
        ]
        inks += space.colour(values, target)
    return inks


def _packed(head: int, head_bits: int, inks: Sequence[float]) -> bytes:
    """Write one record, filled up to a byte."""
    number, bits = head, head_bits
    for ink in inks:
        number = number << _COMPONENT_BITS | round(ink * ((1 << _COMPONENT_BITS) - 1))
        bits += _COMPONENT_BITS
    return (number << -bits % 8).to_bytes((bits + 7) // 8)
