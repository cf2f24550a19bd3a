"""Where jobs are done: in this process, or in others that may crash without taking all along."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from dataclasses import dataclass
from itertools import islice
from multiprocessing import forkserver, resource_tracker
from types import TracebackType
from typing import Any, ParamSpec, TypeVar

from .errors import BrochureError
from .model import Artifact
from .plan import Job

Make = Callable[[Job, tuple[float, int] | None], tuple[Artifact, ...]]
Work = tuple[Job, tuple[float, int] | None]
Done = tuple[Job, tuple[Artifact, ...]]
Item = TypeVar("Item")
Result = TypeVar("Result")
Given = ParamSpec("Given")

# From two jobs on, one worker a core is faster than none: measured by benchmarks/run.py, which
# prints both (ratio 0.78 for two leaflets, 0.72 for four, 0.65 for six, on two cores).
WORTH_A_POOL = 2  # jobs
AHEAD = 2  # jobs handed out a worker, so that none waits for its next while a file is written
CRASHED = "The process that made this edition crashed."
_PRELOADED = ["printshop.pipeline", "weasyprint"]


def worker_count(jobs: int, wanted: int | None = None) -> int:
    """Return how many processes to use: what is wanted, else one a core where that pays."""
    if wanted is not None:
        return max(1, min(wanted, jobs))
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return 1 if jobs < WORTH_A_POOL else max(1, min(cores or 1, jobs))


# --- doing work ----------------------------------------------------------------------------------


class Workers(Executor):
    """An executor that outlives its workers.

    The future of a job whose worker died raises BrokenExecutor; the others are done all the same.
    Leaving ``with`` gives up what has not begun; on an error, Ctrl-C among them, what is under way
    is abandoned too.
    """

    tries = 2  # how often a job may take a worker down before it is given up

    @property
    def room(self) -> int:
        """How many jobs to have handed out at a time."""
        return 1

    def stop(self) -> None:
        """Abandon what is under way, at once; nothing can be submitted after it."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if kind:
            self.stop()
        self.shutdown()


def run(work: Iterable[Work], make: Make, workers: Workers | int) -> Iterator[Done]:
    """Do all work and yield each job with its artifacts as it is done.

    Work is taken when there is room for it, so it may be endless. A job whose worker dies is done
    again while nothing else is; if it dies again, it yields failed artifacts. ``workers`` is
    what ``open_workers`` returned, or how many processes of this machine to use.
    """
    if isinstance(workers, int):
        with open_workers(workers) as opened:
            yield from run(work, make, opened)
        return
    rest, suspects = iter(work), deque[Work]()
    under_way: dict[Future[tuple[Artifact, ...]], Work] = {}
    while True:
        if not suspects:
            for item in islice(rest, max(0, workers.room - len(under_way))):
                under_way[workers.submit(make, *item)] = item
        elif not under_way:
            yield _alone(suspects.popleft(), make, workers)
            continue
        if not under_way:
            return
        for future in wait(under_way, return_when=FIRST_COMPLETED).done:
            item = under_way.pop(future)
            artifacts = _outcome(future, item[0])
            if artifacts is None:
                suspects.append(item)
            else:
                yield item[0], artifacts


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
    job = item[0]
    for _ in range(workers.tries - 1):
        artifacts = _outcome(workers.submit(make, *item), job)
        if artifacts is not None:
            return job, artifacts
    return job, _failed(job, CRASHED)


def _outcome(future: Future[tuple[Artifact, ...]], job: Job) -> tuple[Artifact, ...] | None:
    """Return what came of a job, None if its worker died."""
    try:
        return future.result()
    except BrokenExecutor:
        return None
    except BrochureError:
        raise
    except Exception:  # it could not be sent there or back
        return _failed(job, traceback.format_exc())


def _failed(job: Job, failure: str) -> tuple[Artifact, ...]:
    return tuple(Artifact(edition.name, None, failure=failure) for edition in job.editions)


# --- here, or on the cores -----------------------------------------------------------------------


def open_workers(count: int) -> Workers:
    """Return so many processes of this machine, or this process itself if one is enough."""
    return _Here() if count == 1 else _Cores(count)


class _Here(Workers):
    """This process: a job is done when it has been submitted."""

    def submit(
        self, function: Callable[Given, Result], /, *given: Given.args, **named: Given.kwargs
    ) -> Future[Result]:
        future: Future[Result] = Future()
        try:
            future.set_result(function(*given, **named))
        except Exception as error:
            future.set_exception(error)
        return future


