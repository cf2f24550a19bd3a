"""The translator's desk: what it shows, what the checks say, and that saving loses nothing."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from printshop.load import load_library
from printshop.load.interface import interface_messages
from printshop.messages.remarks import add_to_remarks, new_remark
from printshop.save_translation import Became, Draft, Outcome, Standing, save_translation
from printshop.studio.pages import FOLDER
from printshop.studio.translator.candidate import Typed, edition
from printshop.studio.translator.desk import Desk, desk
from printshop.studio.translator.drawing import draw
from printshop.studio.workspace import Workspace

from .conftest import Shop
from .shops import BROCHURE, SOURCES, TRANSLATIONS, catalog, entry, po
from .studios import client

HERE = "/translate/warm/nl"
NL = dict(zip(SOURCES, TRANSLATIONS["nl"], strict=True))
FILE = catalog("nl")


@contextmanager
def at_desk(root: Path, here: str = HERE) -> Iterator[Ask]:
    with client(root) as studio:
        yield Ask(studio, here)


class Ask:
    """What the desk's scripts ask."""

    def __init__(self, studio: TestClient, here: str) -> None:
        self.studio, self.here = studio, here

    def work(self) -> dict[str, Any]:
        """Return the data that the page brings with it."""
        html = self.studio.get(self.here, headers={"accept": "text/html"}).text
        found = re.search(r'<script type="application/json" id="work">(.*?)</script>', html, re.S)
        assert found
        data: dict[str, Any] = json.loads(found[1])
        return data

    def text(self, key: str) -> dict[str, Any]:
        return next(text for text in self.work()["texts"] if text["key"] == key)

    def help(self, key: str, domain: str = "warm") -> dict[str, Any]:
        answer = self.studio.get(f"{self.here}/text", params={"domain": domain, "key": key})
        assert answer.status_code == 200
        data: dict[str, Any] = answer.json()
        return data

    def codes(self, key: str, text: str, domain: str = "warm") -> list[str]:
        body = {"domain": domain, "key": key, "text": text}
        answer = self.studio.post(f"{self.here}/check", json=body).json()
        return [finding["code"] for finding in answer["findings"]]

    def save(self, key: str, text: str, **other: Any) -> dict[str, Any]:
        base = {"text": other.pop("base", NL.get(key, "")), "fuzzy": other.pop("was_fuzzy", False)}
        body = {
            "domain": "warm",
            "key": key,
            "source": SOURCES.get(key, ""),
            "base": base,
            "wanted": {"text": text, "fuzzy": other.pop("fuzzy", False)},
            **other,
        }
        answer = self.studio.post(f"{self.here}/save", json=body)
        assert answer.status_code == 200, answer.text
        data: dict[str, Any] = answer.json()
        return data


# --- what is shown -------------------------------------------------------------------------------


def test_all_brochures_and_languages_are_listed(shop: Shop) -> None:
    fuzzy = "#, fuzzy\n"
    rows = [entry(key, source, NL[key], fuzzy) for key, source in SOURCES.items()]
    with client(shop({FILE: po(*rows)})) as studio:
        html = studio.get("/translate").text
    assert 'href="/translate/warm/ar"' in html
    assert 'href="/translate/warm/nl"' in html
    assert "Of these to confirm: \u20683\u2069" in html
    assert "All is done and approved" in html


def test_texts_come_in_reading_order_with_those_of_all_brochures(shop: Shop) -> None:
    with at_desk(shop()) as ask:
        texts = ask.work()["texts"]
        assert [text["key"] for text in texts][:3] == list(SOURCES)
        assert [text["part"] for text in texts][:4] == ["title", "why.heading", "why.heading", ""]
        shared = next(text for text in texts if text["key"] == "contact.qr")
    assert (shared["shared"], shared["plain"]) == (True, True)
    assert shared["placeholders"][0]["name"] == "page"
    assert "such as" in shared["placeholders"][0]["meaning"]
    assert texts[2]["tags"] == ["em"]


