"""The designer's desk while files are saved: what broken ones say, and how the page hears of it."""

from __future__ import annotations

import asyncio
import json
import pickle
import re
from collections.abc import AsyncIterator, Collection
from pathlib import Path
from typing import Any

import pytest

from printshop.errors import InputError
from printshop.findings import Finding, Severity
from printshop.studio.designer.watching import changes, events

from .conftest import Shop
from .shops import catalog
from .studios import client
from .test_studio_designer import STYLES, TEMPLATE, edit, studio, told


@pytest.fixture(autouse=True)
def _kept_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


# --- broken files --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slip", "line"),
    [("{% if %}", 1), ("\n{{ nothing }}", 2), ('\n{{ text("gone") }}', 2), ("\n\n{{ 1 / 0 }}", 3)],
)
def test_a_broken_template_is_told_with_its_line_and_can_be_mended(
    shop: Shop, slip: str, line: int
) -> None:
    root = shop()
    whole = (root / TEMPLATE).read_text("utf-8")
    with studio(root) as (opened, _):
        (root / TEMPLATE).write_text(slip + whole, "utf-8")
        answer = opened.get("/design/warm/leaflets/nl").json()
        (finding,) = answer["undrawable"]
        assert finding["place"] == f"{TEMPLATE}:{line}"
        (root / TEMPLATE).write_text(whole, "utf-8")
        assert "fit" in opened.get("/design/warm/leaflets/nl").json()


def test_a_slip_in_a_style_sheet_is_told_with_its_line(shop: Shop) -> None:
    root = shop()
    lines = (root / STYLES).read_text("utf-8").count("\n")
    with (root / STYLES).open("a") as file:
        file.write("p { colour: red }\n")
    with studio(root) as (opened, _):
        about = opened.get("/design/warm/leaflets/nl").json()
    (finding,) = (each for each in about["findings"] if each["code"] == "style.ignored")
    assert finding["place"] == f"{STYLES}:{lines + 1}"


def test_a_style_sheet_the_engine_gives_up_on_is_told_with_its_line(shop: Shop) -> None:
    root = shop()
    lines = (root / STYLES).read_text("utf-8").count("\n")
    with (root / STYLES).open("a") as file:
        file.write("p {\nwidth: calc(1mm + )\n}\n")
    with studio(root) as (opened, _):
        answer = opened.get("/design/warm/leaflets/nl").json()
    assert f"{STYLES}:{lines + 2}" in {finding["place"] for finding in answer["undrawable"]}


def test_a_workspace_that_cannot_be_read_is_told_until_it_is_mended(shop: Shop) -> None:
    root = shop()
    edit(root, "brochures/warm.yaml", "produced:", "produce:")
    with client(root) as opened:
        page = opened.get("/design/warm", headers={"accept": "text/html"})
        assert page.status_code == 200
        assert "brochures/warm.yaml:3" in page.text
    assert not told(root)["ok"]
    edit(root, "brochures/warm.yaml", "produce:", "produced:")
    assert told(root)["ok"]


def test_a_catalog_that_cannot_be_read_is_told(shop: Shop) -> None:
    root = shop()
    edit(root, catalog("nl"), 'msgstr "Warme handen"', 'msgstr Warme handen"')
    state = told(root)
    assert {entry["tag"] for entry in state["leaflets"]} == {"ar", "en"}
    (finding,) = state["findings"]
    assert re.fullmatch(rf"{catalog('nl')}:\d+", finding["place"])


def test_what_is_wrong_comes_out_of_another_process_as_it_was() -> None:
    findings = (Finding("template.error", Severity.ERROR, "Mend it."),)
    again = pickle.loads(pickle.dumps(InputError(findings)))  # noqa: S301  (our own)
    assert again.findings == findings


# --- news ----------------------------------------------------------------------------------------


async def _heard(
    states: list[dict[str, object]], batches: list[Collection[object]]
) -> list[tuple[str, object]]:
    left = iter(states)

    async def state() -> dict[str, object]:
        return next(left)

    async def watcher() -> AsyncIterator[Collection[object]]:
        for batch in batches:
            yield batch

    parts = [part.decode() async for part in events(state, watcher())]
    text = "".join(parts)
    assert text.endswith("\n\n")
    return [
        (kind, json.loads(value) if kind == "data" else value)
        for line in text.splitlines()
        if line
        for kind, _, value in [line.partition(": ")]
    ]


def test_the_page_hears_what_is_on_the_table_first_and_whenever_it_changes() -> None:
    states: list[dict[str, object]] = [{"at": 1}, {"at": 1}, {"at": 2}]
    heard = asyncio.run(_heard(states, [["a"], [], ["b"]]))
    assert [kind for kind, _ in heard] == ["retry", "data", "", "data"]
    assert [value for kind, value in heard if kind == "data"] == [{"at": 1}, {"at": 2}]


def test_a_saved_file_is_heard_of_and_what_lies_elsewhere_is_not(shop: Shop) -> None:
    root = shop()
    (root / "out").mkdir()

    async def listen() -> Collection[object]:
        batches = changes(root)
        heard = asyncio.ensure_future(anext(batches))
        await asyncio.sleep(0.3)
        (root / "out" / "leaflet.pdf").write_bytes(b"%PDF")
        await asyncio.sleep(0.3)
        assert not heard.done()
        edit(root, STYLES, "{", "{ ")
        async with asyncio.timeout(20):
            return await heard

    heard: Any = asyncio.run(listen())
    assert [Path(path).name for _, path in heard] == ["panels.css"]


def test_a_workspace_that_cannot_be_watched_ends_the_news_quietly(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object, **__: object) -> AsyncIterator[Collection[object]]:
        yield ()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("printshop.studio.designer.watching.awatch", full)

    async def listen() -> list[Collection[object]]:
        return [batch async for batch in changes(shop())]

    assert asyncio.run(listen()) == [()]
