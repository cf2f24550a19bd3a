"""The report of a build as JSON: it grows on the disk, and is put in its place at the end."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from ..errors import BrochureError
from ..findings import Finding
from ..model import Artifact
from ..storage.files import write_chunks
from .report import finding_entry

_CHUNK = 1 << 20  # bytes


class Report:
    """A report that grows on the disk, not in memory, one entry a line.

    It is complete: every finding stands there with its edition, however many are alike.
    """

    def __init__(self, editions: IO[bytes], findings: IO[bytes]) -> None:
        self._editions, self._findings = editions, findings
        self._complete = True

    def found(self, findings: Iterable[Finding]) -> None:
        """Take in findings."""
        for finding in findings:
            _write(self._findings, finding_entry(finding))

    def add(self, artifact: Artifact) -> None:
        """Take in what came of an edition."""
        _write(self._editions, _edition_entry(artifact))
        self.found(artifact.findings)

    def broken_off(self) -> None:
        """Take in that there will be no more, and that this is to be written all the same."""
        self._complete = False

    @property
    def complete(self) -> bool:
        """Whether it tells of the whole build."""
        return self._complete

    def chunks(self) -> Iterator[bytes]:
        """Yield the whole file (format 1): editions as they were made, then all findings."""
        yield b'{"format": 1,\n"complete": %s,\n' % json.dumps(self._complete).encode()
        yield b'"editions": ['
        yield from _read(self._editions)
        yield b'],\n"findings": ['
        yield from _read(self._findings)
        yield b"]}\n"


@contextmanager
def report_file(path: Path | None) -> Iterator[Report | None]:
    """Open a report that is written, whole, when the block is left without an error.

    With an error it is written only if it was broken off; else the old one stays as it is.
    Without a path there is none. Raises BrochureError at once where it could not be written.
    """
    if path is None:
        yield None
        return
    refuse_unwritable(path, "--report")
    with tempfile.TemporaryFile() as editions, tempfile.TemporaryFile() as findings:
        report = Report(editions, findings)
        try:
            yield report
        except BaseException:
            if not report.complete:
                write_chunks(path, report.chunks())
            raise
        write_chunks(path, report.chunks())


def refuse_unwritable(path: Path, option: str) -> None:
    """Say before hours of work what would go wrong after them; the option names the file."""
    folder = next(folder for folder in path.absolute().parents if folder.exists())
    if not folder.is_dir() or not os.access(folder, os.W_OK) or path.is_dir():
        raise BrochureError(f"{path} cannot be written; name another file with {option}.")


def _write(file: IO[bytes], entry: dict[str, object]) -> None:
    separator = b",\n" if file.tell() else b"\n"
    file.write(separator + json.dumps(entry, ensure_ascii=False).encode())


def _read(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(_CHUNK):
        yield chunk


def _edition_entry(artifact: Artifact) -> dict[str, object]:
    fit = artifact.fit
    return {
        "name": artifact.name,
        "made": artifact.pdf is not None,
        "body_pt": fit.body if fit else None,
        "alignment": fit.alignment if fit else None,
        "fill": fit.fill if fit else None,
        "panel_fill": list(fit.panel_fill) if fit else [],
        "lines_over": fit.lines_over if fit else 0,
        "layouts": fit.layouts if fit else 0,
        "failure": artifact.failure,
    }
