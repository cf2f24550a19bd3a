"""Where jobs are done: in this process, or in others that may crash without taking all along."""

from .opening import get_ready, open_workers
from .running import CRASHED, WORTH_A_POOL, Done, Make, Work, each, run, worker_count
from .workers import AHEAD, EndedError, Workers

__all__ = [
    "AHEAD",
    "CRASHED",
    "WORTH_A_POOL",
    "Done",
    "EndedError",
    "Make",
    "Work",
    "Workers",
    "each",
    "get_ready",
    "open_workers",
    "run",
    "worker_count",
]
