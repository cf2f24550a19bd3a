"""What takes long to make, made once for all processes and kept in a folder."""

from __future__ import annotations

import contextlib
import os
import pickle
import platform
import sys
import time
from collections.abc import Callable, Hashable
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from tempfile import mkdtemp, mkstemp
from typing import Any

_MOST_WORKED_OUT = 100_000_000  # bytes
_CHECKED = 16  # bytes before a thing that say whether it is whole
_ABANDONED = 60.0  # seconds after which nobody is believed to be at work on a thing any more
_PAUSE = 0.02  # seconds between looks at what another process is making


def cache_folder() -> Path:
    """Return a folder of the user's that keeps things from run to run, or a new one."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(home) / "make-brochure"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder
    except OSError:
        pass  # a home that cannot be written to
    return Path(mkdtemp(prefix="make-brochure-"))


def _myself() -> str:
    return f"{platform.node()} {os.getpid()}"


def _is_abandoned(claim: Path) -> bool:
    """Tell whether who claimed a thing is dead, or takes too long to be believed in."""
    if time.time() - claim.stat().st_mtime > _ABANDONED:
        return True
    host, _, number = claim.read_text("utf-8").rpartition(" ")
    if host != platform.node() or os.name != "posix" or not number.isdecimal():
        return False
    try:
        os.kill(int(number), 0)  # nothing is sent: it asks whether the process is there
    except ProcessLookupError:
        return True
    except OSError:
        return False  # it is another user's
    return False


class Shelf:
    """A folder of things by key, at most so many bytes of them; the oldest are thrown away.

    A folder that cannot be written to keeps nothing, and everybody makes his own.
    """

    def __init__(self, folder: Path, most: int) -> None:
        self._folder, self._most = folder, most
        self._added = most  # bytes since it was last looked at how many there are
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)

    def find(self, key: str) -> bytes | None:
        """Return a thing, None if it is not there."""
        try:
            return (self._folder / key).read_bytes()
        except OSError:
            return None

    def claim(self, key: str) -> bool:
        """Tell whether the caller is to make a thing; False while somebody else does."""
        path = self._claimed(key)
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(_myself())
        except FileExistsError:
            with contextlib.suppress(OSError):
                if _is_abandoned(path):
                    path.unlink()
            return False
        except OSError:
            pass  # a folder that cannot be written to
        return True

    def keep(self, key: str, data: bytes) -> None:
        """Keep a thing, and let others use it."""
        with contextlib.suppress(OSError):
            descriptor, name = mkstemp(dir=self._folder, prefix=".")
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
            os.replace(name, self._folder / key)
        self.release(key)
        self._added += len(data)
        if self._added > self._most / 16:  # not each time: there may be thousands of things
            self._added = 0
            self._prune()

    def release(self, key: str) -> None:
        """Let others make a thing that the caller claimed."""
        with contextlib.suppress(OSError):
            self._claimed(key).unlink(missing_ok=True)

    def found_or_made(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Return a thing that was kept, by another process meanwhile too, or that is made now."""
        while (found := self.find(key)) is None:
            if not self.claim(key):
                time.sleep(_PAUSE)
                continue
            try:
                made = self.find(key)  # somebody may have been done just before the claim
                if made is None:
                    made = make()
                    self.keep(key, made)
            finally:
                self.release(key)
            return made
        return found

    def _claimed(self, key: str) -> Path:
        return self._folder / f"{key}.claimed"

    def _prune(self) -> None:
        with contextlib.suppress(OSError):
            for path in self._folder.glob(".*"):  # of processes that were killed
                if time.time() - path.stat().st_mtime > _ABANDONED:
                    path.unlink(missing_ok=True)
            files = [(p.stat().st_mtime, p.stat().st_size, p) for p in self._things()]
            too_many = sum(size for _, size, _ in files) - self._most
            for _, size, path in sorted(files):
                if too_many <= 0:
                    break
                path.unlink(missing_ok=True)
                too_many -= size

    def _things(self) -> list[Path]:
        return [path for path in self._folder.iterdir() if "." not in path.name]


# --- what a program works out of what it is given ------------------------------------------------


def worked_out(kind: str, given: Hashable, make: Callable[[], Any]) -> Any:
    """Return what ``make`` makes, or what it made in an earlier run; of plain values, to pickle.

    ``given`` is everything that has a say in it, with a repr of its own: versions of libraries,
    digests of files. What cannot be kept, or is damaged, is made anew.
    """
    key = _digest(repr((kind, sys.version, given)).encode()).hex()
    shelf = _shelf(os.environ.get("XDG_CACHE_HOME"))
    found = _read(shelf.find(key))
    if found is None:
        found = (make(),)
        with contextlib.suppress(pickle.PicklingError, TypeError, AttributeError):
            data = pickle.dumps(found, pickle.HIGHEST_PROTOCOL)
            shelf.keep(key, _digest(data) + data)
    return found[0]


@lru_cache(maxsize=4)
def _shelf(_home: str | None) -> Shelf:
    """Return where things are kept; asked for once, since it may be a new folder each time."""
    return Shelf(cache_folder() / "worked-out", _MOST_WORKED_OUT)


def _read(data: bytes | None) -> tuple[Any] | None:
    if data is None or _digest(data[_CHECKED:]) != data[:_CHECKED]:
        return None
    try:
        found = pickle.loads(data[_CHECKED:])  # noqa: S301  (our own cache)
    except Exception:
        return None  # of things that have another name by now
    return found if isinstance(found, tuple) else None


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=_CHECKED).digest()
