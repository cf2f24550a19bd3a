"""Things that processes share: made once, by whoever comes first."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from printshop import kept
from printshop.kept import Shelf, cache_folder, worked_out


def test_who_makes_a_thing_keeps_others_off(tmp_path: Path) -> None:
    one, other = Shelf(tmp_path, 100), Shelf(tmp_path, 100)
    assert one.find("a") is None
    assert one.claim("a")
    assert not other.claim("a")
    assert other.claim("b")
    one.keep("a", b"thing")
    assert other.find("a") == b"thing"
    other.release("b")
    assert one.claim("b")


def test_a_thing_is_made_once_though_many_want_it(tmp_path: Path) -> None:
    made = []

    def make() -> bytes:
        made.append(1)
        return b"thing"

    def want() -> None:
        assert Shelf(tmp_path, 100).found_or_made("a", make) == b"thing"

    threads = [threading.Thread(target=want) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [1]


def test_who_fails_lets_others_try(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, 100)
    with pytest.raises(ZeroDivisionError):
        shelf.found_or_made("a", lambda: bytes(1 // 0))
    assert shelf.found_or_made("a", lambda: b"thing") == b"thing"


def test_who_died_is_not_waited_for(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, 100)
    assert shelf.claim("a")
    os.utime(tmp_path / "a.claimed", (1_000_000_000, 1_000_000_000))
    assert shelf.found_or_made("a", lambda: b"thing") == b"thing"


def test_who_was_killed_is_not_waited_for_either(tmp_path: Path) -> None:
    claim = "from printshop.kept import Shelf; from pathlib import Path; import os, sys\n"
    claim += "assert Shelf(Path(sys.argv[1]), 100).claim('a'); os._exit(9)"
    subprocess.run((sys.executable, "-c", claim, str(tmp_path)), check=False, timeout=60)
    shelf = Shelf(tmp_path, 100)
    assert not shelf.claim("a")  # found to be dead
    assert shelf.claim("a")
    assert not shelf.claim("a")  # we are alive


def test_what_was_half_written_is_thrown_away(tmp_path: Path) -> None:
    (tmp_path / ".half").write_bytes(b"th")
    os.utime(tmp_path / ".half", (1_000_000_000, 1_000_000_000))
    Shelf(tmp_path, 100).keep("a", b"thing")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_the_oldest_are_thrown_away(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, 30)
    for number in range(5):
        shelf.keep(f"s{number}", bytes(10))
        os.utime(tmp_path / f"s{number}", (number, number))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["s2", "s3", "s4"]


def test_a_folder_that_cannot_be_written_to_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    shelf = Shelf(tmp_path / "file", 100)
    assert shelf.found_or_made("a", lambda: b"thing") == b"thing"
    assert shelf.find("a") is None


def test_a_home_that_cannot_be_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "home").write_text("no folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(kept, "mkdtemp", lambda prefix: str(tmp_path / prefix))
    assert cache_folder() == tmp_path / "make-brochure-"


# --- what is worked out once ---------------------------------------------------------------------


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep things in a folder of the test's own; return where they lie."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "make-brochure" / "worked-out"


def never() -> object:
    raise AssertionError("it is there")


@pytest.mark.parametrize("value", [None, {"a": (1, 2.5)}, frozenset({1, 2})])
def test_what_was_worked_out_is_not_worked_out_again(home: Path, value: object) -> None:
    assert worked_out("kind", ("a", 1), lambda: value) == value
    assert worked_out("kind", ("a", 1), never) == value
    assert worked_out("kind", ("a", 2), lambda: "of other things") == "of other things"
    assert worked_out("other kind", ("a", 1), lambda: "another") == "another"


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-1],
        lambda _: b"",
        lambda data: data[:20] + b"." * 99,
        lambda data: data.replace(b"long", b"lang"),
    ],
)
def test_what_is_damaged_is_worked_out_anew(home: Path, damage: Callable[[bytes], bytes]) -> None:
    worked_out("kind", "a", lambda: "long ago" * 9)
    (file,) = home.iterdir()
    file.write_bytes(damage(file.read_bytes()))
    assert worked_out("kind", "a", lambda: "now") == "now"
    assert worked_out("kind", "a", never) == "now"


def test_what_cannot_be_kept_is_worked_out_each_time(home: Path) -> None:
    assert worked_out("kind", "a", lambda: never) is never
    assert worked_out("kind", "b", lambda: lambda: 1)() == 1
    assert worked_out("kind", "b", lambda: 2) == 2


def test_what_failed_is_not_kept(home: Path) -> None:
    with pytest.raises(AssertionError):
        worked_out("kind", "a", never)
    assert list(home.iterdir()) == []
