"""The command: arguments in, files and a table of findings out."""

from __future__ import annotations

import gc

from .stopping import end_at_once

__all__ = ["main"]

# Objects made, less those freed, before it is looked for cycles; and how often for older ones. What
# is read and imported stays, so looking at it again and again is a twentieth of a command's time.
_COLLECTED = (100_000, 5, 10)


def main(script: str | None = None) -> None:
    """Run the command line and exit.

    ``script`` is a program that lies in the workspace it is for. Exit codes: 0 clean, 1 findings at
    or above a profile's gate, 2 the user's mistake, 3 our bug.
    """
    end_at_once()
    gc.set_threshold(*_COLLECTED)
    from .commands import run  # half a second, in which people press Ctrl-C too

    run(script)