def test_it_says_how_far_each_text_is_and_who_approved_it(shop: Shop) -> None:
    root = shop()
    old = entry("title", "Cold hands", NL["title"])
    rows = [entry(key, SOURCES[key], NL[key]) for key in ("why.heading",)]
    (root / FILE).write_text(po(old, *rows))
    with at_desk(root) as ask:
        assert ask.text("title")["state"] == "stale"
        assert ask.text("title")["former"]["by"] == "A. Nurse"
        assert ask.text("why.heading")["approval"]["role"] == "nurse"
        assert ask.text("why.text")["state"] == "missing"


def test_right_to_left_languages_run_so(shop: Shop) -> None:
    with at_desk(shop(), "/translate/warm/ar") as ask:
        work = ask.work()
        html = ask.studio.get(ask.here).text
    assert (work["language"]["direction"], work["source"]["direction"]) == ("rtl", "ltr")
    assert '<ol id="panels" class="panels" dir="rtl">' in html


def test_what_there_is_not_is_not_found(shop: Shop) -> None:
    with client(shop()) as studio:
        for address in ("cold/nl", "warm/xx", "warm/de", "warm/..%2fnl", "common/nl"):
            assert studio.get(f"/translate/{address}").status_code == 404
            assert studio.post(f"/translate/{address}/save", json={}).status_code == 404


def test_a_broken_catalog_is_said_and_nobody_takes_its_texts_for_missing(shop: Shop) -> None:
    root = shop()
    (root / FILE).write_text((root / FILE).read_text()[:-9])
    with client(root) as studio:
        page = studio.get(HERE, headers={"accept": "text/html"})
        assert page.status_code == 422
        assert "cannot be read just now" in page.text
        assert FILE in page.text
        assert "A catalog cannot be read" in studio.get("/translate").text
        answer = studio.get(f"{HERE}/text", params={"domain": "warm", "key": "title"}).json()
        assert answer["text"] is None


# --- what helps ----------------------------------------------------------------------------------

GLOSSARY = """\
terms:
  cold:
    translations:
      nl: {use: ["koude*"], avoid: [kil]}
"""


def test_changes_suggestions_and_terms_help(shop: Shop) -> None:
    previous = '#| msgid "Why cold hands?"\n#, fuzzy\n'
    rows = [
        entry("title", SOURCES["title"], NL["title"]),
        entry("why.heading", SOURCES["why.heading"], NL["why.heading"], previous),
        entry("why.text", SOURCES["why.text"], ""),
        "#~ "
        + entry("old", "Cold hands are hard to draw blood from!", "Oud.")
        .strip()
        .replace("\n", "\n#~ "),
    ]
    with at_desk(shop({FILE: po(*rows), "locales/glossary.yaml": GLOSSARY})) as ask:
        changes = ask.help("why.heading")["help"]["changes"]
        assert [run["text"] for run in changes if run["state"] == "gone"] == ["cold"]
        help = ask.help("why.text")["help"]
        assert [each["text"] for each in help["suggestions"]] == ["Oud."]
        assert 75 <= help["suggestions"][0]["percent"] < 100
        assert help["terms"] == [{"name": "cold", "use": ["koude*"], "avoid": ["kil"]}]
        assert ask.help("title")["help"]["suggestions"] == []  # not what it says itself


def test_checks_speak_while_somebody_types(shop: Shop) -> None:
    with at_desk(shop({"locales/glossary.yaml": GLOSSARY})) as ask:
        assert ask.codes("why.text", NL["why.text"]) == []
        assert "translation.tag" in ask.codes("why.text", "Zonder nadruk, koude handen.")
        assert "input.markup" in ask.codes("why.text", '<script src="//x">x</script>')
        assert "translation.term" in ask.codes("why.text", "Uit <em>handen</em>.")
        assert "translation.figure" in ask.codes("why.heading", "Waarom 3 warme handen?")
        assert "translation.placeholder" in ask.codes("link.phone", "Bel", "common")
        assert "text.no-glyph" in ask.codes("title", "Warme \U00013000")


def test_open_remarks_of_reviewers_are_shown(shop: Shop) -> None:
    root = shop()
    who = ("B. Doctor", "dermatologist", "2026-11-02")
    add_to_remarks(root, "nl", new_remark("warm", "title", "0" * 32, *who, "Too warm."))
    with at_desk(root) as ask:
        assert [each["text"] for each in ask.help("title")["help"]["remarks"]] == ["Too warm."]
        assert ask.help("why.text")["help"]["remarks"] == []


