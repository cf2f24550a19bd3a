"""Makers that hang. They stand alone, so that a new process has read them in no time."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

from printshop.model import Artifact

if TYPE_CHECKING:
    from printshop.plan import Job

HANGING = "c2"


def make(job: Job, remembered: tuple[float, int] | None) -> tuple[Artifact, ...]:
    return tuple(Artifact(e.name, f"{e.name} {remembered}".encode()) for e in job.editions)


def hang(job: Job, remembered: tuple[float, int] | None) -> tuple[Artifact, ...]:
    """Hang where no exception and no other thread gets through: in one long match."""
    if job.editions[0].clinic.id == HANGING:
        re.match("(a+)+b", "a" * 60)
    return make(job, remembered)


def hang_once(job: Job, remembered: tuple[float, int] | None) -> tuple[Artifact, ...]:
    hung = Path(job.editions[0].brochure.path).parent / "hung"
    if job.editions[0].clinic.id == HANGING and not hung.exists():
        hung.touch()
        time.sleep(60)
    return make(job, remembered)
