"""Reviews: every text is there, numbered once, marked on its panel, and what is amiss is said."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from printshop.cli.commands import cli
from printshop.cli.report import Screen
from printshop.errors import BrochureError, InputError
from printshop.geometry import points
from printshop.load import load_library
from printshop.messages import Approvals
from printshop.model import Edition
from printshop.review import Review, State, assembly, review
from printshop.review.document import Panel

from .conftest import Shop
from .referees import qpdf, verapdf
from .shops import SOURCES, TRANSLATIONS, catalog, entry, po, write_shop
from .test_review_texts import DUTCH, TEXTS, WARM, dutch, edition

Box = tuple[float, float, float, float]  # left, bottom, right, top in points


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    fuzzy = entry("why.heading", SOURCES["why.heading"], DUTCH["why.heading"], "#, fuzzy\n")
    files = {"brochures/warm.yaml": WARM, catalog("nl"): dutch(why_heading=fuzzy)}
    return write_shop(tmp_path_factory.mktemp("review") / "shop", files, approved=False)


@pytest.fixture(scope="module")
def made(root: Path) -> tuple[Review, tuple[Panel, ...]]:
    """A review, and the panels that its document was made from."""
    seen: list[tuple[Panel, ...]] = []
    real = assembly.document_html

    def spy(*given: Any) -> str:
        seen.append(given[2])
        return real(*given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assembly, "document_html", spy)
        return review(edition(root), load_library(root).approvals), seen[0]


@pytest.fixture(scope="module")
def pages(made: tuple[Review, tuple[Panel, ...]]) -> Iterator[list[pypdfium2.PdfPage]]:
    with pypdfium2.PdfDocument(made[0].pdf) as document:
        yield list(document)


def table(page: pypdfium2.PdfPage, left: float) -> str:
    """Return the text of a page to the right of ``left`` mm, its lines joined."""
    text = page.get_textpage().get_text_bounded(left=points(left))
    return " ".join(text.split())


def spots(page: pypdfium2.PdfPage, text: str) -> Iterator[Box]:
    """Yield the boxes, in points, of what is the text and nothing more in a page."""
    read = page.get_textpage()
    letters = [(chr(c), i) for i in range(read.count_chars()) if (c := unicode_of(read, i)) > 32]
    boxes = [(letter, read.get_charbox(i)) for letter, i in letters]
    for i in range(len(boxes) - len(text) + 1):
        word = boxes[i : i + len(text)]
        around = (boxes[i - 1] if i else None, *boxes[i + len(text) : i + len(text) + 1])
        if "".join(letter for letter, _ in word) == text:
            left, bottom, right, top = zip(*(box for _, box in word), strict=True)
            whole = min(left), min(bottom), max(right), max(top)
            if not any(n and n[0].isalnum() and _touch(n[1], whole) for n in around):
                yield whole


def unicode_of(read: pypdfium2.PdfTextPage, index: int) -> int:
    return int(pypdfium2.raw.FPDFText_GetUnicode(read, index))


def _touch(one: Box, other: Box) -> bool:
    aside = one[0] < other[2] + 1 and other[0] < one[2] + 1
    return aside and one[1] < other[3] and other[1] < one[3]


def test_numbers_are_complete_and_unique(made: tuple[Review, tuple[Panel, ...]]) -> None:
    made_review, _ = made
    assert [entry.number for entry in made_review.texts] == list(
        range(1, len(made_review.texts) + 1)
    )
    keys = [entry.text.key for entry in made_review.texts]
    assert len(set(keys)) == len(keys)
    assert {*TEXTS, "contact.call", "contact.qr", "link.web", "imprint.desk"} <= set(keys)


def test_every_text_is_on_paper_in_both_languages(
    made: tuple[Review, tuple[Panel, ...]], pages: list[pypdfium2.PdfPage]
) -> None:
    # Beside the panels, which say the translations, too.
    beside = [100 if re.search(r"Panel \d of", table(page, 100)) else 10 for page in pages]
    everything = " ".join(map(table, pages, beside))
    for numbered in made[0].texts:
        text = numbered.text
        for html in (text.source, text.translation):
            for words in re.split(r"<[^>]+>", html):
                assert " ".join(unescape(words).split()) in everything
        assert text.key in everything


def test_every_printed_text_has_one_marker_on_the_panel_whose_table_it_is_in(
    made: tuple[Review, tuple[Panel, ...]],
) -> None:
    made_review, panels = made
    printed = {entry.number for entry in made_review.texts if not entry.text.spoken}
    marked = [m.number for panel in panels for m in panel.markers if not m.continued]
    # The clinic has no opening hours; the others are for browsers only.
    elsewhere = ("contact.hours", "contact.call", "contact.address")
    assert sorted(marked) == sorted(printed - {_number(made_review, key) for key in elsewhere})
    for panel in panels:
        begun = {m.number for m in panel.markers if not m.continued}
        assert begun == {entry.number for entry in panel.texts}


def _number(made: Review, key: str) -> int:
    return next(entry.number for entry in made.texts if entry.text.key == key)


@pytest.mark.parametrize("key", ["title", "why.heading", "how.text", "contact.heading"])
def test_a_marker_stands_just_before_its_text(
    key: str, made: tuple[Review, tuple[Panel, ...]], pages: list[pypdfium2.PdfPage]
) -> None:
    made_review, panels = made
    panel = next(p for p in panels if any(e.text.key == key for e in p.texts))
    page = next(p for p in pages if panel.name in table(p, 10))
    number = _number(made_review, key)
    first = made_review.texts[number - 1].text.translation.split()[0]
    edge = points(10 + panel.size.width)
    words = [box for box in spots(page, first) if box[2] < edge]
    numbers = [box for box in spots(page, str(number)) if box[2] < edge]
    assert any(
        0 < word[0] - number[2] < points(2) and word[1] - 1 < sum(number[1::2]) / 2 < word[3] + 1
        for word in words
        for number in numbers
    )


def test_what_is_fuzzy_is_shown_as_it_is_and_said_so(
    made: tuple[Review, tuple[Panel, ...]], pages: list[pypdfium2.PdfPage]
) -> None:
    assert made[0].count(State.FUZZY) == 1
    page = next(p for p in pages if "why.heading" in table(p, 10))
    assert DUTCH["why.heading"] in table(page, 10)
    assert next(spots(page, "Waarom"))[2] < points(100)  # on the panel as well
    assert State.FUZZY.value in table(page, 10)
    assert "1 marked as fuzzy" in table(pages[0], 10)


def test_the_first_page_says_what_is_signed(
    made: tuple[Review, tuple[Panel, ...]], pages: list[pypdfium2.PdfPage]
) -> None:
    first = table(pages[0], 10)
    for words in ("Warm hands", "Warme handen", "Nederlands (Dutch, nl)", "version 1.0"):
        assert words in first
    for words in ("These texts are not approved yet.", "Registration number", "Not approved"):
        assert words in first
    for page in pages[1:]:
        assert made[0].code in table(page, 10)
    assert f"2 / {len(pages)}" in table(pages[1], 10)


def test_the_same_input_gives_the_same_bytes(
    root: Path, made: tuple[Review, tuple[Panel, ...]]
) -> None:
    assert review(edition(root), load_library(root).approvals).pdf == made[0].pdf


@pytest.mark.slow
def test_readers_and_validators_have_no_complaint(
    made: tuple[Review, tuple[Panel, ...]], tmp_path: Path
) -> None:
    file = tmp_path / "review.pdf"
    file.write_bytes(made[0].pdf or b"")
    assert qpdf(file) == ""
    assert verapdf("ua1", [file], tmp_path) == ""


def test_both_columns_say_their_language_and_fields_their_purpose(
    made: tuple[Review, tuple[Panel, ...]],
) -> None:
    with pikepdf.open(io.BytesIO(made[0].pdf or b"")) as pdf:
        rows = [[str(cell.get("/Lang", "")) for cell in o.K] for o in pdf.objects if _is(o, "/TR")]
        assert rows.count(["", "en", "nl", "", ""]) == len(made[0].texts)
        fields = [str(field.T) for field in pdf.Root.AcroForm.Fields]
        assert len(fields) == len(set(fields))
        assert {f"ok-{e.number}" for e in made[0].texts} <= set(fields)
        assert not any("." in name for name in fields)  # ISO 32000-1, 12.7.3.2
        assert all(str(field.TU) for field in pdf.Root.AcroForm.Fields)


def _is(thing: Any, kind: str) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and str(thing.get("/S", "")) == kind


# --- right to left, overset ----------------------------------------------------------------------


@pytest.mark.slow
def test_arabic_is_marked_at_its_right_and_too_much_text_runs_on(shop: Shop) -> None:
    long = " ".join([TRANSLATIONS["ar"][2]] * 400)
    rows = zip(SOURCES, SOURCES.values(), (*TRANSLATIONS["ar"][:2], long), strict=True)
    root = shop({catalog("ar"): po(*(entry(*row) for row in rows))})
    made = review(edition(root, "ar"), {})
    assert [finding.code for finding in made.findings] == ["layout.overset"]
    with pypdfium2.PdfDocument(made.pdf) as document:
        pages = [table(page, 10) for page in document]
        cover = next(page for page in document if "Panel 1 of 6" in table(page, 10))
        number = _number(made, "title")
        assert any(points(85) < box[0] < points(100) for box in spots(cover, str(number)))
    assert any("Panel 7: the text is too long for 6 panels" in page for page in pages)
    with pikepdf.open(io.BytesIO(made.pdf or b"")) as pdf:
        fields = [str(field.T) for field in pdf.Root.AcroForm.Fields]
        assert len(fields) == len(set(fields))  # a text that runs on is in one table only
    desk = next(entry for entry in made.texts if entry.text.key == "imprint.desk")
    assert desk is made.texts[-1]  # printed in the clinic's language, on this leaflet in Dutch


# --- the command ---------------------------------------------------------------------------------


def run(root: Path, *arguments: str) -> int:
    command = ["catalog", "review", *arguments, "--root", str(root)]
    context = {"root": None, "screen": Screen()}
    return int(cli.main(command, standalone_mode=False, obj=context))


def test_a_letter_without_a_glyph_refuses_the_review_and_leaves_the_old_one_alone(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    root = shop()
    file = root / "out" / "review" / "warm.nl.review.pdf"
    assert run(root, "nl") == 0
    old = file.read_bytes()
    (root / catalog("nl")).write_text(dutch(title=entry("title", "Warm hands", "Warme 𒀀")))
    assert run(root, "nl") == 1
    assert file.read_bytes() == old
    said = capsys.readouterr().err
    assert said.count("text.notdef") == 1
    assert "was not written" in said


def test_what_does_not_exist_is_said(shop: Shop) -> None:
    root = shop()
    wrong = (("tlh",), ("de",), ("nl", "--fold", "x"), ("nl", "--brochure", "x"))
    for arguments in (*wrong, ("nl", "--clinic", "x"), ("nl", "--fold", "sheet")):
        with pytest.raises(BrochureError):
            run(root, *arguments)
    assert not (root / "out").exists()


def test_only_the_catalogs_of_the_language_have_to_be_right(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def instead(of: Edition, approvals: Approvals) -> Review:
        made.append(of.language.tag)
        return Review(b"", (), "", ())

    monkeypatch.setattr("printshop.review.review", instead)
    root = shop({catalog("ar"): "no catalog"}, approved=False)
    assert run(root, "nl", "--output", str(root / "here")) == 0
    assert (root / "here" / "warm.nl.review.pdf").exists()
    with pytest.raises(InputError):
        run(root, "ar")
    assert made == ["nl"]


@pytest.mark.parametrize("name", ["templates/review.html", "styles/calm/review.css"])
def test_a_workspace_from_before_reviews_is_told_what_it_lacks(shop: Shop, name: str) -> None:
    root = shop({name: None})
    with pytest.raises(InputError) as caught:
        review(edition(root), {})
    assert [finding.place.file for finding in caught.value.findings] == [name]
