"""QR codes: as rows of modules, and as a drawing.

Codes of one version are linear: where two addresses of one length differ by a bit, the same modules
are turned over, whatever the rest (Reed-Solomon codes are linear, and the mask is laid over by
exclusive or). So the library is asked once for a length, and once for each bit that ever differs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from .kept import worked_out
from .stamps import Stamped, stamps_below

if TYPE_CHECKING:
    import segno

QUIET_ZONE = 4  # modules (ISO/IEC 18004, 9.1)
# One mask for all: weighing the eight of them takes four times as long as the rest, and readers
# find out which one it is in any case (ISO/IEC 18004, 7.8). This one is even, whatever the data.
_MASK = 2
_DARK = re.compile("1+")

Run = tuple[int, int]  # left end and length, in modules


@dataclass(frozen=True, slots=True)
class _First:
    """The first address of its length, and its code: version and level, modules on a side, bits."""

    text: bytes
    kind: str
    side: int
    bits: int


class QrCodes:
    """Makes the codes of addresses, the same ones as the library does."""

    def __init__(self) -> None:
        self._first: dict[int, _First] = {}  # by the address's length
        self._turned: dict[tuple[str, int, int], int] = {}  # by version and level, byte, bit

    def modules(self, address: str) -> tuple[int, int]:
        """Return how many modules a code has on a side, and these, row by row, as bits.

        The upper left one is the highest bit; dark is 1.
        """
        data = address.encode()
        if not address.isascii() or address == address.upper():
            return _modules(_made(address))  # perhaps in a mode that packs bits otherwise
        first = self._first.get(len(data))
        if first is None:
            code = _made(address)
            first = self._first[len(data)] = _First(data, code.designator, *_modules(code))
        bits = first.bits
        for place, (one, other) in enumerate(zip(first.text, data, strict=True)):
            different = one ^ other
            while different:
                bit = different & -different
                bits ^= self._turning(first, place, bit)
                different ^= bit
        return first.side, bits

    def _turning(self, first: _First, place: int, bit: int) -> int:
        """Return the modules that turn over where one bit of an address is another."""
        key = (first.kind, place, bit)
        turned = self._turned.get(key)
        if turned is None:
            other = bytearray(first.text)
            other[place] ^= bit
            made = _made(other.decode("ascii"), mode="byte")
            turned = self._turned[key] = _modules(made)[1] ^ first.bits
        return turned


def _made(address: str, **how: Any) -> segno.QRCode:
    import segno  # which addresses that were printed before do without

    return segno.make(address, error="m", micro=False, mask=_MASK, **how)


def _modules(code: segno.QRCode) -> tuple[int, int]:
    bits = int("".join("1" if module else "0" for row in code.matrix for module in row), 2)
    return len(code.matrix), bits


_CODES = QrCodes()


def qr_rows(address: str) -> tuple[str, ...]:
    """Return the rows of the code for an address from the top: a character a module, "1" is dark.

    The quiet zone is not in them.
    """
    side, bits = _CODES.modules(address)
    text = f"{bits:0{side * side}b}"
    return tuple(text[start : start + side] for start in range(0, side * side, side))


def dark_runs(row: str) -> Iterator[Run]:
    """Yield the runs of dark modules in a row, with the quiet zone to the left of it."""
    for found in _DARK.finditer(row):
        yield found.start() + QUIET_ZONE, found.end() - found.start()


def qr_code(address: str) -> bytes:
    """Return an SVG of the code for an address, one unit a module, quiet zone included.

    It is kept from run to run.
    """
    rows = worked_out("rows of a qr code", (_library(), address), lambda: qr_rows(address))
    size = len(rows) + 2 * QUIET_ZONE
    dark = "".join(
        f"M{x} {y}h{length}v1h-{length}z"
        for y, row in enumerate(rows, QUIET_ZONE)
        for x, length in dark_runs(row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<path fill="#fff" d="M0 0h{size}v{size}h-{size}z"/><path fill="#000" d="{dark}"/></svg>'
    ).encode()


@cache
def _library() -> tuple[Stamped, ...]:
    """Return what tells one version of the library from another, without reading it."""
    spec = find_spec("segno")
    places = spec.submodule_search_locations if spec else None
    return tuple(stamp for place in places or () for stamp in stamps_below(place))
