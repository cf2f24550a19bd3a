"""The reviewer's desk: what is read, remarked on and approved, and what is refused."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from printshop.approve import Signature, approve, standings
from printshop.errors import BrochureError
from printshop.geometry import Size
from printshop.load import load_library
from printshop.messages import approvals_path, load_catalogs, load_remarks, short_code
from printshop.messages.remarks import Event, Said, add_to_remarks, new_remark, remarks_path
from printshop.model import Edition, Fit
from printshop.render.places import TextBox
from printshop.review.texts import review_texts
from printshop.storage import turn
from printshop.studio.preview import PanelPicture, Preview
from printshop.studio.reviewer.pictures import Pictures
from printshop.studio.reviewer.reading import edition_of
from printshop.studio.workspace import Workspace

from .conftest import Shop
from .shops import BROCHURE, SOURCES, TRANSLATIONS, catalog, entry, po
from .studios import client

WHO = {"by": "J. de Vries", "role": "dermatologist"}
READING = "/review/warm/nl"
HTML = {"accept": "text/html"}
FACTS = BROCHURE.replace("draw blood from.", "draw {dose} of blood from.") + (
    "facts:\n  dose: {measure: 5, unit: volume-milliliter}\n"
)


@pytest.fixture(autouse=True)
def seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every leaflet look the same, without laying it out."""
    boxes = (
        TextBox("title", 1, 10, 20, 60, 15),
        TextBox("why.heading", 2, 10, 10, 60, 8),
        TextBox("why.text", 2, 10, 20, 60, 30),
    )
    panels = (PanelPicture(b"png", Size(100, 210)),) * 6
    preview = Preview(panels, boxes, Fit(10, 0, 1, 1), (), (10, 0))

    async def of(self: Pictures, edition: Edition, layout: str) -> Preview:
        return preview

    monkeypatch.setattr(Pictures, "of", of)


@pytest.fixture
def root(shop: Shop) -> Path:
    return shop(approved=False)


@pytest.fixture
def studio(root: Path) -> Iterator[TestClient]:
    with client(root) as opened:
        yield opened


def shown(studio: TestClient, address: str = READING) -> str:
    answer = studio.get(address, headers=HTML)
    assert answer.status_code == 200
    return answer.text.replace("\u2068", "").replace("\u2069", "")


def article(html: str, key: str) -> str:
    found = re.search(rf'<article[^>]*data-key="{key}".*?</article>', html, re.DOTALL)
    assert found
    return found[0]


def seen_of(html: str, key: str) -> str:
    return re.findall(r'data-seen="([0-9a-f]+)"', article(html, key))[0]


def code_in(html: str) -> str:
    return re.findall(r'data-code="([^"]+)"', html)[0]


def approved(root: Path, tag: str = "nl") -> list[dict[str, str]]:
    path = approvals_path(root, tag)
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def said(answer: object) -> str:
    return str(answer.json()["findings"][0]["message"])  # type: ignore[attr-defined]


def edit(root: Path, key: str, text: str, flags: str = "") -> None:
    """Change one Dutch text."""
    texts = dict(zip(SOURCES, TRANSLATIONS["nl"], strict=True)) | {key: text}
    rows = [entry(k, SOURCES[k], t, flags if k == key else "") for k, t in texts.items()]
    (root / catalog("nl")).write_text(po(*rows), "utf-8")


# --- reading -------------------------------------------------------------------------------------


def test_all_languages_of_all_brochures_are_there(studio: TestClient, root: Path) -> None:
    approve(root, "nl", "warm", Signature("A", "nurse", "2026-11-01"))
    html = shown(studio, "/review")
    assert {"/review/warm/ar", "/review/warm/en", READING} == set(
        re.findall(r'href="(/review/[^"]+)"', html)
    )
    assert "All approved" in html
    assert "To approve: " in html


def test_texts_stand_beside_their_source_by_panel_in_order(studio: TestClient) -> None:
    html = shown(studio, "/review/warm/ar")
    keys = re.findall(r'data-key="([^"]+)"', html)
    assert keys[:3] == ["title", "why.heading", "why.text"]
    assert html.index("Panel 1 of 6") < html.index('data-key="title"') < html.index("Panel 2 of 6")
    text = article(html, "why.text")
    assert "<em>صعب</em>" in text
    assert 'lang="ar" dir="rtl"' in text
    assert "<em>hard</em>" in text
    assert html.count("<rect data-number") == 3
    assert "Read aloud by screen readers" in html


