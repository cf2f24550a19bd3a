"""What runs on a worker: keeping files, doing calls one at a time, telling its versions."""

from __future__ import annotations

import asyncio
import faulthandler
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..executors import Workers
from ..fingerprint import engine_digest, engine_parts
from ..render.library_check import pango_version
from .parcels import File, Parcel, Store, unpacked


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a call returned."""

    result: Any


@dataclass(frozen=True, slots=True)
class Lacking:
    """The answer of a worker that was not given some files yet."""

    address: str
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class Unlike:
    """The answer of a worker that would make other bytes: its versions."""

    address: str
    versions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class GivenUp:
    """The answer to a call that was begun as often as one may be, and took its workers down."""


# The engine keeps its warnings in one place a process.
_ONE_AT_A_TIME = threading.Lock()


def do(parcel: Parcel) -> Delivered | Lacking | Unlike | GivenUp:
    """Do a call with the files it needs, or say why not."""
    from distributed import get_worker

    worker = get_worker()
    if parcel.engine != engine_digest(pango_version()):
        return Unlike(worker.address, versions())
    with _ONE_AT_A_TIME:
        store = _store(worker)
        store.keep(parcel.enclosed)
        lacking = store.lacking(parcel.needed)
        if lacking:
            return Lacking(worker.address, lacking)
        if parcel.begun and not _begin(worker, parcel.begun):
            return GivenUp()
        function, given, named = unpacked(parcel.call, store)
        with _ended_after(parcel.limit):
            return Delivered(function(*given, **named))


def _begin(worker: Any, topic: str) -> bool:
    """Note at the scheduler, which outlives this process, that a call begins, if it still may."""

    def asked(question: Any, **given: Any) -> Any:
        on_its_way = question(topic=topic, **given)
        return asyncio.run_coroutine_threadsafe(on_its_way, worker.loop.asyncio_loop).result()

    if len(asked(worker.scheduler.events)) >= Workers.tries:
        return False
    asked(worker.scheduler.log_event, msg=worker.address)
    return True


@contextmanager
def _ended_after(seconds: float | None) -> Iterator[None]:
    """End this process, even one that listens to nothing, if the block takes longer.

    Its log then says where it was. A nanny starts it anew, and the scheduler gives the call to
    others, as often as it allows.
    """
    if seconds is None:
        yield
        return
    faulthandler.dump_traceback_later(seconds, exit=True)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


def keep(files: Mapping[File, bytes], dask_worker: Any) -> None:
    """Keep files that a job will need; ``dask_worker`` is given by Dask itself."""
    _store(dask_worker).keep(files)


def versions() -> Mapping[str, str]:
    """Return what has a say in the bytes that are made here."""
    return engine_parts(pango_version())


def _store(worker: Any) -> Store:
    return Store(Path(worker.local_directory) / "brochure-files")
