"""The command check: what it takes, its four outputs, its exit codes, and files that are none."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import fields
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf

from printshop.checking import Task, examine
from printshop.cli import check_run
from printshop.cli.commands import cli
from printshop.cli.report import Screen
from printshop.errors import BrochureError, InputError
from printshop.load.documents import schema_text
from printshop.load.requirements import load_requirements
from printshop.preflight.checks import CHECKS
from printshop.preflight.results import State
from printshop.preflight.run import RULES
from printshop.profiles import PROFILES
from printshop.thresholds import Thresholds, requirements

from .conftest import Shop
from .pdfs import TODAY, Sample, picture, text


def run(*arguments: str | Path, root: Path | None = None) -> int:
    """Run the command in this process; returns its exit code."""
    command = ["check", *map(str, arguments)]
    return int(cli.main(command, standalone_mode=False, obj={"root": root, "screen": Screen()}))


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return Sample().save(tmp_path / "good.pdf")


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    faint = text("Faint <words> & more", 40, 70, 10, "0 0 0 0.1 k")
    return Sample(mode="/DeviceRGB").add(faint).save(tmp_path / "bad & worse.pdf")


# --- files ---------------------------------------------------------------------------------------


def test_exit_codes(good: Path, bad: Path, tmp_path: Path) -> None:
    assert run(good) == 0
    assert run(bad) == 1
    assert run(bad, good) == 1
    (tmp_path / "none.pdf").write_text("no PDF")
    assert run(good, tmp_path / "none.pdf") == 2
    assert run(tmp_path / "nowhere.pdf") == 2


def test_warnings_alone_are_no_failure(tmp_path: Path) -> None:
    path = Sample(pixels=200).save(tmp_path / "coarse.pdf")
    assert run(path) == 0


def test_a_file_is_what_it_says_or_what_is_named(
    bad: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(bad, "--json") == 1
    assert json.loads(capsys.readouterr().out)["files"][0]["profile"] == "press"
    run(bad, "--json", "--profile", "screen")
    report = json.loads(capsys.readouterr().out)["files"][0]
    assert report["profile"] == "screen"
    states = {entry["check"]: entry["state"] for entry in report["checks"]}
    assert states["colour spaces"] == "not asked"
    with Pdf.open(bad, allow_overwriting_input=True) as pdf:
        del pdf.Root.OutputIntents
        pdf.save(bad)
    run(bad, "--json")
    assert json.loads(capsys.readouterr().out)["files"][0]["profile"] == "screen"


def test_a_file_has_one_profile(good: Path) -> None:
    for profiles in ("press,office", "web", "nonsense"):
        with pytest.raises(BrochureError, match="one profile"):
            run(good, "--profile", profiles)


def test_the_table_says_what_was_not_checked(
    good: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(good, "--no-separations") == 0
    said = capsys.readouterr().out
    assert re.search(r"ink coverage +not checked +Plates were not made", said)
    assert re.search(r"bleed +passed", said)
    assert "1 check not made" in said
    assert run(good, good, "--no-separations") == 0
    assert "Not checked in 2 of 2 files: ink coverage" in capsys.readouterr().out


# --- editions ------------------------------------------------------------------------------------


def test_built_editions_are_checked(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    root = shop()
    selected = ("warm", "--language", "nl", "--profile", "office,screen", "--root", str(root))
    with pytest.raises(BrochureError, match="build them first"):
        run(*selected)
    build = ["build", *selected]
    assert cli.main(build, standalone_mode=False, obj={"root": None, "screen": Screen()}) == 0
    capsys.readouterr()
    assert run(*selected, "--json") == 0
    files = json.loads(capsys.readouterr().out)["files"]
    assert {entry["profile"] for entry in files} == {"office", "screen"}
    assert {f["code"] for e in files for c in e["checks"] for f in c["findings"]} == {
        "section.missing"
    }

    (root / "out" / "noord" / "warm.nl.trifold.screen.pdf").unlink()
    (root / "out" / "noord" / "warm.nl.trifold.office.pdf").write_bytes(b"%PDF-1.7 torn")
    assert run(*selected) == 2
    said = "".join(capsys.readouterr())
    assert "is not built" in said
    assert "is damaged" in said


def test_pages_for_browsers_are_no_pdf(shop: Shop) -> None:
    with pytest.raises(BrochureError, match="no PDF among these"):
        run("--profile", "web", "--root", shop())


def test_many_files_are_checked_on_all_cores(
    good: Path, bad: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check_run, "WORTH_A_POOL", 2)
    monkeypatch.setattr(check_run, "worker_count", lambda _: 2)
    assert run(good, bad, good, "--json", "--no-separations") == 1
    files = json.loads(capsys.readouterr().out)["files"]
    assert [Path(entry["file"]) for entry in files] == [good, bad, good]
    assert files[0] == files[2] != files[1]


def test_editions_by_name_have_to_exist(shop: Shop) -> None:
    with pytest.raises(BrochureError, match="There is no brochure 'wram'"):
        run("wram", "--root", shop())


# --- SARIF and HTML ------------------------------------------------------------------------------


def test_sarif(bad: Path, tmp_path: Path) -> None:
    (tmp_path / "none.pdf").write_text("no PDF")
    target = tmp_path / "found.sarif"
    assert run(bad, tmp_path / "none.pdf", "--sarif", target, "--no-separations") == 2
    log = json.loads(target.read_text("utf-8"))
    assert log["version"] == "2.1.0"
    (made,) = log["runs"]
    rules = [rule["id"] for rule in made["tool"]["driver"]["rules"]]
    assert len(set(rules)) == len(rules)
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in made["results"])
    kinds = {(result["ruleId"], result["kind"], result["level"]) for result in made["results"]}
    assert kinds == {
        ("colour.rgb", "fail", "error"),
        ("text.contrast", "fail", "error"),
        ("check.not-made", "open", "none"),
    }
    location = made["results"][0]["locations"][0]
    assert location["physicalLocation"]["artifactLocation"]["uri"].endswith("bad%20%26%20worse.pdf")
    assert location["logicalLocations"][0]["name"] == "page 1"
    assert made["results"][0]["properties"]["spots"][0]["box_mm"]
    (invocation,) = made["invocations"]
    assert invocation["executionSuccessful"] is False
    assert "none.pdf" in invocation["toolExecutionNotifications"][0]["message"]["text"]


class _Page(HTMLParser):
    """Notes elements, and that all that are opened are closed."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[dict[str, str | None]] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.append(dict(attrs))
        if tag not in ("meta", "img"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def close(self) -> None:
        super().close()
        assert self._open == []


def test_html_needs_nothing_else(bad: Path, good: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    assert run(bad, good, "--html", target, "--no-separations") == 1
    html = target.read_text("utf-8")
    page = _Page()
    page.feed(html)
    page.close()
    assert not {"script", "link", "iframe", "object"} & set(page.tags)
    assert "default-src 'none'" in html
    sources = [a["src"] or "" for a in page.attributes if "src" in a]
    assert sources
    assert all(source.startswith("data:image/png;base64,") for source in sources)
    assert all(a.get("alt") for t, a in zip(page.tags, page.attributes, strict=True) if t == "img")
    assert "&lt;words&gt; &amp; more" in html
    assert "bad &amp; worse.pdf" in html
    assert "<words>" not in html
    assert '<td class="missing">not checked</td>' in html
    heads = [int(tag[1]) for tag in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert heads[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(heads))


def test_pictures_show_what_is_wrong(bad: Path) -> None:
    report = examine(Task(bad, None, TODAY, crops=True, separate=False))
    assert len(report.crops) == len(report.problems) == 2
    assert all(crop.png.startswith(b"\x89PNG") for _, _, crop in report.crops)


def test_the_report_can_be_written_nowhere_wrong(good: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BrochureError, match="cannot be written"):
        run(good, "--html", tmp_path / "file" / "report.html")


# --- profile files -------------------------------------------------------------------------------

CODES = {rule.code for rule in RULES}

OURS = """\
name: Our print firm
profile: press
thresholds: {image_good: 310, ink_most: 280}
severities: {image.resolution-low: error, text.contrast: "off"}
output_conditions: [FOGRA39]
sections: {risks: [risicos]}
guarantees: {nl: [wonder]}
"""


def profile_file(tmp_path: Path, content: str) -> Path:
    path = tmp_path / "firm.yaml"
    path.write_text(content, "utf-8")
    return path


def test_a_print_firm_has_thresholds_of_its_own(
    good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = profile_file(tmp_path, OURS)
    assert run(good, "--profile-file", path, "--json") == 1
    (report,) = json.loads(capsys.readouterr().out)["files"]
    assert report["profile"] == "Our print firm"
    found = [(f["code"], f["severity"]) for c in report["checks"] for f in c["findings"]]
    assert found == [("image.resolution-low", "error")]
    states = {check["check"]: check["state"] for check in report["checks"]}
    assert states["contrast"] == "not asked"


def test_a_profile_file_is_on_top_of_ours(tmp_path: Path) -> None:
    wanted = load_requirements(profile_file(tmp_path, OURS), CODES)
    usual = requirements(PROFILES["press"])
    assert wanted.thresholds.ink_most == 280
    assert wanted.thresholds.bleed == usual.thresholds.bleed
    assert wanted.sections == {"risks": ("risicos",)}
    assert wanted.guarantees == {"nl": ("wonder",)}
    assert wanted.severities["text.contrast"] is None
    office = load_requirements(profile_file(tmp_path, "profile: office"), CODES)
    assert office.thresholds == requirements(PROFILES["office"]).thresholds
    assert office.name == "firm"


@pytest.mark.parametrize(
    ("content", "place", "words"),
    [
        ("name: x\nthresholds:\n  blead: 3\n", ":3", "did you mean 'bleed'"),
        ("name: x\nthresholds:\n  bleed: much\n", ":3", "'thresholds.bleed' has to be a number"),
        ("thresholds: {bleed: -1}\n", ":1", "between 0 and 100"),
        ("\nseverities:\n  bleed.mising: error\n", ":3", "did you mean 'bleed.missing'"),
        ("severities: {bleed.missing: bad}\n", ":1", "choose one of: off"),
        ("profile: web\n", ":1", "'web' is not known"),
        ("profile: pres\n", ":1", "did you mean 'press'"),
        ("thresholds:\n  ink_most: 340\n", ":2", "ink_limit (330) has to be at least ink_most"),
        ("thresholds:\n  image_least: 260\n", ":2", "image_good (250) has to be at least"),
        ("name: x\nname: y\n", ":2", "stands here twice"),
        ("", ":1", "The file is empty"),
    ],
)
def test_mistakes_in_a_profile_file(tmp_path: Path, content: str, place: str, words: str) -> None:
    with pytest.raises(InputError) as refused:
        load_requirements(profile_file(tmp_path, content), CODES)
    (finding,) = refused.value.findings
    assert words in finding.message
    assert f"firm.yaml{place}" in str(finding.place)


def test_a_profile_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load_requirements(tmp_path / "nowhere.yaml", CODES)


def test_the_profile_of_editions_is_that_of_the_file(shop: Shop, tmp_path: Path) -> None:
    path = profile_file(tmp_path, OURS)
    with pytest.raises(BrochureError, match="leave --profile out"):
        run("--root", shop(), "--profile-file", path, "--profile", "office")


def test_the_schema_knows_every_threshold() -> None:
    schema = json.loads(schema_text("profile"))
    known = schema["properties"]["thresholds"]["properties"]
    assert list(known) == [field.name for field in fields(Thresholds)]


# --- the checks themselves -----------------------------------------------------------------------


def test_codes_are_told_apart_and_have_a_reason() -> None:
    every = [rule.code for rule in RULES]
    assert len(set(every)) == len(every)
    for check in CHECKS:
        assert "Rationale: " in check.why
        assert check.rules


# --- files that nobody should get ----------------------------------------------------------------


def leaf(pdf: Pdf) -> pikepdf.Object:
    return pdf.pages[0].obj


def bitten_tail(pdf: Pdf) -> None:
    pdf.Root.Pages.Parent = pdf.Root.Pages
    del leaf(pdf).MediaBox


NAMES = Dictionary(EmbeddedFiles=Dictionary(Names=Array([1]), Kids=Array([3])))
NOTES = Array([3, Dictionary(), Dictionary(Rect=Array([1]), A=Name.No, AA=3)])
TREE = Dictionary(K=Array([1, Name.Nonsense, Array([Dictionary()]), Dictionary(S=3, Pg=1, K=9)]))
DAMAGES: dict[str, Callable[[Pdf], None]] = {
    "no resources": lambda pdf: leaf(pdf).__delitem__("/Resources"),
    "no content": lambda pdf: leaf(pdf).__delitem__("/Contents"),
    "other resources": lambda pdf: setattr(leaf(pdf), "Resources", Array([1, 2])),
    "other fonts": lambda pdf: setattr(leaf(pdf).Resources, "Font", Dictionary(F=3, B=Array([]))),
    "other states": lambda pdf: setattr(leaf(pdf).Resources, "ExtGState", Name.State),
    "other pictures": lambda pdf: setattr(
        leaf(pdf).Resources.XObject, "Im", Dictionary(Subtype=Name.Image)
    ),
    "other groups": lambda pdf: setattr(leaf(pdf), "Group", Dictionary(CS=Array([3]))),
    "other structure": lambda pdf: setattr(pdf.Root, "StructTreeRoot", TREE),
    "other intents": lambda pdf: setattr(pdf.Root, "OutputIntents", Dictionary(A=1)),
    "other names": lambda pdf: setattr(pdf.Root, "Names", NAMES),
    "other annotations": lambda pdf: setattr(leaf(pdf), "Annots", NOTES),
    "other content": lambda pdf: setattr(leaf(pdf), "Contents", Name.Nothing),
    "other rotation": lambda pdf: setattr(leaf(pdf), "Rotate", Name.Left),
    "a language of another kind": lambda pdf: setattr(pdf.Root, "Lang", 3),
    "a huge page": lambda pdf: setattr(leaf(pdf), "MediaBox", Array([0, 0, 1e7, 1e7])),
    "a tree that bites its tail": bitten_tail,
}


@pytest.mark.parametrize("how", DAMAGES)
def test_damage_is_a_finding_and_no_trace(tmp_path: Path, how: str) -> None:
    path = Sample().change(DAMAGES[how]).save(tmp_path / "damaged.pdf")
    report = examine(Task(path, requirements(PROFILES["press"]), TODAY, crops=True, separate=False))
    assert not report.error
    assert len(report.outcomes) == len(CHECKS)
    for problem in report.problems:
        assert problem.finding.message.endswith(".")


def test_a_page_that_cannot_be_drawn_is_not_checked(tmp_path: Path) -> None:
    path = Sample().change(DAMAGES["a huge page"]).save(tmp_path / "huge.pdf")
    report = examine(Task(path, None, TODAY, separate=False))
    states = {outcome.check: outcome for outcome in report.outcomes}
    assert states["QR code"].state is State.NOT_CHECKED
    assert "too large" in states["QR code"].remark


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is not a PDF"),
        (b"%PDF-1.7\n%%EOF", "is not a PDF"),
        (b"<html></html>", "is not a PDF"),
        (b"\x00" * 100, "is not a PDF"),
    ],
)
def test_what_is_no_pdf_is_one_sentence(
    tmp_path: Path, content: bytes, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "none.pdf"
    path.write_bytes(content)
    assert run(path) == 2
    said = capsys.readouterr().err
    assert words in said
    assert "Traceback" not in said


def test_a_locked_file_is_one_sentence(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    locked = good.with_name("locked.pdf")
    with Pdf.open(good) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="boss", user="secret"))
    assert run(locked) == 2
    assert "locked with a password" in capsys.readouterr().err


def test_a_file_without_pages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Pdf.new() as pdf:
        pdf.save(tmp_path / "empty.pdf")
    assert run(tmp_path / "empty.pdf") == 2
    assert "has no pages" in capsys.readouterr().err


def test_a_folder_is_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "folder.pdf").mkdir()
    assert run(tmp_path / "folder.pdf") == 2
    assert "cannot be read" in capsys.readouterr().err


def test_a_file_that_had_to_be_repaired(good: Path) -> None:
    data = good.read_bytes()
    good.write_bytes(data[: data.rindex(b"startxref")])
    report = examine(Task(good, None, TODAY, separate=False))
    assert report.error or "file.repaired" in {p.finding.code for p in report.problems}


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=8)), min_size=1, max_size=9)
)
def test_no_file_ends_in_a_trace(tmp_path: Path, changes: list[tuple[float, bytes]]) -> None:
    source = tmp_path / "source.pdf"
    if not source.exists():
        Sample(pixels=20).add(picture(9)).save(source)
    data = bytearray(source.read_bytes())
    for place, content in changes:
        at = int(place * (len(data) - 8))
        data[at : at + len(content)] = content
    path = tmp_path / "fuzzed.pdf"
    path.write_bytes(data)
    report = examine(Task(path, requirements(PROFILES["press"]), TODAY, crops=True, separate=False))
    assert report.error or len(report.outcomes) == len(CHECKS)
