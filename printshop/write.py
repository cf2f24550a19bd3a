"""Files in the output folder: written whole or not at all, and remembered."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .errors import BrochureError
from .findings import Finding, Place, Severity
from .model import Artifact, Edition, Fit
from .plan import Job

_FOLDER = ".make-brochure"
_FORMAT = 1


def write_file(path: Path, data: bytes) -> None:
    """Write a file so that, whatever happens, the old one or the new one is there, whole.

    Raises BrochureError where the folder cannot be written to.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(0o644)
            os.replace(temporary, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
    except OSError as error:
        raise BrochureError(f"{path} cannot be written: {error.strerror}.") from error


class Output:
    """The output folder of builds: its files, what made them, and what copyfit found for them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._manifest_path = folder / _FOLDER / "manifest.json"
        stored = _read(self._manifest_path)
        self._files: dict[str, dict[str, Any]] = stored.get("files", {})
        self._fits: dict[str, list[float]] = stored.get("copyfit", {})
        self._measured: dict[str, list[float]] = stored.get("measured", {})

    def path(self, edition: Edition) -> Path:
        """Return where an edition is written."""
        return self.folder / edition.file

    def current(self, job: Job) -> tuple[Artifact, ...] | None:
        """Return a job's artifacts (without their bytes) if all of its files are up to date."""
        artifacts = []
        for edition, fingerprint in zip(job.editions, job.fingerprints, strict=True):
            try:
                entry = self._files[edition.name]
                if entry["fingerprint"] != fingerprint:
                    return None
                if not _is_intact(self.path(edition), entry):
                    return None
                findings = tuple(_finding(data) for data in entry["findings"])
                artifacts.append(Artifact(edition.name, b"", findings, _fit(entry["fit"])))
            except (KeyError, TypeError, ValueError):
                return None  # not there, or not an entry of ours: made again
        return tuple(artifacts)

    def remembered(self, job: Job) -> tuple[float, int] | None:
        """Return the body size and alignment that copyfit found for the same layout before."""
        try:
            body, alignment = self._fits[job.layout_fingerprint]
            return float(body), int(alignment)
        except (KeyError, TypeError, ValueError):
            return None

    def measured(self, job: Job) -> tuple[float, int] | None:
        """Return the body size and the lines over of a job's layout, if it was measured before."""
        made = self.remembered(job)
        if made:
            return made[0], 0
        try:
            body, lines = self._measured[job.layout_fingerprint]
            return float(body), int(lines)
        except (KeyError, TypeError, ValueError):
            return None

    def remember_measured(self, fits: Mapping[str, tuple[float, int]]) -> None:
        """Keep what was measured, by layout fingerprint, in place of what was measured before."""
        self._measured = {fingerprint: [*fit] for fingerprint, fit in fits.items()}

    def add(self, job: Job, artifacts: tuple[Artifact, ...]) -> None:
        """Write a job's files, and remember what they were made from."""
        rows = zip(job.editions, artifacts, job.fingerprints, strict=True)
        for edition, artifact, fingerprint in rows:
            if artifact.fit and not artifact.fit.lines_over:
                self._fits[job.layout_fingerprint] = [artifact.fit.body, artifact.fit.alignment]
            if artifact.pdf is None:
                continue
            path = self.path(edition)
            write_file(path, artifact.pdf)
            self._files[artifact.name] = {
                "fingerprint": fingerprint,
                "layout": job.layout_fingerprint,
                "sha256": hashlib.sha256(artifact.pdf).hexdigest(),
                "stamp": _stamp(path),
                "findings": [asdict(finding) for finding in artifact.findings],
                "fit": asdict(artifact.fit) if artifact.fit else None,
            }

    def save(self) -> None:
        """Write the manifest; what it remembers of layouts no file uses any more is dropped."""
        used = {e.get("layout") for e in self._files.values() if isinstance(e, dict)}
        fits = {key: fit for key, fit in self._fits.items() if key in used}
        content = {
            "format": _FORMAT,
            "files": self._files,
            "copyfit": fits,
            "measured": self._measured,
        }
        write_file(self._manifest_path, (json.dumps(content, sort_keys=True) + "\n").encode())


def _read(path: Path) -> Mapping[str, Any]:
    """Read a manifest; a missing or foreign one only means that all is made again."""
    try:
        stored = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    parts = [stored.get(key) for key in ("files", "copyfit")] if isinstance(stored, dict) else []
    whole = bool(parts) and all(isinstance(part, dict) for part in parts)
    return stored if whole and stored.get("format") == _FORMAT else {}


def _stamp(path: Path) -> list[int]:
    status = path.stat()
    return [status.st_size, status.st_mtime_ns]


def _is_intact(path: Path, entry: Mapping[str, Any]) -> bool:
    """Tell whether a file is the one that was written, by its digest if its stamp has changed."""
    try:
        if _stamp(path) == entry["stamp"]:
            return True
        return bool(hashlib.sha256(path.read_bytes()).hexdigest() == entry["sha256"])
    except OSError:
        return False


def _finding(data: Mapping[str, Any]) -> Finding:
    return Finding(
        data["code"],
        Severity(data["severity"]),
        data["message"],
        Place(**data["place"]),
        data["edition"],
    )


def _fit(data: Mapping[str, Any] | None) -> Fit | None:
    if data is None:
        return None
    return Fit(**{**data, "panel_fill": tuple(data["panel_fill"])})