def test_a_wrong_glossary_is_said_and_keeps_nobody_from_saving(shop: Shop) -> None:
    with at_desk(shop({"locales/glossary.yaml": "terms: 3"})) as ask:
        assert ask.codes("title", NL["title"])
        assert ask.save("title", "Warm")["became"] == "saved"


def test_folders_that_are_no_language_are_left_out(shop: Shop) -> None:
    with client(shop({catalog("qqx"): po()})) as studio:
        html = studio.get("/translate").text
        assert "/translate/warm/nl" in html
        assert "qqx" not in html


# --- saving --------------------------------------------------------------------------------------


def test_saving_keeps_every_other_byte(shop: Shop) -> None:
    kept = "# A note.\n#. Heading\n#, x-mine\n"
    rows = [entry("title", SOURCES["title"], NL["title"]), '#~ msgid "x"\n#~ msgstr "y"\n']
    before = po(entry("why.heading", SOURCES["why.heading"], NL["why.heading"], kept), *rows)
    root = shop({FILE: before.replace("\n", "\r\n")})
    with at_desk(root) as ask:
        answer = ask.save("why.heading", 'Waarom "warm"?')
        assert answer["became"] == "saved"
        assert (answer["text"]["state"], answer["text"]["approval"]) == ("done", None)
    after = before.replace(NL["why.heading"], r"Waarom \"warm\"?").replace("\n", "\r\n")
    assert (root / FILE).read_bytes() == after.encode()


def test_needs_work_is_fuzzy_and_saving_again_confirms_it(shop: Shop) -> None:
    root = shop()
    before = (root / FILE).read_bytes()
    with at_desk(root) as ask:
        assert ask.save("title", "Warm", fuzzy=True)["text"]["state"] == "fuzzy"
        assert b'#, fuzzy\nmsgctxt "title"' in (root / FILE).read_bytes()
        answer = ask.save("title", NL["title"], base="Warm", was_fuzzy=True)
        assert answer["text"]["state"] == "done"
        assert answer["text"]["approval"]["by"] == "A. Nurse"  # it is what was approved
    assert (root / FILE).read_bytes() == before


def test_an_edit_underneath_is_a_conflict_and_nothing_is_written(shop: Shop) -> None:
    root = shop()
    theirs = (root / FILE).read_text().replace(NL["title"], "Warme vingers")
    with at_desk(root) as ask:
        (root / FILE).write_text(theirs)
        answer = ask.save("title", "Mooie warme handen")
        assert answer["became"] == "conflict"
        assert answer["theirs"] == {"text": "Warme vingers", "fuzzy": False}
        gone = [run["text"] for run in answer["their_changes"] if run["state"] == "gone"]
        assert gone == ["handen"]
        assert (root / FILE).read_text() == theirs
        merged = ask.save("title", "Mooie warme vingers", base="Warme vingers")
        assert merged["became"] == "saved"


def test_what_the_file_says_already_is_no_conflict(shop: Shop) -> None:
    root = shop()
    with at_desk(root) as ask:
        assert ask.save("title", NL["title"], base="Something else")["became"] == "saved"


def test_a_mark_of_somebody_else_is_a_conflict_too(shop: Shop) -> None:
    root = shop()
    with at_desk(root) as ask:
        marked = (root / FILE).read_text().replace('msgctxt "title"', '#, fuzzy\nmsgctxt "title"')
        (root / FILE).write_text(marked)
        assert ask.save("title", "Warm")["became"] == "conflict"


def test_a_new_source_is_shown_before_anything_is_written(shop: Shop) -> None:
    root = shop()
    before = (root / FILE).read_bytes()
    with at_desk(root) as ask:
        new = BROCHURE.replace("Why warm hands?", "Why two warm hands?")
        (root / "brochures/warm.yaml").write_text(new)
        answer = ask.save("why.heading", "Waarom?")
        assert answer["became"] == "reworded"
        new_words = [run["text"] for run in answer["source_changes"] if run["state"] == "new"]
        assert "".join(new_words).strip() == "two"
        assert (root / FILE).read_bytes() == before
        saved = ask.save("why.heading", "Waarom twee?", source="Why two warm hands?")
        assert saved["text"]["state"] == "done"
    text = (root / FILE).read_text()
    assert 'msgid "Why two warm hands?"\nmsgstr "Waarom twee?"' in text
    assert "fuzzy" not in text


