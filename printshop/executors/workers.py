"""What does calls: an executor that outlives its workers, and the plainest one, this process."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from types import TracebackType
from typing import ParamSpec, TypeVar

Result = TypeVar("Result")
Given = ParamSpec("Given")

AHEAD = 2  # jobs handed out a worker, so that none waits for its next while a file is written


class EndedError(BrokenExecutor):
    """Raised for a call that was ended because of itself alone; the text says why, for people."""


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


class Here(Workers):
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
