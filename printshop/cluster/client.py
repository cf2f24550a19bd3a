"""The workers of a Dask scheduler as an executor that sends its calls to them in parcels."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Any, ParamSpec, TypeVar
from uuid import uuid4

from ..errors import BrochureError
from ..executors import AHEAD, CRASHED, EndedError, Workers
from ..fingerprint import engine_digest
from ..render.library_check import pango_version
from .parcels import File, Parcel, packed
from .worker import Delivered, GivenUp, Lacking, Unlike, do, keep, versions

Given = ParamSpec("Given")
Result = TypeVar("Result")

CONNECTING = 10  # seconds until a scheduler that does not answer is given up
FIRST_WORKER = 30  # seconds until a scheduler without workers is given up
ENCLOSED = 1_000_000  # bytes of files that a job takes along; workers ask for more than that
DELIVERIES = 5  # how often a job's files are delivered before it fails
PARTING = 0.3  # seconds for good-bye to a scheduler, where somebody waits for us to stop
# Those to which the library gives a level of their own.
_LOGGERS = ("distributed", "distributed.client", "tornado", "tornado.application")
_COUNTED_EVERY = 5.0  # seconds; workers come and go


def open_cluster(address: str, limit: float | None = None) -> Workers:
    """Return the workers of the scheduler at an address such as tcp://host:8786.

    A worker with a call that takes longer than ``limit`` seconds is ended.
    Raises BrochureError where there is no scheduler, no worker, or a worker with other versions.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise BrochureError(
            "--cluster needs Dask: pip install 'brochure-printshop[cluster]'."
        ) from error
    # What the library has to say of lost connections is said in our own words.
    for logger in _LOGGERS:
        logging.getLogger(logger).setLevel(logging.CRITICAL)
    try:
        asyncio.run(_reach(address))  # a client that reaches nothing cannot be closed
        client = Client(address, timeout=CONNECTING, set_as_default=False)
    except (OSError, ValueError, TypeError, ImportError) as error:
        raise BrochureError(
            f"There is no Dask scheduler at '{address}'; start one with 'dask scheduler' and give "
            "the address that it prints, such as tcp://192.168.1.10:8786."
        ) from error
    try:
        _check_workers(client, address)
    except BaseException:
        client.close()
        raise
    return _Cluster(client, address, limit)


async def _reach(address: str) -> None:
    from distributed import Security
    from distributed.comm import connect

    arguments = Security().get_connection_args("client")
    comm = await connect(address, timeout=CONNECTING, **arguments)
    await comm.close()


def _check_workers(client: Any, address: str) -> None:
    """Raise BrochureError unless there are workers, all of which would make the same bytes."""
    try:
        client.wait_for_workers(1, FIRST_WORKER)
    except TimeoutError as error:
        raise BrochureError(
            f"The scheduler at {address} has no workers; start some with 'dask worker {address} "
            "--nthreads 1'."
        ) from error
    answers = client.run(versions, on_error="return")
    troubles = [_difference(worker, theirs) for worker, theirs in sorted(answers.items())]
    if any(troubles):
        raise BrochureError("\n".join(filter(None, troubles)))


def _difference(worker: str, theirs: Mapping[str, str] | BaseException) -> str:
    """Say how a worker's versions differ from ours, nothing if they do not."""
    if isinstance(theirs, BaseException):
        return (
            f"The worker {worker} has no such program ({theirs}); install the same version of "
            "brochure-printshop[cluster] on it."
        )
    ours = versions()
    names = [name for name in ours if ours[name] != theirs.get(name)]
    if not names:
        return ""
    told = ", ".join(
        "the program itself"
        if name == "program"
        else f"{name} {theirs.get(name) or 'absent'} (here {ours[name]})"
        for name in names
    )
    return (
        f"The worker {worker} would make other files than this machine: it differs in {told}. "
        "Install the same versions on both."
    )


@dataclass(frozen=True, eq=False)
class _Call:
    future: Future[Any]
    data: bytes
    files: Mapping[File, str]
    deliveries: int = 0
    begun: str = ""  # what counts how often it was begun, from the second sending on


