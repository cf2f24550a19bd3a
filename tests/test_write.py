"""Files are written whole or not at all, and remembered so that only what changed is made again."""

from __future__ import annotations

import hashlib
import json
import os
import resource
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import printshop.write
from printshop.copies import Copies
from printshop.errors import BrochureError
from printshop.findings import Finding, Place, Severity
from printshop.manifest import NAME, Manifest
from printshop.model import Artifact, Fit
from printshop.plan import Job
from printshop.storage.folder import Folder
from printshop.write import Output, write_file

from .conftest import Shop
from .shops import catalog, entry, planned, po

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


def leaflets(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.glob("*/*.pdf")}


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


# --- many files ----------------------------------------------------------------------------------


def test_files_are_in_place_and_remembered_once_they_are_saved(folder: Path, job: Job) -> None:
    output = Output(folder)
    output.add(job, artifacts(job))
    assert leaflets(folder) == set()
    assert len(output.manifest) == 0
    output.save()
    assert leaflets(folder) == {edition.file for edition in job.editions}
    assert [record.file for record in output.manifest.files()] == sorted(leaflets(folder))


def test_a_line_is_written_after_its_file(
    folder: Path, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Manifest, records: object) -> None:
        raise KeyboardInterrupt

    output = Output(folder)
    output.add(job, artifacts(job))
    monkeypatch.setattr(Manifest, "add", refuse)
    with pytest.raises(KeyboardInterrupt):
        output.save()
    assert leaflets(folder) == {edition.file for edition in job.editions}
    assert Output(folder).current(job) is None


def test_a_full_disk_is_said_and_claims_nothing(folder: Path, job: Job) -> None:
    write(folder, job)
    before = (folder / NAME).read_bytes()
    large = tuple(replace(made, pdf=b"new" * 1000) for made in artifacts(job))
    output = Output(folder)
    with full_disk(after=2000), pytest.raises(BrochureError):
        output.add(job, large)
    output.save()
    assert (folder / NAME).read_bytes() == before
    for made in artifacts(job):
        assert (folder / f"{made.name}.pdf").read_bytes() == made.pdf


def test_files_are_committed_in_groups(
    folder: Path, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printshop.write, "GROUP_FILES", 4)
    output = Output(folder)
    output.add(job, artifacts(job))
    output.add(job, artifacts(job))
    assert len(leaflets(folder)) == len(job.editions)


def test_files_are_for_all_to_read_whatever_else_a_user_keeps_secret(
    folder: Path, job: Job
) -> None:
    before = os.umask(0o077)
    try:
        write(folder, job)
    finally:
        os.umask(before)
    assert {(folder / e.file).stat().st_mode & 0o777 for e in job.editions} == {0o644}


def test_a_clinic_s_folder_that_is_deleted_meanwhile_is_made_again(folder: Path, job: Job) -> None:
    output = Output(folder)
    output.add(job, artifacts(job))
    output.commit()
    for path in (folder / "noord").iterdir():
        path.unlink()
    (folder / "noord").rmdir()
    output.add(job, artifacts(job))
    output.save()
    assert Output(folder).current(job) is not None


def test_what_is_in_the_way_of_a_clinic_s_folder_is_said(folder: Path, job: Job) -> None:
    folder.mkdir()
    (folder / "noord").symlink_to(folder / "nowhere")
    output = Output(folder)
    output.add(job, artifacts(job))
    with pytest.raises(BrochureError, match="cannot be written"):
        output.save()
    assert len(Output(folder).manifest) == 0


def test_a_staged_file_that_somebody_deletes_is_said(folder: Path, job: Job) -> None:
    output = Output(folder)
    output.add(job, artifacts(job))
    for path in (folder / ".make-brochure" / "staged").iterdir():
        path.unlink()
    with pytest.raises(BrochureError, match="cannot be written"):
        output.save()
    assert len(Output(folder).manifest) == 0


def test_what_a_dead_run_left_is_cleared_away(folder: Path, job: Job) -> None:
    dead = Output(folder)
    dead.add(job, artifacts(job))
    assert len(list((folder / ".make-brochure" / "staged").iterdir())) == len(job.editions)
    with Output(folder).held():
        assert list((folder / ".make-brochure" / "staged").iterdir()) == []


def test_the_manifest_of_former_releases_is_cleared_away(folder: Path) -> None:
    old = folder / ".make-brochure" / "manifest.json"
    write_file(old, b"{}")
    with Output(folder).held():
        assert not old.exists()


def test_two_builds_do_not_write_into_one_folder(folder: Path) -> None:
    one, other = Output(folder), Output(folder)
    with one.held(), pytest.raises(BrochureError, match="Another build"), other.held():
        pass
    with other.held():
        pass


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


def test_nothing_is_written_where_nothing_was_made(folder: Path, job: Job) -> None:
    write(folder, job)
    first = (folder / NAME).read_bytes()
    output = Output(folder)
    assert output.current(job) is not None
    output.save()
    assert (folder / NAME).read_bytes() == first


def test_a_fingerprint_that_differs_means_made_again(folder: Path, job: Job) -> None:
    write(folder, job)
    other = replace(job, fingerprints=(*job.fingerprints[:-1], "other"))
    assert Output(folder).current(other) is None


