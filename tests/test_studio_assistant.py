"""The assistant's desk: leaflets to choose from, a clinic's form, its picture and its file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from printshop.load import load_library
from printshop.studio.assistant.form import check, form_of
from printshop.studio.assistant.saving import save

from .conftest import Shop
from .shops import CLINIC, catalog, entry, po, write_shop
from .studios import client
from .test_clean_logos import PATH, picture, svg

HERE = "/leaflets/warm/clinic"
PHONE = "+31 20 624 11 11"
HTML = {"accept": "text/html"}
WEEK = [[["08:30", "12:00"], ["13:00", "17:00"]], *[[["08:30", "17:00"]]] * 4, [], []]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep pictures and uploads of each test apart."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "make-brochure"


@pytest.fixture
def studio(shop: Shop) -> Iterator[TestClient]:
    """Open the studio of a shop."""
    with client(shop()) as opened:
        yield opened


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Open the studio of a shop that many tests share: what they ask for changes nothing."""
    with client(write_shop(tmp_path_factory.mktemp("asked") / "shop", {})) as opened:
        yield opened


def form(**changes: Any) -> dict[str, Any]:
    """Return a form as its script sends it: a new clinic, with some values changed."""
    return {
        "clinic": "",
        "digest": "",
        "name": "Praktijk Oost",
        "address": "Plein 1\n2000 AB Oost\nNederland",
        "phone": "020 624 11 11",
        "mail": "info@oost.example",
        "web": "www.oost.example",
        "page": "",
        "language": "nl",
        "week": WEEK,
        "logo": "",
        **changes,
    }


def opened(studio: TestClient, clinic: str = "noord") -> dict[str, Any]:
    """Return the form of a clinic that there is, as it is opened."""
    html = studio.get(HERE, params={"clinic": clinic}, headers=HTML).text
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html)
    assert found
    data = json.loads(found[1])
    return {**data["form"], "digest": data["digest"]}


def folder(studio: TestClient) -> Path:
    """Return where clinics' files are."""
    root: Path = studio.app.state.studio.workspace.root  # type: ignore[attr-defined]
    return root / "brochures/clinics"


def text(studio: TestClient, clinic: str) -> str:
    """Return the text of a clinic's file."""
    return (folder(studio) / f"{clinic}.yaml").read_text("utf-8")


def wrong(answer: Any) -> dict[str, str]:
    """Return the codes of what is wrong, by field."""
    return {each["place"]: each["code"] for each in answer.json()["findings"]}


# --- leaflets ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "lamp"),
    [
        (date(2028, 6, 1), "In date until"),
        (date(2028, 10, 2), "Review is due soon. Days left: \u206830\u2069"),
        (date(2028, 11, 2), "Expired on \u2068November 1, 2028\u2069"),
    ],
)
def test_a_card_says_whether_a_leaflet_is_in_date(
    asked: TestClient, monkeypatch: pytest.MonkeyPatch, day: date, lamp: str
) -> None:
    seconds = datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(seconds)))
    assert lamp in asked.get("/leaflets", headers=HTML).text


def test_a_card_says_how_its_languages_stand(shop: Shop) -> None:
    less = po(entry("title", "Warm hands", "Mains chaudes"))
    with client(shop({catalog("fr"): less}, approved=False)) as studio:
        html = studio.get("/leaflets", headers=HTML).text.partition("<main")[2]
        assert html.index("Translated, not yet approved") < html.index("Nederlands")
        assert html.index("Translation not finished") < html.index("Français")
        assert "to do: \u2068" in html
        assert "<h3>Complete</h3>" not in html
    with client(shop(at="approved")) as studio:
        html = studio.get("/leaflets", headers=HTML).text.partition("<main")[2]
        assert html.index("<h3>Complete</h3>") < html.index("Nederlands")
        assert "not yet approved" not in html


def test_titles_are_in_the_reader_s_language_where_they_are_translated(asked: TestClient) -> None:
    assert '<bdi lang="en">Warm hands<' in asked.get("/leaflets", headers=HTML).text


def test_a_broken_workspace_says_what_to_do(shop: Shop) -> None:
    with client(shop()) as studio:
        (folder(studio).parent / "warm.yaml").write_text("title: [")
        answer = studio.get("/leaflets", headers=HTML)
        assert answer.status_code == 422
        assert "Please show this to the person who looks after the leaflets" in answer.text
        assert "brochures/warm.yaml:" in answer.text
        (folder(studio).parent / "warm.yaml").unlink()
        assert "no .yaml file in brochures/" in studio.get("/leaflets", headers=HTML).text


