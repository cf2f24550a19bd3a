"""Preflight of type, fonts, contrast and codes: break one thing, and its code appears alone."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from printshop.preflight.checks.contrast import _contrast
from printshop.preflight.checks.readability import _FORMULAS
from printshop.preflight.results import State
from printshop.profiles import PROFILES
from printshop.thresholds import requirements

from .pdfs import (
    BLACK_TEXT,
    EDGE,
    ITALIC,
    MM,
    Sample,
    add_font,
    box,
    code,
    codes,
    hexadecimal,
    outcomes,
    paragraph,
    problems,
    resource,
    text,
)

Change = Callable[[Pdf], None]


def found(tmp_path: Path, sample: Sample, profile: str = "press") -> list[str]:
    return codes(sample.save(tmp_path / "sample.pdf"), profile)


def drawn(tmp_path: Path, *operators: str) -> list[str]:
    return found(tmp_path, Sample().add(*operators))


def bare(*operators: str) -> Sample:
    """Return a sample with the ground, and with nothing else but some operators on it."""
    sample = Sample()
    sample.content[1:] = operators
    return sample


# --- fonts ---------------------------------------------------------------------------------------


def test_a_font_that_is_not_embedded(tmp_path: Path) -> None:
    helvetica = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    sample = Sample().change(resource("/Font", "/H", lambda _: helvetica))
    sample.add(f"q {BLACK_TEXT} BT /H 10 Tf {EDGE + 60} {EDGE + 200} Td (Hands) Tj ET Q")
    (problem,) = problems(sample.save(tmp_path / "sample.pdf"))
    assert problem.finding.code == "font.not-embedded"
    assert "Helvetica" in problem.finding.message
    assert problem.spots[0].page == 1


def test_a_font_that_is_there_as_a_whole(tmp_path: Path) -> None:
    sample = Sample().change(resource("/Font", "/F", lambda pdf: add_font(pdf, name="NotoSans")))
    assert found(tmp_path, sample) == ["font.not-subset"]


def test_a_font_that_is_not_used_is_nobody_s_business(tmp_path: Path) -> None:
    helvetica = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    assert found(tmp_path, Sample().change(resource("/Font", "/H", lambda _: helvetica))) == []


def test_a_font_that_does_not_tell(tmp_path: Path) -> None:
    sample = Sample().change(resource("/Font", "/F", lambda pdf: add_font(pdf, told=False)))
    assert found(tmp_path, sample) == ["font.no-unicode"]


def test_a_glyph_that_is_missing(tmp_path: Path) -> None:
    assert drawn(tmp_path, text("Hands\u4e00", 40, 70)) == ["font.no-unicode", "text.missing-glyph"]


def test_a_replacement_character(tmp_path: Path) -> None:
    assert drawn(tmp_path, text("Hands\ufffd", 40, 70)) == ["text.replacement"]


# --- sizes and lines -----------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "expected"), [(8.5, ["text.small"]), (9.0, [])])
def test_body_text(tmp_path: Path, size: float, expected: list[str]) -> None:
    assert found(tmp_path, bare(paragraph(size=size))) == expected


def test_a_line_of_small_print_is_no_body_text(tmp_path: Path) -> None:
    assert drawn(tmp_path, text("Printed in November", 40, 70, 7)) == []
    assert drawn(tmp_path, text("Printed in November", 40, 70, 5.5)) == ["text.tiny"]


def test_the_size_is_that_on_paper(tmp_path: Path) -> None:
    scaled = f"q 0.5 0 0 0.5 {EDGE / 2} {EDGE / 2} cm {paragraph(size=16, lead=22)} Q"
    assert found(tmp_path, bare(scaled)) == ["text.small"]


@pytest.mark.parametrize(("lead", "expected"), [(11.5, ["text.line-spacing"]), (12.0, [])])
def test_line_spacing(tmp_path: Path, lead: float, expected: list[str]) -> None:
    assert found(tmp_path, bare(paragraph(lead=lead))) == expected


def test_columns_have_lines_of_their_own(tmp_path: Path) -> None:
    words = ("Cold hands", "are hard", "to draw", "blood from")
    left, right = paragraph(words, x=10), paragraph(words, x=60, y=118.5)
    assert found(tmp_path, bare(left, right)) == []


def test_a_line_that_is_too_long(tmp_path: Path) -> None:
    wide = "Cold hands are hard to draw blood from, so put yours in warm water for a while and dry"
    long = text(f"{wide} them too, please", 6, 60, 9)
    below = text("They will feel better", 6, 55, 9)
    assert found(tmp_path, bare(long, below).change(_widened)) == ["text.line-length"]
    assert found(tmp_path, bare(long).change(_widened)) == []  # no next line to lose
    assert found(tmp_path, bare(text(wide, 6, 60, 9), below).change(_widened)) == []


def test_tags_tell_whether_a_line_goes_on(tmp_path: Path) -> None:
    wide = "Cold hands are hard to draw blood from, so put yours in warm water for a while and dry"
    long = f"/P <</MCID 0>> BDC {text(f'{wide} them too, please', 6, 60, 9)} EMC"
    below = f"/P <</MCID 1>> BDC {text('They will feel better', 6, 55, 9)} EMC"

    def tagged(*paragraphs: list[int]) -> Callable[[Pdf], None]:
        def change(pdf: Pdf) -> None:
            page = pdf.pages[0].obj
            kids = [Dictionary(S=Name.P, Pg=page, K=Array(content)) for content in paragraphs]
            pdf.Root.StructTreeRoot = Dictionary(Type=Name.StructTreeRoot, K=Array(kids))

        return change

    one = bare(long, below).change(_widened).change(tagged([0, 1]))
    assert found(tmp_path, one) == ["text.line-length"]
    two = bare(long, below).change(_widened).change(tagged([0], [1]))
    assert found(tmp_path, two) == []  # a line that stands alone, above another such


def _widened(pdf: Pdf) -> None:
    page = pdf.pages[0].obj
    for key, edge in (("/MediaBox", 2 * EDGE), ("/BleedBox", EDGE + 3 * MM), ("/TrimBox", EDGE)):
        left, bottom, _, top = map(float, page[key])
        page[key] = Array([left, bottom, 200 * MM + edge, top])
    content = page.Contents.read_bytes()
    page.Contents = pdf.make_stream(content.partition(b"re f Q")[2])


def test_justified_text(tmp_path: Path) -> None:
    # Five lines with the same words are flush on both sides.
    flush = paragraph(("Cold hands are hard to draw",) * 5)
    assert found(tmp_path, bare(flush)) == ["text.justified"]
    assert found(tmp_path, bare(paragraph(("Cold hands are hard to draw",) * 3))) == []


def test_long_italics(tmp_path: Path) -> None:
    slanted = resource("/Font", "/I", lambda p: add_font(p, ITALIC, "CDEFGH+SourceSans3-It"))
    lines = [text("Cold hands are hard to draw blood", 10, y, 10, font="I") for y in (70, 65, 60)]
    assert found(tmp_path, Sample().change(slanted).add(*lines)) == ["text.italics"]
    assert found(tmp_path, Sample().change(slanted).add(*lines[:2])) == []


def test_long_capitals(tmp_path: Path) -> None:
    shouted = [text("COLD HANDS ARE HARD", 10, 70), text("TO DRAW BLOOD FROM", 10, 65)]
    assert drawn(tmp_path, *shouted) == ["text.capitals"]
    assert drawn(tmp_path, text("COLD HANDS", 10, 70), text("and so on", 10, 65), shouted[1]) == []


# --- contrast ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("colour", "size", "font", "expected"),
    [
        ("0 0 0 0.3 k", 10, "F", ["text.contrast"]),
        ("0 0 0 0.7 k", 10, "F", []),
        ("0 0 0 0.56 k", 10, "F", ["text.contrast"]),
        ("0 0 0 0.56 k", 18, "F", []),
        ("0 0 0 0.56 k", 14, "B", []),
        ("0 0 0 0.56 k", 14, "F", ["text.contrast"]),
        ("0 0 0 0 k", 10, "F", ["text.contrast"]),  # white, which nobody sees
    ],
)
def test_contrast(tmp_path: Path, colour: str, size: float, font: str, expected: list[str]) -> None:
    assert drawn(tmp_path, text("Warm them", 40, 70, size, colour, font)) == expected


def test_text_over_a_picture_is_held_against_the_picture(tmp_path: Path) -> None:
    bright = [
        f"q {i / 10:.1f} {i / 10:.1f} {i / 10:.1f} 0 k {box(30 + 4 * i, 60, 4, 20)} f Q"
        for i in range(8)
    ]
    white = text("Warm them well, please", 31, 70, 10, "0 0 0 0 k")
    assert drawn(tmp_path, *bright, white) == ["text.contrast"]
    dark = f"q 1 0.6 0.5 0.5 k {box(30, 60, 60, 20)} f Q"
    assert drawn(tmp_path, dark, white) == []


def test_hidden_text_has_no_contrast(tmp_path: Path) -> None:
    searched = f"q 0 0 0 0.1 k BT 3 Tr /F 10 Tf {EDGE + 60} {EDGE + 200} Td "
    assert drawn(tmp_path, f"{searched}{hexadecimal('Hands')} Tj ET Q") == []


def test_contrast_is_that_of_the_guidelines() -> None:
    assert _contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert _contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


# --- QR codes ------------------------------------------------------------------------------------


def test_modules_that_are_too_small(tmp_path: Path) -> None:
    assert found(tmp_path, bare(code(module=0.4))) == ["qr.small"]
    assert found(tmp_path, bare(code(module=0.5))) == []


def test_a_quiet_zone_that_is_not(tmp_path: Path) -> None:
    line = f"0 0 0 1 k {box(36, 10, 1, 25)} f"  # the code is 29 modules of 0.8 mm wide, from 10
    assert found(tmp_path, bare(code(module=0.8), line)) == ["qr.quiet-zone"]
    far = f"0 0 0 1 k {box(38, 10, 1, 25)} f"
    assert found(tmp_path, bare(code(module=0.8), far)) == []


def test_what_reads_codes_may_be_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zxingcpp", None)
    outcome = next(
        o for o in outcomes(Sample().save(tmp_path / "good.pdf")) if o.check == "QR code"
    )
    assert outcome.state is State.NOT_CHECKED
    assert "zxing-cpp" in outcome.remark


def test_what_draws_pages_may_be_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    states = {o.check: o.state for o in outcomes(Sample().save(tmp_path / "good.pdf"))}
    missing = {check for check, state in states.items() if state is State.NOT_CHECKED}
    assert missing == {"bleed", "contrast", "QR code", "ink coverage"}


# --- words ---------------------------------------------------------------------------------------


def spoken(language: str) -> Change:
    return lambda pdf: setattr(pdf.Root, "Lang", pikepdf.String(language))


@pytest.mark.parametrize(
    ("language", "words", "expected"),
    [
        ("en", "Success is guaranteed", ["text.guarantee"]),
        ("en", "We cannot guarantee it", []),
        ("en", "100 % safe", ["text.guarantee"]),
        ("en", "2.100 % safe", []),
        ("nl-NL", "Succes gegarandeerd", ["text.guarantee"]),
        ("nl", "Niet gegarandeerd", []),
        ("de", "Garantiert gut", ["text.guarantee"]),
        ("fr", "Résultat garanti", ["text.guarantee"]),
        ("fr", "Il garantit un suivi", []),  # he sees to it
        ("xx", "guaranteed", []),
        ("xx", "100% goed", ["text.guarantee"]),
    ],
)
def test_promises(tmp_path: Path, language: str, words: str, expected: list[str]) -> None:
    sample = Sample().add(text(words, 40, 70)).change(spoken(language))
    assert found(tmp_path, sample) == expected


def test_a_publisher_s_own_words(tmp_path: Path) -> None:
    path = Sample().add(text("A miracle", 40, 70)).save(tmp_path / "sample.pdf")
    wanted = replace(requirements(PROFILES["press"]), guarantees={"en": ("miracle",)})
    told = [p.finding.code for o in outcomes(path, wanted=wanted) for p in o.problems]
    assert told == ["text.guarantee"]


LONG = (
    "Practitioners administering",
    "dermatological interventions",
    "necessitating considerable",
    "anticoagulation precautions",
    "occasionally underestimate",
    "individual susceptibility.",
)


def test_hard_words_are_advice(tmp_path: Path) -> None:
    hard = paragraph(LONG * 5, y=140, size=9, lead=12)
    assert found(tmp_path, bare(hard)) == ["text.readability"]
    longer = paragraph((*LONG[:5], *LONG) * 3, y=140, size=9, lead=11)
    assert found(tmp_path, bare(longer)) == ["text.readability", "text.sentence-length"]


@pytest.mark.parametrize(
    ("language", "words", "syllables"),
    [
        ("en", "water make asked boxes table people needle", 2 + 1 + 1 + 2 + 2 + 2 + 2),
        ("nl", "mooie patiënt behandeling huid ruïne eeuwig", 2 + 3 + 4 + 1 + 3 + 2),
    ],
)
def test_syllables(language: str, words: str, syllables: int) -> None:
    assert sum(map(_FORMULAS[language]._syllables, words.split())) == syllables


def test_the_formula_is_flesch_s() -> None:
    words = ["The", "cat", "sat", "on", "the", "mat"]
    assert _FORMULAS["en"].score(words, 1) == pytest.approx(116.145)


def test_a_file_without_text_is_fine(tmp_path: Path) -> None:
    assert found(tmp_path, bare()) == []
