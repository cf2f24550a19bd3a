"""An order: what can be chosen, what is looked at, and what is in the zip for the print firm."""

from __future__ import annotations

import gc
import hashlib
import io
import json
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest

from printshop.findings import Finding, Place, Severity
from printshop.folds import FOLDS
from printshop.load.interface import interface_messages
from printshop.sign_off import SignOff
from printshop.studio.order.choices import Offer, UnknownError, find_language, offer, order_of
from printshop.studio.order.drawing import drawn
from printshop.studio.order.editions import ordered
from printshop.studio.order.looks import Look, safe_distances
from printshop.studio.order.making import MOST_ORDERS, Orders
from printshop.studio.order.verdict import verdict
from printshop.studio.renderer import Renderer
from printshop.studio.texts import texts
from printshop.studio.workspace import Workspace

from .conftest import Shop
from .shops import BROCHURE, SOURCES, TRANSLATIONS, catalog, entry, po, write_shop
from .studios import client

if TYPE_CHECKING:
    from starlette.testclient import TestClient

HOME = "/order/warm/noord"
PAPER = "FOGRA39L_coated.icc"
ORDER = {"format": "trifold", "paper": PAPER, "copies": {"nl": 300, "ar": 50}}
T = texts({}, "en")
FORMATS = BROCHURE.replace("[trifold]", "[trifold, sheet]")


