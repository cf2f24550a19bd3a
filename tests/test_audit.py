"""Audits: what is past its review, what is of an older version, and what changed since."""

from __future__ import annotations

import csv
import gc
import io
import json
import re
import shutil
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printshop.audit.changes import Change, changes
from printshop.audit.present import Present
from printshop.audit.standing import Audit, Disk, Wanted
from printshop.audit.words import State, word_changes
from printshop.cli.audit_report import say
from printshop.cli.commands import cli
from printshop.cli.report import Screen
from printshop.errors import BrochureError
from printshop.fingerprint import Fingerprints
from printshop.load import load_library
from printshop.manifest import NAME, FileRecord, Manifest, read_manifest
from printshop.messages import load_catalogs
from printshop.plan import Request, plan
from printshop.storage import open_storage

from .conftest import Shop
from .shops import BROCHURE, CLINIC, SOURCES, TRANSLATIONS, Files, catalog, entry, po

# --- words ---------------------------------------------------------------------------------------


def marked(old: str, new: str) -> str:
    """Return what changed with brackets: [gone] and {new}."""
    brackets = {State.KEPT: "{}", State.GONE: "[{}]", State.NEW: "{{{}}}"}
    return "".join(brackets[run.state].format(run.text) for run in word_changes(old, new))


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("Wash your hands.", "Wash your hands.", "Wash your hands."),
        ("", "New", "{New}"),
        ("Wash your hands.", "Warm your hands.", "[Wash]{Warm} your hands."),
        ("Use 0,5 mm.", "Use 1,5 mm.", "Use [0]{1},5 mm."),
        ("one two end", "three four end", "[one two]{three four} end"),
        ("日本語を話す", "日本語を聞く", "日本語を[話す]{聞く}"),
        ("हिन्दी में", "हिन्दी से", "हिन्दी [में]{से}"),  # vowel signs stay on their letters
        ("ကာပါ", "ကိပါ", "[ကာ]{ကိ}ပါ"),
        ("ภาษาไทยดี", "ภาษาไทยงาม", "ภาษาไทย[ดี]{งาม}"),
        ("שלום עולם", "שלום לכם", "שלום [עולם]{לכם}"),
    ],
)
def test_changed_words_are_marked(old: str, new: str, wanted: str) -> None:
    assert marked(old, new) == wanted


@given(st.text(max_size=60), st.text(max_size=60))
def test_both_texts_can_be_read_from_what_changed(old: str, new: str) -> None:
    runs = word_changes(old, new)
    assert "".join(run.text for run in runs if run.state is not State.NEW) == old
    assert "".join(run.text for run in runs if run.state is not State.GONE) == new


def test_words_that_stand_often_are_kept_too() -> None:
    assert marked("na " * 300 + "end", "na " * 300 + "stop") == "na " * 300 + "[end]{stop}"


def test_very_long_texts_change_whole_and_at_once() -> None:
    old, new = "a " * 3000, "b " * 3000
    assert [run.text for run in word_changes(old, new)] == [old, new]


# --- messages ------------------------------------------------------------------------------------


def test_changes_are_told_by_kind_in_reading_order() -> None:
    before = {"a": ("A", "x"), "b": ("B", "y"), "c": ("C", "z"), "d": ("D", None)}
    after = {"new": ("N", "n"), "c": ("C", "Z"), "b": ("B2", "y"), "a": ("A", "x")}
    found = changes(before, after)
    assert [(change.key, change.kind) for change in found] == [
        ("new", "added"),
        ("c", "translation"),
        ("b", "source"),
        ("d", "removed"),
    ]
    assert found[1] == Change("c", ("C", "z"), ("C", "Z"))
    assert changes(before, before) == ()


# --- the command ---------------------------------------------------------------------------------

