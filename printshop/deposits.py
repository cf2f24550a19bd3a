"""Deposits: files that are written by whoever makes them, on whatever machine that is.

Processes of the command's own machine leave them in its staging area, and it does the rest. On
other machines they go to their places. A place counts as the same one only if the mark lies there
that this build left in it: a folder of that name may be on another disk there, or another bucket be
meant. So who was left behind by a build that ended writes nothing any more, either.
"""

from __future__ import annotations

import hashlib
import platform
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

from .errors import BrochureError
from .model import Artifact, Deposit, Edition
from .plan import Job
from .storage import StagingArea, Storage, open_storage

MARK = ".make-brochure/here"

Remembered = tuple[float, int] | None
_unreachable: dict[str, str] = {}  # why, by mark: a store that does not answer is asked once


@dataclass(frozen=True)
class Depositing:
    """A ``make`` that writes the files too, and returns artifacts with deposits for bytes.

    Where it cannot write it returns the bytes, and why.
    """

    make: Callable[[Job, Remembered], tuple[Artifact, ...]]
    place: str
    mark: str

    def __call__(self, job: Job, remembered: Remembered = None) -> tuple[Artifact, ...]:
        artifacts = self.make(job, remembered)
        if not any(artifact.pdf for artifact in artifacts):
            return artifacts
        try:
            return self._deposited(job, artifacts)
        except (BrochureError, OSError) as error:
            return _kept(artifacts, f"{platform.node()}: {error}")

    def _deposited(self, job: Job, artifacts: tuple[Artifact, ...]) -> tuple[Artifact, ...]:
        storage = self._storage()
        pairs = tuple(zip(job.editions, artifacts, strict=True))
        for edition, artifact in pairs:
            if artifact.pdf:
                storage.write(edition.file, artifact.pdf)
        storage.flush()
        return tuple(_instead_of_bytes(storage, *pair) for pair in pairs)

    def _storage(self) -> Storage:
        """Return the place; raises BrochureError where it is not the one this build writes to."""
        if self.mark in _unreachable:
            raise BrochureError(_unreachable[self.mark])
        try:
            storage = open_storage(self.place)
            found = storage.read(MARK).decode("ascii", "replace")
        except FileNotFoundError:
            found = ""
        except BrochureError as error:
            _unreachable[self.mark] = str(error)
            raise
        if found != self.mark:
            raise BrochureError(f"{self.place} is another place there, or another build has it.")
        return storage


@dataclass(frozen=True)
class Digesting:
    """A ``make`` that works out the digests of files too, where there are more processors."""

    make: Callable[[Job, Remembered], tuple[Artifact, ...]]

    def __call__(self, job: Job, remembered: Remembered = None) -> tuple[Artifact, ...]:
        return tuple(map(_with_digest, self.make(job, remembered)))


@dataclass(frozen=True)
class Staging:
    """A ``make`` that leaves the files in the staging area of this machine, and no bytes return.

    So the bytes travel through no pipe, and the command has them made safe and moved only. What
    cannot be left there returns as bytes: who writes those says why it cannot be done, if it still
    cannot.
    """

    make: Callable[[Job, Remembered], tuple[Artifact, ...]]
    area: StagingArea

    def __call__(self, job: Job, remembered: Remembered = None) -> tuple[Artifact, ...]:
        return tuple(self._left(_with_digest(made)) for made in self.make(job, remembered))

    def _left(self, artifact: Artifact) -> Artifact:
        if not artifact.pdf or artifact.deposit is None:
            return artifact
        try:
            staged = self.area.leave(artifact.pdf)
        except OSError:
            return artifact
        return replace(artifact, pdf=b"", deposit=replace(artifact.deposit, staged=staged))


def _with_digest(artifact: Artifact) -> Artifact:
    if not artifact.pdf or artifact.deposit:
        return artifact
    deposit = Deposit(hashlib.sha256(artifact.pdf).hexdigest(), len(artifact.pdf))
    return replace(artifact, deposit=deposit)


@contextmanager
def depositing(
    make: Callable[[Job, Remembered], tuple[Artifact, ...]], storage: Storage, place: str
) -> Iterator[Depositing]:
    """Let others write to a storage that they reach as ``place``, as long as the block lasts."""
    mark = uuid.uuid4().hex
    storage.write(MARK, mark.encode())
    storage.flush()
    try:
        yield Depositing(make, place, mark)
    finally:
        with suppress(BrochureError):  # what stopped us is told already
            storage.remove(MARK)


def trouble(artifacts: tuple[Artifact, ...]) -> str:
    """Return why the files of a job came back as bytes, nothing if they did not."""
    return next((a.deposit.trouble for a in artifacts if a.deposit and a.deposit.trouble), "")


def _instead_of_bytes(storage: Storage, edition: Edition, artifact: Artifact) -> Artifact:
    data = artifact.pdf
    if not data:
        return artifact
    stamp = storage.stamp(edition.file)
    if stamp is None:
        raise BrochureError(f"{edition.file} was deleted from {storage.place} at once.")
    deposit = Deposit(hashlib.sha256(data).hexdigest(), len(data), stamp)
    return replace(artifact, pdf=b"", deposit=deposit)


def _kept(artifacts: tuple[Artifact, ...], why: str) -> tuple[Artifact, ...]:
    return tuple(replace(artifact, deposit=Deposit(trouble=why)) for artifact in artifacts)
