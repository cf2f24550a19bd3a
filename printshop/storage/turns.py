"""Turns: who changes a file that others change, too, waits until they are done."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import filelock

from ..errors import BrochureError
from .files import cannot_write

PATIENCE = 10.0  # seconds


@contextlib.contextmanager
def turn(root: Path, name: str, patience: float = PATIENCE) -> Iterator[None]:
    """Wait for our turn to change what goes by that name in a workspace, and keep others waiting.

    It ends with the process at the latest. Raises BrochureError if it does not come in so many
    seconds.
    """
    path = root / "out" / ".make-brochure" / f"{name}.lock"
    lock = filelock.FileLock(path, timeout=patience, thread_local=False)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(NotImplementedError):  # a drive of the network that knows no locks
            lock.acquire()
    except filelock.Timeout:
        raise BrochureError(
            "Somebody else is writing there just now, and has not finished; try again in a moment."
        ) from None
    except OSError as error:
        raise cannot_write(path, error) from error
    try:
        yield
    finally:
        lock.release()


def keep_inside(root: Path, path: Path) -> None:
    """Refuse to write where a link would lead out of a workspace.

    Raises BrochureError that names the path.
    """
    if not path.resolve().is_relative_to(root.resolve()):
        raise BrochureError(
            f"{path.relative_to(root)} leads out of the workspace, by a link; nothing was written. "
            "Put a folder there instead."
        )