def test_a_text_that_the_catalog_lacks_is_added_in_its_place(shop: Shop) -> None:
    whole = po(*(entry(key, SOURCES[key], NL[key]) for key in SOURCES))
    missing = po(*(entry(key, SOURCES[key], NL[key]) for key in ("title", "why.text")))
    root = shop({FILE: missing})
    with at_desk(root) as ask:
        assert ask.save("why.heading", NL["why.heading"], base="")["became"] == "saved"
    notes = re.compile(r"^#[.:].*\n", re.M)
    assert notes.sub("", (root / FILE).read_text()) == whole


def test_a_text_that_is_gone_is_said(shop: Shop) -> None:
    root = shop()
    with at_desk(root) as ask:
        assert ask.save("no.such", "x")["became"] == "gone"


def test_a_broken_catalog_is_waited_for(shop: Shop) -> None:
    root = shop()
    with at_desk(root) as ask:
        whole = (root / FILE).read_bytes()
        (root / FILE).write_bytes(whole[:-9])
        answer = ask.save("title", "Warm")
        assert answer["became"] == "waiting"
        assert answer["findings"][0]["code"] == "catalog.syntax"
        assert (root / FILE).read_bytes() == whole[:-9]
        (root / FILE).write_bytes(whole)
        assert ask.save("title", "Warm")["became"] == "saved"


def test_markup_that_no_text_may_have_is_refused(shop: Shop) -> None:
    root = shop()
    before = (root / FILE).read_bytes()
    with at_desk(root) as ask:
        for fuzzy in (False, True):
            answer = ask.save("why.text", '<a href="x">x</a>', fuzzy=fuzzy, despite=True)
            assert answer["became"] == "refused"
            assert answer["findings"][0]["code"] == "input.markup"
    assert (root / FILE).read_bytes() == before


def test_errors_are_saved_only_as_needs_work_or_knowingly(shop: Shop) -> None:
    root = shop()
    with at_desk(root) as ask:
        wrong = "Waarom 3 warme handen?"
        answer = ask.save("why.heading", wrong)
        assert answer["became"] == "doubtful"
        assert answer["findings"][0]["severity"] == "error"
        assert ask.save("why.heading", wrong, fuzzy=True)["became"] == "saved"
        knowing = ask.save("why.heading", wrong, base=wrong, was_fuzzy=True, despite=True)
        assert knowing["text"]["state"] == "done"


NONSENSE = (
    b"",
    b"[]",
    b"{",
    b'{"domain": 1}',
    b'{"domain": "warm", "key": "title", "text": "\\ud800"}',
    b"[" * 100_000,
)


def test_nonsense_is_refused(shop: Shop) -> None:
    with client(shop()) as studio:
        for body in NONSENSE:
            for what in ("check", "save", "draw"):
                assert studio.post(f"{HERE}/{what}", content=body).status_code == 400


def test_signs_that_no_catalog_can_hold_are_refused(shop: Shop) -> None:
    root = shop()
    before = (root / FILE).read_bytes()
    with client(root) as studio:
        wanted = {"text": "a\0b", "fuzzy": True}
        body = {"domain": "warm", "key": "title", "source": SOURCES["title"], "wanted": wanted}
        body["base"] = {"text": NL["title"], "fuzzy": False}
        answer = studio.post(f"{HERE}/save", json=body)
        assert answer.status_code == 422
        assert "signs" in answer.json()["findings"][0]["message"]
    assert (root / FILE).read_bytes() == before


def test_saving_needs_a_token(shop: Shop) -> None:
    with client(shop()) as studio:
        answer = studio.post(f"{HERE}/save", json={}, headers={"x-csrf-token": "0" * 64})
        assert answer.status_code == 403


# --- two writers ---------------------------------------------------------------------------------


