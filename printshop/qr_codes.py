"""QR codes: as runs of dark modules, and as a drawing."""

from __future__ import annotations

from itertools import groupby

import segno

QUIET_ZONE = 4  # modules (ISO/IEC 18004, 9.1)
# One mask for all: weighing the eight of them takes four times as long as the rest, and readers
# find out which one it is in any case (ISO/IEC 18004, 7.8). This one is even, whatever the data.
_MASK = 2

Run = tuple[int, int, int]  # left end, row and length, in modules from the upper left corner


def qr_runs(address: str) -> tuple[int, tuple[Run, ...]]:
    """Return the modules on a side of the code for an address, quiet zone included.

    And its dark modules, as runs in rows from the top.
    """
    code = segno.make(address, error="m", micro=False, mask=_MASK)
    runs: list[Run] = []
    for row, modules in enumerate(code.matrix, QUIET_ZONE):
        column = QUIET_ZONE
        for dark, group in groupby(modules):
            length = len(tuple(group))
            if dark:
                runs.append((column, row, length))
            column += length
    return len(code.matrix) + 2 * QUIET_ZONE, tuple(runs)


def qr_code(address: str) -> bytes:
    """Return an SVG of the code for an address, one unit a module, quiet zone included."""
    size, runs = qr_runs(address)
    dark = "".join(f"M{x} {y}h{length}v1h-{length}z" for x, y, length in runs)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<path fill="#fff" d="M0 0h{size}v{size}h-{size}z"/><path fill="#000" d="{dark}"/></svg>'
    ).encode()