def test_only_the_editions_that_are_not_up_to_date_are_made_again(folder: Path, job: Job) -> None:
    write(folder, job)
    other = replace(job, fingerprints=(*job.fingerprints[:-1], "other"))
    current, stale = Output(folder).split(other)
    assert [edition.name for edition, _ in current] == [e.name for e in job.editions[:-1]]
    assert stale == replace(job, editions=job.editions[-1:], fingerprints=("other",))


def test_a_deleted_file_is_made_again(folder: Path, job: Job) -> None:
    write(folder, job)
    (folder / f"{job.editions[-1].name}.pdf").unlink()
    assert Output(folder).current(job) is None


@pytest.mark.parametrize("content", [b"", b"something else", b"longer than it was: " * 9])
def test_a_changed_file_is_made_again(folder: Path, job: Job, content: bytes) -> None:
    write(folder, job)
    (folder / f"{job.editions[0].name}.pdf").write_bytes(content)
    assert Output(folder).current(job) is None


def test_a_file_that_was_only_copied_is_up_to_date_and_read_once(
    folder: Path, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, job)
    path = folder / f"{job.editions[0].name}.pdf"
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content)
    assert Output(folder).current(job) is not None
    output = Output(folder)
    with output.held():
        assert output.split(job)[1] is None
        output.save()
    monkeypatch.setattr(Folder, "read", None)
    assert Output(folder).current(job) is not None


def test_a_refused_edition_is_tried_again_and_only_that(folder: Path, job: Job) -> None:
    made = artifacts(job)
    refused = replace(made[-1], pdf=None)
    write(folder, job, *made[:-1], refused)
    stale = Output(folder).split(job)[1]
    assert stale is not None
    assert [edition.name for edition in stale.editions] == [refused.name]
    assert not (folder / f"{refused.name}.pdf").exists()


def test_text_that_was_too_long_is_not_remembered_as_fitting(folder: Path, job: Job) -> None:
    overset = tuple(replace(made, fit=replace(FIT, lines_over=2)) for made in artifacts(job))
    write(folder, job, *overset)
    assert Output(folder).remembered(job) is None


def test_what_was_measured_is_remembered_until_it_is_measured_again(folder: Path, job: Job) -> None:
    Output(folder).remember_measured({job.layout_fingerprint: (9.5, 2)})
    assert Output(folder).measured(job) == (9.5, 2)
    Output(folder).remember_measured({"other": (9, 0)})
    assert Output(folder).measured(job) is None
    write(folder, job)
    assert Output(folder).measured(job) == (FIT.body, 0)


def test_the_manifest_says_what_each_file_is(folder: Path, job: Job) -> None:
    output = Output(folder, date(2026, 11, 22))
    output.add(job, artifacts(job))
    output.save()
    edition, made = job.editions[0], artifacts(job)[0]
    record = Output(folder).manifest.file(edition.name)
    assert record is not None and made.pdf is not None
    assert (record.file, record.size) == (f"{edition.name}.pdf", len(made.pdf))
    assert record.sha256 == hashlib.sha256(made.pdf).hexdigest()
    assert (record.fingerprint, record.layout) == (job.fingerprints[0], job.layout_fingerprint)
    assert (record.brochure, record.version) == ("warm", "1.0")
    assert (record.review, record.made) == (date(2028, 11, 1), date(2026, 11, 22))
    assert (record.clinic, record.language, record.fold) == ("noord", "nl", "trifold")
    assert (record.profile, record.draft) == (edition.profile.id, False)
    assert (record.findings, record.fit) == ((WARNING,), FIT)


def test_the_manifest_has_the_texts_and_the_clinic_once(folder: Path, job: Job) -> None:
    write(folder, job)
    write(folder, job)
    lines = [json.loads(line) for line in (folder / NAME).read_text("utf-8").splitlines()]
    kinds = Counter(line["kind"] for line in lines)
    assert (kinds["copy"], kinds["clinic"]) == (1, 1)
    manifest = Output(folder).manifest
    record = manifest.file(job.editions[0].name)
    assert record is not None
    copy, clinic = manifest.copy(record.copy), manifest.clinic(record.contact)
    assert copy is not None and clinic is not None
    assert copy.messages["title"] == ("Warm hands", "Warme handen")
    assert copy.facts["review"] == "1 november 2028"
    assert clinic.facts["name"] == "Kliniek Noord"


def test_a_text_without_a_translation_is_kept_as_printed_from_the_source(
    shop: Shop, folder: Path
) -> None:
    short = po(entry("title", "Warm hands", "Warme handen"), entry("why.text", "Old", "Oud"))
    job = planned(shop({catalog("nl"): short}), "nl").jobs[0]
    record = Copies().texts(job.editions[0])
    assert record.messages["title"] == ("Warm hands", "Warme handen")
    assert record.messages["why.heading"] == ("Why warm hands?", None)
    assert record.messages["why.text"][1] is None
    draft = Copies().texts(replace(job.editions[0], draft=True))
    assert draft.messages["why.text"][1] == "Oud"
