"""Where jobs are done: in this process, or in others that may crash without taking all along."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from .errors import BrochureError
from .model import Artifact
from .plan import Job

Make = Callable[[Job, tuple[float, int] | None], tuple[Artifact, ...]]
Work = tuple[Job, tuple[float, int] | None]
Done = tuple[Job, tuple[Artifact, ...]]
Item = TypeVar("Item")
Result = TypeVar("Result")

# From two jobs on, one worker a core is faster than none: measured by benchmarks/run.py, which
# prints both (ratio 0.78 for two leaflets, 0.72 for four, 0.65 for six, on two cores).
WORTH_A_POOL = 2  # jobs
CRASHED = "The process that made this edition crashed."


def worker_count(jobs: int, wanted: int | None = None) -> int:
    """Return how many processes to use: what is wanted, else one a core where that pays."""
    if wanted is not None:
        return max(1, min(wanted, jobs))
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return 1 if jobs < WORTH_A_POOL else max(1, min(cores or 1, jobs))


def run(work: Sequence[Work], make: Make, workers: int) -> Iterator[Done]:
    """Do all work and yield each job with its artifacts as it is done.

    With more than one worker the order is that of completion. A job whose process crashes yields
    failed artifacts; the others are made all the same.
    """
    if workers == 1:
        for job, remembered in work:
            yield job, make(job, remembered)
    else:
        yield from _run_on_cores(work, make, workers)


def each(
    items: Sequence[Item], function: Callable[[Item], Result], workers: int
) -> Iterator[Result]:
    """Yield what a function makes of each item, in their order.

    Raises BrochureError where a process crashes.
    """
    if workers == 1:
        yield from map(function, items)
        return
    with _pool(workers) as pool:
        try:
            yield from pool.map(function, items)
        except BrokenProcessPool as error:
            raise BrochureError(
                "A process crashed; name the files one by one to find out which made it crash."
            ) from error


def _run_on_cores(work: Sequence[Work], make: Make, workers: int) -> Iterator[Done]:
    waiting = deque(work)
    while waiting:
        suspects = yield from _run_pool(waiting, make, workers)
        for item in suspects:
            yield from _run_alone(item, make)


def _run_pool(waiting: deque[Work], make: Make, workers: int) -> Generator[Done, None, list[Work]]:
    """Yield what is done; return the work that was under way when a process crashed."""
    pending: dict[Future[tuple[Artifact, ...]], Work] = {}
    with _pool(workers) as pool:
        try:
            while waiting or pending:
                while waiting and len(pending) < 2 * workers:
                    item = waiting.popleft()
                    try:
                        pending[pool.submit(make, *item)] = item
                    except BrokenProcessPool:
                        waiting.appendleft(item)
                        raise
                finished, _ = wait(pending, return_when=FIRST_COMPLETED)
                for future in finished:
                    artifacts = future.result()
                    yield pending.pop(future)[0], artifacts
        except BrokenProcessPool:
            return list(pending.values())
        except GeneratorExit:
            pool.shutdown(cancel_futures=True)
            raise
    return []


def _run_alone(item: Work, make: Make) -> Iterator[Done]:
    """Do a job that may have crashed its process in a process of its own, to know for sure."""
    job = item[0]
    with _pool(1) as pool:
        try:
            yield job, pool.submit(make, *item).result()
        except BrokenProcessPool:
            yield job, tuple(Artifact(e.name, None, failure=CRASHED) for e in job.editions)


def _pool(workers: int) -> ProcessPoolExecutor:
    """Return a pool of fresh processes; a plain fork of a process with threads may hang."""
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    if isinstance(context, multiprocessing.context.ForkServerContext):
        context.set_forkserver_preload(["printshop.pipeline", "weasyprint"])
    return ProcessPoolExecutor(workers, mp_context=context)
