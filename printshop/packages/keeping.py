"""Packages are kept like leaflets: made when what is in them changes, and remembered."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace

from ..errors import BrochureError
from ..manifest import FileRecord, Manifest, PackageRecord
from ..storage import Storage

GROUP = 16  # files


def records_of(manifest: Manifest, names: Iterable[str]) -> list[FileRecord]:
    """Return what is known of files; raises BrochureError where that is nothing."""
    records = []
    for name in names:
        record = manifest.file(name)
        if record is None:
            raise BrochureError(f"Nothing is known of {name}, so it cannot be packed; build again.")
        records.append(record)
    return records


def contents_digest(records: Iterable[FileRecord], *more: object) -> str:
    """Return a digest of what a package holds, in its order, and of what else it depends on."""
    held = [(record.file, record.sha256) for record in records]
    return hashlib.sha256(json.dumps([held, more], default=str).encode()).hexdigest()


def is_kept(storage: Storage, manifest: Manifest, files: Iterable[str], contents: str) -> bool:
    """Tell whether files of a package are there, unchanged, with these contents."""
    records = [manifest.package(file) for file in files]
    return all(
        record is not None
        and record.contents == contents
        and record.stamp == storage.stamp(record.file)
        for record in records
    )


class Keeper:
    """Writes packages in groups, since each group has to wait for the disk once."""

    def __init__(self, storage: Storage, manifest: Manifest) -> None:
        self._storage, self._manifest = storage, manifest
        self._waiting: list[PackageRecord] = []

    def keep(self, files: Mapping[str, bytes], about: str, contents: str) -> None:
        """Write the files of a package, now or with the next that are."""
        for name, data in files.items():
            self._storage.write(name, data)
            digest = hashlib.sha256(data).hexdigest()
            self._waiting.append(PackageRecord(name, about, contents, digest, len(data), ()))
        if len(self._waiting) >= GROUP:
            self.commit()

    def commit(self) -> None:
        """Put what was written in its place, and then write the manifest's lines about it."""
        waiting, self._waiting = self._waiting, []
        self._storage.flush()
        stamps = [self._storage.stamp(record.file) or () for record in waiting]
        if waiting:
            self._manifest.add(
                [replace(r, stamp=stamp) for r, stamp in zip(waiting, stamps, strict=True)]
            )


def leaflet(storage: Storage, record: FileRecord) -> bytes:
    """Return a leaflet's bytes.

    Raises BrochureError where it is no longer the file that was built.
    """
    try:
        data = storage.read(record.file)
    except FileNotFoundError:
        data = b""
    if hashlib.sha256(data).hexdigest() != record.sha256:
        raise BrochureError(
            f"{record.file} was changed or deleted while it was packed; build again."
        )
    return data
