"""Parcels: a call as bytes that hold for any machine, and the files that it needs there.

Every file is named by its digest alone; a store keeps those that arrived, checked by that digest.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import BrochureError
from ..model import Asset, Theme
from ..output_intents import OutputIntent


class File(NamedTuple):
    """A file that a job needs, whatever folder it is in."""

    sha256: str
    name: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """A call on its way to a worker: pickled, with the files it needs and those that go along.

    ``limit``: the seconds after which the worker is to end, together with the call. ``begun``: the
    topic of the scheduler's events that counts how often it was begun; empty where nobody counts.
    """

    engine: str
    call: bytes
    needed: tuple[File, ...]
    enclosed: Mapping[File, bytes]
    limit: float | None = None
    begun: str = ""


def packed(call: Any) -> tuple[bytes, Mapping[File, str]]:
    """Return a call as bytes that hold for any machine, and where here its files are."""
    buffer = io.BytesIO()
    packer = _Packer(buffer)
    packer.dump(call)
    return buffer.getvalue(), packer.files


class _Packer(pickle.Pickler):
    """Replaces places on this machine: a file's by its digest, the fonts' folder by its fonts."""

    def __init__(self, buffer: io.BytesIO) -> None:
        super().__init__(buffer, pickle.HIGHEST_PROTOCOL)
        self.files: dict[File, str] = {}
        self._bare: dict[int, tuple[Any, Any]] = {}  # by id, with the value that keeps it its own

    def persistent_id(self, value: Any) -> Any:
        if isinstance(value, Asset | OutputIntent) and value.path:
            file = File(value.sha256, Path(value.path).name)
            self.files[file] = value.path
            return file, self._without(value, "path")
        if isinstance(value, Theme) and value.fonts_folder:
            return None, self._without(value, "fonts_folder")
        return None

    def _without(self, value: Any, place: str) -> Any:
        """Return the same bare value for the same value each time, so that it is sent once."""
        if id(value) not in self._bare:
            self._bare[id(value)] = (value, replace(value, **{place: ""}))
        return self._bare[id(value)][1]


def unpacked(data: bytes, store: Store) -> Any:
    """Return a packed call, with its files where the store has them."""
    return _Unpacker(data, store).load()


class _Unpacker(pickle.Unpickler):
    """Puts in the places that files have on this machine."""

    def __init__(self, data: bytes, store: Store) -> None:
        super().__init__(io.BytesIO(data))
        self._store = store
        self._found: dict[int, tuple[Any, Any]] = {}

    def persistent_load(self, sent: Any) -> Any:
        file, bare = sent
        if id(bare) not in self._found:
            self._found[id(bare)] = (bare, self._placed(file, bare))
        return self._found[id(bare)][1]

    def _placed(self, file: File | None, bare: Any) -> Any:
        if file:
            return replace(bare, path=str(self._store.path(file)))
        return replace(bare, fonts_folder=str(self._store.fonts_folder(bare.fonts)))


class Store:
    """The files a worker was given, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, file: File) -> Path:
        return self._folder / file.sha256 / file.name

    def lacking(self, files: Iterable[File]) -> tuple[File, ...]:
        """Return the files that were not given yet."""
        return tuple(file for file in files if not self.path(file).exists())

    def keep(self, files: Mapping[File, bytes]) -> None:
        """Write files, whole; raises BrochureError for one that arrived otherwise than sent."""
        for file, data in files.items():
            if hashlib.sha256(data).hexdigest() != file.sha256:
                raise BrochureError(f"{file.name} arrived damaged; build again.")
            _write(self.path(file), data)

    def fonts_folder(self, fonts: tuple[Asset, ...]) -> Path:
        """Return a folder with these fonts and no others."""
        names = "\n".join(f"{font.sha256} {font.name}" for font in fonts)
        folder = self._folder / f"fonts-{hashlib.sha256(names.encode()).hexdigest()}"
        for font in fonts:
            path = folder / font.name
            if not path.exists():
                _write(path, Path(font.path).read_bytes())
        return folder


def _write(path: Path, data: bytes) -> None:
    """Let a file appear whole, though others may be at it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        temporary = Path(folder) / path.name
        temporary.write_bytes(data)
        os.replace(temporary, path)
