"""The workspace as the studio sees it: read again when a file in it has changed, and only then."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ..findings import Finding
from ..load import Library, load_library
from ..messages import Catalogs, load_catalogs

FOLDERS = ("brochures", "locales", "templates", "styles")

Stamp = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class Snapshot:
    """What the workspace held at one moment. ``findings`` are on files that cannot be used."""

    library: Library
    catalogs: Catalogs
    findings: tuple[Finding, ...]


class Workspace:
    """The folder that the studio works in; it may be read from several threads."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._lock = threading.Lock()
        self._known: tuple[Stamp, Snapshot] | None = None

    def read(self, clinics_needed: bool = True) -> Snapshot:
        """Return the workspace as it is now; without ``clinics_needed`` it may have none yet.

        Raises BrochureError, or InputError with every problem, where it cannot be used.
        """
        with self._lock:
            stamp = self.stamp()
            if self._known is None or self._known[0] != stamp:
                library = load_library(self.root, clinics_needed=False)
                catalogs, findings = load_catalogs(self.root, library.languages)
                self._known = stamp, Snapshot(library, catalogs, (*library.findings, *findings))
            snapshot = self._known[1]
        if clinics_needed and not snapshot.library.clinics:
            load_library(self.root)  # says what is wrong with each
        return snapshot

    def stamp(self) -> Stamp:
        """Return what differs whenever a file of the workspace has changed."""
        return tuple(sorted(_stamps(self.root)))


def _stamps(root: Path) -> Iterator[tuple[str, int, int]]:
    for folder in FOLDERS:
        for path in (root / folder).rglob("*"):
            with suppress(FileNotFoundError):  # a temporary file of an editor, gone by now
                if path.is_file():
                    status = path.stat()
                    yield str(path), status.st_mtime_ns, status.st_size