def done(studio: TestClient, order: Any) -> tuple[str, dict[str, Any]]:
    """Make an order; returns its address and what came of it."""
    begun = studio.post(f"{HOME}/files", json=order)
    assert begun.status_code == 202
    address = f"{HOME}/files/{begun.json()['id']}"
    while not (progress := studio.get(address).json())["over"]:
        time.sleep(0.05)
    return address, progress


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Open the studio of a shop that many tests share: what they ask for is refused."""
    with client(write_shop(tmp_path_factory.mktemp("asked") / "shop", {})) as opened:
        yield opened


def offered(root: Path) -> Offer:
    return offer(Workspace(root).read(), "warm", "noord")


# --- choosing ------------------------------------------------------------------------------------


def test_the_page_offers_languages_formats_and_papers_in_people_s_words(shop: Shop) -> None:
    root = shop({"brochures/warm.yaml": FORMATS})
    (root / "locales/ar/approvals.jsonl").unlink()
    with client(root) as studio:
        page = studio.get(HOME, headers={"accept": "text/html"}).text
    for words in ("Folded leaflet, three panels", "A4 sheet", "Large print", "Coated paper"):
        assert words in page
    for words in ("العربية", "Arabic", "Warm hands", "Kliniek Noord", "Not approved yet"):
        assert words in page


@pytest.mark.parametrize(
    "address",
    [
        "/order/cold/noord",
        "/order/warm/west",
        "/order/..%2f..%2fetc/noord",
        f"{HOME}/look?language=xx&format=trifold",
        f"{HOME}/look?language=nl&format=zfold",
        f"{HOME}/look?language=nl",
        f"{HOME}/side/0/huge?language=nl&format=trifold",
        f"{HOME}/files/nothing",
        f"{HOME}/files/nothing/printer.zip",
    ],
)
def test_what_there_is_not_is_not_found(asked: TestClient, address: str) -> None:
    assert asked.get(address).status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"format": "zfold"},
        {"format": None},
        {"paper": "../../secret.icc"},
        {"copies": {}},
        {"copies": []},
        {"copies": {"xx": 1}},
        {"copies": {"nl": 0}},
        {"copies": {"nl": -5}},
        {"copies": {"nl": 1.5}},
        {"copies": {"nl": True}},
        {"copies": {"nl": "5"}},
        {"copies": {"nl": 10**7}},
    ],
)
def test_an_order_that_makes_no_sense_is_refused(shop: Shop, change: dict[str, Any]) -> None:
    own = offered(shop())
    assert order_of(own, ORDER).copies == {"nl": 300, "ar": 50}
    with pytest.raises(UnknownError):
        order_of(own, {**ORDER, **change})


@pytest.mark.parametrize("body", [b"", b"[1]", b"{", b"\xff", b"[" * 5000, b'"' + b"x" * 200_000])
def test_what_is_no_order_at_all_is_refused(asked: TestClient, body: bytes) -> None:
    answer = asked.post(f"{HOME}/files", content=body)
    assert answer.status_code == 422
    assert answer.json()["findings"][0]["code"] == "studio.refused"


def test_all_formats_have_a_name_that_can_be_translated() -> None:
    keys = {message.key for message in interface_messages()}
    named = {f"order.format.{id}" for id in FOLDS} | {"order.format.large-booklet"}
    assert named <= keys


def test_an_uncoated_paper_is_offered_once_there_is_a_profile_of_it(shop: Shop) -> None:
    root = shop()
    folder = root / "styles" / "profiles"
    profile = (folder / PAPER).read_bytes()
    folder.unlink()  # it leads to the shipped one
    folder.mkdir()
    (folder / PAPER).write_bytes(profile)
    (folder / "broken.icc").write_bytes(b"no profile")
    (folder / "Z.icc").write_bytes(profile.replace(b"FOGRA39L", b"FOGRA47L"))
    own = offered(root)
    papers = {paper.id: paper for paper in own.papers}
    assert [(paper.id, paper.kind) for paper in own.papers] == [
        (PAPER, "coated"),
        ("Z.icc", "uncoated"),
    ]
    jobs = ordered(own, find_language(own, "nl"), own.formats[0], papers["Z.icc"])
    assert jobs.press is not None
    intents = {e.profile.id: e.output_intent.identifier for e in jobs.press.editions}
    assert intents == {"press": "FOGRA47", "office": "FOGRA39"}


# --- looking -------------------------------------------------------------------------------------


def test_a_look_has_the_sides_as_they_are_printed(shop: Shop) -> None:
    asked = "language=ar&format=trifold"
    with client(shop()) as studio:
        look = studio.get(f"{HOME}/look?{asked}").json()
        png = studio.get(f"{HOME}/side/1/screen?{asked}&key={look['key']}")
        assert studio.get(f"{HOME}/side/2/screen?{asked}").status_code == 404
    outside, inside = look["sides"]
    assert [panel["number"] for panel in outside["panels"]] == [1, 6, 2]  # mirrored
    assert (outside["width"], outside["height"]) == (303, 216)
    assert outside["trim"] == {"x": 3, "y": 3, "width": 297, "height": 210}
    assert inside["folds"] == [100, 200]
    assert png.content.startswith(b"\x89PNG")
    assert int.from_bytes(png.content[16:20]) == pytest.approx(303 / 25.4 * 120, abs=2)


def test_the_safe_area_is_that_of_the_check() -> None:
    to_trim, to_fold = safe_distances()
    side = drawn(Look("", FOLDS["trifold"], b"", ()))["sides"][0]
    first = side["safe"][0]
    assert (first["x"], first["y"]) == (3 + to_trim, 3 + to_trim)
    assert first["x"] + first["width"] == 3 + 97 - to_fold
    assert (to_trim, to_fold) == (5.0, 5.0)


def test_a_leaflet_that_cannot_be_drawn_says_so(shop: Shop) -> None:
    texts = {**dict(zip(SOURCES, TRANSLATIONS["nl"], strict=True)), "title": "<b>Warm</b>"}
    entries = (entry(key, SOURCES[key], text) for key, text in texts.items())
    with client(shop({catalog("nl"): po(*entries)})) as studio:
        look = studio.get(f"{HOME}/look?language=nl&format=trifold").json()
    assert look["sides"] == []
    assert "text.markup" in {finding["code"] for finding in look["found"]}


# --- making --------------------------------------------------------------------------------------


def test_an_order_ends_in_one_zip_for_the_print_firm(shop: Shop) -> None:
    root = shop()
    (root / "locales/ar/approvals.jsonl").unlink()
    with client(root) as studio:
        address, progress = done(studio, ORDER)
        arabic, dutch = progress["parts"]
        assert (arabic["ready"], dutch["ready"]) == (False, True)
        assert "approved" in arabic["sentences"][0]
        assert (arabic["draft"], dutch["draft"]) == (True, False)

        refused = studio.get(f"{address}/printer.zip")
        assert refused.status_code == 422
        assert "العربية" in refused.json()["findings"][0]["message"]
        first = studio.get(f"{address}/printer.zip?others=1")
        assert first.content == studio.get(f"{address}/printer.zip?others=1").content
        office = studio.get(f"{address}/office.zip")
        assert studio.get(f"{address}/office/nl").content.startswith(b"%PDF")
        assert studio.get(f"{address}/office/xx").status_code == 404
        assert studio.get(address.replace("/noord/", "/west/")).status_code == 404
    _check_printer_zip(first.content)
    with zipfile.ZipFile(io.BytesIO(office.content)) as packed:
        assert packed.namelist() == [
            f"warm.{name}.pdf" for name in ("ar.trifold.office.DRAFT", "nl.trifold.office")
        ]


def _check_printer_zip(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert {info.date_time for info in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        files = {name: packed.read(name) for name in packed.namelist()}
    pdf = "warm.nl.trifold.press.pdf"
    assert list(files) == ["order.html", "order.json", "preflight.html", pdf]
    ticket = json.loads(files["order.json"])
    (line,) = ticket["lines"]
    assert (line["language"], line["copies"], line["file"]) == ("nl", 300, pdf)
    assert line["sha256"] == hashlib.sha256(files[pdf]).hexdigest()
    assert (ticket["total"], ticket["left_out"], ticket["trim"]) == (300, ["Arabic"], [297, 210])
    assert "FOGRA39" in ticket["output_intent"]
    page = files["order.html"].decode()
    assert line["sha256"] in page
    assert "Not in this order" in page
    report = files["preflight.html"].decode()
    assert pdf in report
    assert "orders-" not in report  # where it lay for a while is nobody's business
    with pikepdf.open(io.BytesIO(files[pdf])) as document:
        assert len(document.pages) == 2


def test_print_files_are_refused_where_none_is_ready(shop: Shop) -> None:
    with client(shop(approved=False)) as studio:
        address, _ = done(studio, {**ORDER, "copies": {"nl": 1}})
        for more in ("", "?others=1"):
            refused = studio.get(f"{address}/printer.zip{more}")
            assert refused.status_code == 422
            assert "None" in refused.json()["findings"][0]["message"]


def test_an_order_can_be_stopped(shop: Shop) -> None:
    with client(shop()) as studio:
        begun = studio.post(f"{HOME}/files", json=ORDER).json()["id"]
        early = studio.get(f"{HOME}/files/{begun}/printer.zip")
        assert early.status_code == 422
        assert studio.post(f"{HOME}/files/{begun}/stop").status_code == 200
        progress = studio.get(f"{HOME}/files/{begun}").json()
        assert progress["over"]
        assert {part["stage"] for part in progress["parts"]} == {"stopped"}
        assert studio.get(f"{HOME}/files/{begun}/office.zip").status_code == 404


def test_nothing_is_begun_without_a_token(shop: Shop) -> None:
    with client(shop()) as studio:
        foreign = {"x-csrf-token": "0" * 64}
        assert studio.post(f"{HOME}/files", json=ORDER, headers=foreign).status_code == 403


def test_the_oldest_orders_make_room_and_no_others(shop: Shop) -> None:
    with client(shop()) as studio:
        ids = [
            studio.post(f"{HOME}/files", json=ORDER).json()["id"] for _ in range(MOST_ORDERS + 1)
        ]
        found = [studio.get(f"{HOME}/files/{id}").status_code for id in ids]
    assert found == [404] + [200] * MOST_ORDERS


@contextmanager
def temporary(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    yield


def test_files_are_deleted_with_the_studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "temporary"
    with temporary(folder, monkeypatch):
        orders = Orders(Renderer())
        assert len(list(folder.iterdir())) == 1
        del orders
        gc.collect()
        assert list(folder.iterdir()) == []


# --- the verdict ---------------------------------------------------------------------------------

APPROVED = SignOff(("title",), (), ())


def said(*findings: Finding, state: SignOff = APPROVED, failed: bool = False) -> tuple[bool, str]:
    found = verdict(T, state, findings, made=not failed, failed=failed, unchecked=0)
    return found.ready, " ".join(found.sentences)


def finding(code: str, severity: Severity = Severity.ERROR, file: str = "") -> Finding:
    return Finding(code, severity, f"Mend {code}.", Place(file))


def test_a_leaflet_without_faults_is_ready() -> None:
    assert said() == (True, "Ready for the printer.")
    assert said(finding("text.readability", Severity.INFO)) == (True, "Ready for the printer.")


def test_remarks_do_not_stop_the_printing() -> None:
    ready, words = said(finding("section.missing", Severity.WARNING))
    assert ready
    assert "do not stop" in words


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (finding("clinic.phone", file="brochures/clinics/noord.yaml"), "Mend clinic.phone."),
        (finding("text.fuzzy"), "translation"),
        (finding("ink.coverage-limit"), "Something in the leaflet"),
        (finding("review.overdue"), "Something in the leaflet"),
    ],
)
def test_a_fault_stops_it_and_says_whom_to_ask(fault: Finding, words: str) -> None:
    ready, sentences = said(fault)
    assert not ready
    assert words in sentences


def test_what_is_not_approved_or_not_made_is_not_ready() -> None:
    ready, words = said(state=SignOff((), (), ("title",)))
    assert not ready
    assert "only a draft" in words
    assert not said(state=SignOff((), ("title",), ()))[0]
    assert not said(failed=True)[0]
