"""A zip archive for each clinic, with all of its leaflets that a build asked for."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import PurePosixPath

from ..manifest import FileRecord, Manifest
from ..model import Edition
from ..storage import Storage
from .keeping import Keeper, contents_digest, is_kept, leaflet, records_of

# A PDF is compressed already. The time is the earliest that zip knows: no clock has a say.
_PACKED = {".html": zipfile.ZIP_DEFLATED}
_EARLIEST = (1980, 1, 1, 0, 0, 0)


class Zips:
    """Takes in the editions that are there; then writes the archives, one at a time."""

    remarks: tuple[str, ...] = ()

    def __init__(self) -> None:
        self._names: list[tuple[str, str]] = []

    def add(self, edition: Edition, there: bool = True) -> None:
        """Take in an edition, if there is a file of it."""
        if there:
            self._names.append((edition.clinic.id, edition.name))

    def write(self, storage: Storage, manifest: Manifest) -> Iterator[tuple[str, bool]]:
        """Yield each archive's file name and whether it had to be made now."""
        keeper = Keeper(storage, manifest)
        for clinic, rows in groupby(sorted(self._names), key=lambda row: row[0]):
            records = records_of(manifest, (name for _, name in rows))
            file, contents = f"{clinic}.zip", contents_digest(records)
            stale = not is_kept(storage, manifest, (file,), contents)
            if stale:
                keeper.keep({file: _archive(storage, records)}, clinic, contents)
            yield file, stale
        keeper.commit()


def _archive(storage: Storage, records: list[FileRecord]) -> bytes:
    return archive((PurePosixPath(r.file).name, leaflet(storage, r)) for r in records)


def archive(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return an archive of files, by name; the same files give the same bytes."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as packed:
        for name, data in files:
            info = zipfile.ZipInfo(name, _EARLIEST)
            info.compress_type = _PACKED.get(PurePosixPath(name).suffix, zipfile.ZIP_STORED)
            info.create_system = 3  # Unix, wherever it is made
            info.external_attr = 0o100644 << 16
            packed.writestr(info, data)
    return output.getvalue()
