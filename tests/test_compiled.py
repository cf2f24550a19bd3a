"""Dataclasses whose functions are taken from the cache: the same as those that Python compiles."""

from __future__ import annotations

import builtins
import dataclasses
import inspect
from pathlib import Path
from typing import Any

import pytest

from printshop.cli import compiled
from printshop.cli.compiled import dataclasses_compiled_once


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "make-brochure" / "dataclasses"


@pytest.fixture
def sources(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what is compiled from now on."""
    noted: list[str] = []

    def noting(source: str, *given: Any, **named: Any) -> Any:
        noted.append(source)
        return builtins.compile(source, *given, **named)

    monkeypatch.setattr(compiled, "compile", noting, raising=False)
    return noted


def point() -> Any:
    return dataclasses.make_dataclass(
        "Point", [("x", int), ("y", list, dataclasses.field(default_factory=list))], frozen=True
    )


def test_what_was_compiled_once_is_not_compiled_again(cache: Path, sources: list[str]) -> None:
    with dataclasses_compiled_once():
        point()
    assert any("def __init__" in source for source in sources)
    assert len(list(cache.iterdir())) == 1
    sources.clear()
    with dataclasses_compiled_once():
        point()
    assert sources == []


@pytest.mark.parametrize("times", [1, 2])
def test_kept_functions_do_what_others_do(times: int) -> None:
    plain = point()
    for _ in range(times):
        with dataclasses_compiled_once():
            kept = point()
    assert inspect.signature(kept) == inspect.signature(plain)
    assert repr(kept(1)) == repr(plain(1)) == "Point(x=1, y=[])"
    assert kept(1, [2]) == kept(1, [2]) != kept(2, [2])
    assert kept(1).y is not kept(1).y
    with pytest.raises(dataclasses.FrozenInstanceError):
        kept(1).x = 2


def test_what_is_damaged_is_compiled_again(cache: Path, sources: list[str]) -> None:
    with dataclasses_compiled_once():
        point()
    before = [*sources]
    for file in cache.iterdir():
        file.write_bytes(file.read_bytes()[:-1])
    with dataclasses_compiled_once():
        assert point()(1).x == 1
    assert sources == before * 2


def test_too_much_makes_way(
    cache: Path, sources: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "_MOST_SOURCES", 1)
    with dataclasses_compiled_once():
        point()
    with dataclasses_compiled_once():
        dataclasses.make_dataclass("Other", ["z"])
    sources.clear()
    with dataclasses_compiled_once():
        point()
    assert any("def __init__" in source for source in sources)


def test_dataclasses_are_left_as_they_were() -> None:
    with pytest.raises(ZeroDivisionError), dataclasses_compiled_once():
        raise ZeroDivisionError
    assert "exec" not in vars(dataclasses)
