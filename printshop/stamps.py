"""Stamps of files, which say that a file has changed without its being read; what is kept by them.

As git's index does it: size and times tell, but for files that were changed a moment ago. Such a
file could be changed once more within one tick of the clock, so nothing is kept that comes of it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter
from pathlib import Path

from .kept import Shelf, cache_folder

FRESH = 2.0  # seconds for which a change is not trusted: the coarsest clock of a file system (FAT)
BEGAN = time.time()  # when this process read its code, within a moment

Stamp = tuple[int, int, int]  # size in bytes, time of change and time of any change in nanoseconds
Stamped = tuple[str, Stamp | None]  # a path, None where nothing can be read

CACHE = "make-brochure"  # what cache_folder() calls a folder that stays
_SEAL = hashlib.sha256().digest_size


def stamp_of(path: str) -> Stamped:
    """Return the stamp of a file, there or not."""
    return path, _stamp(Path(path).stat)


def _stamp(ask: Callable[[], os.stat_result]) -> Stamp | None:
    try:
        status = ask()
    except (OSError, ValueError):  # ValueError: no name that a file could have
        return None
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns


def stamps_below(folder: str) -> list[Stamped]:
    """Return the stamps of all files below a folder, in a stable order, and its folders' names.

    Links are followed; what lies below by two ways is looked at once.
    """
    return sorted(_below(folder, set()), key=itemgetter(0))


def _below(folder: str, seen: set[tuple[int, int]]) -> Iterator[Stamped]:
    yield folder + os.sep, None
    try:
        status = Path(folder).stat()
        if (status.st_dev, status.st_ino) in seen:
            return
        seen.add((status.st_dev, status.st_ino))
        with os.scandir(folder) as found:
            entries = list(found)
    except OSError:
        yield folder, None
        return
    for entry in entries:
        if entry.name == "__pycache__":
            continue
        if _is_folder(entry):
            yield from _below(entry.path, seen)
        else:
            yield entry.path, _stamp(entry.stat)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


def are_settled(stamps: Iterable[Stamped], now: float) -> bool:
    """Tell whether all files were changed long enough before ``now``, in seconds since 1970."""
    latest = (now - FRESH) * 1e9
    return all(max(stamp[1:]) < latest for _, stamp in stamps if stamp is not None)


def digest_of(*parts: object) -> str:
    """Return a digest of stamps, texts and numbers, which is a key to keep something under."""
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogateescape")).hexdigest()


def lasting_shelf(name: str, most: int) -> Shelf | None:
    """Return a shelf that later runs find again, None where the user has no room for one."""
    home = cache_folder()
    if home.name != CACHE:  # made for this run alone
        with contextlib.suppress(OSError):
            home.rmdir()
        return None
    return Shelf(home / name, most)


def sealed(data: bytes) -> bytes:
    """Return bytes with a digest of them before them."""
    return hashlib.sha256(data).digest() + data


def unsealed(data: bytes | None) -> memoryview | None:
    """Return what was sealed, None where it is damaged or not there."""
    if data is None or hashlib.sha256(memoryview(data)[_SEAL:]).digest() != data[:_SEAL]:
        return None
    return memoryview(data)[_SEAL:]