@pytest.mark.slow
def test_a_cover_is_drawn_once_and_kept(
    studio: TestClient, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = studio.get("/leaflets/warm/cover.png")
    assert first.headers["content-type"] == "image/png"
    assert first.content.startswith(b"\x89PNG")
    assert len(list((cache / "previews").iterdir())) == 1
    monkeypatch.setattr("printshop.studio.renderer.Renderer.do", None)
    assert studio.get("/leaflets/warm/cover.png").content == first.content
    assert studio.get("/leaflets/cold/cover.png").status_code == 404


# --- the form ------------------------------------------------------------------------------------


def test_clinics_are_there_to_choose_from_the_form_opens_at_once_where_there_are_none(
    shop: Shop,
) -> None:
    with client(shop()) as studio:
        html = studio.get(HERE, headers=HTML).text
        assert "Kliniek Noord" in html
        assert 'href="/order/warm/noord"' in html
        (folder(studio) / "noord.yaml").unlink()
        assert 'id="f-name"' in studio.get(HERE, headers=HTML).text
        assert studio.post(HERE, json=form()).json()["next"] == "/order/warm/praktijk-oost"
        assert "Praktijk Oost" in studio.get(HERE, headers=HTML).text


def test_a_clinic_that_cannot_be_read_is_told(shop: Shop) -> None:
    with client(shop({"brochures/clinics/bad.yaml": "name: X\n"})) as studio:
        html = studio.get(HERE, headers=HTML).text
        assert "Clinics that cannot be used" in html
        assert studio.get(HERE, params={"clinic": "bad"}).status_code == 404


def test_a_new_clinic_becomes_a_file_with_values_as_they_are_printed(studio: TestClient) -> None:
    answer = studio.post(HERE, json=form())
    assert answer.json() == {"clinic": "praktijk-oost", "next": "/order/warm/praktijk-oost"}
    assert text(studio, "praktijk-oost") == (
        "name: Praktijk Oost\nlanguage: nl\naddress: [Plein 1, 2000 AB Oost, Nederland]\n"
        'phone: "+31 20 624 1111"\nmail: info@oost.example\nweb: https://www.oost.example\n'
        "page: https://www.oost.example\nhours:\n"
        '  - {days: mon, opens: "08:30", closes: "12:00"}\n'
        '  - {days: mon, opens: "13:00", closes: "17:00"}\n'
        '  - {days: tue-fri, opens: "08:30", closes: "17:00"}\n'
    )
    assert opened(studio, "praktijk-oost")["week"] == WEEK


def test_a_second_clinic_of_the_same_name_overwrites_nothing(studio: TestClient) -> None:
    (folder(studio) / "Praktijk-OOST.yaml").write_text("broken: [")
    ids = [studio.post(HERE, json=form()).json()["clinic"] for _ in range(3)]
    assert ids == [f"praktijk-oost-plein-1{end}" for end in ("", "-2", "-3")]
    assert text(studio, "Praktijk-OOST") == "broken: ["


def test_clinics_of_one_name_that_are_saved_at_once_become_files_of_their_own(
    shop: Shop,
) -> None:
    root = shop()
    library = load_library(root)
    with ThreadPoolExecutor(8) as pool:
        forms = [form_of(form(mail=f"mail{number}@oost.example")) for number in range(8)]
        ids = list(pool.map(lambda each: save(root, each, check(each, library, None)), forms))
    assert len(set(ids)) == 8
    texts = [(root / "brochures/clinics" / f"{id}.yaml").read_text("utf-8") for id in ids]
    assert all(f"mail{number}@" in text for number, text in enumerate(texts))


def test_a_clinic_that_did_not_change_keeps_its_file(studio: TestClient) -> None:
    before = (folder(studio) / "noord.yaml").stat().st_mtime_ns
    assert studio.post(HERE, json=opened(studio)).status_code == 200
    assert (folder(studio) / "noord.yaml").stat().st_mtime_ns == before
    assert text(studio, "noord") == CLINIC


def test_only_what_changed_is_written(studio: TestClient) -> None:
    studio.post(HERE, json={**opened(studio), "mail": "balie@noord.example"})
    assert text(studio, "noord") == CLINIC.replace("info@", "balie@")


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"name": " "}, "name", "input.wrong-value"),
        ({"name": "\u200b\u202e"}, "name", "input.wrong-value"),
        ({"name": "Kliniek \x07"}, "name", "input.control"),
        ({"name": "x" * 5000}, "name", "input.too-long"),
        ({"address": "\n", "phone": PHONE}, "address", "input.wrong-value"),
        ({"address": "1\n2\n3\n4\n5\n6", "phone": PHONE}, "address", "input.wrong-value"),
        ({"phone": "12"}, "phone", "input.phone"),
        ({"phone": "020 6241111", "address": "Plein 1"}, "phone", "input.phone"),
        ({"mail": "me at home"}, "mail", "input.mail"),
        ({"web": "javascript://alert(1)"}, "web", "input.web"),
        ({"page": "https://x.example/{clinic}"}, "page", "input.page"),
        ({"language": "xx"}, "language", "input.language"),
        ({"week": [[["09:00", ""]], *[[]] * 6]}, "hours-0", "input.time"),
        ({"week": [[["25:00", "26:00"]], *[[]] * 6]}, "hours-0", "input.time"),
        ({"week": [[], [["17:00", "09:00"]], *[[]] * 5]}, "hours-1", "input.hours"),
        ({"week": [[["9:00", "8:00"]], *[[]] * 6]}, "hours-0", "input.time"),
    ],
)
def test_what_is_wrong_is_said_of_its_field_alone(
    asked: TestClient, changes: dict[str, Any], field: str, code: str
) -> None:
    answer = asked.post(HERE, json=form(**changes))
    assert answer.status_code == 422
    assert wrong(answer) == {field: code}
    assert [path.stem for path in folder(asked).glob("*.yaml")] == ["noord"]


