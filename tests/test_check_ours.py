"""Preflight of what was built here: what it should say is known, and held against the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pikepdf
import pytest

from printshop.checking import Report, Task, examine
from printshop.folds import FOLDS, Fold, Panel
from printshop.model import Edition
from printshop.pipeline import make
from printshop.preflight.checks import safe_area
from printshop.preflight.checks.facts import printed_facts
from printshop.preflight.pdf import PdfDocument
from printshop.preflight.results import State
from printshop.preflight.subject import Ours, Subject, squeezed
from printshop.profiles import PROFILES
from printshop.thresholds import requirements
from printshop.translate import translate

from .conftest import Shop
from .listening import listen
from .pdfs import TODAY, Sample, text
from .real import ROOT
from .shops import BROCHURE, planned, write_shop
from .test_web import asked

# The tiny brochure has none of the sections that patient information needs.
LACKS = ["section.missing"] * 3


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Edition, Path]]:
    """Return the editions of a tiny shop in three scripts, built, by language and profile."""
    root = write_shop(tmp_path_factory.mktemp("shop"), {})
    files = {}
    for job in planned(root, "en", "nl", "ar").jobs:
        for edition, artifact in zip(job.editions, make(job), strict=True):
            if edition.profile.folded:
                path = root / f"{edition.language.tag}.{edition.profile.id}.pdf"
                assert artifact.pdf, artifact.failure or artifact.findings
                path.write_bytes(artifact.pdf)
                files[path.stem] = edition, path
    return files


def examined(edition: Edition, path: Path, today: date = TODAY) -> Report:
    return examine(Task(path, requirements(edition.profile), today, edition, separate=False))


def codes(report: Report) -> list[str]:
    return sorted(problem.finding.code for problem in report.problems)


Built = dict[str, tuple[Edition, Path]]


@pytest.mark.parametrize("tag", ["en", "nl", "ar"])
@pytest.mark.parametrize("profile", ["screen", "office", "press"])
def test_what_is_built_here_passes(built: Built, tag: str, profile: str) -> None:
    report = examined(*built[f"{tag}.{profile}"])
    assert codes(report) == LACKS
    assert {o.check for o in report.not_checked} <= {"ink coverage"}
    asked = {o.check for o in report.outcomes if o.state is not State.NOT_ASKED}
    assert {"facts", "dates", "sections", "QR code", "contrast"} <= asked


@pytest.mark.parametrize("name", ["nl.press", "ar.screen", "ar.press"])
def test_another_reader_hears_the_same(built: Built, name: str) -> None:
    path = built[name][1]
    with PdfDocument(path) as document, pikepdf.Pdf.open(path) as pdf:
        ours = [squeezed(paragraph.text) for paragraph in document.paragraphs]
        assert ours == [squeezed(said.text) for said in listen(pdf)]


SHIPPED = {"section.missing", "text.readability", "text.sentence-length"}


@pytest.mark.parametrize(
    ("tag", "fold"),
    [
        ("nl", "trifold"),
        pytest.param("ar", "booklet", marks=pytest.mark.slow),
        pytest.param("ja", "zfold", marks=pytest.mark.slow),
    ],
)
def test_shipped_leaflets_lack_sections_and_nothing_else(
    tmp_path: Path, tag: str, fold: str
) -> None:
    (job,) = asked(ROOT, languages=(tag,), folds=(fold,), draft=True).jobs
    for edition, artifact in zip(job.editions, make(job), strict=True):
        assert artifact.pdf, artifact.failure or artifact.findings
        path = tmp_path / f"{edition.profile.id}.pdf"
        path.write_bytes(artifact.pdf)
        report = examined(edition, path, edition.brochure.produced)
        assert set(codes(report)) <= SHIPPED


def test_a_value_that_is_another_one_in_the_file(built: Built) -> None:
    edition, path = built["nl.office"]
    other = replace(edition, clinic=replace(edition.clinic, phone="+31 30 555 01 24"))
    report = examined(other, path)
    assert codes(report) == ["fact.unread", *LACKS]
    (message,) = (p.finding.message for p in report.problems if p.finding.code == "fact.unread")
    assert "+31 30 555 01 24" in message.replace("\u00a0", " ")


def test_values_in_another_order(built: Built) -> None:
    edition, path = built["ar.press"]
    copy, _ = translate(edition)
    with PdfDocument(path) as document:
        facts = ("info@noord.example", "+31 30 555 01 23")
        ours = Ours(edition, copy, None, facts, has_code=True)
        subject = Subject(document, requirements(edition.profile), TODAY, ours)
        from printshop.preflight.checks.facts import CHECK

        found = [problem.finding.code for problem in CHECK.examine(subject)]
    assert found == ["fact.order"]


def test_facts_are_what_the_template_prints() -> None:
    html = (
        '<p>Bel <a class="fact phone" href="tel:1">030&nbsp;1</a> of <span class="fact measure">'
        '<span class="fact number" dir="ltr">1,5</span> mm</span><br><b>nu</b></p>'
    )
    assert printed_facts(html) == ("030\u00a01", "1,5 mm")


def test_a_code_that_leads_elsewhere(built: Built) -> None:
    edition, path = built["nl.screen"]
    page = "https://noord.example/other/{language}/{brochure}"
    other = replace(edition, clinic=replace(edition.clinic, page=page))
    assert "qr.address" in codes(examined(other, path))


def test_a_code_that_is_not_there(built: Built, tmp_path: Path) -> None:
    edition, _ = built["en.press"]
    sample = Sample()
    del sample.content[4]
    found = codes(examined(edition, sample.save(tmp_path / "none.pdf")))
    assert "qr.unreadable" in found


def test_a_review_that_is_overdue(built: Built) -> None:
    edition, path = built["nl.screen"]
    assert "review.overdue" in codes(examined(edition, path, date(2028, 12, 1)))
    assert "review.due" in codes(examined(edition, path, date(2028, 10, 1)))


def test_a_font_of_another_theme(built: Built) -> None:
    edition, path = built["nl.screen"]
    scripts = {"default": replace(edition.theme.scripts["default"], heading=("Noto Sans",))}
    other = replace(edition, theme=replace(edition.theme, scripts=scripts))
    assert "font.foreign" in codes(examined(other, path))


def test_a_layout_promises_its_smallest_size(built: Built) -> None:
    edition, path = built["nl.screen"]
    name = edition.fold.layout
    large = replace(edition.theme.layouts[name], smallest=18.0, largest=20.0)
    theme = replace(edition.theme, layouts={**edition.theme.layouts, name: large})
    assert "text.small" in codes(examined(replace(edition, theme=theme), path))


def test_sections_are_known_by_their_ids(built: Built, shop: Shop) -> None:
    more = "".join(
        f"  - id: {id}\n    heading: {id}\n    blocks: [{{id: text, paragraph: Some text.}}]\n"
        for id in ("risks", "alternatives", "recovery")
    )
    (job,) = (j for j in planned(shop({"brochures/warm.yaml": BROCHURE + more}), "en").jobs
              if j.editions[0].profile.folded)  # fmt: skip
    brochure = job.editions[0].brochure
    edition, path = built["en.screen"]
    assert codes(examined(replace(edition, brochure=brochure), path)) == []


def test_a_place_names_the_text_that_stands_there(built: Built) -> None:
    edition, path = built["ar.press"]
    wanted = requirements(edition.profile)
    wanted = replace(wanted, thresholds=replace(wanted.thresholds, body_least=40.0))
    report = examine(Task(path, wanted, TODAY, edition, separate=False))
    (small,) = (p for p in report.problems if p.finding.code == "text.small")
    assert "why.text" in {spot.key for spot in small.spots}


def test_built_and_missing_and_outdated(built: Built, tmp_path: Path) -> None:
    edition, path = built["nl.screen"]
    assert codes(examined(edition, tmp_path / "nowhere.pdf")) == ["file.missing"]
    task = Task(path, requirements(edition.profile), TODAY, edition, outdated=True)
    assert codes(examine(task)) == ["file.outdated", *LACKS]


# --- folds ---------------------------------------------------------------------------------------

TOY = replace(FOLDS["bifold"], sides=((Panel(2, 30), Panel(1, 70)),))


def fold_findings(built: Built, path: Path, fold: Fold | None, profile: str) -> Iterator[str]:
    edition, _ = built["en.office"]
    copy, _ = translate(edition)
    with PdfDocument(path) as document:
        ours = Ours(edition, copy, fold, (), has_code=False)
        subject = Subject(document, requirements(PROFILES[profile]), TODAY, ours)
        yield from (problem.finding.code for problem in safe_area.CHECK.examine(subject))


@pytest.mark.parametrize(
    ("x", "expected"),
    [
        (20, ["text.in-fold"]),  # across the fold, which is at 30 mm
        (32, ["text.in-fold"]),
        (34, ["text.at-fold"]),
        (35.5, []),
        (8, []),  # ends at 20 mm
    ],
)
def test_text_keeps_away_from_folds(
    built: Built, tmp_path: Path, x: float, expected: list[str]
) -> None:
    sample = Sample()
    sample.content[1:] = [text("Cold ha", x, 60)]
    path = sample.save(tmp_path / "fold.pdf")
    assert list(fold_findings(built, path, TOY, "office")) == expected
    assert list(fold_findings(built, path, None, "office")) == []
    assert list(fold_findings(built, path, TOY, "screen")) == []  # one page a panel
