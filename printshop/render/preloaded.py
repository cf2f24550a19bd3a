"""What every process that lays leaflets out needs, read once by the server that forks them.

Importing this reads the layout engine, and no more than tries where a library lacks: a process that
has something to lay out says so.
"""

from __future__ import annotations

from contextlib import suppress

with suppress(OSError):
    from . import boxes, sideways, slot_page, structure  # noqa: F401
