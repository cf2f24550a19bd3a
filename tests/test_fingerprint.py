"""Fingerprints: the same for the same inputs wherever they lie, others for any other input."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printshop.findings import Place, Severity
from printshop.fingerprint import Fingerprints, engine_digest
from printshop.model import Asset, Catalog, Fact, Message, Translation
from printshop.plan import Job

from .conftest import Shop
from .real import FONTS, ROOT
from .shops import BROCHURE, CLINIC, catalog, entry, planned, po

PICTURE = "brochures/pictures/hand.svg"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"/>'
LOGO = "brochures/clinics/logo.svg"
FILES = {
    "brochures/warm.yaml": BROCHURE + "cover: {picture: hand.svg, alt: A hand}\n",
    "brochures/clinics/noord.yaml": CLINIC + "logo: logo.svg\n",
    PICTURE: SVG,
    LOGO: SVG,
}


@dataclass(frozen=True)
class One:
    name: str


@dataclass(frozen=True)
class Other:
    name: str


def of(*values: object, engine: str = "engine") -> str:
    return Fingerprints(engine).of(*values)


# --- values --------------------------------------------------------------------------------------


def test_equal_values_have_the_same_digest() -> None:
    one, other = (Message("a", "A", "", Place("f", 1)) for _ in range(2))
    assert of(one) == of(other)
    assert len(of(one)) == 64


def test_the_order_of_a_mapping_does_not_matter() -> None:
    entries = {key: Translation(key, key, False, Place()) for key in "abc"}
    backwards = {key: entries[key] for key in reversed(entries)}
    assert of(Catalog("nl", "warm", entries)) == of(Catalog("nl", "warm", backwards))


def test_the_folder_of_a_file_does_not_matter_but_its_content_does() -> None:
    assert of(Asset("x.svg", "/here/x.svg", "1")) == of(Asset("x.svg", "/there/x.svg", "1"))
    assert of(Asset("x.svg", "/here/x.svg", "1")) != of(Asset("x.svg", "/here/x.svg", "2"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, 2),
        (("a", "b"), ("b", "a")),
        (("a", ("b",)), (("a",), "b")),
        ("1", 1),
        (None, ""),
        (Severity.ERROR, Severity.WARNING),
        (date(2026, 1, 1), date(2026, 1, 2)),
        (Decimal("0.5"), Decimal("5")),
        (Fact("a", "name", text="x"), Fact("a", "url", text="x")),
        (One("a"), Other("a")),
    ],
)
def test_other_values_have_another_digest(one: object, other: object) -> None:
    assert of(one) != of(other)


def test_values_cannot_be_pushed_together() -> None:
    assert of("a", "b") != of("ab") != of("b", "a")
    assert of("a") != of("a", "")


def test_another_engine_makes_everything_again() -> None:
    assert of("a") != of("a", engine="another")


@given(st.lists(st.text() | st.integers(), max_size=5))
def test_values_that_come_and_go_are_not_mixed_up(values: list[object]) -> None:
    prints = Fingerprints("engine")
    assert [prints.of((value,)) for value in values] == [of((value,)) for value in values]


def test_the_engine_is_known_by_its_code_and_its_libraries() -> None:
    assert engine_digest("1.50") == engine_digest("1.50")
    assert engine_digest("1.50") != engine_digest("1.52")


# --- whole editions ------------------------------------------------------------------------------


def job(root: Path) -> Job:
    return planned(root, "ar").jobs[0]


def test_a_workspace_that_moves_keeps_its_fingerprints(shop: Shop) -> None:
    here, there = job(shop(FILES, at="here")), job(shop(FILES, at="there"))
    assert here.fingerprints == there.fingerprints
    assert here.layout_fingerprint == there.layout_fingerprint


def test_each_profile_has_its_own(shop: Shop) -> None:
    prints = job(shop()).fingerprints
    assert len(set(prints)) == len(prints) > 1


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("brochures/warm.yaml", "Cold hands", "Cool hands"),
        ("brochures/warm.yaml", '"1.0"', '"1.1"'),
        ("brochures/warm.yaml", "2028-11-01", "2028-11-02"),
        ("brochures/warm.yaml", "id: why", "id: why\n    style: tinted"),
        ("brochures/warm.yaml", "A hand", "Two hands"),
        ("brochures/clinics/noord.yaml", "Dorpsweg 1", "Dorpsweg 2"),
        ("brochures/clinics/noord.yaml", "language: nl", "language: en"),
        (PICTURE, "40 20", "40 21"),
        (LOGO, "40 20", "40 21"),
        ("templates/messages.yaml", "Address", "Postal address"),
        ("templates/leaflet.html", "<body>", "<body >"),
        ("styles/calm/base.css", "}", "} p { color: red }"),
        ("styles/calm/theme.yaml", '"#ffffff"', '"#fffffe"'),
        (catalog("ar"), "أيدٍ دافئة", "أيدٍ باردة"),
        (catalog("ar", "common"), "msgstr", "# remark\nmsgstr"),
        (catalog("nl", "common"), 'msgctxt "imprint.desk"', '#, fuzzy\nmsgctxt "imprint.desk"'),
    ],
)
def test_any_input_changes_all_of_them(shop: Shop, name: str, old: str, new: str) -> None:
    root = shop(FILES)
    before = job(root)
    path = root / name
    text = path.read_text("utf-8")
    path.write_text(text.replace(old, new), "utf-8")
    assert path.read_text("utf-8") != text
    after = job(root)
    assert after.layout_fingerprint != before.layout_fingerprint
    assert not set(after.fingerprints) & set(before.fingerprints)


def test_a_font_changes_all_of_them(shop: Shop) -> None:
    root = shop(FILES)
    before = job(root)
    fonts = root / "styles" / "fonts"
    fonts.unlink()
    one = next(FONTS.rglob("*.ttf"))
    fonts.mkdir()
    shutil.copy(one, fonts)
    assert not set(job(root).fingerprints) & set(before.fingerprints)


def test_another_language_s_catalog_changes_nothing(shop: Shop) -> None:
    english = po(entry("title", "Warm hands", "Hot hands"))
    plain = job(shop(FILES, at="here"))
    other = job(shop({**FILES, catalog("en"): english}, at="there"))
    assert plain.fingerprints == other.fingerprints


def test_of_the_receptionist_s_language_only_her_line_and_the_title_matter(shop: Shop) -> None:
    name = catalog("nl")
    plain = job(shop(FILES, at="here"))
    dutch = (shop(FILES, at="there") / name).read_text("utf-8")
    other = job(shop({**FILES, name: dutch.replace("moeilijk", "lastig")}, at="elsewhere"))
    assert plain.fingerprints == other.fingerprints


def test_shipped_editions_all_differ() -> None:
    jobs = planned(ROOT).jobs
    prints = [fingerprint for each in jobs for fingerprint in each.fingerprints]
    assert len(set(prints)) == len(prints)