PLACES = ("brochures/warm.yaml", "brochures/clinics/noord.yaml")
WEB = ("--profile", "web")
TODAY = 1795305600  # 22 November 2026
WITH_FUZZY = po(
    *(
        entry(key, source, text, "#, fuzzy\n" if key == "title" else "")
        for (key, source), text in zip(SOURCES.items(), TRANSLATIONS["nl"], strict=True)
    )
)


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(TODAY))
    for command in ("build", "audit"):
        monkeypatch.setattr(f"printshop.cli.{command}.engine_digest", lambda pango: "a program")


def run(root: Path, *arguments: str) -> int:
    context = {"root": None, "screen": Screen()}
    command = [*arguments, "--root", str(root)]
    return int(cli.main(command, standalone_mode=False, obj=context) or 0)


@pytest.fixture
def built(shop: Shop, capsys: pytest.CaptureFixture[str]) -> Callable[..., Path]:
    """Return a builder of a workspace whose web pages were made."""

    def make(*options: str, files: Files | None = None) -> Path:
        root = shop(files)
        assert run(root, "build", *WEB, *options) == 0
        capsys.readouterr()
        return root

    return make


@pytest.fixture
def audited(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, Any]]:
    """Return what audits a workspace: the exit code, and the audit as JSON."""

    def audit(root: Path, *options: str) -> tuple[int, Any]:
        capsys.readouterr()
        code = run(root, "audit", "--json", *options)
        return code, json.loads(capsys.readouterr().out)

    return audit


Built = Callable[..., Path]
Audited = Callable[..., tuple[int, Any]]


def edit(root: Path, file: str, old: str, new: str) -> None:
    text = (root / file).read_text("utf-8")
    assert old in text
    (root / file).write_text(text.replace(old, new), "utf-8")


def others(audit: Any) -> dict[str, int]:
    return {group["what"]: group["files"] for group in audit["others"]}


def page(root: Path, tag: str = "nl", clinic: str = "noord") -> Path:
    return root / "out" / clinic / f"warm.{tag}.web.html"


def test_what_was_built_just_now_is_current(built: Built, audited: Audited) -> None:
    code, audit = audited(built())
    assert (code, audit["files"], audit["current"]) == (0, 3, 3)
    assert (audit["texts"], audit["clinics"], audit["others"]) == ([], [], [])
    assert [brochure["standing"] for brochure in audit["brochures"]] == ["in date"]


def test_where_nothing_was_built_only_reviews_are_told(
    shop: Shop, audited: Audited, capsys: pytest.CaptureFixture[str]
) -> None:
    root = shop()
    assert audited(root)[0] == 0
    assert run(root, "audit") == 0
    assert "No build has noted a file" in capsys.readouterr().out
    assert not (root / "out").exists()


def test_a_changed_translation_is_told_for_its_language(built: Built, audited: Audited) -> None:
    root = built()
    edit(root, catalog("nl"), "Waarom warme handen?", "Waarom koude handen?")
    code, audit = audited(root)
    (group,) = audit["texts"]
    assert (code, audit["current"]) == (1, 2)
    assert (group["language"], group["files"], group["clinics"]) == ("nl", 1, ["noord"])
    source = "Why warm hands?"
    assert group["changes"] == [
        {
            "key": "why.heading",
            "kind": "translation",
            "before": {"source": source, "translation": "Waarom warme handen?"},
            "after": {"source": source, "translation": "Waarom koude handen?"},
        }
    ]


def test_a_changed_source_is_told_for_every_language(built: Built, audited: Audited) -> None:
    root = built()
    edit(root, PLACES[0], "Why warm hands?", "Why cold hands?")
    code, audit = audited(root)
    kinds = [(g["language"], [c["kind"] for c in g["changes"]]) for g in audit["texts"]]
    assert (code, kinds) == (1, [(tag, ["source"]) for tag in ("ar", "en", "nl")])
    after = {g["language"]: g["changes"][0]["after"] for g in audit["texts"]}
    assert after["nl"] == {"source": "Why cold hands?", "translation": None}  # it is stale


