"""Packages: a zip for each clinic, one print file with its job ticket; honest, and made once."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pikepdf
import pytest

from printshop.errors import BrochureError
from printshop.fingerprint import Fingerprints
from printshop.load import load_library
from printshop.messages import load_catalogs
from printshop.model import Edition
from printshop.packages import PrintFiles, Zips, print_files
from printshop.pipeline import make
from printshop.plan import Request, plan
from printshop.write import Output

from .conftest import Shop
from .pdf_x4 import complaints
from .shops import CLINIC, write_shop

DAY = date(2026, 11, 22)
PRINT = "warm.trifold.press.print"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[Edition, ...]]:
    """Build two clinics' leaflets in two languages, for the press and for browsers."""
    south = CLINIC.replace("Kliniek Noord", "Kliniek <Zuid>")
    folder = tmp_path_factory.mktemp("built")
    root = write_shop(folder / "shop", {"brochures/clinics/zuid.yaml": south})
    library = load_library(root)
    catalogs, _ = load_catalogs(root, library.languages)
    request = Request(languages=("nl", "ar"), profiles=("press", "web", "screen"))
    output = Output(folder / "out", DAY)
    jobs = plan(library, catalogs, request, Fingerprints("test")).jobs
    for job in jobs:
        artifacts = make(job)
        assert [artifact.failure for artifact in artifacts if artifact.failure] == []
        output.add(job, artifacts)
    output.save()
    return folder / "out", tuple(edition for job in jobs for edition in job.editions)


def packed(
    built: tuple[Path, tuple[Edition, ...]], package: Zips | PrintFiles, *editions: Edition
) -> tuple[Output, list[tuple[str, bool]]]:
    folder, every = built
    output = Output(folder)
    for edition in editions or every:
        package.add(edition)
    return output, list(package.write(output.storage, output.manifest))


@pytest.fixture
def printed(built: tuple[Path, tuple[Edition, ...]]) -> tuple[Path, dict[str, object]]:
    packed(built, PrintFiles(500, DAY))
    return built[0], json.loads((built[0] / f"{PRINT}.ticket.json").read_bytes())


# --- a zip for each clinic -----------------------------------------------------------------------


def test_each_clinic_gets_an_archive_of_its_leaflets(
    built: tuple[Path, tuple[Edition, ...]],
) -> None:
    folder, editions = built
    _, files = packed(built, Zips())
    assert [file for file, _ in files] == ["noord.zip", "zuid.zip"]
    with zipfile.ZipFile(folder / "zuid.zip") as archive:
        assert archive.testzip() is None
        mine = {e.file.removeprefix("zuid/"): e.file for e in editions if e.clinic.id == "zuid"}
        assert archive.namelist() == sorted(mine)
        for name, file in mine.items():
            assert archive.read(name) == (folder / file).read_bytes()


def test_archives_are_made_once_and_always_alike(
    built: tuple[Path, tuple[Edition, ...]],
) -> None:
    packed(built, Zips())
    before = (built[0] / "noord.zip").read_bytes()
    assert packed(built, Zips())[1] == [("noord.zip", False), ("zuid.zip", False)]
    (built[0] / "noord.zip").write_bytes(b"damaged")
    assert packed(built, Zips())[1] == [("noord.zip", True), ("zuid.zip", False)]
    assert (built[0] / "noord.zip").read_bytes() == before


def test_a_leaflet_that_somebody_changes_meanwhile_is_not_packed(
    built: tuple[Path, tuple[Edition, ...]],
) -> None:
    edition = next(e for e in built[1] if not e.profile.folded)
    path = built[0] / edition.file
    before = path.read_bytes()
    (built[0] / "noord.zip").unlink(missing_ok=True)
    path.write_bytes(b"something else")
    with pytest.raises(BrochureError, match="changed or deleted"):
        packed(built, Zips(), edition)
    path.unlink()
    with pytest.raises(BrochureError, match="changed or deleted"):
        packed(built, Zips(), edition)
    path.write_bytes(before)


# --- one print file ------------------------------------------------------------------------------


