"""Brochures: what the schema lets pass is held against the domain, and becomes the model."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from printshop.errors import BrochureError, InputError
from printshop.findings import Finding
from printshop.load import load_library
from printshop.load.brochures import load_brochure
from printshop.model import Brochure, Callout, Fact, Figure, ItemList, Paragraph

from .conftest import Shop
from .real import ROOT
from .shops import BROCHURE, CLINIC

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"/>'
DRAWING = {"brochures/pictures/hand.svg": SVG}
EVERYTHING = (
    BROCHURE
    + """\
      - id: steps
        figure:
          - {id: rub, picture: hand.svg, alt: A hand, caption: Rub}
      - id: tips
        list:
          - {id: gloves, icon: hand.svg, title: Gloves, text: Wear them}
      - id: beware
        callout: caution
        title: Not too hot
        text: Test the water
cover: {picture: hand.svg, wide: hand.svg, alt: Two hands}
facts:
  warmth: {measure: [0.5, 2.5], unit: length-millimeter}
  doses: {number: 3}
  opened: {date: 2026-01-02}
  helpline: {phone: "+31 20 555 01 23"}
"""
)


def read(root: Path) -> tuple[Brochure | None, list[Finding]]:
    return load_brochure(root, root / "brochures" / "warm.yaml")


def good(root: Path) -> Brochure:
    brochure, findings = read(root)
    assert findings == []
    assert brochure is not None
    return brochure


def wrong(root: Path) -> Finding:
    """Return the only finding about a brochure that is refused."""
    brochure, findings = read(root)
    assert brochure is None
    (finding,) = findings
    return finding


# --- what is read --------------------------------------------------------------------------------


def test_the_tiny_brochure(shop: Shop) -> None:
    brochure = good(shop())
    assert brochure.id == "warm"
    assert brochure.path == "brochures/warm.yaml"
    assert (brochure.version, brochure.produced) == ("1.0", date(2026, 11, 1))
    assert (brochure.folds, brochure.languages) == (("trifold",), ())
    assert [message.key for message in brochure.messages()] == ["title", "why.heading", "why.text"]


def test_every_kind_of_block(shop: Shop) -> None:
    brochure = good(shop({**DRAWING, "brochures/warm.yaml": EVERYTHING}))
    (section,) = brochure.sections
    assert [type(block) for block in section.blocks] == [Paragraph, Figure, ItemList, Callout]
    assert [message.key for message in brochure.messages()] == [
        "title",
        "cover.alt",
        "why.heading",
        "why.text",
        "why.steps.rub.alt",
        "why.steps.rub.caption",
        "why.tips.gloves.title",
        "why.tips.gloves.text",
        "why.beware.title",
        "why.beware.text",
    ]
    assert [asset.name for asset in brochure.assets()] == ["hand.svg"]


def test_facts_are_typed(shop: Shop) -> None:
    brochure = good(shop({**DRAWING, "brochures/warm.yaml": EVERYTHING}))
    assert brochure.facts == (
        Fact("doses", "number", numbers=(Decimal(3),)),
        Fact("helpline", "phone", text="+31 20 555 0123"),
        Fact("opened", "date", date=date(2026, 1, 2)),
        Fact(
            "warmth",
            "measure",
            numbers=(Decimal("0.5"), Decimal("2.5")),
            unit="length-millimeter",
        ),
    )


def test_texts_know_their_line_and_lose_their_line_breaks(shop: Shop) -> None:
    text = BROCHURE.replace(
        "paragraph: Cold hands are", "paragraph: |\n          Cold\n          are"
    )
    message = good(shop({"brochures/warm.yaml": text})).messages()[-1]
    assert message.text == "Cold are <em>hard</em> to draw blood from."
    assert str(message.place) == "brochures/warm.yaml:11 (sections[0].blocks[0].paragraph)"


# --- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["1 November 2026", "2026-13-01", "2026-02-30", "2026/11/01"])
def test_a_day_that_is_none(shop: Shop, day: str) -> None:
    found = wrong(shop({"brochures/warm.yaml": BROCHURE.replace("2028-11-01", f'"{day}"')}))
    assert (found.code, found.place.line, found.place.key) == ("input.date", 4, "review")


def test_a_day_among_the_facts_that_is_none(shop: Shop) -> None:
    text = EVERYTHING.replace("2026-01-02", "2026-01-32")
    found = wrong(shop({**DRAWING, "brochures/warm.yaml": text}))
    assert (found.code, found.place.key) == ("input.date", "facts.opened.date")


def test_a_fold_that_is_none(shop: Shop) -> None:
    text = BROCHURE.replace("[trifold]", "\n  - trifold\n  - origami")
    found = wrong(shop({"brochures/warm.yaml": text}))
    assert (found.code, found.place.line, found.place.key) == ("input.fold", 7, "folds[1]")


@pytest.mark.parametrize(
    ("line", "key"), [("language: english", "language"), ("languages: [nl, xx]", "languages[1]")]
)
def test_a_language_that_is_none(shop: Shop, line: str, key: str) -> None:
    found = wrong(shop({"brochures/warm.yaml": f"{BROCHURE}{line}\n"}))
    assert (found.code, found.place.line, found.place.key) == ("input.language", 12, key)


def test_a_picture_that_is_missing(shop: Shop) -> None:
    text = BROCHURE + "cover: {picture: nowhere.svg, alt: Nothing}\n"
    found = wrong(shop({"brochures/warm.yaml": text}))
    assert (found.code, found.place.line, found.place.key) == ("input.picture", 12, "cover.picture")


@pytest.mark.parametrize(
    "name",
    ["../x.svg", "/x.svg", "more/x.svg", "..", ".x.svg", "y.svg\\n", "y.exe", "y\\0.svg"],
)
def test_a_picture_s_name_cannot_leave_its_folder(shop: Shop, name: str) -> None:
    text = BROCHURE + f'cover: {{picture: "{name}", alt: Nothing}}\n'
    files = {"brochures/warm.yaml": text, "brochures/x.svg": SVG, "brochures/pictures/y.svg": SVG}
    assert wrong(shop(files)).code == "input.picture"


@pytest.mark.parametrize(
    "markup",
    [
        "<script>x</script>",
        "<a href='x'>y</a>",
        "<img src=x>",
        "</div>",
        "<EM>x</EM>",
        "<b>x</b>",
        "<emu>",
    ],
)
def test_markup_that_is_not_allowed(shop: Shop, markup: str) -> None:
    text = BROCHURE.replace("Why warm hands?", f"{markup} hands")
    found = wrong(shop({"brochures/warm.yaml": text}))
    assert (found.code, found.place.line) == ("input.markup", 8)


def test_markup_that_is_allowed_and_signs_that_are_none(shop: Shop) -> None:
    allowed = "H<sub>2</sub>O m<sup>2</sup><br><strong>a</strong> < 3 > 2"
    text = BROCHURE.replace("<em>hard</em>", allowed)
    assert allowed in good(shop({"brochures/warm.yaml": text})).messages()[-1].text


def test_no_markup_where_none_can_stand(shop: Shop) -> None:
    text = EVERYTHING.replace("alt: A hand", "alt: A <em>hand</em>")
    found = wrong(shop({**DRAWING, "brochures/warm.yaml": text}))
    assert (found.code, found.place.key) == (
        "input.markup",
        "sections[0].blocks[1].figure[0].alt",
    )


def test_the_same_place_twice(shop: Shop) -> None:
    again = "      - id: text\n        paragraph: The same place again.\n"
    found = wrong(shop({"brochures/warm.yaml": BROCHURE + again}))
    assert (found.code, found.place.line) == ("input.same-id", 13)
    assert "line 11" in found.message


def test_a_block_called_as_a_part_of_its_section(shop: Shop) -> None:
    found = wrong(shop({"brochures/warm.yaml": BROCHURE.replace("id: text", "id: heading")}))
    assert found.code == "input.same-id"


@pytest.mark.parametrize(
    "fact",
    [
        "{}",
        "{measure: 3}",
        "{number: [1, 2, 3]}",
        "{number: '3'}",
        "{url: javascript:alert(1)}",
        "{name: x, phone: y}",
        "{colour: x}",
    ],
)
def test_facts_that_are_none(shop: Shop, fact: str) -> None:
    brochure, findings = read(shop({"brochures/warm.yaml": BROCHURE + f"facts:\n  it: {fact}\n"}))
    assert brochure is None
    assert {finding.place.line for finding in findings} == {13}


# --- the whole workspace -------------------------------------------------------------------------


def test_a_tiny_workspace_loads(shop: Shop) -> None:
    library = load_library(shop())
    assert list(library.brochures) == ["warm"]
    assert list(library.clinics) == ["noord"]
    assert list(library.themes) == ["calm"]
    assert library.shared_messages


def test_problems_of_all_files_come_together(shop: Shop) -> None:
    root = shop(
        {
            "brochures/warm.yaml": BROCHURE.replace("2028-11-01", "soon").replace(
                "trifold", "no such"
            ),
            "brochures/good.yaml": BROCHURE,
            "brochures/cold.yaml": BROCHURE.replace("title:", "tilte:"),
            "brochures/clinics/noord.yaml": CLINIC.replace("+31 ", "0"),
            "brochures/clinics/zuid.yaml": CLINIC + "logo: none.svg\n",
            "templates/messages.yaml": "cover.kicker: {text: Patient information}\n",
            "styles/calm/base.css": "h1 { color: var(--nothing) }\n",
        }
    )
    with pytest.raises(InputError) as caught:
        load_library(root)
    assert {(f.code, f.place.file) for f in caught.value.findings} == {
        ("input.date", "brochures/warm.yaml"),
        ("input.fold", "brochures/warm.yaml"),
        ("input.unknown-key", "brochures/cold.yaml"),
        ("input.missing-key", "brochures/cold.yaml"),
        ("input.phone", "brochures/clinics/noord.yaml"),
        ("input.picture", "brochures/clinics/zuid.yaml"),
        ("input.missing-key", "templates/messages.yaml"),
        ("theme.colour", "styles/calm/base.css"),
    }
    assert all(str(f.place) in str(caught.value) for f in caught.value.findings)


@pytest.mark.parametrize(
    ("missing", "place"),
    [("brochures/warm.yaml", "brochures"), ("brochures/clinics/noord.yaml", "brochures/clinics")],
)
def test_a_workspace_without_content(shop: Shop, missing: str, place: str) -> None:
    with pytest.raises(InputError) as caught:
        load_library(shop({missing: None}))
    assert [(f.code, f.place.file) for f in caught.value.findings] == [("input.empty", place)]


def test_a_folder_that_is_no_workspace(tmp_path: Path) -> None:
    with pytest.raises(BrochureError) as caught:
        load_library(tmp_path)
    assert not isinstance(caught.value, InputError)


def test_a_fold_that_the_theme_cannot_set(shop: Shop) -> None:
    name = "styles/calm/theme.yaml"
    lines = (ROOT / name).read_text("utf-8").splitlines()
    without = "\n".join(line for line in lines if not line.startswith("  panels:"))
    with pytest.raises(InputError) as caught:
        load_library(shop({name: without}))
    assert [(f.code, f.place.file) for f in caught.value.findings] == [
        ("input.fold", "brochures/warm.yaml")
    ]


def test_a_theme_that_does_not_exist(shop: Shop) -> None:
    with pytest.raises(InputError) as caught:
        load_library(shop({"brochures/warm.yaml": BROCHURE + "theme: loud\n"}))
    assert [(f.code, f.place.file) for f in caught.value.findings] == [
        ("input.file", "styles/loud/theme.yaml")
    ]
