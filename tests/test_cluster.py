"""The cluster: the same files from workers that cannot read the workspace, whatever dies."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from printshop.cli.stopping import STOPPED
from printshop.cluster import open_cluster
from printshop.cluster.parcels import File, Store, packed, unpacked
from printshop.errors import BrochureError
from printshop.executors import CRASHED, run
from printshop.fingerprint import Fingerprints
from printshop.model import Artifact
from printshop.pipeline import make
from printshop.plan import Job

from .conftest import Shop
from .real import ROOT
from .shops import CLINIC, planned

CRASHING = "c2"
LOGO = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>"""

# What a worker runs first: from then on it cannot open a file of the workspaces of the tests.
NOT_THERE = """\
import os, sys
def refuse(event, arguments):
    if event == "open" and "/shop/" in os.path.abspath(os.fsdecode(str(arguments[0]))):
        raise PermissionError(13, "not on this machine", arguments[0])
sys.addaudithook(refuse)
"""

SETTINGS = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}


def make_or_crash(job: Job, remembered: tuple[float, int] | None) -> tuple[Artifact, ...]:
    if job.editions[0].clinic.id == CRASHING:
        os._exit(7)
    return tuple(Artifact(e.name, e.name.encode()) for e in job.editions)


def make_or_hang(job: Job, remembered: tuple[float, int] | None) -> tuple[Artifact, ...]:
    """Hang where neither an exception nor the worker's own threads get through."""
    if job.editions[0].clinic.id == CRASHING:
        re.match("(a+)+b", "a" * 60)
    return tuple(Artifact(e.name, e.name.encode()) for e in job.editions)


def make_but_wait_once(begun: Path, job: Job) -> tuple[Artifact, ...]:
    """Tell that a job was begun, and hang; make it where somebody else began it already."""
    if not begun.exists():
        begun.touch()
        time.sleep(600)
    return make(job)


class Slow:
    """What takes long to be sent."""

    def __init__(self, asked: Path) -> None:
        self.asked = asked

    def __reduce__(self) -> tuple[object, ...]:
        self.asked.touch()
        time.sleep(5)
        return Slow, (self.asked,)


def read(path: Path, job: Job, remembered: tuple[float, int] | None) -> tuple[Artifact, ...]:
    """Read a file as a careless stage would, where it was when the job was planned."""
    path.read_bytes()
    return make(job, remembered)


