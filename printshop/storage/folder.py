"""A folder: files are staged, made safe in groups, and moved to their places.

One file made safe (fsync) after another costs some 3 ms each; 64 at the same time cost 0.2 ms each,
for then the file system writes its own journal once.
"""

from __future__ import annotations

import contextlib
import errno
import os
import uuid
import weakref
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from ..errors import BrochureError
from .files import cannot_write, write_chunks, write_file
from .kinds import Stamp
from .staging import BINARY, StagingArea, discard

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

OWN = ".make-brochure"  # the folder of what is ours and no leaflet
_AT_ONCE = 16  # files being made safe
_APPENDING = os.O_RDWR | os.O_CREAT | os.O_APPEND | BINARY
_Staged = tuple[Path, Path]  # a temporary file, and where it is to go


class Folder:
    """A folder on this machine, as ``Storage``."""

    def __init__(self, path: Path) -> None:
        self.place = str(path)
        self._path = path
        self._area = StagingArea(path / OWN / "staged", uuid.uuid4().hex)
        self._staged: list[_Staged] = []
        self._folders: set[Path] = set()

    def write(self, name: str, data: bytes) -> None:
        path = self._path / name
        try:
            self._make_folder(self._area.folder)
            staged = self._area.leave(data)
        except OSError as error:
            raise cannot_write(path, error) from error
        self.written_elsewhere(name, staged)

    def staging_area(self) -> StagingArea:
        with _told(self._area.folder):
            self._make_folder(self._area.folder)
        return replace(self._area, folder=self._area.folder.absolute())

    def written_elsewhere(self, name: str, staged: str = "") -> None:
        if staged:  # what is known of files in their places is asked anew each time
            self._staged.append((self._area.folder / staged, self._path / name))

    def flush(self) -> None:
        """Make what is staged safe, then move it: in this order, or power could be lost between."""
        staged, self._staged = self._staged, []
        try:
            for safe in [self._threads.submit(_make_safe, one) for one in staged]:
                safe.result()
            for temporary, path in staged:
                self._move(temporary, path)
        finally:
            for temporary, _ in staged:
                discard(temporary)

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        from concurrent.futures import ThreadPoolExecutor  # not before there is something to write

        return ThreadPoolExecutor(_AT_ONCE)

    def _move(self, temporary: Path, path: Path) -> None:
        with _told(path):
            self._make_folder(path.parent)
            try:
                os.replace(temporary, path)
            except FileNotFoundError:  # the folder was deleted while we worked
                path.parent.mkdir(parents=True, exist_ok=True)
                os.replace(temporary, path)
            except OSError as error:
                if error.errno != errno.EXDEV:
                    raise
                write_file(path, temporary.read_bytes())  # a clinic's folder on another disk

    def _make_folder(self, path: Path) -> None:
        if path not in self._folders:
            path.mkdir(parents=True, exist_ok=True)
            self._folders.add(path)

    def read(self, name: str) -> bytes:
        return (self._path / name).read_bytes()

    def stamp(self, name: str) -> Stamp | None:
        try:
            status = (self._path / name).stat()
        except OSError:
            return None
        return status.st_size, status.st_mtime_ns

    def remove(self, name: str) -> None:
        path = self._path / name
        with _told(path):
            path.unlink(missing_ok=True)
        self._folders.discard(path.parent)
        with contextlib.suppress(OSError):  # not empty
            path.parent.rmdir()

    def journal(self, name: str) -> FileJournal:
        return FileJournal(self._path / name)

    @contextlib.contextmanager
    def held(self) -> Iterator[bool]:
        import filelock  # not before something is to be written

        own = self._path / OWN
        with _told(own):
            own.mkdir(parents=True, exist_ok=True)
            lock = filelock.FileLock(own / "lock", timeout=0)
            locks = True
            try:
                lock.acquire()
            except NotImplementedError:
                locks = False  # a drive of the network
            except filelock.Timeout:
                raise BrochureError(
                    f"Another build is writing into {self.place}; wait until it is done, or write "
                    "somewhere else with --output."
                ) from None
        try:
            self._sweep()
            yield locks
        finally:
            self._staged = []
            self._area.clear()
            lock.release()

    def _sweep(self) -> None:
        with contextlib.suppress(FileNotFoundError), _told(self._area.folder, missing=True):
            for path in self._area.folder.iterdir():
                path.unlink()
        with _told(self._path):  # of former releases; nothing reads it
            (self._path / OWN / "manifest.json").unlink(missing_ok=True)


class FileJournal:
    """A file that grows at its end, as ``Journal``; places are bytes from its start.

    Another process may add lines of its own meanwhile.
    """

    pieces = 1

    def __init__(self, path: Path) -> None:
        self.torn = False
        self._path = path
        self._file: BinaryIO | None = None

    def lines(self) -> Iterator[tuple[int, bytes]]:
        at = 0
        file = self._opened()
        if file is None:
            return
        file.seek(0)
        for line in file:
            if not line.endswith(b"\n"):
                self.torn = True
                return
            yield at, line
            at += len(line)

    def line(self, at: int) -> bytes:
        file = self._opened()
        if file is None:
            return b""
        file.seek(at)
        return file.readline()

    def append(self, lines: Sequence[bytes]) -> list[int]:
        with _told(self._path):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self._path, _APPENDING, 0o644)
            try:
                data = memoryview(_end_of_torn(descriptor) + b"".join(lines))
                while data:
                    data = data[os.write(descriptor, data) :]
                end = os.lseek(descriptor, 0, os.SEEK_CUR)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        self.torn = False
        first = end - sum(map(len, lines))
        return list(accumulate(map(len, lines[:-1]), initial=first))

    def rewrite(self, lines: Iterable[bytes]) -> None:
        def to_the_end() -> Iterator[bytes]:
            yield from lines  # which may be read from here
            self._close()

        write_chunks(self._path, to_the_end())
        self.torn = False

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _opened(self) -> BinaryIO | None:
        if self._file is None:
            with contextlib.suppress(FileNotFoundError), _told(self._path, "read", missing=True):
                self._file = self._path.open("rb")
                weakref.finalize(self, self._file.close)
        return self._file


def _end_of_torn(descriptor: int) -> bytes:
    """Return what ends a torn last line and spoils it: it was not given out, and never will be."""
    if os.lseek(descriptor, 0, os.SEEK_END) == 0:
        return b""
    os.lseek(descriptor, -1, os.SEEK_END)
    return b"" if os.read(descriptor, 1) == b"\n" else b"~\n"


def _make_safe(staged: _Staged) -> None:
    temporary, path = staged
    with _told(path):
        descriptor = os.open(temporary, os.O_RDWR | BINARY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def _told(path: Path, what: str = "written", missing: bool = False) -> Iterator[None]:
    """Say in a sentence what the system refuses, but for a file that may be ``missing``."""
    try:
        yield
    except OSError as error:
        if missing and isinstance(error, FileNotFoundError):
            raise
        raise BrochureError(f"{path} cannot be {what}: {error.strerror}.") from error
