"""Locks: one build at a time writes into a folder, and to an object store that can tell."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.servers import keys_of
from printshop.cli.build import build
from printshop.cli.report import Screen
from printshop.errors import BrochureError
from printshop.plan import Request
from printshop.storage import locks, open_storage
from printshop.storage.objects import ObjectStore

from .conftest import Shop
from .real import ROOT
from .test_storage import ask, s3

PLACE = "memory://leaflets/out"

# Holds a place until it is spoken to; says so when it has it.
HOLD = """\
import sys
from printshop.storage import open_storage
with open_storage(sys.argv[1]).held() as alone:
    print("held", alone, flush=True)
    sys.stdin.read()
"""

fsspec = pytest.importorskip("fsspec")


@pytest.fixture(autouse=True)
def _memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(locks, "SETTLED", 0)
    fsspec.filesystem("memory").store.clear()
    yield
    fsspec.filesystem("memory").store.clear()


def store() -> ObjectStore:
    opened = open_storage(PLACE)
    assert isinstance(opened, ObjectStore)
    return opened


def owner() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(store().read(locks.NAME))
    return found


def change(**values: object) -> None:
    store().replace(locks.NAME, json.dumps({**owner(), **values}).encode())


def holding(place: str, **environment: str) -> subprocess.Popen[str]:
    """Start a process that holds a place; return it when it does."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, place],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "held True\n"
    return process


def built(root: Path, place: str, **environment: str) -> tuple[int, str]:
    words = ("build", "--profile", "web", "--root", str(root), "--output", place)
    done = subprocess.run(
        [sys.executable, "-m", "printshop", *words],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    "end",
    [
        subprocess.Popen.kill,
        pytest.param(subprocess.Popen.communicate, marks=pytest.mark.slow),
    ],
)
def test_two_processes_never_write_into_one_folder(
    shop: Shop, tmp_path: Path, end: Callable[[subprocess.Popen[str]], object]
) -> None:
    root, place = shop(), str(tmp_path / "out")
    other = holding(place)
    try:
        code, said = built(root, place)
        assert (code, "Another build is writing into" in said) == (2, True)
        assert not list(Path(place).glob("*/*.html"))
    finally:
        end(other)
        other.communicate()
    code, said = built(root, place)
    assert (code, "3 made now" in said) == (0, True)


# --- objects -------------------------------------------------------------------------------------


def test_a_store_is_held_by_one_at_a_time() -> None:
    with store().held() as alone:
        assert alone
        with pytest.raises(BrochureError, match="Another build is writing to memory") as refused:
            store().held().__enter__()
        assert "on " + owner()["host"] in str(refused.value)
        assert owner()["process"] == os.getpid()
    with store().held() as alone:
        assert alone
    with pytest.raises(FileNotFoundError):
        owner()


@pytest.mark.parametrize("values", [{"until": 1.0}, {"process": 2**22 + 1}])
def test_what_a_dead_build_left_is_taken_over(values: dict[str, float]) -> None:
    with store().held():
        change(**values)
        with store().held() as alone:
            assert alone
            taken = owner()["id"]
        assert taken


@pytest.mark.parametrize("values", [{"host": "elsewhere", "process": 2**22 + 1}, {"machine": 1}])
def test_a_build_elsewhere_is_believed_until_its_time_is_up(values: dict[str, object]) -> None:
    with store().held():
        change(**values)
        with pytest.raises(BrochureError, match=r"If it died, its lock .* holds until 20"):
            store().held().__enter__()


def test_a_lock_is_kept_fresh_and_whoever_lost_it_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "RENEWED", 0.01)
    mine = store()
    with mine.held():
        before = owner()["until"]
        _until(lambda: owner()["until"] > before)
        change(id="another")
        _until(lambda: mine._lock and mine._lock.lost)
        mine.write("noord/a.pdf", b"late")
        with pytest.raises(BrochureError, match="took memory://leaflets/out over"):
            mine.flush()
    assert owner()["id"] == "another"  # it is not ours to give back


@pytest.mark.parametrize("answer", ["nothing", "heedless"])
def test_a_store_that_cannot_keep_others_out_is_told(
    answer: str,
    shop: Shop,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def create(self: ObjectStore, name: str, data: bytes) -> bool | None:
        if answer == "nothing":
            return None
        self.replace(name, data)
        return True

    monkeypatch.setattr(ObjectStore, "create", create)
    assert build(shop(), Request(profiles=("web",)), PLACE, Screen(), None, False) == 0
    assert f"{PLACE} knows no locks" in capsys.readouterr().out
    with pytest.raises(FileNotFoundError):
        owner()
    monkeypatch.undo()
    assert build(tmp_path / "shop", Request(profiles=("web",)), PLACE, Screen(), None, False) == 0
    assert "knows no locks" not in capsys.readouterr().out


def test_the_lock_is_no_leaflet_and_in_nobody_s_way() -> None:
    mine = store()
    with mine.held():
        assert mine.names(".make-brochure/manifest.jsonl") == []


@pytest.mark.slow
def test_two_processes_never_write_to_one_bucket(shop: Shop) -> None:
    root, place = shop(), "s3://leaflets/spring"
    with s3() as address:
        keys = keys_of(address)
        other = holding(place, **keys)
        code, said = built(root, place, **keys)
        assert (code, "Another build is writing to s3://leaflets/spring" in said) == (2, True)
        other.kill()
        other.communicate()
        code, said = built(root, place, **keys)
        assert (code, "3 made now" in said) == (0, True), said
        assert "knows no locks" not in said
        assert b"make-brochure/lock" not in ask(f"{address}/leaflets?list-type=2")


def _until(true: Callable[[], object]) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)
