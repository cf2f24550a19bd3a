"""Deposits: workers write files where they belong, and the same place is meant, or bytes return."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click
import pytest

import printshop.deposits
from benchmarks.servers import keys_of
from printshop.cli.commands import cli
from printshop.cli.workers import Crew
from printshop.cluster import open_cluster
from printshop.deposits import MARK, Depositing, Digesting, Staging, depositing, trouble
from printshop.errors import BrochureError
from printshop.executors import run
from printshop.model import Artifact
from printshop.pipeline import make
from printshop.plan import Job
from printshop.storage import is_address, open_storage, seen_from_anywhere
from printshop.storage.objects import ObjectStore
from printshop.write import Output

from .conftest import Shop
from .real import ROOT
from .shops import CLINIC, planned
from .test_cluster import Dask, command, files, made, until
from .test_storage import ask, s3
from .test_write import full_disk

CLINICS = {f"brochures/clinics/c{number}.yaml": CLINIC for number in range(3)}


def names(job: Job, remembered: tuple[float, int] | None) -> tuple[Artifact, ...]:
    return tuple(Artifact(e.name, e.name.encode()) for e in job.editions)


def refuse(job: Job, remembered: tuple[float, int] | None) -> tuple[Artifact, ...]:
    return tuple(Artifact(e.name, None) for e in job.editions)


@pytest.fixture
def jobs(shop: Shop) -> tuple[Job, ...]:
    return tuple(planned(shop(CLINICS), "nl").jobs)


@pytest.fixture(params=["folder", "memory"])
def output(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Output]:
    fsspec = pytest.importorskip("fsspec")
    fsspec.filesystem("memory").store.clear()
    yield Output(tmp_path / "out" if request.param == "folder" else "memory://leaflets/out")
    fsspec.filesystem("memory").store.clear()


@contextmanager
def deposited(output: Output) -> Iterator[Depositing]:
    with depositing(names, output.storage, seen_from_anywhere(output.place)) as making:
        yield making


# --- here ----------------------------------------------------------------------------------------


def test_who_makes_a_file_writes_it_and_sends_no_bytes(
    output: Output, jobs: tuple[Job, ...]
) -> None:
    with deposited(output) as making:
        artifacts = making(jobs[0])
    for edition, artifact in zip(jobs[0].editions, artifacts, strict=True):
        data = output.storage.read(edition.file)
        assert (artifact.pdf, data) == (b"", edition.name.encode())
        assert artifact.deposit
        assert artifact.deposit.sha256 == hashlib.sha256(data).hexdigest()
        assert artifact.deposit.size == len(data)
        assert artifact.deposit.stamp == output.storage.stamp(edition.file)
    assert trouble(artifacts) == ""


def test_the_manifest_knows_deposits_and_the_next_build_makes_none(
    output: Output, jobs: tuple[Job, ...]
) -> None:
    seen = [output.storage.stamp(edition.file) for job in jobs for edition in job.editions]
    assert set(seen) == {None}
    with output.held(), deposited(output) as making:
        for job in jobs:
            output.add(job, making(job))
        output.save()
    for known in (output, Output(output.place)):
        assert all(known.current(job) is not None for job in jobs)
    assert len([*output.manifest.files()]) == len(seen)
    assert all(output.storage.stamp(r.file) == r.stamp for r in output.manifest.files())


def test_bytes_come_back_from_where_the_place_is_another(
    output: Output, jobs: tuple[Job, ...], tmp_path: Path
) -> None:
    with deposited(output) as making:
        elsewhere = replace(making, place=str(tmp_path / "elsewhere"))
        artifacts = elsewhere(jobs[0])
    assert [a.pdf for a in artifacts] == [e.name.encode() for e in jobs[0].editions]
    assert "is another place there" in trouble(artifacts)
    assert not (tmp_path / "elsewhere").exists()
    output.add(jobs[0], artifacts)
    output.save()
    assert output.current(jobs[0]) is not None


def test_who_is_left_behind_by_a_build_that_ended_writes_nothing(
    output: Output, jobs: tuple[Job, ...]
) -> None:
    with deposited(output) as making:
        pass
    assert "another place" in trouble(making(jobs[0]))
    with deposited(output):  # the next build
        assert "another place" in trouble(making(jobs[0]))
    assert all(output.storage.stamp(edition.file) is None for edition in jobs[0].editions)
    with pytest.raises(FileNotFoundError):
        output.storage.read(MARK)


def test_bytes_come_back_where_nothing_can_be_written(
    jobs: tuple[Job, ...], tmp_path: Path
) -> None:
    output = Output(tmp_path / "out")
    with deposited(output) as making:
        (tmp_path / "out" / "noord").write_text("a file where the folder of a clinic should be")
        (job,) = (job for job in jobs if job.editions[0].clinic.id == "noord")
        artifacts = making(job)
    assert all(artifact.pdf for artifact in artifacts)
    assert "cannot be written" in trouble(artifacts)


def test_a_store_that_does_not_answer_is_asked_once(
    jobs: tuple[Job, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def read(store: ObjectStore, name: str) -> bytes:
        asked.append(name)
        raise BrochureError("memory://leaflets cannot be read: it does not answer.")

    monkeypatch.setattr(ObjectStore, "read", read)
    monkeypatch.setattr(printshop.deposits, "_unreachable", {})
    making = Depositing(names, "memory://leaflets", "m")
    assert ["does not answer" in trouble(making(job)) for job in jobs] == [True] * len(jobs)
    assert asked == [MARK]


def test_what_is_refused_is_written_by_nobody(output: Output, jobs: tuple[Job, ...]) -> None:
    with deposited(output) as making:
        assert replace(making, make=refuse)(jobs[0]) == refuse(jobs[0], None)


@pytest.mark.parametrize(
    ("place", "address"),
    [("s3://bucket/x", True), ("memory://x", True), ("file:///srv/x", False), ("out", False)],
)
def test_only_addresses_are_the_same_everywhere(place: str, address: bool) -> None:
    assert is_address(place) is address
    assert Path(seen_from_anywhere(place)).is_absolute() is not address
    assert open_storage(seen_from_anywhere(place)).place == seen_from_anywhere(place)


@pytest.mark.parametrize(
    ("crew", "place", "kind"),
    [
        (Crew(cluster="tcp://x"), "memory://leaflets/out", Depositing),
        (Crew(cluster="tcp://x"), "out", Digesting),
        (Crew(cluster="tcp://x", shares_output=True), "out", Depositing),
        (Crew(), "memory://leaflets/out", Digesting),
        (Crew(), "out", Staging),
    ],
)
def test_workers_write_to_addresses_and_to_folders_that_they_share(
    crew: Crew, place: str, kind: type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("fsspec")
    monkeypatch.chdir(tmp_path)
    with crew.making(names, open_storage(place), place) as making:
        assert type(making) is kind


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--job-timeout", "0"), "is not in the range"),
        (("--job-timeout", "nan"), "number of seconds"),
        (("--job-timeout", "soon"), "is not a valid float"),
        (("--shared-output",), "for the workers of a --cluster"),
        (("--jobs", "2", "--cluster", "tcp://x"), "--jobs is for this machine"),
    ],
)
def test_options_that_mean_nothing_are_refused(options: tuple[str, ...], said: str) -> None:
    with pytest.raises(click.UsageError, match=said):
        cli.main(["build", *options], standalone_mode=False, obj={"root": ROOT})


# --- in the staging area of this machine ---------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Output:
    return Output(tmp_path / "out")


def staging(output: Output) -> Staging:
    area = output.storage.staging_area()
    assert area
    return Staging(names, area)


def staged(output: Output) -> list[Path]:
    return [*(Path(output.place) / ".make-brochure" / "staged").iterdir()]


def test_who_makes_a_file_leaves_it_where_files_are_staged(
    folder: Output, jobs: tuple[Job, ...]
) -> None:
    artifacts = staging(folder)(jobs[0])
    for edition, artifact in zip(jobs[0].editions, artifacts, strict=True):
        assert (artifact.pdf, folder.storage.stamp(edition.file)) == (b"", None)
        assert artifact.deposit and artifact.deposit.staged
        (path,) = (path for path in staged(folder) if path.name == artifact.deposit.staged)
        data = path.read_bytes()
        assert data == edition.name.encode()
        assert artifact.deposit.sha256 == hashlib.sha256(data).hexdigest()
        assert artifact.deposit.size == len(data)
    assert trouble(artifacts) == ""
    assert len(staged(folder)) == len(artifacts)


def test_what_is_staged_is_made_safe_then_moved_then_claimed(
    folder: Output, jobs: tuple[Job, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    synced, fsync = [], os.fsync
    monkeypatch.setattr(os, "fsync", lambda file: (synced.append(file), fsync(file))[1])
    making = staging(folder)
    for job in jobs:
        folder.add(job, making(job))
    there = [folder.storage.stamp(edition.file) for job in jobs for edition in job.editions]
    assert (set(there), synced, len(folder.manifest)) == ({None}, [], 0)
    folder.save()
    assert len(synced) == len(there) + 1  # the manifest, too
    assert all(Output(folder.place).current(job) is not None for job in jobs)
    assert [folder.storage.read(e.file) for e in jobs[0].editions] == [
        e.name.encode() for e in jobs[0].editions
    ]
    assert staged(folder) == []


def test_where_nothing_can_be_staged_bytes_come_back(folder: Output, jobs: tuple[Job, ...]) -> None:
    making = staging(folder)
    shutil.rmtree(folder.place)
    artifacts = making(jobs[0])
    assert artifacts == Digesting(names)(jobs[0])
    assert trouble(artifacts) == ""  # nothing that must be said, if the command can write
    assert not Path(folder.place).exists()


def test_a_disk_that_is_full_where_files_are_made_leaves_none_by_half_and_the_command_says_it(
    folder: Output, jobs: tuple[Job, ...]
) -> None:
    making = replace(staging(folder), make=large)
    with full_disk(after=2000):
        artifacts = making(jobs[0])
        assert artifacts == Digesting(large)(jobs[0])
        assert staged(folder) == []
        with pytest.raises(BrochureError, match=r"\.pdf cannot be written: "):
            folder.add(jobs[0], artifacts)
    folder.save()
    assert len(folder.manifest) == 0


def large(job: Job, remembered: tuple[float, int] | None) -> tuple[Artifact, ...]:
    return tuple(Artifact(e.name, b"new" * 1000) for e in job.editions)


def test_what_is_refused_is_staged_by_nobody(folder: Output, jobs: tuple[Job, ...]) -> None:
    making = replace(staging(folder), make=refuse)
    assert making(jobs[0]) == refuse(jobs[0], None)
    assert staged(folder) == []


def test_a_staged_file_that_is_deleted_is_said_and_not_claimed(
    folder: Output, jobs: tuple[Job, ...]
) -> None:
    folder.add(jobs[0], staging(folder)(jobs[0]))
    staged(folder)[0].unlink()
    with pytest.raises(BrochureError, match="cannot be written"):
        folder.save()
    assert len(Output(folder.place).manifest) == 0


def test_what_nobody_told_of_is_cleared_away_when_the_build_ends(
    folder: Output, jobs: tuple[Job, ...]
) -> None:
    with folder.held():
        staging(folder)(jobs[0])
        other = staging(Output(folder.place))(jobs[1])  # where a drive knows no locks
    assert {path.name for path in staged(folder)} == {a.deposit.staged for a in other if a.deposit}
    with Output(folder.place).held():
        assert staged(folder) == []


# --- on a cluster --------------------------------------------------------------------------------


@pytest.fixture
def dask(tmp_path: Path) -> Iterator[Dask]:
    running = Dask(tmp_path / "cluster")
    try:
        yield running
    finally:
        running.stop()


def locally(root: Path) -> dict[str, str]:
    done = subprocess.run(command(root, "local"), cwd=ROOT, check=False, capture_output=True)
    assert done.returncode == 0, done.stderr
    return files(root / "local")


@pytest.mark.slow
def test_workers_write_into_a_folder_that_all_reach(shop: Shop, dask: Dask, tmp_path: Path) -> None:
    """One of them is killed in the middle; nothing is lost, and nothing there twice."""
    root, shared = shop(CLINICS), tmp_path / "shared"
    expected = locally(root)
    victim = dask.worker("one")
    dask.worker("two")
    build = subprocess.Popen(
        [
            *command(root, "x", "--cluster", dask.address),
            "--output",
            str(shared),
            "--shared-output",
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    until(lambda: build.poll() is not None or files(shared), 60)
    assert build.poll() is None
    victim.kill()
    said, errors = build.communicate(timeout=120)
    assert build.returncode == 0, errors
    assert "come back" not in errors
    assert f"{len(expected)} of {len(expected)} files" in said
    assert files(shared) == expected
    assert sorted(made(shared)) == sorted(expected)
    again = subprocess.run(
        [*command(root, "x"), "--output", str(shared)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    assert "; 0 made now." in again.stdout
    there = {path.name for path in shared.rglob("*") if path.is_file()}
    assert there - {"lock"} == {"manifest.jsonl", *(Path(file).name for file in expected)}


@pytest.mark.slow
def test_no_bytes_travel_where_workers_write(shop: Shop, dask: Dask, tmp_path: Path) -> None:
    dask.worker("one")
    work = [(job, None) for job in planned(shop(), "nl").jobs]
    output = Output(tmp_path / "shared")
    with (
        open_cluster(dask.address) as workers,
        depositing(make, output.storage, seen_from_anywhere(output.place)) as making,
    ):
        done = list(run(work, making, workers))
    artifacts = [artifact for _, each in done for artifact in each]
    assert [(a.pdf, bool(a.deposit), a.failure) for a in artifacts] == [(b"", True, "")] * 3
    assert trouble(tuple(artifacts)) == ""


@pytest.mark.slow
def test_workers_that_do_not_reach_the_folder_send_bytes_and_that_is_said_once(
    shop: Shop, dask: Dask
) -> None:
    root = shop()  # no worker can open a file in it
    expected = locally(root)
    dask.worker("one")
    done = subprocess.run(
        command(root, "remote", "--cluster", dask.address, "--shared-output"),
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("come back") == 1
    assert files(root / "remote") == expected
    assert sorted(made(root / "remote")) == sorted(expected)


@pytest.mark.slow
def test_workers_write_into_s3(shop: Shop, dask: Dask) -> None:
    root = shop(CLINICS)
    expected = locally(root)
    with s3() as address:
        keys = keys_of(address)
        victim = dask.worker("one", **keys)
        dask.worker("two", **keys)
        place = ("--output", "s3://leaflets/spring", "--cluster", dask.address)
        build = subprocess.Popen(
            [*command(root, "x"), *place],
            cwd=ROOT,
            env={**os.environ, **keys},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        until(lambda: build.poll() is not None or _listed(address, ".pdf"), 60)
        assert build.poll() is None
        victim.kill()
        said, errors = build.communicate(timeout=120)
        assert build.returncode == 0, errors
        assert "come back" not in errors
        assert f"{len(expected)} of {len(expected)} files" in said
        for file, digest in expected.items():
            found = ask(f"{address}/leaflets/spring/{file}")
            assert hashlib.sha256(found).hexdigest() == digest
        assert not _listed(address, MARK)
        parts = _listed(address, "manifest.jsonl/")
        lines = [line for part in parts for line in _part(address, part)]
        named = [line["file"] for line in lines if line["kind"] == "file"]
        assert sorted(named) == sorted(expected)


def _listed(address: str, part: str) -> list[str]:
    """Return the names in the bucket in which a text stands."""
    listing = ask(f"{address}/leaflets?list-type=2").decode()
    every = [piece.split("</Key>")[0] for piece in listing.split("<Key>")[1:]]
    time.sleep(0.05)
    return [name for name in every if part in name]


def _part(address: str, name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in ask(f"{address}/leaflets/{name}").splitlines()]