@dataclass(frozen=True, eq=False)
class _Call:
    future: Future[Any]
    function: Callable[..., Any]
    given: tuple[Any, ...]
    named: dict[str, Any]


class _Cores(Workers):
    """Processes of this machine, each a pool of its own: so a crash names its job, and no other."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._idle: list[ProcessPoolExecutor | None] = [None] * count
        self._pools: list[ProcessPoolExecutor] = []  # the broken ones too, until all are closed
        self._waiting: deque[_Call] = deque()
        self._lock = threading.RLock()
        self._closed = self._stopped = False
        self._context = _context()
        # Ctrl-C is heard by the main thread only: there it could leave a process half started.
        self._starter = ThreadPoolExecutor(1)

    @property
    def room(self) -> int:
        return AHEAD * self._count

    def submit(
        self, function: Callable[Given, Result], /, *given: Given.args, **named: Given.kwargs
    ) -> Future[Result]:
        future: Future[Result] = Future()
        with self._lock:
            if self._closed:
                raise RuntimeError("these workers were sent home")
            self._waiting.append(_Call(future, function, given, named))
        self._starter.submit(self._hand_out)
        return future

    def _hand_out(self) -> None:
        """Give idle processes what is waiting."""
        with self._lock:
            while self._idle and self._waiting and not self._closed:
                call = self._waiting.popleft()
                if call.future.set_running_or_notify_cancel():
                    self._start(self._idle.pop() or self._new_pool(), call)

    def _start(self, pool: ProcessPoolExecutor, call: _Call) -> None:
        try:
            try:
                inner = pool.submit(call.function, *call.given, **call.named)
            except BrokenExecutor:  # its process died while it had nothing to do
                pool = self._new_pool()
                inner = pool.submit(call.function, *call.given, **call.named)
            _hear_of_death(pool)
        except Exception as error:  # no process could be started: too many, too little memory
            self._idle.append(None)
            call.future.set_exception(error)
        else:
            inner.add_done_callback(lambda done: self._finish(pool, call, done))

    def _finish(self, pool: ProcessPoolExecutor, call: _Call, done: Future[Any]) -> None:
        """Pass a result on; called by the thread that looks after the pool."""
        error = done.exception()
        with self._lock:
            self._idle.append(None if isinstance(error, BrokenExecutor) else pool)
        self._hand_out()
        if error:
            call.future.set_exception(error)
        else:
            call.future.set_result(done.result())

    def _new_pool(self) -> ProcessPoolExecutor:
        pool = ProcessPoolExecutor(1, mp_context=self._context, initializer=_begin)
        self._pools.append(pool)
        return pool

    def stop(self) -> None:
        # Without the lock: a process may be being started, which takes its time.
        self._closed = self._stopped = True
        _kill_children()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        with self._lock:
            self._closed = True
            waiting, pools = list(self._waiting), list(self._pools)
        self._starter.shutdown(wait)
        if self._stopped:
            _kill_children()  # one may have been started meanwhile
        for call in waiting:
            call.future.cancel()
        for pool in pools:
            pool.shutdown(wait, cancel_futures=cancel_futures)


def _hear_of_death(pool: ProcessPoolExecutor) -> None:
    """Let a pool notice that its process died while a job or a result was handed over.

    Python keeps the process's ends of both pipes open here too, so that the rest would be waited
    for for ever. The process has its own by now, and there will be no other.
    """
    for queue, end in (("_result_queue", "_writer"), ("_call_queue", "_reader")):
        pipe = getattr(getattr(pool, queue, None), end, None)
        if pipe is not None:
            pipe.close()


def _kill_children() -> None:
    for process in multiprocessing.active_children():
        process.kill()


def _context() -> multiprocessing.context.BaseContext:
    """Return how processes are started: afresh, since a fork of one with threads may hang."""
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    if isinstance(context, multiprocessing.context.ForkServerContext):
        context.set_forkserver_preload(_PRELOADED)
        resource_tracker.ensure_running()  # its start would undo the next line
        with _deaf():
            forkserver.ensure_running()
    return context


@contextlib.contextmanager
def _deaf() -> Iterator[None]:
    """Let processes that are started here, and theirs, hear no Ctrl-C and no request to end.

    Both come to all of them at once; each would print where it was, and others would be started in
    its place. Who started them stops them.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """Begin as a worker: hear no Ctrl-C, and end when the process that is waiting for us ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)
