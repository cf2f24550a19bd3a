"""A build that dies at any moment: no half file, none claimed in vain, none made twice."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import printshop.write
from printshop.deposits import Staging
from printshop.manifest import NAME
from printshop.model import Artifact
from printshop.plan import Job
from printshop.write import Output

from .conftest import Shop
from .real import ROOT
from .shops import CLINIC, planned

CLINICS, KILLS = 50, 5


def content(name: str) -> bytes:
    return f"all of {name} ".encode() * 50


def artifacts(job: Job, remembered: tuple[float, int] | None = None) -> tuple[Artifact, ...]:
    return tuple(Artifact(e.name, content(e.name)) for e in job.editions)


def make(output: Output, jobs: list[Job], staged: bool) -> list[str]:
    """Make what is not up to date, as a build does; return the names of what was made.

    Who makes it stages it, or the one who writes the manifest.
    """
    made = []
    area = output.storage.staging_area() if staged else None
    making = Staging(artifacts, area) if area else artifacts
    for job in jobs:
        stale = output.split(job)[1]
        if stale:
            output.add(stale, making(stale))
            made += [edition.name for edition in stale.editions]
    output.save()
    return made


def claimed(folder: Path) -> Counter[tuple[str, str]]:
    """Return how often the manifest names each file, with its digest; torn lines do not count."""
    path = folder / NAME
    lines = path.read_bytes().splitlines() if path.exists() else []
    files = [json.loads(line) for line in lines if line.endswith(b"}")]
    return Counter((f["file"], f["sha256"]) for f in files if f["kind"] == "file")


def leaflets(folder: Path, ending: str) -> dict[str, bytes]:
    paths = folder.glob(f"*/*.{ending}")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


class Dying:
    """The system as a process meets it that dies at its n-th call: nothing it asks for happens.

    A write that it dies in is done by half.
    """

    names = ("open", "write", "fsync", "replace", "unlink", "close", "truncate", "ftruncate")

    def __init__(self, patch: pytest.MonkeyPatch, at: int) -> None:
        self.left = at
        for name in self.names:
            patch.setattr(os, name, self._mortal(getattr(os, name)))
        patch.setattr(tempfile, "mkstemp", self._mortal(tempfile.mkstemp))

    def _mortal(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def answer(*given: Any, **named: Any) -> Any:
            self.left -= 1
            if self.left >= 0:
                return call(*given, **named)
            if self.left == -1 and call.__name__ == "write":
                call(given[0], bytes(given[1])[: len(given[1]) // 2])
            raise Dead

        return answer


class Dead(BaseException):
    """What ends a process that is not asked."""


@pytest.mark.parametrize("staged", [True, False])
def test_death_at_every_call_of_the_system(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, staged: bool
) -> None:
    monkeypatch.setattr(printshop.write, "GROUP_FILES", 2)
    clinics = {
        f"brochures/clinics/c{n}.yaml": CLINIC.replace("Kliniek Noord", f"C {n}") for n in (1, 2)
    }
    jobs = list(planned(shop(clinics), "nl").jobs)
    names = {edition.file for job in jobs for edition in job.editions}
    deaths = 0
    while True:
        folder = tmp_path / str(deaths)
        with monkeypatch.context() as patch:
            dying = Dying(patch, deaths)
            try:
                make(Output(folder), jobs, staged)
            except Dead:
                pass
            else:
                assert deaths > 30
                return
        deaths += 1
        assert dying.left < 0
        _assert_nothing_is_half(folder)
        sure = set(claimed(folder))
        output = Output(folder)
        with output.held():
            again = make(output, jobs, staged)
        assert not {f"{name}.pdf" for name in again} & {file for file, _ in sure}
        assert {file for file, _ in claimed(folder)} == set(leaflets(folder, "pdf")) == names
        assert set(claimed(folder).values()) == {1}
        assert list((folder / ".make-brochure" / "staged").glob("*")) == []
        _assert_nothing_is_half(folder)


def _assert_nothing_is_half(folder: Path) -> None:
    there = leaflets(folder, "pdf")
    for file, data in there.items():
        assert data == content(file.removesuffix(".pdf"))
    for file, digest in claimed(folder):
        assert hashlib.sha256(there[file]).hexdigest() == digest


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no kill -9 here")
def test_builds_killed_at_random_moments_come_to_the_same_end(shop: Shop, tmp_path: Path) -> None:
    clinics = {
        f"brochures/clinics/c{n:02}.yaml": CLINIC.replace("Kliniek Noord", f"C {n}")
        for n in range(CLINICS)
    }
    root, folder, moments = shop(clinics), tmp_path / "out", random.Random(9)  # noqa: S311
    for _ in range(KILLS):
        _killed(root, folder, moments)
        there = leaflets(folder, "html")
        assert all(data.rstrip().endswith(b"</html>") for data in there.values())
        for file, digest in claimed(folder):
            assert hashlib.sha256(there[file]).hexdigest() == digest
    last = _build(root, folder, subprocess.PIPE)
    said = b"".join(last.communicate()).decode()
    assert last.returncode == 0, said
    count = 3 * (CLINICS + 1)
    there = leaflets(folder, "html")
    assert len(there) == count
    assert {(f, hashlib.sha256(data).hexdigest()) for f, data in there.items()} == set(
        claimed(folder)
    )
    assert set(claimed(folder).values()) == {1}
    every = {path.name for path in folder.rglob("*") if path.is_file()}
    assert every - {"lock"} == {"manifest.jsonl", *(Path(file).name for file in there)}


def _build(root: Path, folder: Path, said: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    words = ("build", "--profile", "web", "--root", str(root), "--output", str(folder))
    return subprocess.Popen(
        [sys.executable, str(ROOT / "make_brochure.py"), *words],
        stdout=said,
        stderr=said,
    )


def _killed(root: Path, folder: Path, moments: random.Random) -> None:
    """Start a build, and kill it a moment after it began to write."""
    own = folder / ".make-brochure"
    (own / "lock").unlink(missing_ok=True)
    process = _build(root, folder)
    while process.poll() is None and not (own / "lock").exists():
        time.sleep(0.005)
    time.sleep(moments.uniform(0, 0.6))
    process.kill()
    process.wait()