def test_everything_that_is_wrong_is_said_at_once_in_the_reader_s_words(
    asked: TestClient,
) -> None:
    empty = dict.fromkeys(("name", "address", "phone", "mail", "web"), "")
    answer = asked.post(HERE, json=form(**empty))
    assert wrong(answer).keys() == empty.keys()
    assert {each["message"] for each in answer.json()["findings"]} == {"Please fill this in."}


def test_a_number_that_nobody_has_is_told_and_can_be_saved(asked: TestClient) -> None:
    sent = form(phone="+31 12 345 67 89")
    (told,) = asked.post(f"{HERE}/preview", json=sent).json()["findings"]
    assert told["code"] == "input.phone-unassigned"
    assert told["severity"] == "warning"
    assert told["message"].endswith("Dial it once to be sure.")


@pytest.mark.parametrize(
    "sent",
    [
        [],
        "x",
        {},
        {**form(), "week": []},
        {**form(), "week": [[["a"]]] * 7},
        {**form(), "name": 5},
        {**form(), "logo": "../../../etc/passwd"},
        {**form(), "logo": "noord.svg"},
        {**form(), "logo": f"{'a' * 64}.html"},
    ],
)
def test_what_no_form_sends_is_refused(asked: TestClient, sent: Any) -> None:
    assert asked.post(HERE, json=sent).status_code == 422
    assert asked.post(HERE, content=b"{").status_code == 422


@pytest.mark.parametrize("id", ["../noord", "..", "/etc/passwd", "noord.yaml", "NOORD", "bad\x00"])
def test_only_clinics_that_there_are_can_be_written(asked: TestClient, id: str) -> None:
    before = sorted(folder(asked).parent.rglob("*"))
    answer = asked.post(HERE, json=form(clinic=id))
    assert answer.status_code == 409
    assert answer.json()["gone"]
    assert sorted(folder(asked).parent.rglob("*")) == before


# --- two people at once --------------------------------------------------------------------------


def test_what_somebody_else_wrote_meanwhile_is_shown_and_not_lost(studio: TestClient) -> None:
    mine, theirs = opened(studio), opened(studio)
    assert studio.post(HERE, json={**theirs, "phone": "+31 30 555 09 99"}).status_code == 200
    written = text(studio, "noord")
    answer = studio.post(HERE, json={**mine, "mail": "mine@noord.example"})
    assert answer.status_code == 409
    assert text(studio, "noord") == written
    shown = answer.json()
    assert shown["theirs"]["phone"] == "+31 30 555 0999"
    again = {**shown["theirs"], "mail": "mine@noord.example", "digest": shown["digest"]}
    assert studio.post(HERE, json=again).status_code == 200
    assert "mine@" in text(studio, "noord")
    assert "555 0999" in text(studio, "noord")


def test_a_clinic_that_was_deleted_meanwhile_can_be_saved_anew(studio: TestClient) -> None:
    mine = opened(studio)
    (folder(studio) / "noord.yaml").unlink()
    answer = studio.post(HERE, json=mine)
    assert answer.json() == {"gone": True, "theirs": None, "digest": ""}
    again = {**mine, "clinic": "", "digest": ""}
    assert studio.post(HERE, json=again).json()["clinic"] == "kliniek-noord"