def test_versions_dates_and_values_are_told(built: Built, audited: Audited) -> None:
    dose = "facts:\n  dose: {measure: 0.5, unit: length-millimeter}\nsections:"
    root = built(files={PLACES[0]: BROCHURE.replace("sections:", dose)})
    edit(root, PLACES[0], 'version: "1.0"', 'version: "1.1"')
    edit(root, PLACES[0], "measure: 0.5", "measure: 1.5")
    edit(root, PLACES[0], "produced: 2026-11-01", "produced: 2026-11-20")
    code, audit = audited(root, "--language", "nl")
    (group,) = audit["texts"]
    assert (code, group["version_then"], group["version_now"]) == (1, "1.0", "1.1")
    assert group["changes"] == []
    assert [fact["name"] for fact in group["facts"]] == ["dose", "produced"]
    assert "0,5" in group["facts"][0]["before"]
    assert "1,5" in group["facts"][0]["after"]


def test_clinics_that_changed_alike_are_said_once(built: Built, audited: Audited) -> None:
    names = ("oost", "west", "zuid")
    more = {f"brochures/clinics/{name}.yaml": CLINIC for name in names}
    root = built(files=more)
    for name in ("oost", "zuid"):
        edit(root, f"brochures/clinics/{name}.yaml", "info@noord", "mail@noord")
    edit(root, "brochures/clinics/west.yaml", "555 01 23", "555 01 24")
    code, audit = audited(root)
    assert (code, audit["texts"]) == (1, [])
    assert [(g["clinics"], g["files"]) for g in audit["clinics"]] == [
        (["oost", "zuid"], 6),
        (["west"], 3),
    ]
    (change,) = audit["clinics"][0]["facts"]
    assert change == {
        "name": "mail",
        "before": "info@noord.example",
        "after": "mail@noord.example",
    }
    assert audited(root, "--clinic", "noord")[0] == 0


