"""An object store by its address, through fsspec: an upload there is whole or does not happen.

Nothing can be added to an object, so a journal is a folder of numbered parts.
"""

from __future__ import annotations

import contextlib
import tempfile
import uuid
import weakref
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from ..errors import BrochureError
from .kinds import Stamp
from .locks import ObjectLock

AT_ONCE = 64  # objects fetched side by side
PART = 8_000_000  # bytes of a journal in an object, when it is written anew

# What changes when an object does, under the names that file systems give it.
_TAGS = ("ETag", "etag", "md5Hash", "LastModified", "last_modified", "mtime", "created")


class ObjectStore:
    """An address such as s3://bucket/leaflets, as ``Storage``; uploads go out side by side."""

    def __init__(self, address: str) -> None:
        try:
            from fsspec.core import url_to_fs
        except ImportError as error:
            raise BrochureError(
                f"To write to {address}, install: pip install 'brochure-printshop[storage]'."
            ) from error
        try:
            self._files, root = url_to_fs(address)
        except (ImportError, ValueError) as error:
            raise BrochureError(f"{address} cannot be used: {error}.".replace("..", ".")) from error
        self.place = address
        self._root = str(root).rstrip("/")
        self._staged: dict[str, bytes] = {}
        self._lock: ObjectLock | None = None
        self._listed: dict[str, dict[str, Stamp]] = {}

    def write(self, name: str, data: bytes) -> None:
        self._staged[name] = data

    def flush(self) -> None:
        staged, self._staged = self._staged, {}
        if not staged:
            return
        if self._lock and self._lock.lost:
            raise BrochureError(
                f"Another build took {self.place} over, since nothing was heard of this one for a "
                "while; build again when it is done."
            )
        with self._told("written", missing=False):
            self._files.pipe({self._path(name): data for name, data in staged.items()})
        for name in staged:
            self._listed.pop(_folder(name), None)

    def read(self, name: str) -> bytes:
        with self._told("read"):
            return bytes(self._files.cat_file(self._path(name)))

    def stamp(self, name: str) -> Stamp | None:
        folder = _folder(name)
        if folder not in self._listed:
            self._listed[folder] = self._list(folder)
        return self._listed[folder].get(self._path(name))

    def staging_area(self) -> None:
        return None

    def written_elsewhere(self, name: str, staged: str = "") -> None:
        self._listed.pop(_folder(name), None)

    def remove(self, name: str) -> None:
        with contextlib.suppress(FileNotFoundError), self._told("written"):
            self._files.rm_file(self._path(name))
        self._listed.pop(_folder(name), None)

    def journal(self, name: str) -> PartsJournal:
        return PartsJournal(self, name)

    @contextlib.contextmanager
    def held(self) -> Iterator[bool]:
        self._lock = ObjectLock(self)
        kept_out = self._lock.acquire()
        try:
            yield kept_out
        finally:
            self._lock.release()

    def create(self, name: str, data: bytes) -> bool | None:
        """Write an object at once unless there is one; tell whether there was none.

        None where that could not be tried: the store may know no such condition.
        """
        try:
            self._files.pipe_file(self._path(name), data, mode="create")
        except FileExistsError:
            return False
        except Exception:  # each file system has errors of its own
            return None
        return True

    def replace(self, name: str, data: bytes) -> None:
        """Write an object at once."""
        with self._told("written", missing=False):
            self._files.pipe_file(self._path(name), data)

    def read_all(self, names: Sequence[str]) -> Iterator[bytes]:
        """Yield what is in some files, fetched side by side."""
        for at in range(0, len(names), AT_ONCE):
            paths = [self._path(name) for name in names[at : at + AT_ONCE]]
            with self._told("read", missing=False):
                found = self._files.cat(paths)
            yield from ([found] if isinstance(found, bytes) else (found[path] for path in paths))

    def names(self, folder: str) -> list[str]:
        """Return the names of the files in a folder, sorted."""
        start = len(self._root) + 1
        return sorted(path[start:] for path in self._list(folder))

    def _list(self, folder: str) -> dict[str, Stamp]:
        self._files.invalidate_cache()
        try:
            with self._told("read"):
                found = self._files.ls(self._path(folder), detail=True)
        except FileNotFoundError:
            return {}
        return {
            str(info["name"]).lstrip("/") if not self._root.startswith("/") else info["name"]: (
                info["size"] or 0,
                _tag(info),
            )
            for info in found
            if info["type"] == "file"
        }

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}" if name else self._root

    @contextlib.contextmanager
    def _told(self, what: str, missing: bool = True) -> Iterator[None]:
        """Say what could not be done; where a file may be ``missing``, that is told as it is."""
        try:
            yield
        except Exception as error:  # each file system has errors of its own
            if missing and isinstance(error, FileNotFoundError):
                raise
            raise BrochureError(f"{self.place} cannot be {what}: {error}") from error


class PartsJournal:
    """Numbered parts in a folder, as ``Journal``; what was read and added is kept on the disk here.

    Parts of two runs never have one name: a number of the run stands in it.
    """

    def __init__(self, store: ObjectStore, name: str) -> None:
        self.torn = False  # a part is whole or is not there
        self._store = store
        self._folder = name
        self._run = uuid.uuid4().hex[:8]
        self._parts = store.names(name)
        self._copy = self._new_copy()
        for part in store.read_all(self._parts):
            self._copy.write(part)

    @property
    def pieces(self) -> int:
        return len(self._parts)

    def lines(self) -> Iterator[tuple[int, bytes]]:
        at = 0
        self._copy.seek(0)
        for line in self._copy:
            yield at, line
            at += len(line)

    def line(self, at: int) -> bytes:
        self._copy.seek(at)
        return self._copy.readline()

    def append(self, lines: Sequence[bytes]) -> list[int]:
        self._upload(b"".join(lines))
        end = self._copy.seek(0, 2)
        self._copy.writelines(lines)
        return list(accumulate(map(len, lines[:-1]), initial=end))

    def rewrite(self, lines: Iterable[bytes]) -> None:
        """Upload the lines in new parts, then delete the others, the latest first.

        A run that dies in between leaves parts that say the same: what was uploaded last holds.
        """
        old, copy = self._parts, self._new_copy()
        for data in _batches(lines):
            self._upload(data)
            copy.write(data)
        for part in reversed(old):
            self._store.remove(part)
        self._parts, self._copy = self._parts[len(old) :], copy

    def _new_copy(self) -> BinaryIO:
        copy = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the journal
        weakref.finalize(self, copy.close)
        return copy

    def _upload(self, data: bytes) -> None:
        last = PurePosixPath(self._parts[-1]).name if self._parts else "0"
        number = int(last.partition("-")[0]) + 1
        part = f"{self._folder}/{number:08}-{self._run}"
        self._store.write(part, data)
        self._store.flush()
        self._parts = [*self._parts, part]


def _batches(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Join lines to parts of a few megabytes."""
    batch: list[bytes] = []
    size = 0
    for line in lines:
        batch.append(line)
        size += len(line)
        if size > PART:
            yield b"".join(batch)
            batch, size = [], 0
    if batch:
        yield b"".join(batch)


def _folder(name: str) -> str:
    return name.rpartition("/")[0]


def _tag(info: dict[str, Any]) -> str:
    return next((str(info[key]) for key in _TAGS if info.get(key)), "")