def test_a_file_that_was_broken_meanwhile_is_left_alone(studio: TestClient) -> None:
    mine = opened(studio)
    (folder(studio) / "noord.yaml").write_text("name: [")
    answer = studio.post(HERE, json=mine)
    assert answer.status_code == 409
    assert answer.json()["theirs"] is None
    assert text(studio, "noord") == "name: ["


# --- logos ---------------------------------------------------------------------------------------


def send(studio: TestClient, data: bytes, name: str = "logo.png") -> Any:
    """Send a logo."""
    return studio.post(f"{HERE}/logo", files={"logo": (name, data, "image/png")})


def test_a_logo_is_kept_beside_its_clinic_under_a_name_of_ours(studio: TestClient) -> None:
    answer = send(studio, svg('<g onclick="x"/>'), "../../../evil.html")
    assert answer.json()["message"] == "Good: this drawing is sharp at any size."
    assert studio.post(HERE, json=form(logo=answer.json()["logo"])).status_code == 200
    (logo,) = folder(studio).glob("*.svg")
    assert re.fullmatch(r"praktijk-oost-[0-9a-f]{12}\.svg", logo.name)
    assert b"onclick" not in logo.read_bytes()
    assert text(studio, "praktijk-oost").endswith(f"logo: {logo.name}\n")
    # It stays, and goes, as the form says; the file itself is never deleted.
    mine = opened(studio, "praktijk-oost")
    assert mine["logo"] == "kept"
    assert studio.post(HERE, json={**mine, "name": "Oost"}).status_code == 200
    assert "logo:" in text(studio, "praktijk-oost")
    mine = opened(studio, "praktijk-oost")
    assert studio.post(HERE, json={**mine, "logo": ""}).status_code == 200
    assert "logo:" not in text(studio, "praktijk-oost")
    assert logo.exists()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (picture((250, 100)), "This picture is \u2068250\u2069 pixels wide. It can be used"),
        (picture((600, 400)), "Good: this picture is sharp in print."),
    ],
)
def test_a_picture_is_held_against_the_size_it_is_printed_in(
    asked: TestClient, data: bytes, said: str
) -> None:
    assert send(asked, data).json()["message"].startswith(said)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (picture((60, 40)), "logo.coarse"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "logo.kind"),
        (svg("<script>alert(1)</script>"), "logo.drawing"),
        (bytes(9_000_000), "logo.large"),
        (svg("", 'viewBox="a b c d"'), "logo.drawing"),
        (svg(f'<g transform="rotate(x)">{PATH}</g>'), "logo.drawing"),  # the layout engine stumbles
    ],
)
def test_a_logo_that_cannot_be_used_is_said_in_plain_words(
    asked: TestClient, data: bytes, code: str
) -> None:
    answer = send(asked, data)
    assert answer.status_code == 422
    assert wrong(answer) == {"logo": code}


def test_more_than_the_studio_takes_is_refused(asked: TestClient) -> None:
    assert send(asked, bytes(14_000_000)).status_code == 413
    assert asked.post(f"{HERE}/logo", data={"logo": "text"}).status_code == 415


def test_an_upload_that_was_forgotten_is_said_of_its_field(asked: TestClient) -> None:
    answer = asked.post(HERE, json=form(logo=f"{'0' * 64}.png"))
    assert wrong(answer) == {"logo": "input.picture"}


# --- the picture ---------------------------------------------------------------------------------


def test_the_picture_is_of_what_was_typed_good_or_not(asked: TestClient) -> None:
    sent = form(mail="me at")
    answer = asked.post(f"{HERE}/preview", json=sent).json()
    assert answer["picture"].startswith("data:image/png;base64,")
    assert answer["phone"] == "+31 20 624 1111"
    assert [each["place"] for each in answer["findings"]] == ["mail"]
    other = asked.post(f"{HERE}/preview", json={**sent, "name": "Another"}).json()
    assert other["picture"] != answer["picture"]


def test_details_that_do_not_fit_are_told(asked: TestClient) -> None:
    wide = asked.post(f"{HERE}/preview", json=form(mail=f"{'x' * 60}@oost.example")).json()
    assert wide["trouble"] == ["A word or an address is wider than the panel. Shorten it."]
    long = form(address="\n".join(["Lange straat in een dorp " * 8] * 5))
    assert "more than fits" in asked.post(f"{HERE}/preview", json=long).json()["trouble"][0]


def test_a_leaflet_that_there_is_not_has_no_form(asked: TestClient) -> None:
    for address in ("/leaflets/cold/clinic", "/leaflets/..%2Fwarm/clinic"):
        assert asked.get(address, headers=HTML).status_code == 404
        assert asked.post(address, json=form()).status_code in (404, 405)
