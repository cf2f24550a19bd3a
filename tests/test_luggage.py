"""What calls have in common: sent once to a process, all of it to one that takes its place."""

from __future__ import annotations

import os
import pickle
from concurrent.futures import BrokenExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from printshop.cli.workers import Crew
from printshop.deposits import Digesting
from printshop.executors import luggage, open_workers
from printshop.executors.luggage import Luggage, Packer, unpacked
from printshop.findings import Place
from printshop.model import Artifact, Catalog, Deposit, Translation
from printshop.plan import Job

LONG = "a text that is worth its way " * 1000


def a_catalog(text: str = LONG) -> Catalog:
    return Catalog("nl", "warm", {"title": Translation(text, text, False, Place())})


def length(catalog: Catalog, more: int = 0) -> int:
    return len(catalog.entries["title"].text) + more


def sent(packer: Packer, process: Luggage, catalog: Catalog, more: int = 0) -> tuple[int, int]:
    """Send a call and do it here; return what comes of it, and the bytes that travelled."""
    parcel = packer.packed(length, (catalog,), {"more": more})
    missing = process.missing(parcel)
    result = unpacked(parcel.call, parcel.generation, missing)
    return result, len(parcel.call) + sum(map(len, missing.values()))


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(luggage, "_kept", {})
    monkeypatch.setattr(luggage, "_generation", [0])


def test_a_thing_travels_once() -> None:
    packer, process, catalog = Packer(), Luggage(), a_catalog()
    first, size = sent(packer, process, catalog, 1)
    again, smaller = sent(packer, process, catalog, 2)
    assert (first, again) == (len(LONG) + 1, len(LONG) + 2)
    assert size > len(LONG)
    assert smaller < 300


def test_another_process_has_nothing_yet() -> None:
    packer, catalog = Packer(), a_catalog()
    sent(packer, Luggage(), catalog)
    luggage._kept.clear()
    assert sent(packer, Luggage(), catalog)[0] == len(LONG)


def test_equal_things_are_still_two() -> None:
    packer, process = Packer(), Luggage()
    assert sent(packer, process, a_catalog("one"))[0] == 3
    assert sent(packer, process, a_catalog("three"))[0] == 5


def test_what_is_kept_does_not_grow_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(luggage, "MOST", 4)
    packer, process, catalog = Packer(), Luggage(), a_catalog()
    early = packer.packed(length, (catalog,), {})
    for number in range(50):
        text = "x" * number
        assert sent(packer, process, a_catalog(text))[0] == number
        assert sent(packer, process, catalog)[0] == len(LONG)
        assert len(luggage._kept) <= 7
    assert unpacked(early.call, early.generation, process.missing(early)) == len(LONG)


def test_what_cannot_travel_is_said_of_its_call_alone() -> None:
    with open_workers(2) as workers:
        bad = workers.submit(lambda: 1)
        assert workers.submit(length, a_catalog()).result(60) == len(LONG)
        with pytest.raises((pickle.PicklingError, AttributeError)):
            bad.result(60)


def die(catalog: Catalog) -> int:
    os._exit(9)


def test_a_process_that_takes_the_place_of_a_dead_one_is_sent_all() -> None:
    catalog = a_catalog()
    with open_workers(1, limit=60.0) as workers:
        for _ in range(2):
            assert workers.submit(length, catalog).result(60) == len(LONG)
            with pytest.raises(BrokenExecutor):
                workers.submit(die, catalog).result(60)
        assert workers.submit(length, catalog, more=1).result(60) == len(LONG) + 1


# --- digests, which the processes work out, too --------------------------------------------------


def three(job: Job, remembered: tuple[float, int] | None) -> tuple[Artifact, ...]:
    kept = Deposit("1" * 64, 3, (3, 1))
    return Artifact("a", b"abc"), Artifact("b", None), Artifact("c", b"", deposit=kept)


def test_who_makes_a_file_works_out_its_digest(tmp_path: Path) -> None:
    job = Job((), (), "")
    made, refused, written = Digesting(three)(job)
    assert made.pdf == b"abc"
    sha = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert made.deposit == Deposit(sha, 3)
    assert refused == three(job, None)[1]
    assert written == three(job, None)[2]


def test_workers_of_this_machine_work_out_digests(tmp_path: Path) -> None:
    from printshop.storage import open_storage

    job = Job((), (), "")
    with Crew(jobs=2).making(three, open_storage(tmp_path), tmp_path) as make:
        left, refused, written = make(job, None)
    assert left.deposit
    assert replace(left.deposit, staged="") == Digesting(three)(job)[0].deposit
    assert (refused, written) == three(job, None)[1:]
