"""Processes of this machine, one job each at a time: a crash, or a kill, takes its own job only."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import forkserver, resource_tracker
from typing import Any, ParamSpec, TypeVar

from .luggage import Luggage, Packer, Parcel, unpacked
from .workers import AHEAD, EndedError, Workers

Result = TypeVar("Result")
Given = ParamSpec("Given")

_PRELOADED = ["printshop.pipeline", "printshop.imprint", "printshop.render.preloaded"]


@dataclass(frozen=True, eq=False)
class _Call:
    future: Future[Any]
    parcel: Parcel


class Cores(Workers):
    """Processes of this machine, each a pool of its own: so a crash names its job, and no other."""

    def __init__(self, count: int, limit: float | None) -> None:
        self._count, self._limit = count, limit
        self._idle: list[ProcessPoolExecutor | None] = [None] * count
        self._pools: list[ProcessPoolExecutor] = []  # the broken ones too, until all are closed
        self._packer = Packer()
        self._luggage: dict[ProcessPoolExecutor, Luggage] = {}
        self._waiting: deque[_Call] = deque()
        self._lock = threading.RLock()
        self._closed = self._stopped = False
        self._context = start_forkserver()
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
            try:
                self._waiting.append(_Call(future, self._packer.packed(function, given, named)))
            except Exception as error:  # it cannot travel
                future.set_exception(error)
                return future
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
                inner, clock = self._submitted(pool, call)
            except BrokenExecutor:  # its process died while it had nothing to do
                pool = self._new_pool()
                inner, clock = self._submitted(pool, call)
            _hear_of_death(pool)
        except Exception as error:  # no process could be started: too many, too little memory
            self._idle.append(None)
            call.future.set_exception(error)
        else:
            inner.add_done_callback(lambda done: self._finish(pool, call, done, clock))

    def _submitted(
        self, pool: ProcessPoolExecutor, call: _Call
    ) -> tuple[Future[Any], _Clock | None]:
        """Give a pool a call, and start its clock when the process is there to begin with it."""
        clock = _Clock(pool, self._limit) if self._limit else None
        if clock:
            pool.submit(int).add_done_callback(lambda _: clock.start())
        parcel = call.parcel
        missing = self._luggage[pool].missing(parcel)
        return pool.submit(unpacked, parcel.call, parcel.generation, missing), clock

    def _finish(
        self, pool: ProcessPoolExecutor, call: _Call, done: Future[Any], clock: _Clock | None
    ) -> None:
        """Pass a result on; called by the thread that looks after the pool."""
        error = done.exception()
        late = clock is not None and clock.stop()
        if late and error:
            error = EndedError(
                f"It took longer than {self._limit:g} s, each time, and was given up; allow "
                "more with --job-timeout."
            )
        with self._lock:
            self._idle.append(None if late or isinstance(error, BrokenExecutor) else pool)
        self._hand_out()
        if error:
            call.future.set_exception(error)
        else:
            call.future.set_result(done.result())

    def _new_pool(self) -> ProcessPoolExecutor:
        pool = ProcessPoolExecutor(1, mp_context=self._context, initializer=_begin)
        self._pools.append(pool)
        self._luggage[pool] = Luggage()
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


class _Clock:
    """Ends the process of a pool when its time is up, unless it was stopped before."""

    def __init__(self, pool: ProcessPoolExecutor, seconds: float) -> None:
        self._pool = pool
        self._lock = threading.Lock()
        self._stopped = self._late = False
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def start(self) -> None:
        with self._lock:
            if not self._stopped:
                self._timer.start()

    def stop(self) -> bool:
        """Stop, and tell whether the process was ended: it does nothing for anybody any more."""
        with self._lock:
            self._stopped = True
        self._timer.cancel()
        return self._late

    def _end(self) -> None:
        with self._lock:
            if not self._stopped:
                self._late = True
                # The pool has this from Python 3.14 on as kill_workers().
                for process in dict(getattr(self._pool, "_processes", None) or {}).values():
                    process.kill()


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


def start_forkserver() -> multiprocessing.context.BaseContext:
    """Return how processes are started: afresh, since a fork of one with threads may hang.

    The server that forks them is running by then, unless this system has none.
    """
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
