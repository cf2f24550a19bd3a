"""The processes that lay leaflets out for the studio: warm, and ended if they take too long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from threading import Thread
from typing import Any, ParamSpec, TypeVar

from ..errors import BrochureError
from ..executors import Workers, open_workers

Given = ParamSpec("Given")
Result = TypeVar("Result")

PATIENCE = 60.0  # seconds
PROCESSES = 2  # one for what somebody looks at, while another makes files
TRIES = 2  # a process may be ended because of what another does


class Renderer:
    """Does what takes long in other processes; to be used from one event loop.

    ``patience``: seconds after which a thing is given up, and its process ended.
    """

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._workers: Workers | None = None
        self._room = asyncio.Semaphore(PROCESSES)
        self._closed = False
        self._under_way: set[asyncio.Future[Any]] = set()

    async def do(
        self, function: Callable[Given, Result], /, *given: Given.args, **named: Given.kwargs
    ) -> Result:
        """Return what a function of a module makes of what it is given.

        Raises BrochureError where that takes too long or the process dies, and what it raises.
        """
        async with self._room:
            for _ in range(TRIES):
                if self._closed:
                    break
                workers = self._workers = self._workers or open_workers(PROCESSES)
                future = asyncio.wrap_future(workers.submit(function, *given, **named))
                self._under_way.add(future)
                try:
                    return await asyncio.wait_for(future, self._patience)
                except TimeoutError as error:
                    self._end(workers)
                    raise BrochureError(
                        f"This took longer than {self._patience:g} seconds and was given up. Look "
                        "for a very large picture, or a template that never ends."
                    ) from error
                except BrokenExecutor:
                    continue
                except asyncio.CancelledError:
                    if workers is self._workers:
                        raise
                finally:
                    self._under_way.discard(future)
        if self._closed:
            raise BrochureError("The studio is being ended.")
        raise BrochureError("The process that draws the pages crashed, twice.")

    def close(self) -> None:
        """End the processes at once, and begin nothing more; does not wait for them to be gone."""
        self._closed = True
        for future in self._under_way:
            future.cancel()
        if self._workers is not None:
            self._end(self._workers)

    def _end(self, workers: Workers) -> None:
        if self._workers is workers:
            self._workers = None
        workers.stop()
        # One may be being started, which takes its time, and others are waiting.
        Thread(target=workers.shutdown, args=(False,), daemon=True).start()
