"""Where files go: a folder, memory as an object store, and S3 itself, as moto plays it."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

import printshop.manifest.index
from benchmarks.servers import NotInstalledError, keys_of
from benchmarks.servers import s3 as local_s3
from printshop.cli.build import build as build_here
from printshop.cli.delivery import Delivery
from printshop.cli.report import Screen
from printshop.errors import BrochureError
from printshop.manifest import Manifest
from printshop.plan import Request
from printshop.storage import Storage, open_storage
from printshop.storage.folder import Folder

from .conftest import Shop
from .real import ROOT
from .test_manifest import COPY, RECORD

SIGNED = {
    "Authorization": "AWS4-HMAC-SHA256 Credential=nobody/20261122/us-east-1/s3/aws4_request, "
    "SignedHeaders=host, Signature=0"
}
fsspec = pytest.importorskip("fsspec")


@pytest.fixture(params=["folder", "memory", "file"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Storage]:
    memory = fsspec.filesystem("memory")
    memory.store.clear()
    places = {
        "folder": tmp_path / "out",
        "memory": "memory://leaflets/out",
        "file": f"file://{tmp_path / 'out'}",
    }
    yield open_storage(places[request.param])
    memory.store.clear()


# --- all of them ---------------------------------------------------------------------------------


def test_a_file_is_there_when_it_is_flushed(storage: Storage) -> None:
    assert storage.stamp("noord/a.pdf") is None
    storage.write("noord/a.pdf", b"one")
    storage.write("noord/b.pdf", b"other")
    assert storage.stamp("noord/a.pdf") is None
    storage.flush()
    assert (storage.read("noord/a.pdf"), storage.read("noord/b.pdf")) == (b"one", b"other")
    stamp = storage.stamp("noord/a.pdf")
    assert stamp is not None
    assert stamp[0] == 3


def test_a_stamp_says_that_a_file_was_written_again(storage: Storage) -> None:
    storage.write("a.pdf", b"one")
    storage.flush()
    before = storage.stamp("a.pdf")
    assert before == storage.stamp("a.pdf")
    time.sleep(0.02)
    storage.write("a.pdf", b"two")
    storage.flush()
    assert storage.stamp("a.pdf") != before
    assert storage.read("a.pdf") == b"two"


def test_a_file_can_be_deleted_and_need_not_be_there(storage: Storage) -> None:
    storage.write("noord/a.pdf", b"one")
    storage.flush()
    storage.remove("noord/a.pdf")
    storage.remove("noord/a.pdf")
    assert storage.stamp("noord/a.pdf") is None
    with pytest.raises(FileNotFoundError):
        storage.read("noord/a.pdf")


def test_nothing_is_made_by_looking(storage: Storage, tmp_path: Path) -> None:
    assert list(Manifest(storage).files()) == []
    assert not (tmp_path / "out").exists()


def test_a_journal_grows_and_can_be_rewritten(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printshop.manifest.index, "WORTH_COMPACTING", 5)
    manifest = Manifest(storage)
    for n in range(12):
        manifest.add([COPY, replace(RECORD, fingerprint=f"g{n}")])
        again = Manifest(storage)
        assert again.copy("t1") == COPY
        assert [record.fingerprint for record in again.files()] == [f"g{n}"]
    manifest.compact()
    manifest.add([replace(RECORD, name="later")])
    for known in (manifest, Manifest(storage)):
        assert [r.fingerprint for r in known.files()] == ["f1", "g11"]


def test_a_journal_in_many_pieces_is_joined(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printshop.manifest.index, "MOST_PIECES", 3)
    monkeypatch.setattr("printshop.storage.objects.PART", 1500)
    manifest = Manifest(storage)
    for n in range(9):
        manifest.add([replace(RECORD, name=f"n{n}")])
    manifest.forget(["n3"])
    manifest.compact()
    manifest.add([replace(RECORD, name="n9")])
    for known in (manifest, Manifest(storage)):
        assert [r.name for r in known.files()] == [f"n{n}" for n in range(10) if n != 3]
    assert storage.journal(printshop.manifest.index.NAME).pieces < 9


def test_two_runs_never_share_a_part_of_the_journal(storage: Storage) -> None:
    if isinstance(storage, Folder):
        pytest.skip("a folder is held by one run at a time")
    one, other = Manifest(storage), Manifest(storage)
    one.add([replace(RECORD, name="a")])
    other.add([replace(RECORD, name="b")])
    assert [record.name for record in Manifest(storage).files()] == ["a", "b"]


# --- addresses -----------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["out", "a:b", "./s3", "C:\\leaflets", "s3:/bucket"])
def test_what_is_no_address_is_a_folder(place: str) -> None:
    assert isinstance(open_storage(place), Folder)


@pytest.mark.parametrize("place", ["nosuch://bucket/x", "simplecache::nosuch://x"])
def test_an_address_that_nothing_knows_is_said(place: str) -> None:
    with pytest.raises(BrochureError, match="cannot be used"):
        open_storage(place)


def test_without_fsspec_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(BrochureError, match="brochure-printshop\\[storage\\]"):
        open_storage("memory://x")


# --- S3 ------------------------------------------------------------------------------------------


@pytest.fixture
def bucket() -> Iterator[str]:
    with s3() as address:
        yield address


@contextmanager
def s3() -> Iterator[str]:
    """Start a local S3 with a bucket "leaflets" in it, and give its address."""
    with ExitStack() as stack:
        try:
            address = stack.enter_context(local_s3("leaflets"))
        except NotInstalledError as error:
            pytest.skip(f"Nothing is tried with S3: {error}")
        yield address


def test_a_build_into_s3(shop: Shop, bucket: str) -> None:
    root = shop()

    def build(*words: str) -> str:
        place = ("--output", words[0], "--root", str(root), "--profile", "web", *words[1:])
        done = subprocess.run(
            [sys.executable, str(ROOT / "make_brochure.py"), "build", *place],
            env={
                **os.environ,
                **keys_of(bucket),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode in (0, 2), done.stderr
        return done.stdout + done.stderr

    def fetched(name: str) -> bytes:
        return ask(f"{bucket}/leaflets/spring/{name}")

    assert "3 made now" in build("s3://leaflets/spring", "--package", "zip")
    here = Delivery(("zip",))
    request = Request(profiles=("web",))
    build_here(root, request, root / "out", Screen(), None, False, delivery=here)
    for path in ("noord/warm.nl.web.html", "noord/warm.ar.web.html", "noord.zip"):
        assert hashlib.sha256(fetched(path)).digest() == _digest(root / "out" / path)
    assert "0 made now" in build("s3://leaflets/spring", "--package", "zip")
    ask(f"{bucket}/leaflets/spring/noord/warm.nl.web.html", b"changed")
    assert "1 made now" in build("s3://leaflets/spring")
    assert b"</html>" in fetched("noord/warm.nl.web.html")
    said = build("s3://no-such-bucket/spring")
    assert "s3://no-such-bucket/spring cannot be" in said
    assert "Traceback" not in said


def ask(address: str, data: bytes | None = None) -> bytes:
    """Get an object, or put it there; the server only looks whether there is a signature."""
    method = "GET" if data is None else "PUT"
    asked = urllib.request.Request(address, data, SIGNED, method=method)  # noqa: S310
    with urllib.request.urlopen(asked) as answer:  # noqa: S310
        return bytes(answer.read())


def _digest(path: Path) -> bytes:
    return hashlib.sha256(path.read_bytes()).digest()
