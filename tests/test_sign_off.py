"""Sign-off: who approved which text; what is not approved is refused for press, or a draft."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from printshop.catalogs.document import parse
from printshop.catalogs.header import UNREVIEWED, with_field, without_note
from printshop.cli.commands import cli
from printshop.cli.report import Screen
from printshop.errors import BrochureError, InputError
from printshop.findings import Severity
from printshop.fingerprint import Fingerprints
from printshop.load import load_library
from printshop.messages import approvals_path, load_catalogs
from printshop.model import Artifact
from printshop.pipeline import make
from printshop.plan import BuildPlan, Request, plan

from . import referees
from .conftest import Shop
from .shops import BROCHURE, SOURCES, TRANSLATIONS, catalog, entry, po

APPROVE = ("approve", "nl", "--brochure", "warm", "--by", "J. de Vries", "--role", "dermatologist")
FACTS = BROCHURE.replace("draw blood from.", "draw {dose} of blood from.") + (
    "facts:\n  dose: {measure: 5, unit: volume-milliliter}\n"
)


def run(root: Path, *arguments: str) -> int:
    command = ["catalog", *arguments, "--root", str(root)]
    context = {"root": None, "screen": Screen()}
    return int(cli.main(command, standalone_mode=False, obj=context))


def planned(root: Path, draft: bool = False, languages: tuple[str, ...] = ("nl",)) -> BuildPlan:
    library = load_library(root)
    catalogs, _ = load_catalogs(root, library.languages)
    request = Request(languages=languages, draft=draft)
    return plan(library, catalogs, request, Fingerprints("test"))


def made(root: Path, draft: bool = False) -> dict[str, Artifact]:
    plan = planned(root, draft)
    return {artifact.name: artifact for job in plan.jobs for artifact in make(job)}


def profiles(plan: BuildPlan) -> tuple[list[str], list[str]]:
    """Return the profiles that are made and those that are refused."""
    return (
        [e.profile.id + (" draft" if e.draft else "") for e in plan.editions],
        [e.profile.id for e, _ in plan.refused],
    )


def edited(root: Path, old: str, new: str, file: str = catalog("nl")) -> None:
    path = root / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def fuzzy_title(root: Path) -> None:
    edited(root, 'msgctxt "title"', '#, fuzzy\nmsgctxt "title"')


def approved_lines(root: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in approvals_path(root, "nl").read_text("utf-8").splitlines()]


def test_what_nobody_approved_is_made_for_the_screen_but_not_for_the_press(shop: Shop) -> None:
    plan = planned(shop(approved=False))
    assert profiles(plan) == (["screen", "office", "web"], ["press"])
    ((_, finding),) = plan.refused
    assert (finding.code, finding.severity) == ("text.unapproved", Severity.ERROR)
    assert "catalog approve nl --brochure warm" in finding.message
    assert finding.edition == "noord/warm.nl.trifold.press"


def test_what_is_approved_is_made_for_the_press(shop: Shop) -> None:
    root = shop(approved=False)
    assert run(root, *APPROVE) == 0
    assert profiles(planned(root)) == (["screen", "office", "press", "web"], [])
    assert profiles(planned(root, languages=("ar",))) == (["screen", "office", "web"], ["press"])


def test_an_approval_says_who_and_when_and_which_text(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795392000")
    root = shop(approved=False)
    run(root, *APPROVE, "--key", "title")
    (line,) = approved_lines(root)
    assert (line["domain"], line["key"]) == ("warm", "title")
    assert (line["by"], line["role"], line["on"]) == ("J. de Vries", "dermatologist", "2026-11-23")


@pytest.mark.parametrize(
    ("file", "old", "new", "key"),
    [
        (catalog("nl"), "Warme handen", "Warme handjes", "title"),
        (catalog("nl", "common"), "Patiënteninformatie", "Informatie", "cover.kicker"),
        ("brochures/warm.yaml", "measure: 5", "measure: 50", "why.text"),
    ],
)
def test_an_edit_voids_the_texts_it_touched_and_no_other(
    shop: Shop, file: str, old: str, new: str, key: str
) -> None:
    dutch = TRANSLATIONS["nl"][2].replace("bloed", "{dose} bloed")
    rows = zip(SOURCES.items(), (*TRANSLATIONS["nl"][:2], dutch), strict=True)
    sources = {"why.text": SOURCES["why.text"].replace("draw blood", "draw {dose} of blood")}
    catalogs = po(*(entry(k, sources.get(k, source), text) for (k, source), text in rows))
    root = shop({"brochures/warm.yaml": FACTS, catalog("nl"): catalogs})
    assert profiles(planned(root))[1] == []
    edited(root, old, new, file)
    ((_, finding),) = planned(root).refused
    assert finding.message.startswith(f"1 texts are not approved as they are, the first is '{key}'")
    edited(root, new, old, file)
    assert profiles(planned(root))[1] == []


def test_a_reworded_source_voids_its_text(shop: Shop) -> None:
    root = shop()
    for file in ("brochures/warm.yaml", catalog("nl")):
        edited(root, "Why warm hands?", "Why are hands warm?", file)
    ((_, finding),) = planned(root).refused
    assert "'why.heading'" in finding.message


def test_approving_again_adds_what_changed_and_keeps_what_was_said(shop: Shop) -> None:
    root = shop(approved=False)
    run(root, *APPROVE)
    first = approved_lines(root)
    assert run(root, *APPROVE) == 0
    assert approved_lines(root) == first
    edited(root, "Warme handen", "Warme handjes")
    run(root, *APPROVE)
    lines = approved_lines(root)
    assert lines[: len(first)] == first
    assert [line["key"] for line in lines[len(first) :]] == ["title"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('msgctxt "title"', '#, fuzzy\nmsgctxt "title"', "fuzzy"),
        ('msgstr "Warme handen"', 'msgstr ""', "no translation"),
        ('msgid "Warm hands"', 'msgid "Warmer hands"', "older source"),
        ('"Warme handen"', '"Warme 5 handen"', "not in the source"),
    ],
)
def test_what_is_not_finished_is_left_out_and_named(
    shop: Shop, capsys: pytest.CaptureFixture[str], old: str, new: str, said: str
) -> None:
    root = shop(approved=False)
    edited(root, old, new)
    assert run(root, *APPROVE) == 1
    assert "title" not in {line["key"] for line in approved_lines(root)}
    row = next(r for r in capsys.readouterr().out.splitlines() if "not approved: title" in r)
    assert said in row


def test_the_header_says_who_approved_the_whole_catalog(shop: Shop) -> None:
    rows = zip(SOURCES.items(), TRANSLATIONS["nl"], strict=True)
    note = po(*(entry(key, source, text) for (key, source), text in rows))
    root = shop({catalog("nl"): f"{UNREVIEWED}\n{note}"}, approved=False)
    run(root, *APPROVE, "--key", "title")
    assert UNREVIEWED in (root / catalog("nl")).read_text("utf-8")
    run(root, *APPROVE)
    document = parse((root / catalog("nl")).read_bytes(), "nl")
    assert document.metadata["X-Clinical-Review"].startswith("J. de Vries, dermatologist, 20")
    assert UNREVIEWED not in (root / catalog("nl")).read_text("utf-8")
    assert profiles(planned(root))[1] == []


def test_the_code_of_a_review_is_of_the_texts_as_they_were(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    root = shop(approved=False)
    capsys.readouterr()
    run(root, "review", "nl")
    code = re.findall(r"[0-9A-F]{4}(?:-[0-9A-F]{4}){2}", capsys.readouterr().out)[0]
    edited(root, "Warme handen", "Warme handjes")
    with pytest.raises(BrochureError, match="have changed since the review"):
        run(root, *APPROVE, "--code", code)
    edited(root, "Warme handjes", "Warme handen")
    assert run(root, *APPROVE, "--code", code.lower()) == 0


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({1: "xx"}, "no catalog"),
        ({3: "wram"}, "no brochure 'wram'"),
        ({5: " "}, "name and a role"),
        ({7: "\t"}, "name and a role"),
    ],
)
def test_wrong_names_are_refused(shop: Shop, changes: dict[int, str], said: str) -> None:
    root = shop(approved=False)
    arguments = [changes.get(i, argument) for i, argument in enumerate(APPROVE)]
    with pytest.raises(BrochureError, match=said):
        run(root, *arguments)
    with pytest.raises(BrochureError, match="no text under the key 'titel'"):
        run(root, *APPROVE, "--key", "titel")
    assert not approvals_path(root, "nl").exists()


@pytest.mark.parametrize("line", ["nonsense", "[]", '{"domain": "warm"}', '{"domain": 1}', ""])
def test_a_line_that_is_no_approval_stops_everything(shop: Shop, line: str) -> None:
    root = shop()
    path = approvals_path(root, "nl")
    count = len(path.read_text("utf-8").splitlines())
    path.write_text(path.read_text("utf-8") + line + "\n", "utf-8")
    with pytest.raises(InputError) as caught:
        load_library(root)
    (finding,) = caught.value.findings
    assert (finding.code, finding.place.line) == ("approvals.unreadable", count + 1)


# --- drafts --------------------------------------------------------------------------------------


def test_a_draft_is_made_of_what_is_not_approved_and_says_so(shop: Shop, tmp_path: Path) -> None:
    artifacts = made(shop(approved=False), draft=True)
    assert set(artifacts) == {
        "noord/warm.nl.trifold.screen",
        "noord/warm.nl.trifold.office",
        "noord/warm.nl.trifold.press.DRAFT",
        "noord/warm.nl.web",
    }
    press = artifacts["noord/warm.nl.trifold.press.DRAFT"].pdf or b""
    file = tmp_path / "draft.pdf"
    file.write_bytes(press)
    text = referees.output_of(referees.need("pdftotext"), "-raw", str(file), "-")
    assert "DRAFT" in "".join(text.split())
    with pikepdf.Pdf.open(io.BytesIO(press)) as pdf:
        assert pdf.open_metadata()["dc:title"] == "DRAFT - Warme handen"
        contents = [page.Contents.read_bytes() for page in pdf.pages]
        marks = [len(re.findall(rb"/DraftMark[.\d]* Do", content)) for content in contents]
        assert marks == [3, 3]  # one a panel
    assert referees.qpdf(file) == ""
    screen = artifacts["noord/warm.nl.trifold.screen"].pdf or b""
    with pikepdf.Pdf.open(io.BytesIO(screen)) as pdf:
        assert pdf.open_metadata()["dc:title"] == "Warme handen"


def test_what_is_approved_is_no_draft_even_if_drafts_are_allowed(shop: Shop) -> None:
    assert profiles(planned(shop(), draft=True)) == (["screen", "office", "press", "web"], [])


def test_a_fuzzy_text_is_printed_in_drafts_only(shop: Shop, tmp_path: Path) -> None:
    root = shop()
    fuzzy_title(root)
    refused = made(root)
    assert {a.pdf for a in refused.values()} == {None}
    assert {f.code for a in refused.values() for f in a.findings} == {
        "text.fuzzy",
        "layout.blank-panel",
    }
    drafts = made(root, draft=True)
    assert all(name.endswith(".DRAFT") and artifact.pdf for name, artifact in drafts.items())
    codes = {f.code: f.severity for f in drafts["noord/warm.nl.trifold.screen.DRAFT"].findings}
    assert codes["text.unconfirmed"] == Severity.WARNING
    file = tmp_path / "draft.pdf"
    file.write_bytes(drafts["noord/warm.nl.trifold.screen.DRAFT"].pdf or b"")
    assert "Warme handen" in referees.output_of(referees.need("pdftotext"), str(file), "-")


def test_a_draft_has_its_own_layout_only_where_it_prints_other_texts(shop: Shop) -> None:
    root = shop(approved=False)

    def layouts() -> set[str]:
        jobs = [job for draft in (False, True) for job in planned(root, draft).jobs]
        return {j.layout_fingerprint for j in jobs if j.editions[0].profile.folded}

    assert len(layouts()) == 1
    fuzzy_title(root)
    assert len(layouts()) == 2


@pytest.mark.slow
def test_a_draft_meets_pdf_ua(shop: Shop, tmp_path: Path) -> None:
    root = shop()
    fuzzy_title(root)
    files = []
    for name, artifact in made(root, draft=True).items():
        if not name.endswith(("press.DRAFT", "web.DRAFT")):
            files.append(tmp_path / f"{Path(name).name}.pdf")
            files[-1].write_bytes(artifact.pdf or b"")
    assert referees.verapdf("ua1", files, tmp_path) == ""


# --- headers -------------------------------------------------------------------------------------


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40))
def test_a_field_of_the_header_is_set_and_nothing_else_changes(value: str) -> None:
    value = " ".join(value.split())
    data = po(entry("a", "A", "a"), header='"X-Clinical-Review: none\\n"\n"X-Other: b\\n"\n')
    before = parse(data.encode(), "x")
    after = parse(with_field(before, "X-Clinical-Review", value).to_bytes(), "x")
    assert after.metadata == {**before.metadata, "X-Clinical-Review": value}
    assert after.messages == before.messages or after.messages[0].raw == before.messages[0].raw


def test_a_field_that_is_missing_is_added_and_a_note_removed() -> None:
    document = parse(f"# Mine.\n{UNREVIEWED}\n{po(entry('a', 'A', 'a'))}".encode(), "x")
    changed = without_note(with_field(document, "X-New", "1"), UNREVIEWED)
    assert changed.to_bytes().startswith(b"# Mine.\nmsgid")
    assert parse(changed.to_bytes(), "x").metadata["X-New"] == "1"
    assert without_note(changed, UNREVIEWED) is changed