def test_the_print_file_has_all_leaflets_by_clinic_and_language(
    printed: tuple[Path, dict[str, object]],
) -> None:
    folder, ticket = printed
    data = (folder / f"{PRINT}.pdf").read_bytes()
    assert (ticket["sha256"], ticket["size"]) == (hashlib.sha256(data).hexdigest(), len(data))
    assert (ticket["pages"], ticket["quantity"], ticket["part"]) == (8, 500, [1, 1])
    assert ticket["made"] == "2026-11-22"
    leaflets = ticket["leaflets"]
    assert isinstance(leaflets, list)
    assert [(row["clinic"], row["language"], row["pages"]) for row in leaflets] == [
        ("noord", "ar", [1, 2]),
        ("noord", "nl", [3, 4]),
        ("zuid", "ar", [5, 6]),
        ("zuid", "nl", [7, 8]),
    ]
    for row in leaflets:
        digest = hashlib.sha256((folder / row["file"]).read_bytes()).hexdigest()
        assert row["sha256"] == digest
        assert row["trim"] == {"width": 297.0, "height": 210.0}
        assert row["sheet"]["width"] > 303
        assert any("layout.blank-panel" in warning for warning in row["warnings"])


def test_each_page_is_the_leaflet_s_own(printed: tuple[Path, dict[str, object]]) -> None:
    folder, ticket = printed
    leaflets = ticket["leaflets"]
    assert isinstance(leaflets, list)
    with pikepdf.open(folder / f"{PRINT}.pdf") as merged:
        for row in leaflets:
            with pikepdf.open(folder / row["file"]) as own:
                for number, page in enumerate(own.pages):
                    twin = merged.pages[row["pages"][0] - 1 + number]
                    assert twin.Contents.read_bytes() == page.Contents.read_bytes()
                    assert (twin.mediabox, twin.trimbox) == (page.mediabox, page.trimbox)


def test_the_print_file_is_pdf_x4_and_claims_no_more(
    printed: tuple[Path, dict[str, object]],
) -> None:
    folder, ticket = printed
    data = (folder / f"{PRINT}.pdf").read_bytes()
    assert (ticket["standard"], ticket["output_intent"]) == ("PDF/X-4", "FOGRA39")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        packet = bytes(pdf.Root.Metadata.read_bytes()).decode()
        assert "PDF/X-4" in packet
        assert not [
            claim for claim in ("pdfaid:", "pdfuaid:part", "pdfaSchema:") if claim in packet
        ]
        assert "/StructTreeRoot" not in pdf.Root
        assert pdf.check_pdf_syntax() == []
        assert "Kliniek" not in packet
        assert "/Author" not in pdf.docinfo
        assert len({bytes(i.DestOutputProfile.read_bytes()) for i in pdf.Root.OutputIntents}) == 1
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root][-1] == "Kliniek <Zuid>, nl"
    # The one for PDF/A is rightly missing.
    assert complaints(data) == ["the output intents are ['/GTS_PDFX']"]


def test_a_print_file_is_made_once_and_again_when_something_changes(
    built: tuple[Path, tuple[Edition, ...]], printed: tuple[Path, dict[str, object]]
) -> None:
    before = (printed[0] / f"{PRINT}.pdf").read_bytes()
    assert packed(built, PrintFiles(500, date(2027, 1, 1)))[1] == [(f"{PRINT}.pdf", False)]
    (printed[0] / f"{PRINT}.ticket.html").unlink()
    assert packed(built, PrintFiles(500, DAY))[1] == [(f"{PRINT}.pdf", True)]
    assert (printed[0] / f"{PRINT}.pdf").read_bytes() == before
    assert packed(built, PrintFiles(400, DAY))[1] == [(f"{PRINT}.pdf", True)]


