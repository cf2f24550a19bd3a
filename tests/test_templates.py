"""Templates whose code is kept: filled in as ever, and never with the code of other ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import jinja2
import pytest

from printshop import templates
from printshop.errors import InputError
from printshop.load import load_library
from printshop.model import Theme
from printshop.templates import fill_in

from .real import ROOT

THEME = next(iter(load_library(ROOT).themes.values()))


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[list[str]]:
    """Names of the templates that Jinja compiles, with nothing kept before."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    names: list[str] = []
    generate = jinja2.Environment._generate

    def generated(self: Any, source: Any, name: str, *others: Any, **named: Any) -> str:
        names.append(name)
        return generate(self, source, name, *others, **named)

    monkeypatch.setattr(jinja2.Environment, "_generate", generated)
    yield names
    templates._environment.cache_clear()


def themed(**texts: str) -> Theme:
    """Return a theme with these templates, as a process sees it that has just begun."""
    templates._environment.cache_clear()
    return replace(THEME, templates={f"{name}.html": text for name, text in texts.items()})


def test_a_template_is_compiled_once_for_all_processes(compiled: list[str]) -> None:
    for name in ("a", "<b>"):
        filled = fill_in(themed(leaf="{{ name }}, {{ 1 + 1 }}"), "leaf.html", {"name": name})
        assert filled == f"{name.replace('<', '&lt;').replace('>', '&gt;')}, 2"
    assert compiled == ["leaf.html"]


def test_a_template_that_changed_is_compiled_anew(compiled: list[str]) -> None:
    assert fill_in(themed(leaf="one"), "leaf.html", {}) == "one"
    assert fill_in(themed(leaf="two"), "leaf.html", {}) == "two"
    assert fill_in(themed(page="one"), "page.html", {}) == "one"  # errors name another file
    assert compiled == ["leaf.html", "leaf.html", "page.html"]


def test_code_that_is_damaged_is_made_anew(compiled: list[str], tmp_path: Path) -> None:
    fill_in(themed(leaf="whole"), "leaf.html", {})
    (kept,) = (path for path in tmp_path.rglob("*") if path.is_file())
    kept.write_bytes(kept.read_bytes()[:-1] + b"!")
    assert fill_in(themed(leaf="whole"), "leaf.html", {}) == "whole"
    assert compiled == ["leaf.html"] * 2


@pytest.mark.parametrize("text", ["\n\n{{ nothing }}", "\n\n{% if %}"])
@pytest.mark.usefixtures("compiled")
def test_what_is_wrong_has_its_line_each_time(text: str) -> None:
    for _ in range(2):
        with pytest.raises(InputError) as raised:
            fill_in(themed(leaf=text), "leaf.html", {})
        (finding,) = raised.value.findings
        assert (finding.place.file, finding.place.line) == ("templates/leaf.html", 3)


@pytest.mark.usefixtures("compiled")
def test_the_sandbox_is_around_what_was_kept_too() -> None:
    for _ in range(2):
        with pytest.raises(InputError, match="unsafe"):
            fill_in(themed(leaf="{{ f.__globals__ }}"), "leaf.html", {"f": themed})
