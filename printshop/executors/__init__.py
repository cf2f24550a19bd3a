"""Where jobs are done: in this process, or in others that may crash without taking all along."""

from .opening import open_workers
from .running import CRASHED, Done, Make, Work, each, run, worker_count
from .workers import AHEAD, EndedError, Workers

__all__ = [
    "AHEAD",
    "CRASHED",
    "Done",
    "EndedError",
    "Make",
    "Work",
    "Workers",
    "each",
    "open_workers",
    "run",
    "worker_count",
]
