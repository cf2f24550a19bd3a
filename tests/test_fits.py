"""Sizes that texts were set in before: found again by any build, and never trusted blindly."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from printshop.fits import keep_size, known_size
from printshop.jobs import Job
from printshop.model import Artifact
from printshop.pipeline import make

from .conftest import Shop
from .shops import SOURCES, catalog, entry, planned, po


@pytest.fixture
def sizes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep sizes in a folder of the test's own; return where they lie."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "make-brochure" / "sizes"


@pytest.fixture
def job(shop: Shop) -> Job:
    return _saying(shop, " hands" * 900)


def _saying(shop: Shop, more: str) -> Job:
    """Return the job of a leaflet whose text goes on with these words."""
    texts = {**SOURCES, "why.text": SOURCES["why.text"] + more}
    entries = (entry(key, SOURCES[key], text) for key, text in texts.items())
    return planned(shop({catalog("en"): po(*entries)}), "en").jobs[0]


def same(one: tuple[Artifact, ...], other: tuple[Artifact, ...]) -> bool:
    return [a.pdf for a in one] == [a.pdf for a in other]


def layouts(artifacts: tuple[Artifact, ...]) -> int:
    (fit,) = {artifact.fit for artifact in artifacts}
    assert fit
    return fit.layouts


@pytest.mark.usefixtures("sizes")
def test_a_text_is_fitted_once(job: Job) -> None:
    first, second = make(job), make(job)
    assert layouts(first) > layouts(second)
    assert same(first, second)


DAMAGE = (b"", b"{}", b"[1, 2, 3]", b'["a", 0]', b"\xff")


@pytest.mark.parametrize(
    "damage", [b"[9", *(pytest.param(damage, marks=pytest.mark.slow) for damage in DAMAGE)]
)
def test_a_damaged_size_is_searched_anew(job: Job, sizes: Path, damage: bytes) -> None:
    first = make(job)
    (file,) = sizes.iterdir()
    kept = file.read_bytes()
    file.write_bytes(damage)
    assert known_size(job.layout_fingerprint) is None
    assert layouts(make(job)) == layouts(first)
    assert file.read_bytes() == kept


@pytest.mark.usefixtures("sizes")
def test_a_size_at_which_the_text_does_not_fit_is_searched_anew(job: Job) -> None:
    first = make(job)
    found = known_size(job.layout_fingerprint)
    keep_size(job.layout_fingerprint, (job.editions[0].theme.layouts["panels"].largest, 0))
    assert same(make(job), first)
    assert known_size(job.layout_fingerprint) == found


@pytest.mark.usefixtures("sizes")
def test_what_the_manifest_says_goes_first(job: Job) -> None:
    smallest = job.editions[0].theme.layouts["panels"].smallest
    make(job)
    (fit,) = {artifact.fit for artifact in make(job, (smallest, 0))}
    assert fit
    assert fit.body == smallest


def test_a_layout_without_a_fingerprint_is_not_kept(job: Job, sizes: Path) -> None:
    make(replace(job, layout_fingerprint=""))
    assert not sizes.exists() or list(sizes.iterdir()) == []


@pytest.mark.slow
def test_what_is_overset_is_not_kept(shop: Shop, sizes: Path) -> None:
    job = _saying(shop, " hands" * 3000)
    assert {f.code for a in make(job) for f in a.findings} >= {"layout.overset"}
    assert not sizes.exists() or list(sizes.iterdir()) == []
