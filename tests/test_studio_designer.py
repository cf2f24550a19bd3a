"""The designer's desk: what is drawn again, what is told of it, and what a broken file does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from printshop.pipeline import measure
from printshop.plan import Job
from printshop.studio.designer.desk import Desk
from printshop.studio.designer.drawings import Drawings
from printshop.studio.designer.leaflets import View
from printshop.studio.renderer import Renderer

from .conftest import Shop
from .shops import BROCHURE, catalog, write_shop
from .studios import client

VIEW = View("warm")
TEMPLATE = "templates/leaflet.html"
STYLES = "styles/calm/panels.css"


@pytest.fixture(autouse=True)
def _kept_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Open the studio of a shop that many tests share: what they ask for is not there."""
    with client(write_shop(tmp_path_factory.mktemp("asked") / "shop", {})) as opened:
        yield opened


class Here(Renderer):
    """Draws in this process, and counts how often."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []

    async def do(self, function: Callable[..., Any], /, *given: Any, **named: Any) -> Any:
        self.done.append(function.__name__)
        await asyncio.sleep(0)
        return function(*given, **named)


@contextmanager
def studio(root: Path) -> Iterator[tuple[TestClient, Here]]:
    """Open a workspace's studio, which draws in this process."""
    with client(root) as opened:
        here = Here()
        state: Any = opened.app
        state.state.studio = replace(state.state.studio, renderer=here)
        yield opened, here


@contextmanager
def desk(root: Path) -> Iterator[Desk]:
    with studio(root) as (opened, _):
        app: Any = opened.app
        yield Desk(app.state.studio)


def edit(root: Path, name: str, before: str, after: str) -> None:
    path = root / name
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")


def told(root: Path, view: View = VIEW) -> dict[str, Any]:
    with desk(root) as opened:
        return asyncio.run(opened.state(view))


def fingerprints(root: Path, view: View = VIEW) -> dict[str, str]:
    return {entry["tag"]: entry["fingerprint"] for entry in told(root, view)["leaflets"]}


# --- pages ---------------------------------------------------------------------------------------


def test_brochures_are_listed_and_open(shop: Shop) -> None:
    with client(shop()) as opened:
        html = {"accept": "text/html"}
        assert 'href="/design/warm"' in opened.get("/design", headers=html).text
        page = opened.get("/design/warm", headers=html)
        assert page.status_code == 200
        given = json.loads(page.text.split('id="given">')[1].split("</script>")[0])
        assert [entry["tag"] for entry in given["state"]["leaflets"]] == ["ar", "en", "nl"]
        assert "Kliniek Noord" in page.text


@pytest.mark.parametrize(
    "address",
    [
        "/design/cold",
        "/design/..%2f..%2fetc",
        "/design/warm/leaflets/xx",
        "/design/warm/leaflets/xx/fits",
        "/design/warm/pictures/..%2f..%2fsecret/1",
        f"/design/warm/pictures/{'0' * 64}/1",
        f"/design/warm/pictures/{'0' * 63}g/1",
        f"/design/warm/pictures/{'0' * 64}/x",
    ],
)
def test_what_there_is_not_is_not_found(asked: TestClient, address: str) -> None:
    assert asked.get(address).status_code == 404


def test_a_view_of_what_there_is_not_is_one_of_what_there_is(shop: Shop) -> None:
    root = shop()
    assert fingerprints(root, View("warm", "gone", "gone")) == fingerprints(root)


def test_pseudo_languages_are_on_the_table_if_they_are_wanted(shop: Shop) -> None:
    root = shop()
    state = told(root, replace(VIEW, pseudo=True))
    pseudo = {entry["tag"] for entry in state["leaflets"] if entry["pseudo"]}
    assert pseudo == {"en_XA", "ar_XB"}
    assert fingerprints(root).items() <= fingerprints(root, replace(VIEW, pseudo=True)).items()


# --- what is drawn again -------------------------------------------------------------------------


def test_a_saved_catalog_changes_its_own_leaflet_alone(shop: Shop) -> None:
    root = shop()
    before = fingerprints(root)
    edit(root, catalog("nl"), "Waarom warme", "Waarom koude")
    after = fingerprints(root)
    assert {tag for tag in before if before[tag] != after[tag]} == {"nl"}


def test_a_saved_style_sheet_changes_all_leaflets_and_taking_it_back_none(shop: Shop) -> None:
    root = shop()
    before = fingerprints(root)
    edit(root, STYLES, "{", "{ ")
    assert not before.items() & fingerprints(root).items()
    edit(root, STYLES, "{ ", "{")
    assert fingerprints(root) == before


def test_a_leaflet_is_drawn_once_whoever_asks_and_kept(shop: Shop, tmp_path: Path) -> None:
    with desk(shop()) as opened:
        leaflet = opened.leaflets(VIEW)["nl"]
    here, again = Here(), Here()

    async def twice() -> None:
        drawings = Drawings(tmp_path / "kept", here)
        first, second = await asyncio.gather(drawings.about(leaflet), drawings.about(leaflet))
        assert first == second
        later = Drawings(tmp_path / "kept", again)
        assert await later.about(leaflet) == first
        assert await later.picture(leaflet.fingerprint, 1)
        assert await later.picture(leaflet.fingerprint, 99) is None

    asyncio.run(twice())
    assert here.done == ["draw"]
    assert again.done == []


