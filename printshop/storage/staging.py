"""The staging area of a folder: files wait there, written, until they are made safe and moved."""

from __future__ import annotations

import contextlib
import os
import uuid
from dataclasses import dataclass
from pathlib import Path

BINARY = getattr(os, "O_BINARY", 0)  # Windows would write lines its own way


@dataclass(frozen=True)
class StagingArea:
    """Where the processes of this machine that work for a build leave its files.

    Names begin with the build's own number: so it can clear away, at its end, what a process left
    that died before it could tell of it.
    """

    folder: Path
    build: str

    def leave(self, data: bytes) -> str:
        """Write a file, whole or not at all, and return its name; the disk is not waited for.

        Raises OSError where that cannot be done, also where the folder has been deleted.
        """
        name = f"{self.build}-{uuid.uuid4().hex}"
        path = self.folder / name
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | BINARY, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                if hasattr(os, "fchmod"):  # Windows knows no such modes
                    os.fchmod(descriptor, 0o644)  # before fsync, which makes it safe, too
                file.write(data)
        except BaseException:
            discard(path)
            raise
        return name

    def clear(self) -> None:
        """Delete what the build's processes have left and nobody moved to its place."""
        with contextlib.suppress(OSError):  # the next build does it
            for path in self.folder.glob(f"{self.build}-*"):
                discard(path)


def discard(path: Path) -> None:
    """Delete a file that may have been moved."""
    with contextlib.suppress(OSError):
        path.unlink()