def until(true: Callable[[], object], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


class Dask:
    """A scheduler and its workers: processes of their own that talk over TCP."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{port}"
        self._running: list[subprocess.Popen[bytes]] = []
        self.scheduler = self.start(
            "scheduler", "scheduler", "--host", "127.0.0.1", "--port", str(port)
        )

    def start(self, name: str, *command: str, **environment: str) -> subprocess.Popen[bytes]:
        own = self.folder / name
        (own / "code").mkdir(parents=True)
        (own / "code" / "sitecustomize.py").write_text(NOT_THERE)
        path = os.pathsep.join((str(own / "code"), str(ROOT)))
        with (own / "log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *command, "--no-dashboard"],
                cwd=own,
                stdout=log,
                stderr=log,
                env={
                    **os.environ,
                    "PYTHONPATH": path,
                    "XDG_CACHE_HOME": str(own),
                    **SETTINGS,
                    **environment,
                },
                start_new_session=True,
            )
        self._running.append(process)
        return process

    def worker(self, name: str, *options: str, **environment: str) -> subprocess.Popen[bytes]:
        where = ("--host", "127.0.0.1", "--local-directory", str(self.folder / name))
        arguments = (*where, "--nthreads", "1", *options)
        return self.start(name, "worker", self.address, *arguments, **environment)

    def stop(self) -> None:
        for process in self._running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
def dask(tmp_path: Path) -> Iterator[Dask]:
    running = Dask(tmp_path / "cluster")
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture
def leaflets(shop: Shop) -> Path:
    """Return a shop with twelve leaflets, one of them with a logo."""
    clinics = {f"brochures/clinics/c{number}.yaml": CLINIC for number in range(3)}
    clinics["brochures/clinics/c1.yaml"] += "logo: logo.svg\n"
    return shop({**clinics, "brochures/clinics/logo.svg": LOGO})


def command(root: Path, output: str, *options: str) -> list[str]:
    program = [sys.executable, "-m", "printshop", "build", "--profile", "screen"]
    return [*program, "--root", str(root), "--output", str(root / output), *options]


def files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.glob("*/*.pdf")
    }


def made(folder: Path) -> list[str]:
    """Return the names of the files that the manifest says were made, in their order."""
    lines = (folder / ".make-brochure" / "manifest.jsonl").read_text("utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    return [record["file"] for record in records if record.get("kind") == "file"]


def first_edition(job: Job) -> Job:
    return replace(job, editions=job.editions[:1], fingerprints=job.fingerprints[:1])


# --- parcels -------------------------------------------------------------------------------------


def test_a_parcel_names_no_place_of_this_machine(leaflets: Path) -> None:
    for job in planned(leaflets).jobs:
        data, needed = packed(job)
        assert str(leaflets).encode() not in data
        assert all(
            hashlib.sha256(Path(p).read_bytes()).hexdigest() == f.sha256 for f, p in needed.items()
        )


def test_a_parcel_arrives_as_it_was_sent_but_for_the_places(leaflets: Path, tmp_path: Path) -> None:
    job = next(job for job in planned(leaflets).jobs if job.editions[0].clinic.logo)
    data, needed = packed(job)
    store = Store(tmp_path / "store")
    assert store.lacking(needed) == tuple(needed)
    store.keep({file: Path(path).read_bytes() for file, path in needed.items()})
    assert store.lacking(needed) == ()
    arrived = unpacked(data, store)
    assert Fingerprints("").of(arrived) == Fingerprints("").of(job)
    edition, sent = arrived.editions[0], job.editions[0]
    assert Path(edition.clinic.logo.path).read_bytes() == LOGO
    folder = Path(edition.theme.fonts_folder)
    assert {p.relative_to(folder).as_posix() for p in folder.rglob("*.ttf")} == {
        font.name for font in sent.theme.fonts
    }
    assert edition.theme is arrived.editions[-1].theme


def test_editions_that_share_a_theme_send_it_once(leaflets: Path) -> None:
    job = planned(leaflets).jobs[0]
    many = replace(job, editions=job.editions * 50)
    assert len(packed(many)[0]) < 2 * len(packed(job)[0])


def test_a_store_keeps_nothing_that_arrived_damaged(tmp_path: Path) -> None:
    store, file = Store(tmp_path), File(hashlib.sha256(b"logo").hexdigest(), "logo.svg")
    with pytest.raises(BrochureError, match="damaged"):
        store.keep({file: b"l0go"})
    assert store.lacking([file]) == (file,)


# --- a real cluster ------------------------------------------------------------------------------


def test_a_worker_that_is_killed_loses_nothing(leaflets: Path, dask: Dask) -> None:
    local = subprocess.run(command(leaflets, "local"), cwd=ROOT, check=False, capture_output=True)
    assert local.returncode == 0, local.stderr
    victim = dask.worker("one")
    dask.worker("two")
    build = subprocess.Popen(
        command(leaflets, "remote", "--cluster", dask.address),
        cwd=ROOT,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    until(lambda: build.poll() is not None or files(leaflets / "remote"), 60)
    assert build.poll() is None
    victim.kill()
    said, errors = build.communicate(timeout=120)
    assert build.returncode == 0, errors
    assert "Traceback" not in errors
    assert "distributed" not in errors
    assert "12 of 12 files" in said
    assert files(leaflets / "remote") == files(leaflets / "local")
    assert sorted(made(leaflets / "remote")) == sorted(files(leaflets / "local"))
    for configuration in dask.folder.rglob("fonts-*.conf"):
        folders = re.findall("<dir>(.*?)</dir>", configuration.read_text())
        assert [f for f in folders if not f.startswith(str(dask.folder))] == []


@pytest.mark.slow
def test_a_worker_that_comes_late_is_given_what_it_lacks(leaflets: Path, dask: Dask) -> None:
    work = [(first_edition(job), None) for job in planned(leaflets, "nl", "ar").jobs]
    first = dask.worker("one")
    with open_cluster(dask.address) as workers:
        running = run(work, make, workers)
        done = [next(running)]
        dask.worker("two")
        until(lambda: len(workers._client.nthreads()) == 2)  # type: ignore[attr-defined]
        first.kill()
        done += running
    expected = {job.editions[0].name: make(job) for job, _ in work}
    assert {job.editions[0].name: artifacts for job, artifacts in done} == expected


@pytest.mark.slow
def test_a_job_outlives_the_only_worker_that_was_given_its_files(
    leaflets: Path, dask: Dask
) -> None:
    first, second, *_ = planned(leaflets, "nl").jobs
    begun = dask.folder / "begun"
    early = dask.worker("early")
    with open_cluster(dask.address) as workers:
        workers.submit(make, first).result()
        os.killpg(early.pid, signal.SIGKILL)
        late = dask.worker("late")  # it has to ask for files
        answer = workers.submit(make_but_wait_once, begun, second)
        until(begun.is_file)
        os.killpg(late.pid, signal.SIGKILL)
        until(lambda: not workers._client.nthreads())  # type: ignore[attr-defined]
        dask.worker("last")
        assert answer.result(timeout=60) == make(second)


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 2])
def test_a_job_that_takes_workers_down_fails_alone(leaflets: Path, dask: Dask, count: int) -> None:
    """Jobs that waited for the same worker are not to blame."""
    dask.worker("one", "--nworkers", str(count))  # with a nanny each, which starts them again
    work = [(job, None) for job in planned(leaflets, "nl").jobs]
    with open_cluster(dask.address) as workers:
        done = list(run(work, make_or_crash, workers))
    assert len(done) == len(work)
    failures = {job.editions[0].clinic.id: artifacts[0].failure for job, artifacts in done}
    assert failures == {"c0": "", "c1": "", "c2": CRASHED, "noord": ""}


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 2])
def test_a_job_that_hangs_fails_alone_and_its_workers_begin_anew(
    leaflets: Path, dask: Dask, count: int
) -> None:
    dask.worker("one", "--nworkers", str(count))
    work = [(job, None) for job in planned(leaflets, "nl").jobs]
    with open_cluster(dask.address, limit=2) as workers:
        done = list(run(work, make_or_hang, workers))
        until(lambda: len(workers._client.nthreads()) == count)  # type: ignore[attr-defined]
    assert len(done) == len(work)
    failures = {job.editions[0].clinic.id: artifacts[0].failure for job, artifacts in done}
    assert "took longer than 2 s;" in failures.pop(CRASHING)
    assert set(failures.values()) == {""}
    assert "make_or_hang" in (dask.folder / "one" / "log").read_text()  # where it hung


@pytest.mark.slow
def test_workers_cannot_read_the_workspace(leaflets: Path, dask: Dask) -> None:
    dask.worker("one")
    work = [(job, None) for job in planned(leaflets, "nl").jobs]
    careless = partial(read, leaflets / "brochures" / "warm.yaml")
    with open_cluster(dask.address) as workers:
        done = list(run(work, careless, workers))
    failures = [artifact.failure for _, artifacts in done for artifact in artifacts]
    assert len(done) == len(work)
    assert all("not on this machine" in failure for failure in failures)


@pytest.mark.slow
def test_a_worker_with_other_versions_is_refused(dask: Dask) -> None:
    dask.worker("one")
    other = dask.folder / "other"
    (other / "weasyprint-1.2.dist-info").mkdir(parents=True)
    (other / "weasyprint-1.2.dist-info" / "METADATA").write_text("Name: weasyprint\nVersion: 1.2\n")
    dask.worker("two", PYTHONPATH=os.pathsep.join((str(other), str(ROOT))))
    with pytest.raises(BrochureError, match=r"weasyprint 1\.2 \(here 70") as refused:
        until(lambda: open_cluster(dask.address).shutdown())
    assert len(str(refused.value).splitlines()) == 1


@pytest.mark.slow
def test_who_stops_does_not_wait_for_deliveries(
    dask: Dask, monkeypatch: pytest.MonkeyPatch
) -> None:
    dask.worker("one")
    begun, ended = threading.Event(), threading.Event()

    def send_again(*_: object) -> None:
        begun.set()
        time.sleep(5)
        ended.set()

    with pytest.raises(KeyError), open_cluster(dask.address) as workers:
        monkeypatch.setattr(workers, "_send_again", send_again)
        workers._undone.put((None, None))  # type: ignore[attr-defined]
        begun.wait()
        raise KeyError
    assert not ended.is_set()


@pytest.mark.slow
def test_who_stops_while_an_answer_comes_is_told_nothing_of_lost_connections(
    dask: Dask, caplog: pytest.LogCaptureFixture
) -> None:
    dask.worker("one")
    asked = dask.folder / "asked"
    with pytest.raises(KeyError), open_cluster(dask.address) as workers:
        workers.submit(Slow, asked)
        until(asked.exists)
        raise KeyError
    time.sleep(0.5)  # what the library has to say comes from a thread of its own
    assert caplog.text == ""


@pytest.mark.slow
@pytest.mark.parametrize("asleep", [False, True])
def test_a_build_on_a_cluster_that_is_stopped_tells_what_it_did(
    shop: Shop, dask: Dask, asleep: bool
) -> None:
    """Even if the scheduler does not answer."""
    root = shop({f"brochures/clinics/c{number}.yaml": CLINIC for number in range(20)})
    dask.worker("one")
    build = subprocess.Popen(
        command(root, "x", "--cluster", dask.address, "--report", str(root / "report.json")),
        cwd=ROOT,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    until(lambda: build.poll() is not None or files(root / "x"), 60)
    if asleep:
        os.kill(dask.scheduler.pid, signal.SIGSTOP)
    build.send_signal(signal.SIGINT)
    said, errors = build.communicate(timeout=20)  # a limit for hanging
    assert (build.returncode, errors.splitlines()[-1]) == (2, STOPPED), errors
    assert "Traceback" not in errors
    report = json.loads((root / "report.json").read_text("utf-8"))
    assert not report["complete"]
    assert {f"{edition['name']}.pdf" for edition in report["editions"]} == set(files(root / "x"))
    assert "broken off" in said


@pytest.mark.slow
def test_a_scheduler_that_goes_away_is_said(leaflets: Path, dask: Dask) -> None:
    dask.worker("one")
    work = [(job, None) for job in planned(leaflets).jobs]
    with pytest.raises(BrochureError, match="went away"), open_cluster(dask.address) as workers:
        for _ in run(work, make, workers):
            dask.stop()


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:1", "nonsense", "tcp://127.0.0.1", "ftp://127.0.0.1:80", ""]
)
def test_a_wrong_address_is_said(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("printshop.cluster.client.CONNECTING", 1)
    with pytest.raises(BrochureError, match="There is no Dask scheduler at"):
        open_cluster(address)


def test_a_scheduler_without_workers_is_said(dask: Dask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("printshop.cluster.client.FIRST_WORKER", 0.1)
    with pytest.raises(BrochureError, match="has no workers"):
        open_cluster(dask.address)


def test_without_dask_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(BrochureError, match=r"pip install 'brochure-printshop\[cluster\]'"):
        open_cluster("tcp://127.0.0.1:8786")
