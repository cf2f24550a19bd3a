"""Input that once slipped through or ended in a trace: each is one finding in its place now."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from printshop.errors import InputError
from printshop.facts import fact_html
from printshop.load import load_library
from printshop.messages import language, load_catalogs, measure_pattern
from printshop.model import Fact
from printshop.translate import translate

from .conftest import Shop
from .shops import BROCHURE, CLINIC, catalog, editions, entry, po

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'
THEME = "styles/calm/theme.yaml"


def problems(root: Path) -> list[tuple[str, str]]:
    """Return code and place of all that is wrong with a workspace."""
    with pytest.raises(InputError) as refused:
        load_library(root)
    return [(f.code, str(f.place).partition(" ")[0]) for f in refused.value.findings]


def only(root: Path) -> tuple[str, str]:
    (problem,) = problems(root)
    return problem


@pytest.mark.parametrize("text", ['"Neem 25', 'Neem 25"', '"Neem "25" mg"'])
def test_a_quotation_mark_too_few_or_too_many_never_costs_a_letter(shop: Shop, text: str) -> None:
    broken = po(entry("title", "Warm hands", "X").replace('"X"', text))
    catalogs, findings = load_catalogs(shop({catalog("nl"): broken}))
    assert ("nl", "warm") not in catalogs
    assert [(f.code, f.place.line) for f in findings] == [("catalog.syntax", 7)]


@pytest.mark.parametrize("tag", ["ar", "he", "nl"])
def test_a_measure_always_shows_its_figure_once(tag: str) -> None:
    for count in (1, 2, 3):
        parts = "".join(measure_pattern(Decimal(count), "duration-day", tag))
        assert parts.count(str(count)) == 1
    fact = Fact("stay", "measure", numbers=(Decimal(1), Decimal(2)), unit="duration-day")
    assert "1–2" in fact_html(fact, language(tag))


@pytest.mark.parametrize("tag", ["zh_Hant", "sr_Latn", "az_Arab", "zh_Hant_TW"])
def test_no_language_falls_back_into_another_script(tag: str) -> None:
    chain = language(tag).chain
    assert {language(parent).script for parent in chain} == {language(tag).script}


def test_a_brochure_cannot_take_the_key_of_a_shared_text(shop: Shop) -> None:
    text = BROCHURE.replace("id: why", "id: contact")
    assert only(shop({"brochures/warm.yaml": text})) == ("input.same-id", "brochures/warm.yaml:8")


def test_a_brochure_cannot_be_called_common(shop: Shop) -> None:
    root = shop({"brochures/common.yaml": BROCHURE})
    assert only(root) == ("input.same-id", "brochures/common.yaml")


COVER = "cover: {picture: c.svg, alt: A hand}\nsections:"


@pytest.mark.parametrize(
    "drawing",
    [
        SVG.format('<text data-label="a">Hand</text>'),
        SVG.format("<script/>"),
        "<!DOCTYPE svg>" + SVG.format(""),
        SVG.format("").encode("utf-16"),
        SVG.format("\u00e9").encode("latin-1"),
        "rubbish",
    ],
)
def test_a_drawing_that_cannot_be_used(shop: Shop, drawing: str | bytes) -> None:
    files = {
        "brochures/warm.yaml": BROCHURE.replace("sections:", COVER),
        "brochures/pictures/c.svg": drawing,
    }
    assert only(shop(files)) == ("input.picture", "brochures/warm.yaml:6")


def test_a_logo_with_a_script(shop: Shop) -> None:
    files = {
        "brochures/clinics/noord.yaml": CLINIC + "logo: l.svg\n",
        "brochures/clinics/l.svg": SVG.format("<script/>"),
    }
    assert only(shop(files)) == ("input.picture", "brochures/clinics/noord.yaml:8")


def test_a_colour_the_theme_does_not_have_in_a_drawing(shop: Shop) -> None:
    files = {
        "brochures/warm.yaml": BROCHURE.replace("sections:", COVER),
        "brochures/pictures/c.svg": SVG.format('\n<path fill="var(--mauve)"/>'),
    }
    assert only(shop(files)) == ("theme.colour", "brochures/pictures/c.svg:2")


@pytest.mark.parametrize("value", ["!!bool maybe", '!!int ""', "!!str x"])
def test_yaml_tags_are_refused(shop: Shop, value: str) -> None:
    text = BROCHURE.replace("Warm hands", value)
    assert only(shop({"brochures/warm.yaml": text})) == ("input.file", "brochures/warm.yaml:1")


@pytest.mark.parametrize(
    ("fact", "code"),
    [
        ("{measure: 2, unit: length-nonsense}", "input.unit"),
        ("{number: .inf}", "input.number"),
        ('{phone: "030 555"}', "input.phone"),
    ],
)
def test_a_fact_that_is_none(shop: Shop, fact: str, code: str) -> None:
    text = BROCHURE + f"facts:\n  dose: {fact}\n"
    assert only(shop({"brochures/warm.yaml": text})) == (code, "brochures/warm.yaml:13")


def test_sizes_the_wrong_way_round(shop: Shop) -> None:
    root = shop()
    path = root / THEME
    path.write_text(
        path.read_text().replace("smallest: 9, largest: 12", "smallest: 13, largest: 12")
    )
    assert only(root)[0] == "theme.size"


def test_a_style_sheet_that_is_not_utf_8_or_missing(shop: Shop) -> None:
    root = shop()
    (root / "styles/calm/panels.css").write_bytes(b"/* caf\xe9 */")
    assert ("theme.file", "calm/panels.css") in problems(root)


@pytest.mark.parametrize("text", ["<script>x</script>", "<em class='a'>x</em>", "<!-- x -->"])
def test_markup_in_shared_texts_and_brochures(shop: Shop, text: str) -> None:
    root = shop({"brochures/warm.yaml": BROCHURE.replace("<em>hard</em>", text)})
    path = root / "templates/messages.yaml"
    path.write_text(path.read_text().replace("Patient information", text))
    assert [code for code, _ in problems(root)] == ["input.markup"] * 2


def test_every_missing_and_every_unknown_key_is_named(shop: Shop) -> None:
    text = BROCHURE.replace("version:", "vresion:").replace("review:", "reveiw:")
    root = shop({"brochures/warm.yaml": text})
    assert sorted(code for code, _ in problems(root)) == [
        *["input.missing-key"] * 2,
        *["input.unknown-key"] * 2,
    ]


def test_words_that_a_block_would_lose_are_refused(shop: Shop) -> None:
    text = BROCHURE + "        title: Lost\n"
    assert only(shop({"brochures/warm.yaml": text}))[0] == "input.wrong-value"


def test_attributes_of_translators_are_dropped(shop: Shop) -> None:
    bad = entry(
        "why.text", "Cold hands are <em>hard</em> to draw blood from.", "<em title=x>A</em>"
    )
    (edition, *_) = editions(shop({catalog("nl"): po(bad)}), "nl")
    copy, _ = translate(edition)
    assert copy.html["why.text"] == "<em>A</em>"


def test_a_fact_nobody_knows_is_found_in_its_place(shop: Shop) -> None:
    text = BROCHURE.replace("Cold hands are", "Cold {hnads} are")
    (edition, *_) = editions(shop({"brochures/warm.yaml": text}), "en")
    _, findings = translate(edition)
    found = [f for f in findings if f.code == "text.fact"]
    assert [str(f.place).partition(" ")[0] for f in found] == ["brochures/warm.yaml:11"]
