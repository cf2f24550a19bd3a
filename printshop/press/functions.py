"""Functions of PDF files (ISO 32000-1, 7.10), read: sampled, exponential, stitching."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Any

import pikepdf

from .targets import UnconvertibleError

Values = tuple[float, ...]
Interval = tuple[float, float]

STEPS = 32  # samples of a smooth piece, after the first


@dataclass(frozen=True)
class Function:
    """A function, its domain, and for one input: where its pieces meet and how finely it runs."""

    evaluate: Callable[[Values], Values]
    domain: tuple[Interval, ...]
    breaks: tuple[float, ...]
    steps: int = STEPS

    def __call__(self, *values: float) -> Values:
        pairs = zip(values, self.domain, strict=True)
        return self.evaluate(tuple(min(max(v, low), high) for v, (low, high) in pairs))


def function_of(source: Any) -> Function:
    """Read a function, or an array of functions of the same inputs, one for each output.

    Raises UnconvertibleError for PostScript functions and for what is none.
    """
    if isinstance(source, pikepdf.Array):
        return _side_by_side([function_of(part) for part in source])
    readers = {0: _sampled, 2: _exponential, 3: _stitching}
    kind = int(source.get("/FunctionType", -1)) if hasattr(source, "get") else -1
    if kind not in readers:
        raise UnconvertibleError(f"a function of type {kind}")
    return readers[kind](source)


def _intervals(array: Any) -> tuple[Interval, ...]:
    numbers = [float(value) for value in array]
    return tuple(zip(numbers[::2], numbers[1::2], strict=True))


def _side_by_side(parts: list[Function]) -> Function:
    breaks = sorted({b for part in parts for b in part.breaks})
    return Function(
        lambda values: tuple(output for part in parts for output in part(*values)),
        parts[0].domain,
        tuple(breaks),
        max(part.steps for part in parts),
    )


def _clipped(source: Any, values: Values) -> Values:
    if "/Range" not in source:
        return values
    pairs = zip(values, _intervals(source.Range), strict=True)
    return tuple(min(max(v, low), high) for v, (low, high) in pairs)


def _exponential(source: Any) -> Function:
    first = [float(v) for v in source.get("/C0", [0])]
    last = [float(v) for v in source.get("/C1", [1])]
    exponent = float(source.N)

    def evaluate(values: Values) -> Values:
        share = values[0] ** exponent
        return _clipped(
            source, tuple(a + share * (b - a) for a, b in zip(first, last, strict=True))
        )

    (domain,) = _intervals(source.Domain)
    return Function(evaluate, (domain,), domain, 1 if first == last else STEPS)


def _stitching(source: Any) -> Function:
    (domain,) = _intervals(source.Domain)
    parts = [function_of(part) for part in source.Functions]
    edges = (domain[0], *(float(b) for b in source.Bounds), domain[1])
    encodes = _intervals(source.Encode)

    def evaluate(values: Values) -> Values:
        x = values[0]
        i = next((i for i, edge in enumerate(edges[1:-1]) if x < edge), len(parts) - 1)
        return _clipped(source, parts[i](_mapped(x, edges[i : i + 2], encodes[i])))

    breaks = set(edges)
    for part, piece, encode in zip(parts, pairwise(edges), encodes, strict=True):
        breaks |= {_mapped(b, encode, piece) for b in part.breaks if _inside(b, encode)}
    return Function(evaluate, (domain,), tuple(sorted(breaks)), max(part.steps for part in parts))


def _inside(value: float, interval: Interval) -> bool:
    return min(interval) < value < max(interval)


def _mapped(value: float, source: Sequence[float], target: Sequence[float]) -> float:
    """Map a value linearly from one interval to another."""
    if source[0] == source[1]:
        return target[0]
    return target[0] + (value - source[0]) * (target[1] - target[0]) / (source[1] - source[0])


def _sampled(source: Any) -> Function:
    domain, outputs = _intervals(source.Domain), _intervals(source.Range)
    sizes = [int(size) for size in source.Size]
    bits, data = int(source.BitsPerSample), source.read_bytes()
    most, width = (1 << bits) - 1, len(outputs)
    encode = _intervals(source.get("/Encode", [v for size in sizes for v in (0, size - 1)]))
    decode = _intervals(source.get("/Decode", source.Range))

    def sample(place: Sequence[int]) -> Values:
        index = 0
        for i, size in zip(reversed(place), reversed(sizes), strict=True):
            index = index * size + i
        raw = (bits_at(data, (index * width + j) * bits, bits) for j in range(width))
        return tuple(_mapped(v, (0, most), d) for v, d in zip(raw, decode, strict=True))

    def evaluate(values: Values) -> Values:
        places = [
            min(max(_mapped(v, d, e), 0.0), size - 1.0)
            for v, d, e, size in zip(values, domain, encode, sizes, strict=True)
        ]
        return _clipped(source, _between(places, sizes, sample))

    return Function(evaluate, domain, domain[0], max(STEPS, sizes[0] - 1))


def _between(
    places: Sequence[float], sizes: Sequence[int], sample: Callable[[Sequence[int]], Values]
) -> Values:
    """Interpolate linearly between the samples around a place."""
    lows = [min(int(place), max(size - 2, 0)) for place, size in zip(places, sizes, strict=True)]
    corners: list[Values] = []
    for corner in product((0, 1), repeat=len(places)):
        weight = 1.0
        for place, low, step in zip(places, lows, corner, strict=True):
            weight *= place - low if step else 1 - (place - low)
        if weight:
            values = sample([low + step for low, step in zip(lows, corner, strict=True)])
            corners.append(tuple(weight * v for v in values))
    return tuple(map(sum, zip(*corners, strict=True)))


def bits_at(data: bytes, position: int, count: int) -> int:
    """Return ``count`` bits of data as a number, from a position in bits, the highest bit first."""
    first, last = position // 8, (position + count + 7) // 8
    number = int.from_bytes(data[first:last].ljust(last - first, b"\0"))
    return (number >> (8 * last - position - count)) & ((1 << count) - 1)
