"""One file on a disk: the old one or the new one is there, whole, whatever happens."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from ..errors import BrochureError


def write_file(path: Path, data: bytes) -> None:
    """Write a file so that, whatever happens, the old one or the new one is there, whole.

    Raises BrochureError where the folder cannot be written to.
    """
    write_chunks(path, (data,))


def write_chunks(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file that comes in parts, as ``write_file`` does."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.writelines(chunks)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(0o644)
            os.replace(temporary, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
    except OSError as error:
        raise cannot_write(path, error) from error


def cannot_write(path: Path, error: OSError) -> BrochureError:
    """Return the error that says which file could not be written, and why."""
    return BrochureError(f"{path} cannot be written: {error.strerror}.")