def test_facts_are_filled_in_and_marked(shop: Shop) -> None:
    root = shop({"brochures/warm.yaml": FACTS}, approved=False)
    source = SOURCES["why.text"].replace("blood", "{dose} of blood")
    text = TRANSLATIONS["nl"][2].replace("bloed", "{dose} bloed")
    rows = (entry("why.text", source, text),)
    (root / catalog("nl")).write_text(po(*rows), "utf-8")
    with client(root) as studio:
        text = article(shown(studio), "why.text")
    assert re.search(r'class="fact [^>]*>.*5.*ml', text)


def test_a_picture_of_each_panel_and_of_no_other(studio: TestClient) -> None:
    assert studio.get(f"{READING}/panel/6.png").content == b"png"
    for number in ("0", "7", "-1", "1.5", "x"):
        assert studio.get(f"{READING}/panel/{number}.png").status_code == 404


def test_texts_are_read_where_the_leaflet_cannot_be_laid_out(
    studio: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def of(self: Pictures, edition: Edition, layout: str) -> Preview:
        raise BrochureError("It is too large.")

    monkeypatch.setattr(Pictures, "of", of)
    html = shown(studio)
    assert "It is too large." in html
    assert "The leaflet cannot be shown" in html
    assert len(re.findall("<article", html)) > 20


def test_what_there_is_not_is_not_found(studio: TestClient) -> None:
    for which in ("warm/de", "cold/nl", "../nl", "warm/en_XA", "common/nl"):
        assert studio.get(f"/review/{which}").status_code == 404
        assert studio.post(f"/review/{which}/approve", json=WHO).status_code == 404


# --- approving -----------------------------------------------------------------------------------


def test_one_text_is_approved_by_name_and_role(studio: TestClient, root: Path) -> None:
    seen = seen_of(shown(studio), "title")
    answer = studio.post(f"{READING}/approve", json={**WHO, "key": "title", "seen": seen})
    assert answer.status_code == 200
    assert 'data-state="approved"' in answer.json()["entry"]
    (line,) = approved(root)
    assert (line["key"], line["by"], line["role"]) == ("title", "J. de Vries", "dermatologist")
    assert "Approved by J. de Vries, dermatologist, on" in article(shown(studio), "title")


def test_all_that_are_ready_are_approved_and_no_others(studio: TestClient, root: Path) -> None:
    edit(root, "why.heading", "Waarom?", "#, fuzzy\n")
    html = shown(studio)
    ready = html.count('data-state="ready"')
    answer = studio.post(f"{READING}/approve", json={**WHO, "seen": code_in(html)})
    assert answer.json()["ready"] == 0
    assert len(approved(root)) == ready
    assert "why.heading" not in {line["key"] for line in approved(root)}


def test_a_text_that_changed_meanwhile_is_not_approved(studio: TestClient, root: Path) -> None:
    html = shown(studio)
    edit(root, "title", "Koude handen")
    one = {**WHO, "key": "title", "seen": seen_of(html, "title")}
    answer = studio.post(f"{READING}/approve", json=one)
    assert (answer.status_code, said(answer)[:21]) == (409, "This text has changed")
    answer = studio.post(f"{READING}/approve", json={**WHO, "seen": code_in(html)})
    assert (answer.status_code, said(answer)[:23]) == (409, "Some texts have changed")
    assert approved(root) == []
    other = {**WHO, "key": "why.text", "seen": seen_of(html, "why.text")}
    assert studio.post(f"{READING}/approve", json=other).status_code == 200


def test_without_what_was_seen_nothing_is_approved(studio: TestClient, root: Path) -> None:
    for more in ({}, {"key": "title"}, {"key": "title", "seen": ""}, {"seen": "0000-0000-0000"}):
        answer = studio.post(f"{READING}/approve", json={**WHO, **more})
        assert answer.status_code == 409
    assert approved(root) == []


def test_what_cannot_be_approved_says_why(studio: TestClient, root: Path) -> None:
    for text, flags, why in (
        ("", "", "There is no translation yet"),
        ("Waarom?", "#, fuzzy\n", "has not confirmed this text"),
        ("Waarom 12 warme handen?", "", "A check finds this wrong"),
    ):
        edit(root, "why.heading", text, flags)
        found = article(shown(studio), "why.heading")
        assert why in found
        assert 'data-act="approve"' not in found
        seen = re.findall(r'data-seen="([0-9a-f]+)"', found)[0]
        about = {**WHO, "key": "why.heading", "seen": seen}
        assert studio.post(f"{READING}/approve", json=about).status_code == 422
    assert approved(root) == []


def test_an_edit_voids_the_approval_and_that_is_shown(studio: TestClient, root: Path) -> None:
    approve(root, "nl", "warm", Signature("A. Nurse", "nurse", "2026-11-01"))
    edit(root, "title", "Hete handen")
    html = shown(studio)
    assert "A. Nurse, nurse, approved an earlier version" in article(html, "title")
    assert 'data-state="ready"' in article(html, "title")
    assert 'data-state="approved"' in article(html, "why.text")


def test_two_who_approve_at_the_same_time_are_both_recorded(root: Path) -> None:
    def sign(key: str) -> None:
        approve(root, "nl", "warm", Signature("A", "nurse", "2026-11-01"), (key,))

    threads = [threading.Thread(target=sign, args=(key,)) for key in SOURCES]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {line["key"] for line in approved(root)} == set(SOURCES)


def test_who_waits_too_long_is_told_so(root: Path) -> None:
    waiting = turn(root, "locales", patience=0.1)
    with turn(root, "locales"), pytest.raises(BrochureError, match="just now"):
        waiting.__enter__()


def test_a_borrowed_text_has_the_code_of_the_review_and_is_approved_at_home(shop: Shop) -> None:
    belgian = po(entry("title", "Warm hands", "Warme handjes"))
    root = shop({catalog("nl_BE"): belgian}, approved=False)
    snapshot = Workspace(root).read()
    library, brochure = snapshot.library, snapshot.library.brochures["warm"]
    stands = standings(library, snapshot.catalogs, "nl_BE", "warm")
    assert {text.reason for text in stands} == {"", "borrowed"}
    reviewed = review_texts(edition_of(snapshot, brochure, "nl_BE"), library.approvals)
    code = short_code(text.digest for text in reviewed)
    done = approve(root, "nl_BE", "warm", Signature("A", "nurse", "2026-11-01"), (), code)
    assert done.added == 1


# --- remarks -------------------------------------------------------------------------------------


def remark(studio: TestClient, event: str = "written", **more: str) -> object:
    about = {"key": "title", "seen": seen_of(shown(studio), "title"), "text": "Too warm."}
    return studio.post(f"{READING}/remarks", json={**WHO, "event": event, **about, **more})


def test_a_remark_is_written_answered_and_closed(studio: TestClient, root: Path) -> None:
    remark(studio)
    ((written,), _) = load_remarks(root, "nl")
    assert (written.said.key, written.said.text, written.closed) == ("title", "Too warm.", None)
    assert "Open remarks: 1" in shown(studio, "/review")
    id = written.said.remark
    remark(studio, "answered", remark=id, text="Not warm enough.", by="T. Ranslator")
    remark(studio, "closed", remark=id, text="")
    ((closed,), _) = load_remarks(root, "nl")
    assert [answer.by for answer in closed.answers] == ["T. Ranslator"]
    assert closed.closed
    assert len(remarks_path(root, "nl").read_text().splitlines()) == 3
    text = article(shown(studio), "title")
    assert "Not warm enough." in text
    assert "Closed by J. de Vries" in text


def test_a_remark_on_an_older_text_says_so(studio: TestClient, root: Path) -> None:
    remark(studio)
    assert "About an earlier version" not in shown(studio)
    edit(root, "title", "Hete handen")
    assert "About an earlier version" in article(shown(studio), "title")


def test_a_remark_is_text_whatever_stands_in_it(studio: TestClient, root: Path) -> None:
    nasty = '<script>alert(1)</script>\u2028</article>\r\n{"by": "x"}\x85'
    assert remark(studio, text=nasty, by='O\'Neill "Bob" <b>').status_code == 200  # type: ignore[attr-defined]
    ((written,), findings) = load_remarks(root, "nl")
    assert findings == []
    assert written.said.text == nasty.strip().replace("\r\n", "\n")
    html = shown(studio)
    assert "<script>alert" not in html
    assert "<b>" not in article(html, "title")


NONSENSE = (
    {"text": ""},
    {"text": " \n "},
    {"text": "x" * 4001},
    {"text": "\x00"},
    {"text": "\ud800"},
    {"event": "deleted"},
    {"by": ""},
    {"by": "A\x00"},
    {"by": "\u202egnoW"},
    {"role": "x" * 121},
)
NO_DATA = ("", "[]", '{"by": 1}', "{" * 9999, "[" * 99999, '"\\ud800"')


def test_nonsense_is_refused_and_not_written(studio: TestClient, root: Path) -> None:
    seen = seen_of(shown(studio), "title")
    about = {**WHO, "event": "written", "key": "title", "seen": seen, "text": "Good."}
    bodies = [(json.dumps({**about, **more}), 422) for more in NONSENSE]
    for body, status in (*bodies, *((body, 400) for body in NO_DATA)):
        kind = {"content-type": "application/json"}
        assert studio.post(f"{READING}/remarks", content=body, headers=kind).status_code == status
    for body in NO_DATA:
        assert studio.post(f"{READING}/approve", content=body, headers=kind).status_code == 400
    assert not remarks_path(root, "nl").exists()
    assert approved(root) == []


def test_an_answer_needs_its_remark(studio: TestClient, root: Path) -> None:
    assert remark(studio, "answered", remark="0" * 16).status_code == 409  # type: ignore[attr-defined]
    assert remark(studio, key="nothing").status_code == 404  # type: ignore[attr-defined]
    assert remark(studio, seen="nothing").status_code == 400  # type: ignore[attr-defined]
    one = new_remark("warm", "title", "0" * 32, "A", "nurse", "2026-11-01", "x")
    lost = Said(Event.CLOSED, "1" * 16, "warm", "title", "0" * 32, "A", "nurse", "2026-11-01", "")
    add_to_remarks(root, "nl", one)
    with pytest.raises(BrochureError, match="not there any more"):
        add_to_remarks(root, "nl", lost)


def test_lines_in_any_order_and_twice_are_the_same_remarks(root: Path) -> None:
    one = new_remark("warm", "title", "0" * 32, "A", "nurse", "2026-11-01", "x")
    answer = Said(
        Event.ANSWERED, one.remark, "warm", "title", "0" * 32, "B", "nurse", "2026-11-02", "y"
    )
    for said_now in (one, one, answer, answer):
        add_to_remarks(root, "nl", said_now)
    path = remarks_path(root, "nl")
    lines = path.read_text().splitlines(keepends=True)
    assert len(lines) == 2
    before = load_remarks(root, "nl")
    path.write_text("".join((*reversed(lines), *lines)))
    assert load_remarks(root, "nl") == before


def test_a_broken_line_is_told_and_loses_no_other(studio: TestClient, root: Path) -> None:
    remark(studio)
    path = remarks_path(root, "nl")
    path.write_text("<<<<<<< ours\n" + path.read_text() + '{"by": 1}\n[]\n' + "[" * 100_000)
    found, findings = load_remarks(root, "nl")
    assert len(found) == 1
    assert [finding.place.line for finding in findings] == [1, 3, 4, 5]
    assert "locales/nl/remarks.jsonl:1" in shown(studio)


def test_nothing_is_written_where_a_link_leads_out(
    studio: TestClient, root: Path, tmp_path: Path
) -> None:
    html = shown(studio)
    away = tmp_path / "away"
    (root / "locales" / "nl").rename(away)
    (root / "locales" / "nl").symlink_to(away)
    answer = studio.post(f"{READING}/approve", json={**WHO, "seen": code_in(html)})
    assert answer.status_code == 422
    assert "leads out of the workspace" in said(answer)
    assert remark(studio).status_code == 422  # type: ignore[attr-defined]
    assert {path.name for path in away.iterdir()} == {"LC_MESSAGES"}


def test_approvals_and_remarks_are_seen_by_the_command_line(root: Path) -> None:
    add_to_remarks(
        root, "nl", new_remark("warm", "title", "0" * 32, "A", "nurse", "2026-11-01", "x")
    )
    library = load_library(root)
    assert load_catalogs(root, library.languages)[1] == []