class _Cluster(Workers):
    """The workers of a scheduler, which tries the job of a worker that died on others itself."""

    tries = 1

    def __init__(self, client: Any, address: str, limit: float | None) -> None:
        self._client, self._address, self._limit = client, address, limit
        self._executor = client.get_executor(pure=False)
        # Sends calls again while others go on. Who stops does not wait for it, nor does Python.
        self._undone: SimpleQueue[tuple[_Call, Lacking | None] | None] = SimpleQueue()
        self._sender = threading.Thread(target=self._send_all_again, daemon=True)
        self._sender.start()
        self._stopped = False
        self._sent: set[File] = set()
        self._room, self._counted = 0, 0.0
        self._engine = engine_digest(pango_version())

    @property
    def room(self) -> int:
        if time.monotonic() > self._counted + _COUNTED_EVERY:
            threads = sum(self._asked(self._client.nthreads).values())
            self._room, self._counted = max(1, AHEAD * threads), time.monotonic()
        return self._room

    def _asked(self, question: Callable[..., Any], *given: Any) -> Any:
        """Return what the scheduler answers; raises BrochureError where it is gone."""
        try:
            return question(*given)
        except (OSError, RuntimeError) as error:
            raise BrochureError(self._lost()) from error

    def submit(
        self, function: Callable[Given, Result], /, *given: Given.args, **named: Given.kwargs
    ) -> Future[Result]:
        data, files = packed((function, given, named))
        call = _Call(Future(), data, files)
        if not self._sent and files:
            # What the first job needs, fonts above all, nearly all others need too.
            self._deliver(files)
            self._sent.update(files)
        self._asked(self._send, call)
        return call.future

    def _deliver(self, files: Mapping[File, str]) -> None:
        """Give files to all workers there are."""
        answers = self._asked(partial(self._client.run, on_error="return"), keep, _read(files))
        for worker, error in sorted(answers.items()):
            if isinstance(error, BaseException):
                raise BrochureError(f"The worker {worker} cannot keep files ({error}).")

    def _send(self, call: _Call) -> None:
        new = _read({file: at for file, at in call.files.items() if file not in self._sent})
        self._sent.update(new)
        if sum(map(len, new.values())) > ENCLOSED:
            new = {}
        parcel = Parcel(self._engine, call.data, tuple(call.files), new, self._limit, call.begun)
        answer = self._executor.submit(do, parcel)
        answer.add_done_callback(lambda done: self._receive(call, done))

    def _receive(self, call: _Call, answer: Future[Any]) -> None:
        """Pass a result on; called by the thread that listens to the scheduler."""
        from distributed import KilledWorker

        if answer.cancelled():
            call.future.set_exception(BrochureError(self._lost()))
            return
        error = answer.exception()
        if isinstance(error, KilledWorker):
            self._undone.put((call, None))
            return
        if error:
            call.future.set_exception(error)
            return
        match answer.result():
            case Delivered(result):
                call.future.set_result(result)
            case Unlike(worker, theirs):
                call.future.set_exception(BrochureError(_difference(worker, theirs)))
            case Lacking() as lacking:
                self._undone.put((call, lacking))
            case GivenUp():
                call.future.set_exception(self._given_up())

    def _send_all_again(self) -> None:
        while undone := self._undone.get():
            self._send_again(*undone)

    def _send_again(self, call: _Call, lacking: Lacking | None) -> None:
        """Send a call that came back undone, to anybody, and have it counted from now on.

        The scheduler blames all calls that a worker had when it died, those that only waited there,
        too, and forgets how often a call was to blame once it came back for files. Nor is it sent
        to the worker that lacked them above all: where that dies while there are no others, the
        scheduler waits for it for ever, even if it was told that others will do.
        """
        try:
            if lacking:
                call = self._supplied(call, lacking)
            self._send(replace(call, begun=call.begun or f"begun-{uuid4().hex}"))
        except Exception as error:
            call.future.set_exception(error)

    def _supplied(self, call: _Call, lacking: Lacking) -> _Call:
        """Deliver files to a worker that asked for them; raises what it says at the last try."""
        data = _read({file: call.files[file] for file in lacking.files})
        outcome = self._client.run(keep, data, workers=[lacking.address], on_error="return")
        error = outcome.get(lacking.address)
        if isinstance(error, BaseException) and call.deliveries == DELIVERIES:
            raise error
        return replace(call, deliveries=call.deliveries + 1)

    def _given_up(self) -> EndedError:
        """Return what to say of a call that ended every worker that began it."""
        if self._limit is None:
            return EndedError(CRASHED)
        return EndedError(
            f"Every worker that tried it crashed, or was ended since it took longer than "
            f"{self._limit:g} s; their logs say which, and --job-timeout allows more."
        )

    def _lost(self) -> str:
        return (
            f"The scheduler at {self._address} went away. Every file that was finished is whole; "
            "the same command goes on from there."
        )

    def stop(self) -> None:
        self._stopped = True
        self._executor.shutdown(wait=False)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._executor.shutdown(wait=False)
        self._undone.put(None)
        if wait and not self._stopped:
            self._sender.join()
        with contextlib.suppress(TimeoutError):  # the process that ends takes the rest with it
            self._client.close(timeout=PARTING if self._stopped else CONNECTING)


def _read(files: Mapping[File, str]) -> dict[File, bytes]:
    """Read files; raises BrochureError for one that is no longer what was planned."""
    read = {}
    for file, path in files.items():
        try:
            read[file] = Path(path).read_bytes()
        except OSError as error:
            raise BrochureError(f"{path} cannot be read: {error.strerror}.") from error
        if hashlib.sha256(read[file]).hexdigest() != file.sha256:
            raise BrochureError(f"{path} was changed during the build; build again.")
    return read
