"""Files are written whole or not at all, and remembered so that only what changed is made again."""

from __future__ import annotations

import json
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from printshop.errors import BrochureError
from printshop.findings import Finding, Place, Severity
from printshop.model import Artifact, Fit
from printshop.plan import Job
from printshop.write import Output, write_file

from .conftest import Shop
from .shops import planned

FIT = Fit(10.5, 1, 0.875, 3, 0, (0.5, 1.0))
WARNING = Finding("layout.blank-panel", Severity.WARNING, "Four panels.", Place("a", 1, "b"), "x")


@pytest.fixture
def job(shop: Shop) -> Job:
    return planned(shop(), "nl").jobs[0]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "out"


def artifacts(job: Job) -> tuple[Artifact, ...]:
    return tuple(Artifact(e.name, f"PDF {e.name}".encode(), (WARNING,), FIT) for e in job.editions)


def write(folder: Path, job: Job, *made: Artifact) -> None:
    output = Output(folder)
    output.add(job, made or artifacts(job))
    output.save()


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


@contextmanager
def full_disk(after: int) -> Iterator[None]:
    """Let every file end after so many bytes, as if the disk were full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (after, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


# --- one file ------------------------------------------------------------------------------------


def test_a_file_is_written_with_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "c.pdf"
    write_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o644
    assert files(tmp_path) == {"c.pdf"}


def test_a_file_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "c.pdf"
    write_file(path, b"old")
    write_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert files(tmp_path) == {"c.pdf"}


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "c.pdf"
    write_file(path, b"old")
    with full_disk(after=100), pytest.raises(BrochureError):
        write_file(path, b"new" * 1000)
    assert path.read_bytes() == b"old"
    assert files(tmp_path) == {"c.pdf"}


def test_any_other_failure_leaves_the_old_file_too(tmp_path: Path) -> None:
    path = tmp_path / "c.pdf"
    write_file(path, b"old")
    with pytest.raises(TypeError):
        write_file(path, "not bytes")  # type: ignore[arg-type]
    assert path.read_bytes() == b"old"
    assert files(tmp_path) == {"c.pdf"}


def test_a_folder_in_the_way_is_the_user_s_to_move(tmp_path: Path) -> None:
    (tmp_path / "c.pdf").mkdir()
    with pytest.raises(BrochureError):
        write_file(tmp_path / "c.pdf", b"new")
    assert files(tmp_path) == set()


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"mine")
    with pytest.raises(BrochureError):
        write_file(tmp_path / "out" / "c.pdf", b"new")
    assert (tmp_path / "out").read_bytes() == b"mine"


# --- what is remembered --------------------------------------------------------------------------


def test_a_new_folder_remembers_nothing(folder: Path, job: Job) -> None:
    output = Output(folder)
    assert output.current(job) is None
    assert output.remembered(job) is None
    assert not folder.exists()


def test_what_was_written_is_up_to_date_with_its_findings(folder: Path, job: Job) -> None:
    write(folder, job)
    for made in artifacts(job):
        assert (folder / f"{made.name}.pdf").read_bytes() == made.pdf
    output = Output(folder)
    assert output.current(job) == tuple(replace(made, pdf=b"") for made in artifacts(job))
    assert output.remembered(job) == (FIT.body, FIT.alignment)


def test_the_manifest_is_the_same_for_the_same_build(folder: Path, job: Job) -> None:
    write(folder, job)
    first = (folder / ".make-brochure" / "manifest.json").read_bytes()
    Output(folder).save()
    assert (folder / ".make-brochure" / "manifest.json").read_bytes() == first


def test_a_manifest_of_another_format_is_ignored(folder: Path, job: Job) -> None:
    write(folder, job)
    path = folder / ".make-brochure" / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**manifest, "format": manifest["format"] + 1}), "utf-8")
    assert Output(folder).current(job) is None
    assert Output(folder).remembered(job) is None


def test_a_fingerprint_that_differs_means_made_again(folder: Path, job: Job) -> None:
    write(folder, job)
    other = replace(job, fingerprints=(*job.fingerprints[:-1], "other"))
    assert Output(folder).current(other) is None


def test_a_deleted_file_is_made_again(folder: Path, job: Job) -> None:
    write(folder, job)
    (folder / f"{job.editions[-1].name}.pdf").unlink()
    assert Output(folder).current(job) is None


@pytest.mark.parametrize("content", [b"", b"something else", b"longer than it was: " * 9])
def test_a_changed_file_is_made_again(folder: Path, job: Job, content: bytes) -> None:
    write(folder, job)
    (folder / f"{job.editions[0].name}.pdf").write_bytes(content)
    assert Output(folder).current(job) is None


def test_a_file_that_was_only_copied_is_up_to_date(folder: Path, job: Job) -> None:
    write(folder, job)
    path = folder / f"{job.editions[0].name}.pdf"
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content)
    assert Output(folder).current(job) is not None


def test_a_refused_edition_is_tried_again(folder: Path, job: Job) -> None:
    made = artifacts(job)
    refused = replace(made[-1], pdf=None)
    write(folder, job, *made[:-1], refused)
    assert Output(folder).current(job) is None
    assert not (folder / f"{refused.name}.pdf").exists()


def test_text_that_was_too_long_is_not_remembered_as_fitting(folder: Path, job: Job) -> None:
    overset = tuple(replace(made, fit=replace(FIT, lines_over=2)) for made in artifacts(job))
    write(folder, job, *overset)
    assert Output(folder).remembered(job) is None


def test_layouts_no_file_uses_are_forgotten(folder: Path, job: Job) -> None:
    write(folder, job)
    later = replace(job, layout_fingerprint="later")
    write(folder, later)
    assert Output(folder).remembered(later) == (FIT.body, FIT.alignment)
    assert Output(folder).remembered(job) is None


@pytest.mark.parametrize(
    "manifest",
    [
        "",
        "{",
        "[]",
        "null",
        '"text"',
        "{}",
        '{"format": 0, "files": {}}',
        '{"format": "1", "files": {}}',
        b"\xff\xfe",
        '{"format": 1}',
    ],
)
def test_a_foreign_or_broken_manifest_is_ignored(
    folder: Path, job: Job, manifest: str | bytes
) -> None:
    write(folder, job)
    path = folder / ".make-brochure" / "manifest.json"
    path.write_bytes(manifest.encode() if isinstance(manifest, str) else manifest)
    assert Output(folder).current(job) is None
    assert Output(folder).remembered(job) is None
    write(folder, job)
    assert Output(folder).current(job) is not None
