"""What every process that lays leaflets out needs, read once by the server that forks them.

Importing this reads the layout engine, and no more than tries where a library lacks: a process that
has something to lay out says so.
"""

from __future__ import annotations

from contextlib import suppress

from .start import layout_engine

with suppress(OSError):
    layout_engine()
    # These read the engine, too, and would read it as it is, were they first.
    from . import boxes, slot_page, structure  # noqa: F401
