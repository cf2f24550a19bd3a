"""The tally of a build: counts, findings said once, and a size that files do not make grow."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from printshop.cli.grouping import Groups
from printshop.cli.report import Screen
from printshop.cli.tally import CLEAN, EXIT_BUG, EXIT_FINDINGS, MOST_LEAFLETS, MOST_ROWS, Tally
from printshop.findings import Finding, Place, Severity
from printshop.model import Artifact, Edition, Fit

from .conftest import Shop
from .shops import editions

MISSING = Finding("text.missing", Severity.ERROR, "'title' is missing.", Place("nl.po", 3, "title"))
BLANK = Finding("layout.blank-panel", Severity.WARNING, "A panel is empty.")
FIT = Fit(10.5, 1, 0.875, 3)


@pytest.fixture
def edition(shop: Shop) -> Edition:
    return next(iter(editions(shop(), "nl")))


def of(edition: Edition, clinic: str, tag: str = "nl") -> Edition:
    """Return the edition as another clinic has it, in a language."""
    return replace(
        edition,
        clinic=replace(edition.clinic, id=clinic),
        language=replace(edition.language, tag=tag),
    )


def artifact(edition: Edition, *findings: Finding, pdf: bytes | None = b"%PDF") -> Artifact:
    return Artifact(edition.name, pdf, tuple(f.of(edition.name) for f in findings), FIT)


def many(edition: Edition, clinics: int, *tags: str) -> Iterator[Edition]:
    for number in range(clinics):
        for tag in tags or ("nl",):
            yield of(edition, f"clinic-{number:04}", tag)


def said(
    tally: Tally, capsys: pytest.CaptureFixture[str], folder: Path = Path("out")
) -> tuple[str, str]:
    tally.say(Screen(), folder)
    return capsys.readouterr()


def test_a_small_build_has_a_row_for_each_leaflet(
    edition: Edition, capsys: pytest.CaptureFixture[str]
) -> None:
    tally = Tally()
    tally.add(edition, artifact(edition))
    tally.add(of(edition, "zuid"), artifact(of(edition, "zuid"), pdf=b""))
    tally.add(of(edition, "west"), artifact(of(edition, "west"), pdf=None))
    out, err = said(tally, capsys)
    rows = [line.split() for line in out.splitlines()]
    assert rows[0] == ["brochure", "clinic", "language", "fold", "body", "full", "files"]
    assert ["warm", "noord", "nl", "trifold", "10.5", "pt", "88%", "made"] in rows
    assert ["warm", "zuid", "nl", "trifold", "10.5", "pt", "88%", "up", "to", "date"] in rows
    assert ["warm", "west", "nl", "trifold", "10.5", "pt", "88%", "1", "refused"] in rows
    assert out.splitlines()[-1] == "2 of 3 files in out; 1 made now."
    assert (err, tally.exit_code) == ("", CLEAN)


def test_a_missing_translation_is_said_once_for_all_clinics(
    edition: Edition, capsys: pytest.CaptureFixture[str]
) -> None:
    tally = Tally()
    for each in many(edition, 200, "nl", "de"):
        tally.add(each, artifact(each, MISSING, pdf=None))
    _, err = said(tally, capsys)
    assert err.count("'title' is missing.") == 1
    assert "(text.missing, 400 files, 200 clinics, 2 languages: clinic-0000/warm.nl." in err
    assert tally.exit_code == EXIT_FINDINGS


def test_examples_are_of_different_clinics(
    edition: Edition, capsys: pytest.CaptureFixture[str]
) -> None:
    tally = Tally()
    for each in many(edition, 5):
        for profile in ("screen", "office"):
            profiled = replace(each, profile=replace(each.profile, id=profile))
            tally.add(profiled, artifact(profiled, BLANK))
    names = [f"clinic-000{n}/warm.nl.trifold.screen" for n in range(3)]
    assert f"10 files, 5 clinics: {', '.join(names)}, ...)" in said(tally, capsys)[1]


def test_different_places_are_different_findings(
    edition: Edition, capsys: pytest.CaptureFixture[str]
) -> None:
    tally = Tally()
    tally.add(edition, artifact(edition, MISSING, replace(MISSING, place=Place("de.po", 3))))
    tally.found([replace(BLANK, severity=Severity.INFO)])
    _, err = said(tally, capsys)
    lines = err.splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "error de.po",
        "error nl.po",
        "info A panel is empty. (layout.blank-panel)",
    ]


def test_many_leaflets_are_summed_up_worst_first(
    edition: Edition, capsys: pytest.CaptureFixture[str]
) -> None:
    tally = Tally()
    for number, each in enumerate(many(edition, 200, "nl", "de")):
        if number == 398:
            tally.add(each, artifact(each, MISSING, pdf=None))
        elif number == 300:
            tally.add(each, artifact(each, BLANK))
        else:
            tally.add(each, artifact(each, pdf=b""))
    out, _ = said(tally, capsys)
    lines = [line.split() for line in out.splitlines()]
    assert lines[1:5] == [
        ["By", "clinic:"],
        ["clinic", "files", "made", "up", "to", "date", "refused", "with", "warnings", "smallest"],
        ["clinic-0199", "2", "1", "1", "1", "10.5", "pt"],
        ["clinic-0150", "2", "1", "1", "1", "10.5", "pt"],
    ]
    assert "and 198 more clinics, all clean." in out
    assert [line[0] for line in lines[-4:-1]] == ["language", "nl", "de"]
    assert out.splitlines()[-1] == "399 of 400 files in out; 1 made now."


def test_a_clean_build_has_no_row_for_each_clinic(
    edition: Edition, capsys: pytest.CaptureFixture[str]
) -> None:
    tally = Tally()
    for each in many(edition, 200, "nl", "de"):
        tally.add(each, artifact(each))
    lines = [line.split() for line in said(tally, capsys)[0].splitlines()]
    assert lines == [
        ["200", "clinics,", "all", "clean."],
        [],
        ["By", "language:"],
        ["language", "files", "made", "smallest"],
        ["de", "200", "200", "10.5", "pt"],
        ["nl", "200", "200", "10.5", "pt"],
        ["400", "of", "400", "files", "in", "out;", "400", "made", "now."],
    ]


def test_the_rest_that_is_not_shown_is_not_called_clean_when_it_is_not(
    edition: Edition, capsys: pytest.CaptureFixture[str]
) -> None:
    tally = Tally()
    for each in many(edition, MOST_LEAFLETS + 1):
        tally.add(each, artifact(each, BLANK))
    out, _ = said(tally, capsys)
    rest = MOST_LEAFLETS + 1 - MOST_ROWS
    assert f"and {rest} more clinics, {rest} with warnings." in out


def test_the_same_failure_is_told_once_and_others_are_counted(
    edition: Edition, capsys: pytest.CaptureFixture[str]
) -> None:
    tally = Tally()
    for number, each in enumerate(many(edition, 20)):
        tally.add(each, Artifact(each.name, None, failure=f"Traceback {max(0, number - 9)}"))
    _, err = said(tally, capsys)
    assert "and 9 more failed; please report this:\nTraceback 0" in err
    assert err.count("Trace") == 5
    assert "6 more failed in other ways." in err
    assert tally.exit_code == EXIT_BUG


def test_a_failure_that_says_what_to_do_is_not_to_be_reported(
    edition: Edition, capsys: pytest.CaptureFixture[str]
) -> None:
    tally = Tally()
    tally.add(edition, Artifact(edition.name, None, failure="It took too long; allow more."))
    _, err = said(tally, capsys)
    assert f"{edition.name} failed:\nIt took too long; allow more.\n" in err
    assert "report" not in err
    assert tally.exit_code == EXIT_BUG


def test_findings_beyond_the_most_are_counted_by_code(capsys: pytest.CaptureFixture[str]) -> None:
    groups = Groups(most=3)
    for number in range(5):
        groups.add(replace(MISSING, message=f"No {number}."))
    groups.add(replace(MISSING, message="No 0."))  # a group that is there goes on counting
    Screen().groups(groups, most=2)
    err = capsys.readouterr().err
    assert err.count("error ") == 2
    assert "and 3 more findings (text.missing); --report FILE has all." in err
    assert groups.worst is Severity.ERROR


def test_its_size_does_not_grow_with_the_files(edition: Edition) -> None:
    def size(clinics: int) -> int:
        tracemalloc.start()
        tally = Tally()
        for each in many(edition, clinics, "nl", "de", "fr", "tr"):
            tally.add(each, artifact(each, MISSING, BLANK))
        used = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        return used

    assert size(1000) - size(500) < 500 * 600  # bytes a clinic, not a file
