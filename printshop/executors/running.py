"""Doing jobs with workers: all of them, in any order, and what crashes once more."""

from __future__ import annotations

import os
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from itertools import islice
from typing import TypeVar

from ..errors import BrochureError
from ..model import Artifact
from ..plan import Job
from .opening import open_workers
from .workers import EndedError, Workers

Make = Callable[[Job, tuple[float, int] | None], tuple[Artifact, ...]]
Work = tuple[Job, tuple[float, int] | None]
Done = tuple[Job, tuple[Artifact, ...]]
Item = TypeVar("Item")
Result = TypeVar("Result")

# Layouts: below, starting processes takes longer than they save (benchmarks/workers.py: 1.20 times
# as long for two, 0.85 for four, 0.90 for six, on two cores).
WORTH_A_POOL = 4
CRASHED = "The process that made this edition crashed; please report this."


def worker_count(jobs: int, wanted: int | None = None, layouts: int | None = None) -> int:
    """Return how many processes to use: what is wanted, else one a core where that pays.

    ``layouts``: how many are made in these jobs, if not one in each.
    """
    if wanted is not None:
        return max(1, min(wanted, jobs))
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    pays = (jobs if layouts is None else layouts) >= WORTH_A_POOL
    return max(1, min(cores or 1, jobs)) if pays else 1


def run(work: Iterable[Work], make: Make, workers: Workers | int) -> Iterator[Done]:
    """Do all work and yield each job with its artifacts as it is done.

    Work is taken when there is room for it, so it may be endless. A job whose worker dies is done
    again while nothing else is; one that was ended because of itself, beside the others. The second
    time it yields failed artifacts. ``workers`` is what ``open_workers`` returned, or how many
    processes of this machine to use.
    """
    if isinstance(workers, int):
        with open_workers(workers) as opened:
            yield from _run(work, make, opened)
    else:
        yield from _run(work, make, workers)


def _run(work: Iterable[Work], make: Make, workers: Workers) -> Iterator[Done]:
    rest, suspects = iter(work), deque[Work]()
    under_way: dict[Future[tuple[Artifact, ...]], tuple[Work, int]] = {}
    while True:
        if not suspects:
            for item in islice(rest, max(0, workers.room - len(under_way))):
                under_way[workers.submit(make, *item)] = item, 1
        elif not under_way:
            yield _alone(suspects.popleft(), make, workers)
            continue
        if not under_way:
            return
        for future in wait(under_way, return_when=FIRST_COMPLETED).done:
            item, tries = under_way.pop(future)
            outcome = _outcome(future, item[0])
            if not isinstance(outcome, BrokenExecutor):
                yield item[0], outcome
            elif not isinstance(outcome, EndedError):
                suspects.append(item)
            elif tries < workers.tries:
                under_way[workers.submit(make, *item)] = item, tries + 1
            else:
                yield item[0], _failed(item[0], str(outcome))


def each(
    items: Sequence[Item], function: Callable[[Item], Result], workers: int
) -> Iterator[Result]:
    """Yield what a function makes of each item, in their order, in so many processes.

    Raises BrochureError where a process crashes.
    """
    if workers == 1:
        yield from map(function, items)
        return
    with open_workers(workers) as opened:
        try:
            yield from opened.map(function, items)
        except BrokenExecutor as error:
            raise BrochureError(
                "A process crashed; name the files one by one to find out which made it crash."
            ) from error


def _alone(item: Work, make: Make, workers: Workers) -> Done:
    """Do a job that took a worker down again, with nothing beside it that could be to blame."""
    job, why = item[0], CRASHED
    for _ in range(workers.tries - 1):
        outcome = _outcome(workers.submit(make, *item), job)
        if not isinstance(outcome, BrokenExecutor):
            return job, outcome
        why = str(outcome) if isinstance(outcome, EndedError) else CRASHED
    return job, _failed(job, why)


def _outcome(
    future: Future[tuple[Artifact, ...]], job: Job
) -> tuple[Artifact, ...] | BrokenExecutor:
    """Return what came of a job, or how its worker died."""
    try:
        return future.result()
    except BrokenExecutor as error:
        return error
    except BrochureError:
        raise
    except Exception:  # it could not be sent there or back
        return _failed(job, traceback.format_exc())


def _failed(job: Job, failure: str) -> tuple[Artifact, ...]:
    return tuple(Artifact(edition.name, None, failure=failure) for edition in job.editions)
