"""The output of builds: files written whole or not at all, and remembered."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from .manifest import ClinicRecord, CopyRecord, FileRecord, Manifest, read_manifest
from .model import Artifact, Deposit, Edition
from .plan import Job
from .storage import open_storage, write_file

if TYPE_CHECKING:
    from .copies import Copies

__all__ = ["Current", "Output", "write_file"]

# Files are made safe together: each waits at most so long, and for so many others.
GROUP_SECONDS, GROUP_FILES = 0.5, 64

Current = tuple[tuple[Edition, Artifact], ...]


class Output:
    """A place for files: what is there, what it was made from, and what copyfit found for it.

    ``place`` is a folder or an address such as s3://bucket/leaflets; ``day`` is the day of the
    build. What ``add`` takes is in its place when ``save`` has returned, or earlier.
    """

    def __init__(self, place: Path | str, day: date | None = None) -> None:
        self.place = place
        self.storage = open_storage(place)
        self._day = day or date.min
        self._manifest: Manifest | None = None
        self._waiting: list[FileRecord] = []  # for their files, and for the stamps of these
        self._deposited: list[FileRecord] = []
        self._news: dict[str, CopyRecord | ClinicRecord] = {}
        self._since = 0.0
        self._holds = False

    @property
    def manifest(self) -> Manifest:
        """What is known of the files there."""
        if self._manifest is None:
            self._manifest = read_manifest(self.storage)
        return self._manifest

    @cached_property
    def _copies(self) -> Copies:
        from .copies import Copies  # which formats facts, for which CLDR is read

        return Copies()

    @contextmanager
    def held(self) -> Iterator[bool]:
        """Keep other builds out while this one writes; give False where nothing can do that.

        Raises BrochureError where another build is writing there.
        """
        with self.storage.held() as kept_out:
            self._manifest = None  # the other build may have written until now
            self._holds = True
            try:
                yield kept_out
            finally:
                self._holds = False

    def split(self, job: Job) -> tuple[Current, Job | None]:
        """Return a job's editions that are up to date, and a job of the others, None without any.

        Their artifacts come without bytes.
        """
        current, stale = [], []
        for edition, fingerprint in zip(job.editions, job.fingerprints, strict=True):
            record = self._intact(edition, fingerprint)
            if record:
                current.append((edition, _artifact(record)))
            else:
                stale.append((edition, fingerprint))
        if not stale:
            return tuple(current), None
        if not current:
            return (), job
        editions, fingerprints = zip(*stale, strict=True)
        return tuple(current), replace(job, editions=editions, fingerprints=fingerprints)

    def current(self, job: Job) -> tuple[Artifact, ...] | None:
        """Return a job's artifacts (without their bytes) if all of its files are up to date."""
        current, stale = self.split(job)
        return None if stale else tuple(artifact for _, artifact in current)

    def remembered(self, job: Job) -> tuple[float, int] | None:
        """Return the body size and alignment that copyfit found for the same layout before."""
        return self.manifest.fit(job.layout_fingerprint)

    def measured(self, job: Job) -> tuple[float, int] | None:
        """Return the body size and the lines over of a job's layout, if it was measured before."""
        made = self.remembered(job)
        return (made[0], 0) if made else self.manifest.measured().get(job.layout_fingerprint)

    def remember_measured(self, fits: Mapping[str, tuple[float, int]]) -> None:
        """Keep what was measured, by layout fingerprint, in place of what was measured before."""
        self.manifest.remember_measured(fits)

    def add(self, job: Job, artifacts: tuple[Artifact, ...]) -> None:
        """Write a job's files that who made them did not write; remember what they are made of."""
        for edition, artifact, print_ in zip(
            job.editions, artifacts, job.fingerprints, strict=True
        ):
            if artifact.pdf is None:
                continue
            record = self._record(edition, artifact, print_, job.layout_fingerprint)
            staged = artifact.deposit.staged if artifact.deposit else ""
            if record.stamp or staged:
                self.storage.written_elsewhere(record.file, staged)
            else:
                self.storage.write(record.file, artifact.pdf)
            self._wait(record, self._deposited if record.stamp else self._waiting)
        count = len(self._waiting) + len(self._deposited)
        if count >= GROUP_FILES or time.monotonic() - self._since > GROUP_SECONDS:
            self.commit()

    def commit(self) -> None:
        """Put what was added in its place, and then write the manifest's lines about it."""
        waiting, self._waiting = self._waiting, []
        deposited, self._deposited = self._deposited, []
        news, self._news = self._news, {}
        self.storage.flush()
        stamped = [(record, self.storage.stamp(record.file)) for record in waiting]
        files = [replace(record, stamp=stamp) for record, stamp in stamped if stamp is not None]
        if files or deposited:
            self.manifest.add([*news.values(), *files, *deposited])

    def save(self) -> None:
        """Commit, and leave out of the manifest what no longer holds if nobody else can write."""
        self.commit()
        if self._holds:
            self.manifest.compact()

    def _wait(self, record: FileRecord, others: list[FileRecord]) -> None:
        if not self._waiting and not self._deposited:
            self._since = time.monotonic()
        others.append(record)

    def _record(
        self, edition: Edition, artifact: Artifact, fingerprint: str, layout: str
    ) -> FileRecord:
        data, deposit = artifact.pdf or b"", artifact.deposit
        if deposit is None or deposit.trouble:
            deposit = Deposit(hashlib.sha256(data).hexdigest(), len(data))
        brochure = edition.brochure
        contact, texts = self._copies.clinic(edition), self._copies.texts(edition)
        return FileRecord(
            name=edition.name,
            file=edition.file,
            sha256=deposit.sha256,
            size=deposit.size,
            stamp=deposit.stamp,  # none: known when the file is in its place
            fingerprint=fingerprint,
            layout=layout,
            brochure=brochure.id,
            version=brochure.version,
            review=brochure.review,
            clinic=edition.clinic.id,
            contact=self._told(contact, contact.contact),
            language=edition.language.tag,
            fold=edition.fold.id,
            profile=edition.profile.id,
            draft=edition.draft,
            copy=self._told(texts, texts.copy),
            made=self._day,
            findings=artifact.findings,
            fit=artifact.fit,
        )

    def _told(self, record: CopyRecord | ClinicRecord, digest: str) -> str:
        """Return a record's digest, and see to it that the manifest has the record."""
        if not self.manifest.knows(record):
            self._news[digest] = record
        return digest

    def _intact(self, edition: Edition, fingerprint: str) -> FileRecord | None:
        """Return what is known of an edition's file if it is made from this and unchanged.

        By its digest if only its stamp has changed, as in a folder that was copied.
        """
        record = self.manifest.file(edition.name)
        if record is None or record.fingerprint != fingerprint:
            return None
        stamp = self.storage.stamp(record.file)
        if stamp == record.stamp:
            return record
        if stamp is None or stamp[0] != record.size or self._digest(record.file) != record.sha256:
            return None
        if self._holds:
            self._wait(record, self._waiting)  # so that it is not read again next time
        return record

    def _digest(self, file: str) -> str:
        try:
            return hashlib.sha256(self.storage.read(file)).hexdigest()
        except OSError:
            return ""


def _artifact(record: FileRecord) -> Artifact:
    return Artifact(record.name, b"", record.findings, record.fit)
