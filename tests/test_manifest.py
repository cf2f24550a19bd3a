"""The manifest: the last line about a file holds, broken lines are passed over, it stays short."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import printshop.manifest.index
from printshop.errors import BrochureError
from printshop.findings import Finding, Place, Severity
from printshop.manifest import NAME, ClinicRecord, CopyRecord, FileRecord, Manifest, read_manifest
from printshop.model import Fit
from printshop.storage import Storage, open_storage

DAY = date(2026, 11, 22)
WARNING = Finding("a.b", Severity.WARNING, "Mend “it”.\nNow.", Place("a", 1, "b"), "x")
FIT = Fit(10.5, 1, 0.875, 3, 0, (0.5, 1.0))
RECORD = FileRecord(
    name="noord/warm.nl",
    file="noord/warm.nl.pdf",
    sha256="ab",
    size=3,
    stamp=(3, 17),
    fingerprint="f1",
    layout="l1",
    brochure="warm",
    version="1.0",
    review=date(2028, 11, 1),
    clinic="noord",
    contact="c1",
    language="nl",
    fold="trifold",
    profile="screen",
    draft=False,
    copy="t1",
    made=DAY,
    findings=(WARNING,),
    fit=FIT,
)
COPY = CopyRecord(
    "t1", "warm", "nl", "1.0", {"title": ("Warm", "أيدٍ دافئة"), "why": ("Why", None)}, {"a": "1 m"}
)
CLINIC = ClinicRecord("c1", "noord", {"name": "Noord"})


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return open_storage(tmp_path)


def lines(tmp_path: Path) -> list[bytes]:
    return (tmp_path / NAME).read_bytes().splitlines(keepends=True)


def test_records_come_back_as_they_were(storage: Storage) -> None:
    Manifest(storage).add([COPY, CLINIC, RECORD])
    manifest = read_manifest(storage)
    assert list(manifest.files()) == [RECORD]
    assert manifest.copy("t1") == COPY
    assert manifest.clinic("c1") == CLINIC
    assert manifest.fit("l1") == (10.5, 1)
    assert (manifest.knows(COPY), manifest.knows(replace(COPY, copy="t2"))) == (True, False)


def test_what_was_added_is_known_at_once(storage: Storage) -> None:
    manifest = Manifest(storage)
    assert (manifest.file(RECORD.name), manifest.copy("t1"), len(manifest)) == (None, None, 0)
    manifest.add([RECORD])
    manifest.add([replace(RECORD, name="other/warm.nl"), COPY])
    assert manifest.file(RECORD.name) == RECORD
    assert [record.name for record in manifest.files()] == ["noord/warm.nl", "other/warm.nl"]


def test_what_has_no_layout_of_its_own_says_nothing_about_any(storage: Storage) -> None:
    Manifest(storage).add([replace(RECORD, layout="")])
    assert Manifest(storage).fit("") is None


def test_the_last_line_about_a_file_holds(storage: Storage) -> None:
    manifest = Manifest(storage)
    later = replace(RECORD, fingerprint="f2", findings=(), fit=None)
    manifest.add([RECORD])
    manifest.add([later])
    for known in (manifest, Manifest(storage)):
        assert list(known.files()) == [later]


def test_a_file_that_is_gone_is_not_known_any_more(storage: Storage) -> None:
    manifest = Manifest(storage)
    manifest.add([RECORD])
    manifest.forget([RECORD.name, "never/was"])
    assert (list(manifest.files()), list(Manifest(storage).files())) == ([], [])


@pytest.mark.parametrize("cut", [1, 2, 100, 500])
def test_a_torn_last_line_is_ignored_said_and_written_over(
    storage: Storage, tmp_path: Path, cut: int
) -> None:
    Manifest(storage).add([RECORD, replace(RECORD, name="b")])
    path = tmp_path / NAME
    path.write_bytes(path.read_bytes()[:-cut])
    manifest = Manifest(storage)
    assert manifest.torn
    assert list(manifest.files()) == [RECORD]
    manifest.add([replace(RECORD, name="c")])
    again = Manifest(storage)
    assert [record.name for record in again.files()] == ["c", RECORD.name]
    assert not again.torn


@given(st.binary(max_size=200))
def test_nothing_in_a_line_can_harm(tmp_path_factory: pytest.TempPathFactory, line: bytes) -> None:
    folder = tmp_path_factory.mktemp("out")
    storage = open_storage(folder)
    Manifest(storage).add([RECORD])
    with (folder / NAME).open("ab") as file:
        file.write(line + b"\n")
    manifest = Manifest(storage)
    assert list(manifest.files()) == [RECORD]
    manifest.add([COPY])
    assert Manifest(storage).copy("t1") == COPY


@pytest.mark.parametrize("strange", [None, 3, "x", [], {}, "2026-13-01", [[]]])
@pytest.mark.parametrize("field", ["stamp", "review", "made", "findings", "fit", "kind", "clinic"])
def test_a_record_that_cannot_be_understood_does_no_harm(
    storage: Storage, tmp_path: Path, field: str, strange: object
) -> None:
    Manifest(storage).add([RECORD])
    first, line = lines(tmp_path)
    (tmp_path / NAME).write_bytes(
        first + json.dumps({**json.loads(line), field: strange}).encode() + b"\n"
    )
    assert len(list(Manifest(storage).files())) <= 1


@pytest.mark.parametrize(
    "content",
    [
        b"\n",
        b"{\n",
        b"[]\n",
        b"null\n",
        b"\xff\xfe\n",
        b"[" * 100_000 + b"\n",
        b'{"kind": "manifest", "format": 3}\n',
        b'{"kind": "manifest", "format": "2"}\n',
        b'{"kind": "file", "name": "x"}\n',
    ],
)
def test_a_foreign_manifest_means_that_nothing_is_known_and_is_replaced(
    storage: Storage, tmp_path: Path, content: bytes
) -> None:
    Manifest(storage).add([RECORD])
    rest = lines(tmp_path)[1:]
    (tmp_path / NAME).write_bytes(content + b"".join(rest))
    manifest = Manifest(storage)
    assert (list(manifest.files()), manifest.fit("l1")) == ([], None)
    manifest.add([replace(RECORD, name="new")])
    assert [record.name for record in Manifest(storage).files()] == ["new"]


def test_a_long_manifest_of_old_lines_is_made_short(
    storage: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printshop.manifest.index, "WORTH_COMPACTING", 10)
    manifest = Manifest(storage)
    old = [replace(COPY, copy=f"t{n}") for n in range(5, 10)]
    manifest.add([COPY, CLINIC, *old, replace(RECORD, name="z"), RECORD])
    manifest.remember_measured({"l9": (8.0, 2)})
    manifest.compact()
    assert len(lines(tmp_path)) == 11
    for n in range(15):
        manifest.add([replace(RECORD, fingerprint=f"g{n}")])
    manifest.compact()
    assert (
        len(lines(tmp_path)) == 6
    )  # the format, the texts, the clinic, two files, what is measured
    for known in (manifest, Manifest(storage)):
        assert [record.fingerprint for record in known.files()] == ["g14", "f1"]
        assert (known.copy("t1"), known.clinic("c1"), known.copy("t5")) == (COPY, CLINIC, None)
        assert known.measured() == {"l9": (8.0, 2)}
    manifest.add([replace(RECORD, name="a")])
    assert len(list(Manifest(storage).files())) == 3


def test_a_manifest_of_which_only_half_a_line_was_written_is_begun_anew(
    storage: Storage, tmp_path: Path
) -> None:
    Manifest(storage).add([RECORD])
    (tmp_path / NAME).write_bytes(b'{"kind": "manif')
    manifest = Manifest(storage)
    assert manifest.torn
    manifest.add([RECORD])
    assert list(Manifest(storage).files()) == [RECORD]
    assert b"manif{" not in (tmp_path / NAME).read_bytes()


def test_another_process_may_add_lines_meanwhile(storage: Storage) -> None:
    one, other = Manifest(storage), Manifest(storage)
    one.add([replace(RECORD, name="a")])
    other.remember_measured({"l9": (8.0, 2)})
    one.add([replace(RECORD, name="b", draft=True), replace(RECORD, name="c")])
    for known in (one, Manifest(storage)):
        assert [(r.name, r.draft) for r in known.files()] == [
            ("a", False),
            ("b", True),
            ("c", False),
        ]


def test_a_folder_that_cannot_be_written_to_is_said(tmp_path: Path) -> None:
    (tmp_path / ".make-brochure").write_bytes(b"mine")
    with pytest.raises(BrochureError, match="cannot be"):
        Manifest(open_storage(tmp_path)).add([RECORD])