def test_design_alone_is_told_but_not_urgent(
    built: Built, audited: Audited, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = built()
    monkeypatch.setattr("printshop.cli.audit.engine_digest", lambda pango: "another program")
    code, audit = audited(root)
    assert (code, others(audit), audit["current"]) == (0, {"design": 3}, 0)


def test_files_that_are_gone_or_altered_are_told_apart(built: Built, audited: Audited) -> None:
    root = built()
    page(root, "ar").touch()  # the same bytes
    page(root, "nl").unlink()
    code, audit = audited(root)
    assert (code, others(audit)) == (0, {"missing": 1})
    page(root, "en").write_bytes(page(root, "en").read_bytes()[:-1] + b"?")
    code, audit = audited(root)
    assert (code, others(audit)) == (1, {"missing": 1, "altered": 1})


@pytest.mark.parametrize(
    ("change", "files"),
    [
        (lambda root: (root / "brochures/clinics/oost.yaml").unlink(), 3),
        (lambda root: (root / catalog("ar")).unlink(), 2),
        (lambda root: (root / PLACES[0]).rename(root / "brochures/cold.yaml"), 6),
    ],
)
def test_what_is_no_longer_offered_is_urgent(
    built: Built, audited: Audited, change: Callable[[Path], object], files: int
) -> None:
    root = built(files={"brochures/clinics/oost.yaml": CLINIC})
    for tag in ("nl", "en", "ar"):
        shutil.copy(root / catalog(tag), root / catalog(tag, "cold"))
    change(root)
    code, audit = audited(root)
    assert (code, others(audit)) == (1, {"withdrawn": files})


def test_a_clinic_that_cannot_be_read_is_not_taken_for_one_that_is_no_more(
    built: Built, audited: Audited, capsys: pytest.CaptureFixture[str]
) -> None:
    both = {f"brochures/clinics/{id}.yaml": CLINIC for id in ("oost", "west")}
    root = built(files=both)
    edit(root, "brochures/clinics/oost.yaml", "info@noord.example", "nobody")
    (root / "brochures" / "clinics" / "west.yaml").unlink()
    code, audit = audited(root)
    assert (code, others(audit)) == (1, {"unreadable": 3, "withdrawn": 3})
    (found,) = audit["findings"]
    assert (found["file"], found["severity"]) == ("brochures/clinics/oost.yaml", "error")
    assert run(root, "audit") == 1
    said = capsys.readouterr()
    assert any(
        "its clinic cannot be read" in row and "oost" in row for row in said.out.splitlines()
    )
    assert "brochures/clinics/oost.yaml" in said.err


def test_a_row_that_cannot_be_read_may_be_any_clinic_s(
    built: Built, audited: Audited, tmp_path: Path
) -> None:
    head = "id;name;language;address;phone;mail;web\n"
    row = "{};Kliniek;nl;Dorpsweg 1, Noord;+31 30 555 01 23;{};https://noord.example\n"
    good = [row.format(id, "info@noord.example") for id in ("noord", "oost")]
    table = tmp_path / "clinics.csv"
    table.write_text(head + "".join(good))
    root = built("--clinics", str(table))
    table.write_text(head + good[0] + row.format("oost", "nobody"))
    code, audit = audited(root, "--clinics", str(table))
    assert (code, others(audit)) == (1, {"unreadable": 3})
    assert [finding["rows"] for finding in audit["findings"]] == ["3"]
    table.write_text(head + good[0])
    assert others(audited(root, "--clinics", str(table))[1]) == {"withdrawn": 3}


def test_a_csv_that_cannot_be_written_is_refused_before_the_work(
    built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = built()
    (tmp_path / "file").write_text("")
    monkeypatch.setattr("printshop.cli.audit.load_library", lambda *_: pytest.fail("it has begun"))
    for path in (tmp_path / "file" / "audit.csv", root / "audit.csv" / "x"):
        (root / "audit.csv").touch()
        with pytest.raises(BrochureError, match="name another file with --csv"):
            run(root, "audit", "--csv", str(path))


def test_drafts_are_told(built: Built, audited: Audited) -> None:
    root = built("--draft", files={catalog("nl"): WITH_FUZZY})
    code, audit = audited(root)
    assert (code, others(audit), audit["texts"]) == (0, {"draft": 1}, [])


def test_files_of_designers_are_no_leaflets(built: Built, audited: Audited) -> None:
    root = built("--language", "en_XA,nl")
    assert audited(root)[1]["files"] == 1


def test_large_print_is_offered_though_no_brochure_names_its_fold(built: Built) -> None:
    present, file = looked_at(built())
    booklet = replace(file, fold="booklet", profile="screen")
    large = replace(booklet, name="noord/warm.nl.booklet.large-print-18.screen")
    ordinary = replace(booklet, name="noord/warm.nl.booklet.screen")
    assert [present.offers(each) for each in (file, large, ordinary)] == [True, True, False]
    assert present.texts(large) == present.texts(file)


def test_a_fold_with_a_selection_has_the_texts_of_that_alone(built: Built) -> None:
    more = (
        "  - id: tips\n    heading: Tips\n    blocks:\n      - {id: t, paragraph: Gloves help.}\n"
    )
    chosen = BROCHURE.replace("[trifold]", "[trifold, card]") + more
    chosen += "selections:\n  card:\n    - {section: why}\n"
    present, file = looked_at(
        built("--language", "nl", "--draft", files={PLACES[0]: chosen}), "DRAFT"
    )
    assert "tips.heading" in present.texts(file).messages
    assert "tips.heading" not in present.texts(replace(file, fold="card")).messages


# --- reviews -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("review", "words", "code"),
    [
        ("2026-11-20", "expired 2 days ago", 1),
        ("2026-11-21", "expired yesterday", 1),
        ("2026-11-22", "review due now", 0),
        ("2027-01-03", "review due in 42 days", 0),
        ("2027-01-22", "in date", 0),
    ],
)
def test_reviews_are_told_before_they_are_overdue(
    shop: Shop, capsys: pytest.CaptureFixture[str], review: str, words: str, code: int
) -> None:
    root = shop({PLACES[0]: BROCHURE.replace("2028-11-01", review)})
    assert run(root, "audit") == code
    assert f"{review}  {words}" in capsys.readouterr().out


def test_a_new_review_date_does_not_mend_what_was_printed(built: Built, audited: Audited) -> None:
    root = built(files={PLACES[0]: BROCHURE.replace("2028-11-01", "2026-12-01")})
    edit(root, PLACES[0], "review: 2026-12-01", "review: 2029-12-01")
    code, audit = audited(root)
    assert audit["brochures"][0]["standing"] == "in date"
    assert [(p["standing"], p["files"]) for p in audit["printed"]] == [("review due", 3)]
    assert (code, [f["name"] for f in audit["texts"][0]["facts"]]) == (1, ["review"])


# --- what is asked for ---------------------------------------------------------------------------


def test_since_a_version_only_its_files_are_looked_at(built: Built, audited: Audited) -> None:
    root = built()
    edit(root, PLACES[0], 'version: "1.0"', 'version: "1.1"')
    assert run(root, "build", *WEB, "--language", "nl") == 0
    assert audited(root)[1]["files"] == 3
    code, audit = audited(root, "--since", "1.0")
    assert (code, [g["language"] for g in audit["texts"]]) == (1, ["ar", "en"])
    assert audited(root, "--since", "1.1")[0] == 0


@pytest.mark.parametrize(
    ("option", "name", "hint"),
    [
        ("--since", "0.9", "There is no file of version '0.9'. There are: 1.0."),
        ("--clinic", "nord", "There is no clinic 'nord'. There are: noord."),
        ("--language", "de", "There is no language 'de'."),
        ("--brochure", "cold", "There is no brochure 'cold'."),
    ],
)
def test_unknown_names_are_refused(built: Built, option: str, name: str, hint: str) -> None:
    with pytest.raises(BrochureError, match=re.escape(hint)):
        run(built(), "audit", option, name)


def test_a_clinic_that_is_no_more_can_be_asked_for(built: Built, audited: Audited) -> None:
    root = built(files={"brochures/clinics/oost.yaml": CLINIC})
    (root / "brochures/clinics/oost.yaml").unlink()
    code, audit = audited(root, "--clinic", "oost")
    assert (code, others(audit)) == (1, {"withdrawn": 3})


# --- how it is told ------------------------------------------------------------------------------


def test_messages_are_shown_word_by_word(built: Built, capsys: pytest.CaptureFixture[str]) -> None:
    root = built()
    edit(root, PLACES[0], "Why warm hands?", "Why cold hands?")
    edit(root, catalog("nl"), "Warme handen", "Koude handen")
    edit(root, PLACES[1], "555 01 23", "555 01 99")
    assert run(root, "audit", "--messages") == 1
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert "source       Why [-warm-]{+cold+} hands?" in lines
    assert lines.count("source       as above") == 2
    assert "translation  [-Warme-]{+Koude+} handen" in lines
    assert lines.count("translation  there is none of the new text yet") == 3
    assert "warm nl, 1.0, 1 file of 1 clinic: 2 texts" in lines
    assert any(line.startswith("phone") and "[-" in line for line in lines)
    assert lines[-1] == "0 of 3 files would be made the same today; 3 would not."


def test_a_csv_has_a_row_for_each_file_that_is_not_current(built: Built, tmp_path: Path) -> None:
    root, target = built(), tmp_path / "deep" / "audit.csv"
    edit(root, catalog("nl"), "Waarom warme handen?", "Waarom koude?")
    page(root, "ar").unlink()
    assert run(root, "audit", "--csv", str(target)) == 1
    rows = list(csv.DictReader(io.StringIO(target.read_text("utf-8-sig"))))
    assert [(row["file"], row["version"], row["reasons"]) for row in rows] == [
        ("noord/warm.ar.web.html", "1.0", "not in the output folder"),
        ("noord/warm.nl.web.html", "1.0", "texts changed"),
    ]
    assert (rows[0]["made"], rows[0]["standing"]) == ("2026-11-22", "in date")


def test_200_clinics_with_one_change_are_one_row(
    built: Built, capsys: pytest.CaptureFixture[str]
) -> None:
    root = built()
    edit(root, catalog("nl"), "Warme handen", "Koude handen")
    audit, manifest, file = audit_of(root)
    clinics = {f"c{n:03}": audit.present.library.clinics["noord"] for n in range(200)}
    audit.present.library = replace(audit.present.library, clinics=clinics)
    for clinic in clinics:
        audit.look(replace(file, clinic=clinic), Disk.INTACT)
    say(audit, manifest, "out", Screen(), messages=False)
    out = capsys.readouterr().out
    (row,) = (line for line in out.splitlines() if "not folded" in line)
    assert "200: c000, c001, c002, ..." in row
    assert len(out.splitlines()) < 20


def test_languages_with_the_same_change_are_one_row(
    built: Built, capsys: pytest.CaptureFixture[str]
) -> None:
    root = built()
    edit(root, PLACES[0], "Why warm hands?", "Why cold hands?")
    edit(root, catalog("nl"), "Warme handen", "Koude handen")
    assert run(root, "audit") == 1
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [
        "warm",
        "1.0",
        "1",
        "text",
        "why.heading",
        "ar,",
        "en",
        "not",
        "folded",
        "noord",
        "2",
    ] in rows
    assert [
        "warm",
        "1.0",
        "2",
        "texts",
        "title,",
        "why.heading",
        "nl",
        "not",
        "folded",
        "noord",
        "1",
    ] in rows


def test_texts_that_the_folder_has_lost_are_said_to_be_lost(built: Built, audited: Audited) -> None:
    root = built()
    edit(root, catalog("nl"), "Warme handen", "Koude handen")
    manifest = root / "out" / NAME
    lines = manifest.read_text("utf-8").splitlines(keepends=True)
    manifest.write_text("".join(line for line in lines if '"kind": "copy"' not in line), "utf-8")
    code, audit = audited(root)
    assert (code, [g["known"] for g in audit["texts"]]) == (1, [False])
    assert run(root, "audit", "--messages") == 1


def looked_at(root: Path, *state: str) -> tuple[Present, FileRecord]:
    """Return what a workspace would print now, and its Dutch page as it was made."""
    audit, _, file = audit_of(root, *state)
    return audit.present, file


def audit_of(root: Path, *state: str) -> tuple[Audit, Manifest, FileRecord]:
    library = load_library(root)
    catalogs, _ = load_catalogs(root, library.languages)
    planned = plan(library, catalogs, Request(profiles=("web",)), Fingerprints("test"))
    present = Present(library, (edition for job in planned.jobs for edition in job.editions))
    manifest = read_manifest(open_storage(root / "out"))
    file = manifest.file(".".join(("noord/warm.nl.web", *state)))
    assert file
    audit = Audit(present, Wanted(), date(2026, 11, 22), lambda file: True)
    return audit, manifest, file


def test_its_size_does_not_grow_with_the_files(built: Built) -> None:
    audit, _, file = audit_of(built())

    def size(files: int) -> int:
        tracemalloc.start()
        for number in range(files):
            audit.look(replace(file, name=f"noord/{number}", draft=True), Disk.MISSING)
        gc.collect()
        used = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        return used

    size(100)
    assert size(5000) < 20_000  # bytes