def test_many_leaflets_make_several_files(
    built: tuple[Path, tuple[Edition, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(print_files, "MOST", 3)
    assert packed(built, PrintFiles(1, DAY))[1] == [
        (f"{PRINT}-1.pdf", True),
        (f"{PRINT}-2.pdf", True),
    ]
    ticket = json.loads((built[0] / f"{PRINT}-2.ticket.json").read_bytes())
    assert (ticket["part"], len(ticket["leaflets"])) == ([2, 2], 1)


def test_drafts_and_pages_for_screens_are_not_printed(
    built: tuple[Path, tuple[Edition, ...]],
) -> None:
    press = next(e for e in built[1] if e.profile.imposed)
    screen = next(e for e in built[1] if not e.profile.imposed)
    package = PrintFiles(1, DAY)
    assert packed(built, package, screen, replace(press, draft=True))[1] == []
    assert package.drafts == 1
    assert "1 drafts are not in print files." in package.remarks


def test_the_ticket_names_what_is_missing(built: tuple[Path, tuple[Edition, ...]]) -> None:
    press = [e for e in built[1] if e.profile.imposed]
    package = PrintFiles(1, DAY)
    package.add(press[0], there=False)
    packed(built, package, *press[1:])
    ticket = json.loads((built[0] / f"{PRINT}.ticket.json").read_bytes())
    assert (ticket["missing"], len(ticket["leaflets"])) == ([press[0].name], 3)
    assert press[0].name in (built[0] / f"{PRINT}.ticket.html").read_text("utf-8")
    assert package.remarks == ("1 leaflets were not made, and so are not in them.",)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def handle_data(self, data: str) -> None:
        self.text += data + "|"


def test_people_can_read_the_ticket(printed: tuple[Path, dict[str, object]]) -> None:
    reader = _Reader()
    reader.feed((printed[0] / f"{PRINT}.ticket.html").read_text("utf-8"))
    for said in ("297 × 210 mm", "FOGRA39", "PDF/X-4", "3–4", "Kliniek <Zuid> (zuid)", "500"):
        assert said in reader.text


# --- the command ---------------------------------------------------------------------------------


def test_the_command_packs_and_prunes(shop: Shop, capfd: pytest.CaptureFixture[str]) -> None:
    from printshop.cli.build import build
    from printshop.cli.delivery import Delivery
    from printshop.cli.report import Screen

    def run(**wanted: object) -> str:
        delivery = Delivery(**wanted)  # type: ignore[arg-type]
        request = Request(profiles=("web",))
        assert build(root, request, root / "out", Screen(), None, False, delivery=delivery) == 0
        return capfd.readouterr().out

    root = shop({"brochures/clinics/zuid.yaml": CLINIC.replace("Noord", "Zuid")})
    assert "Packed as zip: 2 (noord.zip, zuid.zip); 2 made now." in run(packages=("zip",))
    assert "Only sheets go to a print firm" in run(packages=("print",))
    (root / "brochures" / "clinics" / "zuid.yaml").unlink()
    mine = root / "out" / "zuid" / "warm.nl.web.html"
    mine.write_bytes(b"changed by hand")
    assert "leaflets of 1 clinics that are not" in run()
    said = run(prune=True)
    assert "Deleted 3 files" in said
    assert "somebody changed them (zuid/warm.nl.web.html)" in said
    assert [p.name for p in (root / "out" / "zuid").iterdir()] == ["warm.nl.web.html"]
    assert not (root / "out" / "zuid.zip").exists()
    assert (root / "out" / "noord" / "warm.nl.web.html").exists()
    mine.unlink()
    run(prune=True)
    assert "not in the workspace" not in run()


def test_a_language_that_is_gone_is_pruned(shop: Shop) -> None:
    from printshop.cli.build import build
    from printshop.cli.delivery import Delivery
    from printshop.cli.report import Screen

    root = shop()
    request = Request(profiles=("web",))
    build(root, request, root / "out", Screen(), None, False)
    (root / "locales" / "ar" / "LC_MESSAGES" / "warm.po").unlink()
    request = Request(profiles=("web",), languages=("nl",))
    build(root, request, root / "out", Screen(), None, False, delivery=Delivery(prune=True))
    left = sorted(path.name for path in (root / "out" / "noord").iterdir())
    assert left == ["warm.en.web.html", "warm.nl.web.html"]
