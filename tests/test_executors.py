"""Executors: the same artifacts wherever they are made, and a crash takes only its own job."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import cycle, islice
from pathlib import Path

import psutil
import pytest

from printshop.cli.build import _more, _worth, build
from printshop.cli.report import Screen
from printshop.cli.workers import Crew
from printshop.deposits import Staging
from printshop.errors import BrochureError
from printshop.executors import (
    AHEAD,
    CRASHED,
    Make,
    Work,
    each,
    open_workers,
    run,
    worker_count,
)
from printshop.manifest import NAME as MANIFEST
from printshop.model import Artifact
from printshop.plan import Job
from printshop.profiles import PROFILES
from printshop.request import Request
from printshop.storage import write_file
from printshop.write import Output

from .conftest import Shop
from .hanging import hang, hang_once
from .real import ROOT
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


def die_once(job: Job, remembered: tuple[float, int] | None) -> tuple[Artifact, ...]:
    """Be killed as the system does it when memory is short, and do better next time."""
    died = Path(job.editions[0].brochure.path).parent / "died"
    if job.editions[0].clinic.id == CRASHING and not died.exists():
        died.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return make(job, remembered)


@dataclass(frozen=True)
class DyingOnce:
    """A maker that is killed when it has done its work and nobody knows yet."""

    make: Make
    died: Path

    def __call__(self, job: Job, remembered: tuple[float, int] | None) -> tuple[Artifact, ...]:
        artifacts = self.make(job, remembered)
        if job.editions[0].clinic.id == CRASHING and not self.died.exists():
            self.died.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return artifacts


def return_what_cannot_travel(job: Job, remembered: tuple[float, int] | None) -> tuple[object, ...]:
    return (lambda: None,) if job.editions[0].clinic.id == CRASHING else make(job, remembered)


def sleep(job: Job, remembered: tuple[float, int] | None) -> tuple[Artifact, ...]:
    if job.editions[0].clinic.id != CLINICS[0]:
        time.sleep(60)
    return make(job, remembered)


def exit_on_three(number: int) -> int:
    if number == 3:
        os._exit(7)
    return 10 * number


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


@pytest.mark.parametrize(
    "maker", [make_or_crash, pytest.param(make_slowly_or_crash, marks=pytest.mark.slow)]
)
def test_a_crash_fails_its_own_job_only(work: list[Work], maker: object) -> None:
    done = by_clinic(list(run(work, maker, 2)))  # type: ignore[arg-type]
    crashed = done.pop(CRASHING)
    assert [artifact.name for artifact in crashed] == [
        edition.name for edition in work[CLINICS.index(CRASHING)][0].editions
    ]
    assert {(artifact.pdf, artifact.failure) for artifact in crashed} == {(None, CRASHED)}
    expected = by_clinic(list(run(work, make, 1)))
    assert done == {id: expected[id] for id in CLINICS if id != CRASHING}


@pytest.mark.slow
def test_a_crash_while_nobody_looks_loses_nothing(work: list[Work]) -> None:
    running = run(work, make_or_crash, 2)
    first = next(running)
    time.sleep(0.5)
    by_clinic([first, *running])


@pytest.mark.slow
def test_crashes_everywhere_come_to_an_end(work: list[Work]) -> None:
    done = by_clinic(list(run(work, crash, 2)))
    assert {a.failure for artifacts in done.values() for a in artifacts} == {CRASHED}


def test_nothing_to_do_takes_no_process() -> None:
    assert list(run([], make, 2)) == []


def test_a_job_whose_process_was_killed_is_done_again(
    work: list[Work], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "brochures").mkdir(exist_ok=True)
    done = by_clinic(list(run(work, die_once, 2)))
    assert (tmp_path / "brochures" / "died").exists()
    assert done == by_clinic(list(run(work, make, 1)))


def test_what_a_process_staged_that_died_before_it_told_is_left_by_nobody(
    work: list[Work], tmp_path: Path
) -> None:
    output, staged = Output(tmp_path / "out"), tmp_path / "out" / ".make-brochure" / "staged"
    with output.held():
        area = output.storage.staging_area()
        assert area
        done = list(run(work, DyingOnce(Staging(make, area), tmp_path / "died"), 2))
        assert {artifact.pdf for _, artifacts in done for artifact in artifacts} == {b""}
        count = sum(len(job.editions) for job, _ in work)
        assert len([*staged.iterdir()]) == count + len(work[0][0].editions)
        for job, artifacts in done:
            output.add(job, artifacts)
        output.save()
    assert [*staged.iterdir()] == []
    pairs = [zip(job.editions, make(job, rest), strict=True) for job, rest in work]
    expected = {edition.file: artifact.pdf for pair in pairs for edition, artifact in pair}
    assert {file: output.storage.read(file) for file in expected} == expected
    lines = map(json.loads, (tmp_path / "out" / MANIFEST).read_text("utf-8").splitlines())
    claimed = [line["file"] for line in lines if line["kind"] == "file"]
    assert sorted(claimed) == sorted(expected)


def test_what_cannot_be_sent_back_fails_its_own_job_only(work: list[Work]) -> None:
    done = by_clinic(list(run(work, return_what_cannot_travel, 2)))  # type: ignore[arg-type]
    assert [id for id, artifacts in done.items() if artifacts[0].failure] == [CRASHING]


@pytest.mark.slow
def test_a_job_that_hangs_is_given_up_and_the_others_are_done(work: list[Work]) -> None:
    with open_workers(2, limit=2) as workers:
        done = by_clinic(list(run(work, hang, workers)))
    (failure,) = {(artifact.pdf, artifact.failure) for artifact in done.pop(CRASHING)}
    assert failure[0] is None
    assert failure[1].startswith("It took longer than 2 s, each time")
    assert "Traceback" not in failure[1]
    expected = by_clinic(list(run(work, make, 1)))
    assert done == {id: expected[id] for id in CLINICS if id != CRASHING}
    assert len(multiprocessing.active_children()) == 0


def test_a_job_that_hung_once_is_done_again(
    work: list[Work], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "brochures").mkdir(exist_ok=True)
    with open_workers(1, limit=2) as workers:  # a process of its own, which can be ended
        done = by_clinic(list(run(work, hang_once, workers)))
    assert (tmp_path / "brochures" / "hung").exists()
    assert done == by_clinic(list(run(work, make, 1)))


@pytest.mark.slow
def test_crashes_are_told_from_what_took_too_long(work: list[Work]) -> None:
    with open_workers(2, limit=60) as workers:
        done = by_clinic(list(run(work, make_or_crash, workers)))
    assert {artifact.failure for artifact in done[CRASHING]} == {CRASHED}


@pytest.mark.parametrize("maker", [make, pytest.param(make_or_crash, marks=pytest.mark.slow)])
def test_work_may_be_endless(work: list[Work], maker: Make) -> None:
    taken = 0

    def endless() -> Iterator[Work]:
        nonlocal taken
        for item in cycle(work):
            taken += 1
            yield item

    with open_workers(2) as workers:
        for done, _ in enumerate(islice(run(endless(), maker, workers), 40), 1):
            assert taken <= done + AHEAD * 2


def test_an_error_in_the_work_stops_the_workers(work: list[Work]) -> None:
    def broken() -> Iterator[Work]:
        yield from work[:2]
        raise BrochureError("The file is gone.")

    with pytest.raises(BrochureError, match="gone"):
        list(run(broken(), sleep, 2))


def test_an_error_of_who_listens_abandons_what_is_under_way(work: list[Work]) -> None:
    with pytest.raises(KeyError), open_workers(2) as workers:
        for _ in run(work, sleep, workers):
            started = time.monotonic()
            raise KeyError
    assert time.monotonic() - started < 1


def test_each_keeps_the_order() -> None:
    assert list(each((1, 2, 4, 5), exit_on_three, 2)) == [10, 20, 40, 50]


def test_each_says_that_a_process_crashed() -> None:
    with pytest.raises(BrochureError, match="crashed"):
        list(each((1, 2, 3, 4), exit_on_three, 2))


def test_whoever_stops_listening_stops_the_work(work: list[Work]) -> None:
    running = run(work, make, 2)
    next(running)
    running.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("jobs", "wanted", "count"), [(10, 3, 3), (2, 8, 2), (10, 0, 1), (0, 4, 1)]
)
def test_workers_are_as_wanted_but_no_more_than_jobs(jobs: int, wanted: int, count: int) -> None:
    assert worker_count(jobs, wanted) == count


@pytest.fixture
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)


@pytest.mark.usefixtures("two_cores")
@pytest.mark.parametrize(
    ("jobs", "layouts", "count"),
    [(0, None, 1), (3, None, 1), (4, None, 2), (1000, None, 2), (2, 24, 2), (3, 3, 1), (1, 12, 1)],
)
def test_few_layouts_are_not_worth_a_pool(jobs: int, layouts: int | None, count: int) -> None:
    assert worker_count(jobs, layouts=layouts) == count


@pytest.mark.usefixtures("two_cores")
@pytest.mark.parametrize(
    ("crew", "languages", "begun"),
    [
        (Crew(), 1, 4),
        (Crew(), 3, 2),
        (Crew(jobs=5), 3, 5),
        (Crew(jobs=1), 1, 1),
    ],
)
def test_a_build_looks_ahead_until_it_knows_how_many_processes_pay(
    work: list[Work], crew: Crew, languages: int, begun: int
) -> None:
    todo = ((_in_languages(job, languages), size) for job, size in work)
    first = [*islice(todo, 1)]
    first += _more(todo, first, crew)
    assert len(first) == begun
    assert _worth(first) == (begun, begun * languages)


def _in_languages(job: Job, count: int) -> Job:
    """Return a job with its editions once more in each of so many languages."""
    tags = [f"x{number}" for number in range(count)]
    return replace(
        job,
        editions=tuple(
            replace(edition, language=replace(edition.language, tag=tag))
            for edition in job.editions
            for tag in tags
        ),
    )


def test_pages_for_browsers_are_worth_no_process(work: list[Work]) -> None:
    job = work[0][0]
    pages = tuple(replace(edition, profile=PROFILES["web"]) for edition in job.editions)
    assert _worth([work[1], (replace(job, editions=pages), None)]) == (1, 1)


NEVER_BUILT, BUILT = False, True


@pytest.mark.usefixtures("two_cores")
@pytest.mark.parametrize(
    ("request_", "built", "force", "crew", "begins"),
    [
        (Request(), NEVER_BUILT, False, Crew(), True),
        (Request(), BUILT, False, Crew(), False),  # it may all be up to date
        (Request(), BUILT, True, Crew(), True),
        (Request(), NEVER_BUILT, False, Crew(jobs=1), False),
        (Request(), NEVER_BUILT, False, Crew(cluster="tcp://x"), False),
        (Request(languages=("nl",)), NEVER_BUILT, False, Crew(), False),  # it may be one clinic
        (Request(languages=("nl",), clinics=("noord", "zuid")), NEVER_BUILT, False, Crew(), True),
        (Request(languages=("nl",), clinic_list="all.csv"), NEVER_BUILT, False, Crew(), True),
        (
            Request(languages=("nl",), clinics=("noord",), clinic_list="all.csv"),
            NEVER_BUILT,
            False,
            Crew(),
            False,
        ),
        (Request(profiles=("web",)), NEVER_BUILT, False, Crew(), False),
        (Request(profiles=("web", "screen")), NEVER_BUILT, False, Crew(), True),
    ],
)
def test_processes_begin_to_read_before_the_workspace_is_read(
    request_: Request,
    built: bool,
    force: bool,
    crew: Crew,
    begins: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done = []

    def read(*_: object) -> None:
        done.append("workspace")
        raise BrochureError("that is all")

    monkeypatch.setattr("printshop.executors.get_ready", lambda: done.append("libraries"))
    monkeypatch.setattr("printshop.cli.build._workspace", read)
    if built:
        write_file(tmp_path / "out" / MANIFEST, b"")
    with pytest.raises(BrochureError, match="that is all"):
        build(tmp_path, request_, tmp_path / "out", Screen(), None, force, crew)
    assert done == (["libraries", "workspace"] if begins else ["workspace"])


# --- stopping a build ----------------------------------------------------------------------------

STOPPED = "Stopped. Every file that was finished is whole."


@contextlib.contextmanager
def building(root: Path) -> Iterator[subprocess.Popen[str]]:
    """Start a build of many leaflets in two workers; give it when the first are written."""
    program = [sys.executable, "-m", "printshop", "build", "--jobs", "2", "--profile", "screen"]
    with said(root).open("w") as errors, (root / "said.txt").open("w") as told:
        build = subprocess.Popen(
            [*program, "--root", str(root), "--report", str(root / "report.json")],
            stderr=errors,
            stdout=told,
            cwd=ROOT,
            start_new_session=True,
        )
    try:
        until(lambda: build.poll() is not None or list((root / "out").glob("*/*.pdf")), 60)
        assert build.poll() is None, said(root).read_text()
        yield build
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(build.pid, signal.SIGKILL)
        build.wait()


def said(root: Path) -> Path:
    return root / "errors.txt"


def until(true: Callable[[], object], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def is_gone(group: int) -> bool:
    """Tell whether no process of a group runs any more."""
    for process in psutil.process_iter(["pid", "status"]):
        with contextlib.suppress(ProcessLookupError):
            ours = os.getpgid(process.info["pid"]) == group
            if ours and process.info["status"] != psutil.STATUS_ZOMBIE:
                return False
    return True


@pytest.fixture
def many(shop: Shop) -> Path:
    return shop({f"brochures/clinics/many{number}.yaml": CLINIC for number in range(40)})


# As a terminal stops a build, with its workers, is quick; the others are slow.
@pytest.mark.parametrize(
    ("send", "number"),
    [
        (os.killpg, signal.SIGINT),
        pytest.param(os.killpg, signal.SIGTERM, marks=pytest.mark.slow),
        pytest.param(os.kill, signal.SIGINT, marks=pytest.mark.slow),
        pytest.param(os.kill, signal.SIGTERM, marks=pytest.mark.slow),
    ],
)
def test_a_build_that_is_stopped_stops_at_once(
    many: Path, number: int, send: Callable[[int, int], None]
) -> None:
    with building(many) as build:
        send(build.pid, number)
        build.wait(20)  # a limit for hanging: how fast it is, no busy machine can say
        until(lambda: is_gone(build.pid), 10)
    *_, last = said(many).read_text().splitlines()
    assert (build.returncode, last) == (2, STOPPED)
    assert "Traceback" not in said(many).read_text()
    files = [path for path in (many / "out").rglob("*") if path.suffix not in ("", ".jsonl")]
    assert {path.suffix for path in files} == {".pdf"}
    assert all(path.read_bytes().rstrip().endswith(b"%%EOF") for path in files)
    assert [*(many / "out" / ".make-brochure" / "staged").iterdir()] == []
    report = json.loads((many / "report.json").read_text("utf-8"))
    names = {path.relative_to(many / "out").as_posix() for path in files}
    assert not report["complete"]
    assert {f"{edition['name']}.pdf" for edition in report["editions"]} == names
    assert f"{len(report['editions'])} made now." in (many / "said.txt").read_text()


@pytest.mark.slow
def test_workers_end_when_the_build_is_killed(many: Path) -> None:
    with building(many) as build:
        build.kill()
        until(lambda: is_gone(build.pid), 10)
