"""The files of an order, made and checked in the renderer's process, a language at a time."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath

from ...checking import Report, Task, examine
from ...findings import Finding
from ...impose import sheets
from ...model import Artifact, Edition
from ...pipeline import make
from ...plan import Job
from ...preflight.results import Outcome, Problem
from .looks import fold_of


@dataclass(frozen=True)
class File:
    """A file that was made of an edition; ``sheet`` and ``trim`` are (width, height) in mm."""

    edition: Edition
    name: str
    path: Path
    sha256: str
    size: int
    pages: int
    sheet: tuple[float, float]
    trim: tuple[float, float]
    format: str


@dataclass(frozen=True)
class Made:
    """What came of a job: its files, what was found, and the last line of what failed."""

    files: tuple[File, ...]
    findings: tuple[Finding, ...]
    failure: str = ""


def made(job: Job, folder: Path) -> Made:
    """Make the editions of a job and write them into a folder, by the last part of their name."""
    artifacts = make(job)
    files = tuple(
        _file(edition, artifact.pdf, folder)
        for edition, artifact in zip(job.editions, artifacts, strict=True)
        if artifact.pdf
    )
    findings = tuple(
        dict.fromkeys(finding.of("") for artifact in artifacts for finding in artifact.findings)
    )
    return Made(files, findings, _failure(artifacts))


def _failure(artifacts: tuple[Artifact, ...]) -> str:
    failures = [artifact.failure for artifact in artifacts if artifact.failure]
    return failures[0].strip().splitlines()[-1] if failures else ""


def _file(edition: Edition, pdf: bytes, folder: Path) -> File:
    name = PurePosixPath(edition.file).name
    path = folder / name
    path.write_bytes(pdf)
    fold = fold_of(edition.fold.in_direction(edition.language.direction), pdf)
    first = sheets(fold, edition.profile)[0]
    return File(
        edition=edition,
        name=name,
        path=path,
        sha256=hashlib.sha256(pdf).hexdigest(),
        size=len(pdf),
        pages=len(fold.sides),
        sheet=(first.media.width, first.media.height),
        trim=(first.trim.width, first.trim.height),
        format=fold.name,
    )


def checked(file: File, today: date) -> Report:
    """Make all checks of a file; the report calls it by its name, not by where it is for now."""
    report = examine(Task(file.path, None, today, file.edition, crops=True))
    outcomes = tuple(_named(outcome, file) for outcome in report.outcomes)
    return replace(report, path=Path(file.name), edition="", outcomes=outcomes)


def _named(outcome: Outcome, file: File) -> Outcome:
    return replace(outcome, problems=tuple(_renamed(p, file) for p in outcome.problems))


def _renamed(problem: Problem, file: File) -> Problem:
    finding = problem.finding.of("")
    if finding.place.file == str(file.path):
        finding = replace(finding, place=replace(finding.place, file=file.name))
    return replace(problem, finding=finding)
