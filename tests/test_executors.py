"""Executors: the same artifacts wherever they are made, and a crash takes only its own job."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from printshop.executors import CRASHED, Work, run, worker_count
from printshop.model import Artifact
from printshop.plan import Job

from .conftest import Shop
from .shops import CLINIC, planned

CLINICS = tuple(f"c{number}" for number in range(6))
CRASHING = "c2"


def make(job: Job, remembered: tuple[float, int] | None) -> tuple[Artifact, ...]:
    """Make an artifact of each edition out of its name, and of what is remembered."""
    return tuple(Artifact(e.name, f"{e.name} {remembered}".encode()) for e in job.editions)


def make_or_crash(job: Job, remembered: tuple[float, int] | None) -> tuple[Artifact, ...]:
    if job.editions[0].clinic.id == CRASHING:
        os._exit(7)
    return make(job, remembered)


def make_slowly_or_crash(job: Job, remembered: tuple[float, int] | None) -> tuple[Artifact, ...]:
    """Crash while others are under way; they are slow enough to go down with the pool."""
    if job.editions[0].clinic.id != CRASHING:
        time.sleep(0.05)
    return make_or_crash(job, remembered)


def crash(job: Job, remembered: tuple[float, int] | None) -> tuple[Artifact, ...]:
    os._exit(7)


def process_of(job: Job, remembered: tuple[float, int] | None) -> tuple[Artifact, ...]:
    return tuple(Artifact(e.name, str(os.getpid()).encode()) for e in job.editions)


@pytest.fixture
def work(shop: Shop) -> list[Work]:
    files = {f"brochures/clinics/{id}.yaml": CLINIC for id in CLINICS}
    root: Path = shop({"brochures/clinics/noord.yaml": None, **files})
    jobs = planned(root, "nl").jobs
    assert [job.editions[0].clinic.id for job in jobs] == list(CLINICS)
    return [(job, (9.0 + i, i)) for i, job in enumerate(jobs)]


def by_clinic(done: list[tuple[Job, tuple[Artifact, ...]]]) -> dict[str, tuple[Artifact, ...]]:
    assert len(done) == len(CLINICS)
    return {job.editions[0].clinic.id: artifacts for job, artifacts in done}


def test_one_worker_is_this_process_and_keeps_the_order(work: list[Work]) -> None:
    done = list(run(work, process_of, 1))
    assert [job for job, _ in done] == [job for job, _ in work]
    assert {a.pdf for _, artifacts in done for a in artifacts} == {str(os.getpid()).encode()}


def test_cores_make_what_one_process_makes(work: list[Work]) -> None:
    assert by_clinic(list(run(work, make, 2))) == by_clinic(list(run(work, make, 1)))


def test_cores_are_other_processes(work: list[Work]) -> None:
    pids = {a.pdf for _, artifacts in run(work, process_of, 2) for a in artifacts}
    assert str(os.getpid()).encode() not in pids


@pytest.mark.parametrize("maker", [make_or_crash, make_slowly_or_crash])
def test_a_crash_fails_its_own_job_only(work: list[Work], maker: object) -> None:
    done = by_clinic(list(run(work, maker, 2)))  # type: ignore[arg-type]
    crashed = done.pop(CRASHING)
    assert [artifact.name for artifact in crashed] == [
        edition.name for edition in work[CLINICS.index(CRASHING)][0].editions
    ]
    assert {(artifact.pdf, artifact.failure) for artifact in crashed} == {(None, CRASHED)}
    expected = by_clinic(list(run(work, make, 1)))
    assert done == {id: expected[id] for id in CLINICS if id != CRASHING}


def test_a_crash_while_nobody_looks_loses_nothing(work: list[Work]) -> None:
    running = run(work, make_or_crash, 2)
    first = next(running)
    time.sleep(0.5)
    by_clinic([first, *running])


def test_crashes_everywhere_come_to_an_end(work: list[Work]) -> None:
    done = by_clinic(list(run(work, crash, 2)))
    assert {a.failure for artifacts in done.values() for a in artifacts} == {CRASHED}


def test_nothing_to_do_takes_no_process() -> None:
    assert list(run([], make, 2)) == []


def test_whoever_stops_listening_stops_the_work(work: list[Work]) -> None:
    running = run(work, make, 2)
    next(running)
    running.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("jobs", "wanted", "count"), [(10, 3, 3), (2, 8, 2), (10, 0, 1), (0, 4, 1)]
)
def test_workers_are_as_wanted_but_no_more_than_jobs(jobs: int, wanted: int, count: int) -> None:
    assert worker_count(jobs, wanted) == count


def test_few_jobs_are_not_worth_a_pool() -> None:
    assert worker_count(1) == 1
    assert worker_count(0) == 1
    assert 1 <= worker_count(1000) <= (os.cpu_count() or 1)
