"""Preflight: a good sample is silent; break one thing, and its code appears, and only that."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont

from printshop.findings import Finding, Severity
from printshop.load import load_library
from printshop.model import Copy, Edition
from printshop.preflight import foreign_fonts, glyphs, missing_glyphs, review_findings
from printshop.translate import translate

from .conftest import Shop
from .real import ROOT
from .shops import CLINIC, SOURCES, catalog, editions, entry, po

# --- review dates --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days_left", "expected"),
    [
        (-400, ("review.overdue", Severity.ERROR)),
        (-1, ("review.overdue", Severity.ERROR)),
        (0, ("review.due", Severity.WARNING)),
        (60, ("review.due", Severity.WARNING)),
        (61, None),
    ],
)
def test_review_dates(shop: Shop, days_left: int, expected: tuple[str, Severity] | None) -> None:
    brochure = editions(shop(), "nl")[0].brochure
    findings = review_findings(brochure, brochure.review - timedelta(days=days_left))
    assert [(f.code, f.severity) for f in findings] == ([expected] if expected else [])
    assert {f.place.file for f in findings} <= {"brochures/warm.yaml"}


def test_the_shipped_review_dates_are_after_their_making() -> None:
    for brochure in load_library(ROOT).brochures.values():
        assert brochure.produced < brochure.review
        assert review_findings(brochure, brochure.produced) == ()


# --- glyphs --------------------------------------------------------------------------------------


def copied(edition: Edition) -> tuple[Edition, Copy]:
    copy, findings = translate(edition)
    assert findings == ()
    return edition, copy


def dutch(shop: Shop, **texts: str) -> tuple[Finding, ...]:
    """Return what is found in a Dutch leaflet with other words; keys have _ for a full stop."""
    words = {**SOURCES, **{key.replace("_", "."): text for key, text in texts.items()}}
    entries = (entry(key, SOURCES[key], text) for key, text in words.items())
    root = shop({catalog("nl"): po(*entries)})
    return missing_glyphs(*copied(editions(root, "nl")[0]))


def test_good_copy_is_silent_in_every_language(shop: Shop) -> None:
    for edition in editions(shop()):
        assert missing_glyphs(*copied(edition)) == ()


def test_fonts_are_read_once_for_all_runs(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    edition, copy = copied(editions(shop(), "nl")[0])
    copy = replace(copy, desk="Map 𓀀")

    def found() -> tuple[Finding, ...]:
        for known in (glyphs._lacking_in, glyphs._coverage, glyphs._files_by_family):
            known.cache_clear()
        return missing_glyphs(edition, copy)

    first = found()
    monkeypatch.setattr(TTFont, "__init__", None)  # would fail if one were opened
    assert found() == first
    for file in (tmp_path / "cache" / "make-brochure" / "worked-out").iterdir():
        file.write_bytes(b"")
    with pytest.raises(TypeError):
        found()


def test_a_missing_glyph_names_character_message_and_file(shop: Shop) -> None:
    (found,) = dutch(shop, why_text="Neem 3 𓀀 per dag")
    assert (found.code, found.severity) == ("text.no-glyph", Severity.ERROR)
    assert "'𓀀' (U+13000, EGYPTIAN HIEROGLYPH A001)" in found.message
    assert "why.text" in found.message
    assert str(found.place) == f"{catalog('nl')}:13 (why.text)"


def test_each_message_is_named_once_with_few_characters(shop: Shop) -> None:
    strange = "".join(map(chr, range(0x13000, 0x13010)))
    findings = dutch(shop, title=strange, why_heading=strange)
    assert {f.place.key for f in findings} == {"title", "why.heading", "imprint.desk"}
    assert len(findings) == 3
    assert all(f.message.count("U+13") == 5 for f in findings)


def test_headings_are_held_against_their_own_fonts(shop: Shop) -> None:
    edition, copy = copied(editions(shop(), "nl")[0])
    style = replace(
        edition.theme.scripts["default"],
        heading=("Noto Serif JP",),
        body=("Noto Sans Hebrew", "Noto Sans"),
    )
    theme = replace(edition.theme, scripts={"default": style})
    hebrew = replace(copy, html=dict.fromkeys(copy.html, "ש"))
    keys = {f.place.key for f in missing_glyphs(replace(edition, theme=theme), hebrew)}
    assert keys == {k for k in copy.html if k == "title" or k.endswith((".heading", ".title"))}


def test_signs_that_are_never_drawn_need_no_glyph(shop: Shop) -> None:
    assert dutch(shop, why_text="een\u200bwoord, nog\u00adeen en \u2066een\u2069") == ()


def test_markup_and_entities_are_no_text(shop: Shop) -> None:
    assert dutch(shop, why_text="<em>Op</em> &amp; af &#8211; klaar") == ()


def test_a_clinic_s_name_and_address_are_looked_at(shop: Shop) -> None:
    text = CLINIC.replace("Dorpsweg 1", "Dorpsweg 𓀀")
    root = shop({"brochures/clinics/noord.yaml": text})
    (found,) = missing_glyphs(*copied(editions(root, "nl")[0]))
    assert (found.code, found.place.file) == ("text.no-glyph", "brochures/clinics/noord.yaml")


def test_names_may_be_in_any_script_that_has_a_font(shop: Shop) -> None:
    text = CLINIC.replace("Kliniek Noord", "عيادة الشمال")
    root = shop({"brochures/clinics/noord.yaml": text})
    for edition in editions(root):
        assert missing_glyphs(*copied(edition)) == ()


def test_the_desk_line_is_looked_at(shop: Shop) -> None:
    edition, copy = copied(editions(shop(), "ar")[0])
    (found,) = missing_glyphs(edition, replace(copy, desk="Map 𓀀"))
    assert (found.code, found.place.file) == ("text.no-glyph", catalog("nl", "common"))


# --- fonts in the finished file ------------------------------------------------------------------

OURS = frozenset({"Noto Sans", "Source Sans 3"})


def pdf(*fonts: tuple[str, str, bool]) -> bytes:
    """Return a PDF of one page with fonts: their kind, their name, and whether embedded."""
    file = pikepdf.new()
    page = file.add_blank_page()
    resources = pikepdf.Dictionary()
    for number, (kind, name, embedded) in enumerate(fonts):
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name(kind))
        font.BaseFont = pikepdf.Name(name)
        if embedded:
            program = file.make_stream(b"font program")
            font.FontDescriptor = pikepdf.Dictionary(FontFile2=program)
        resources[f"/F{number}"] = file.make_indirect(font)
    page.Resources = pikepdf.Dictionary(Font=resources)
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


def codes(*fonts: tuple[str, str, bool]) -> list[str]:
    return [finding.code for finding in foreign_fonts(pdf(*fonts), OURS)]


@pytest.mark.parametrize(
    "name",
    ["/ABCDEF+Noto-Sans", "/ABCDEF+Noto-Sans-Bold", "/ABCDEF+Source-Sans-3-Semi-Bold-Italic"],
)
def test_our_own_fonts_are_silent(name: str) -> None:
    assert codes(("/CIDFontType2", name, True)) == []


def test_a_file_without_text_is_silent() -> None:
    assert codes() == []


def test_helvetica_that_is_not_embedded_is_found() -> None:
    (found,) = foreign_fonts(pdf(("/Type1", "/Helvetica", False)), OURS)
    assert (found.code, found.severity) == ("font.not-embedded", Severity.ERROR)
    assert "Helvetica" in found.message


def test_our_own_font_has_to_be_embedded_too() -> None:
    assert codes(("/TrueType", "/Noto-Sans", False)) == ["font.not-embedded"]


def test_a_substituted_font_is_found() -> None:
    assert codes(("/CIDFontType2", "/ABCDEF+DejaVu-Sans", True)) == ["font.foreign"]


def test_every_font_is_looked_at() -> None:
    fonts = (
        ("/CIDFontType2", "/ABCDEF+Noto-Sans", True),
        ("/CIDFontType0", "/ABCDEF+Noto-Sans-Thai", True),
        ("/Type1", "/Times-Roman", False),
    )
    assert sorted(codes(*fonts)) == ["font.foreign", "font.not-embedded"]