def test_whoever_goes_away_takes_no_picture_from_others(shop: Shop, tmp_path: Path) -> None:
    with desk(shop()) as opened:
        leaflet = opened.leaflets(VIEW)["nl"]

    async def one_goes() -> object:
        drawings = Drawings(tmp_path / "kept", Here())
        goes = asyncio.create_task(drawings.about(leaflet))
        stays = asyncio.create_task(drawings.about(leaflet))
        await asyncio.sleep(0.01)
        goes.cancel()
        return (await stays)["panels"]

    assert asyncio.run(one_goes())


# --- pictures and findings -----------------------------------------------------------------------


def test_a_drawing_says_all_and_its_pictures_are_there(shop: Shop) -> None:
    with studio(shop()) as (opened, _):
        about = opened.get("/design/warm/leaflets/nl").json()
        assert len(about["panels"]) == 6
        assert not any(panel["extra"] for panel in about["panels"])
        assert about["fit"]["linesOver"] == 0
        address = f"/design/warm/pictures/{about['fingerprint']}/1"
        small, large = opened.get(address), opened.get(f"{address}?large=1")
        assert small.headers["content-type"] == large.headers["content-type"] == "image/png"
        assert "immutable" in small.headers["cache-control"]
        assert len(large.content) > len(small.content)


def too_long(texts: int) -> str:
    block = '      - {id: "t%d", paragraph: "%s"}\n'
    words = "Cold hands are hard to draw blood from, so warm them well before. " * 20
    return BROCHURE + "".join(block % (number, words) for number in range(texts))


def test_text_that_does_not_fit_stands_on_extra_pages(shop: Shop) -> None:
    root = shop({"brochures/warm.yaml": too_long(14)})
    with studio(root) as (opened, _):
        about = opened.get("/design/warm/leaflets/en").json()
        assert about["fit"]["linesOver"] > 0
        extra = [panel["extra"] for panel in about["panels"]]
        assert extra == sorted(extra)
        assert extra.count(False) == 6
        assert extra.count(True) >= 1
        assert opened.get("/design/warm/leaflets/en/checks").json()["refused"]


def test_a_finding_on_a_text_is_boxed_where_the_text_stands(shop: Shop) -> None:
    root = shop()
    edit(root, catalog("nl"), 'msgctxt "why.text"', '#, fuzzy\nmsgctxt "why.text"')
    with studio(root) as (opened, _):
        about = opened.get("/design/warm/leaflets/nl").json()
    (finding,) = (each for each in about["findings"] if "why.text" in each["place"])
    ((panel, left, top, width, height),) = finding["spots"]
    assert 1 <= panel <= 6
    assert min(left, top) > 0
    assert left + width < about["panels"][panel - 1]["width"]
    assert top + height < about["panels"][panel - 1]["height"]


def test_a_word_that_is_too_wide_is_boxed(shop: Shop) -> None:
    root = shop()
    edit(root, catalog("nl"), "prikken", "p" * 120)
    with studio(root) as (opened, _):
        about = opened.get("/design/warm/leaflets/nl").json()
    wide = [each for each in about["findings"] if each["code"] == "layout.sideways"]
    assert wide
    assert all(each["spots"] for each in wide)


def test_checks_say_where_on_a_panel(shop: Shop) -> None:
    root = shop()
    with (root / STYLES).open("a") as file:
        file.write("p { position: relative; left: -6mm }\n")
    with studio(root) as (opened, _):
        checks = opened.get("/design/warm/leaflets/nl/checks").json()
    near = {each["code"]: each["spots"] for each in checks["findings"] if each["spots"]}
    assert "text.at-edge" in near
    assert {panel for panel, *_ in near["text.at-edge"]} <= set(range(1, 7))
    assert not any("panels.pdf" in each["place"] for each in checks["findings"])


# --- the fit map ---------------------------------------------------------------------------------


def test_the_fit_map_says_what_is_measured(shop: Shop) -> None:
    root = shop()
    edit(root, "brochures/warm.yaml", "[trifold]", "[trifold, sheet]")
    with desk(root) as opened:
        leaflets = opened.in_all_folds(VIEW, "nl")
    with studio(root) as (opened_studio, here):
        fits = opened_studio.get("/design/warm/leaflets/nl/fits").json()["fits"]
        again = opened_studio.get("/design/warm/leaflets/nl/fits").json()["fits"]
        about = opened_studio.get("/design/warm/leaflets/nl").json()
    assert fits == again
    assert here.done == ["fits", "fits", "draw"]
    assert fits.keys() == leaflets.keys() == {"trifold", "sheet"}
    for fold, leaflet in leaflets.items():
        fit = measure(Job((leaflet.edition,), ("",), ""))[0].fit
        assert fit is not None
        assert (fits[fold]["body"], fits[fold]["linesOver"]) == (fit.body, fit.lines_over)
        assert fits[fold]["panelFill"] == list(fit.panel_fill)
    assert about["fit"] == fits["trifold"]
