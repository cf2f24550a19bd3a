"""Workers by their number; what starts processes is read only for several."""

from __future__ import annotations

from .workers import Here, Workers


def open_workers(count: int, limit: float | None = None) -> Workers:
    """Return so many processes of this machine, or this process itself if one is enough.

    A call that takes longer than ``limit`` seconds is ended, for which this process will not do.
    """
    if count == 1 and limit is None:
        return Here()
    from .cores import Cores  # and with it what starts processes

    return Cores(count, limit)


def get_ready() -> None:
    """Let the process that others are forked from read the libraries of all jobs, beside this one.

    It ends with this one. Where processes are not forked this does nothing.
    """
    from .cores import start_forkserver

    start_forkserver()