def test_two_writers_at_once_lose_no_edit(shop: Shop) -> None:
    root = shop()
    library = load_library(root)
    drafts = [
        Draft("nl", "warm", key, SOURCES[key], Standing(NL[key]), Standing(f"{NL[key]} {number}"))
        for key in SOURCES
        for number in range(4)
    ]
    begin = threading.Barrier(len(drafts))

    def save(draft: Draft) -> tuple[Draft, Outcome]:
        begin.wait()
        return draft, save_translation(root, library, draft)

    with ThreadPoolExecutor(len(drafts)) as threads:
        done = list(threads.map(save, drafts))
    saved = [draft for draft, outcome in done if outcome.became is Became.SAVED]
    assert {draft.key for draft in saved} == set(SOURCES)
    assert len(saved) == len(SOURCES)
    assert all(outcome.became in (Became.SAVED, Became.CONFLICT) for _, outcome in done)
    text = (root / FILE).read_text()
    assert all(f'msgstr "{draft.wanted.text}"' in text for draft in saved)


def test_a_save_of_another_program_between_reading_and_writing_is_kept(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = shop()
    path = root / FILE
    theirs = [path.read_bytes().replace(b"Waarom", b"Hoezo")]
    read = Path.read_bytes

    def reading(self: Path) -> bytes:
        data = read(self)
        if self == path and theirs:
            self.write_bytes(theirs.pop())
        return data

    monkeypatch.setattr(Path, "read_bytes", reading)
    draft = Draft("nl", "warm", "title", SOURCES["title"], Standing(NL["title"]), Standing("Warm"))
    assert save_translation(root, load_library(root), draft).became is Became.SAVED
    assert "Hoezo" in path.read_text()
    assert 'msgstr "Warm"' in path.read_text()


# --- the leaflet ---------------------------------------------------------------------------------


def _desk(root: Path) -> Desk:
    found = desk(Workspace(root).read(), "warm", "nl")
    assert found
    return found


def test_a_draft_holds_what_is_typed_and_what_is_not_confirmed(shop: Shop) -> None:
    rows = [entry(key, SOURCES[key], NL[key], "#, fuzzy\n") for key in ("title", "why.heading")]
    at = _desk(shop({FILE: po(*rows)}))
    made = edition(at, "noord", "trifold", [Typed("warm", "why.text", "Getypt.")])
    assert made.draft
    drawn = draw(made, 40, ())
    assert {box.key for box in drawn.boxes} >= set(SOURCES)
    assert all(panel.png for panel in drawn.panels)
    assert {finding.code for finding in drawn.findings} >= {"text.unconfirmed"}
    again = draw(made, 40, [panel.look for panel in drawn.panels], drawn.remembered)
    assert [panel.png for panel in again.panels] == [None] * len(drawn.panels)
    other = edition(at, "noord", "trifold", [Typed("warm", "why.text", "Iets anders.")])
    changed = draw(other, 40, [panel.look for panel in drawn.panels], drawn.remembered)
    assert [panel.png is not None for panel in changed.panels].count(True) == 1
    assert (drawn.settled, again.settled) == (True, False)


def test_what_does_not_fit_any_more_is_measured_anew(shop: Shop) -> None:
    at = _desk(shop())
    drawn = draw(edition(at, "noord", "trifold", ()), 40, ())
    long = Typed("warm", "why.text", " ".join(["woorden"] * 1500))
    fuller = draw(edition(at, "noord", "trifold", [long]), 40, (), drawn.remembered)
    assert fuller.fit.body < drawn.fit.body
    assert fuller.settled


@pytest.mark.slow
def test_what_is_too_long_is_drawn_on_panels_that_there_are_not(shop: Shop) -> None:
    at = _desk(shop())
    drawn = draw(edition(at, "noord", "trifold", ()), 40, ())
    endless = Typed("warm", "why.text", " ".join(["woorden"] * 2500))
    over = draw(edition(at, "noord", "trifold", [endless]), 40, (), drawn.remembered)
    assert over.fit.lines_over > 0
    assert len(over.panels) > len(drawn.panels)


# --- the desk's own texts ------------------------------------------------------------------------


def test_scripts_say_only_what_there_is_to_say() -> None:
    known = {message.key for message in interface_messages()}
    scripts = sorted((FOLDER / "static/translator").glob("*.js"))
    said = [key for path in scripts for key in re.findall(r'say\("([^"]+)"', path.read_text())]
    assert len(said) > 30
    assert [key for key in said if f"translator.js.{key}" not in known] == []
