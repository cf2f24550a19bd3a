"""What Ctrl-C and a request to end do: stop the command at any moment, with one sentence."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

EXIT_STOPPED = 2
STOPPED = "Stopped. Every file that was finished is whole."

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def end_at_once() -> None:
    """Let a signal end this process from now on, wherever it is: nothing needs to be put away.

    An exception instead would show where it was, and an import can swallow it.
    """
    for number in _SIGNALS:
        signal.signal(number, _end)


@contextmanager
def interruptible() -> Iterator[None]:
    """Let a signal be a KeyboardInterrupt inside the block, so that what is begun can be ended."""
    for number in _SIGNALS:
        signal.signal(number, signal.default_int_handler)
    try:
        yield
    finally:
        end_at_once()


@contextmanager
def at_once() -> Iterator[None]:
    """Let a signal end this process inside the block, where nothing is begun yet: it only reads."""
    if threading.current_thread() is not threading.main_thread():
        yield  # which hears no signals
        return
    before = [(number, signal.signal(number, _end)) for number in _SIGNALS]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)


@contextmanager
def put_off() -> Iterator[None]:
    """Put a signal off until the block is done, which is done whole; a second one does not wait."""
    noted: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        if noted:
            raise KeyboardInterrupt
        noted.append(number)

    before = [(number, signal.signal(number, note)) for number in _SIGNALS]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)
        if noted:
            signal.raise_signal(noted[0])


def _end(*_: object) -> None:
    with suppress(OSError):  # nobody listens any more
        os.write(2, f"{STOPPED}\n".encode())
    os._exit(EXIT_STOPPED)
