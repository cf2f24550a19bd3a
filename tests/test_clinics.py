"""Clinics: telephone numbers that can be dialled, pages that can be opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from printshop.findings import Finding
from printshop.load.clinics import load_clinic
from printshop.model import Clinic, Hours

from .conftest import Shop
from .shops import CLINIC

FILE = "brochures/clinics/noord.yaml"
LOGO = "brochures/clinics/logo.svg"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"/>'


def read(root: Path) -> tuple[Clinic | None, list[Finding]]:
    return load_clinic(root, root / FILE)


def good(root: Path) -> Clinic:
    clinic, findings = read(root)
    assert findings == []
    assert clinic is not None
    return clinic


def wrong(root: Path) -> Finding:
    clinic, (finding,) = read(root)
    assert clinic is None
    assert finding.place.file == FILE
    return finding


def test_the_tiny_clinic(shop: Shop) -> None:
    clinic = good(shop())
    assert (clinic.id, clinic.path, clinic.language) == ("noord", FILE, "nl")
    assert clinic.address == ("Dorpsweg 1", "1234 AB Noord")
    assert clinic.logo is None


@pytest.mark.parametrize("written", ["+31305550123", "+31 (0)30 555 01 23", "+31-30-555.01.23"])
def test_phones_are_written_as_dialled_from_abroad(shop: Shop, written: str) -> None:
    assert (
        good(shop({FILE: CLINIC.replace("+31 30 555 01 23", written)})).phone == "+31 30 555 0123"
    )


@pytest.mark.parametrize(
    "phone", ["030 555 01 23", "0031 30 555 01 23", "+31 3", "+31 30 55", "reception", ""]
)
def test_a_phone_without_its_country(shop: Shop, phone: str) -> None:
    found = wrong(shop({FILE: CLINIC.replace("+31 30 555 01 23", phone)}))
    assert (found.code, found.place.line, found.place.key) == ("input.phone", 4, "phone")


@pytest.mark.parametrize("page", ["{clinic}", "{language}/{fold}", "{languages}", "{", "}", "{}"])
def test_a_page_with_an_unknown_placeholder(shop: Shop, page: str) -> None:
    text = CLINIC.replace("{language}/{brochure}", page)
    found = wrong(shop({FILE: text}))
    assert (found.code, found.place.line, found.place.key) == ("input.page", 7, "page")


def test_a_page_needs_no_placeholder(shop: Shop) -> None:
    text = CLINIC.replace("/{language}/{brochure}", "/all")
    assert good(shop({FILE: text})).page == "https://noord.example/all"


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("mail: info@noord.example", "mail: noord.example", "mail"),
        ("web: https://noord.example", "web: noord.example", "web"),
        ("web: https://noord.example", "web: javascript:alert(1)", "web"),
        ("[Dorpsweg 1, 1234 AB Noord]", "[]", "address"),
        ("name: Kliniek Noord", "name: ''", "name"),
    ],
)
def test_what_the_schema_refuses(shop: Shop, old: str, new: str, key: str) -> None:
    found = wrong(shop({FILE: CLINIC.replace(old, new)}))
    assert (found.code, found.place.key) == ("input.wrong-value", key)


def test_a_language_that_is_none(shop: Shop) -> None:
    found = wrong(shop({FILE: CLINIC.replace("language: nl", "language: dutch")}))
    assert (found.code, found.place.line, found.place.key) == ("input.language", 2, "language")


def test_hours(shop: Shop) -> None:
    text = CLINIC + (
        "hours:\n"
        '  - {days: mon-fri, opens: "08:30", closes: "17:00"}\n'
        '  - {days: sun, opens: "09:00", closes: "12:30"}\n'
    )
    assert good(shop({FILE: text})).hours == (
        Hours(0, 4, "08:30", "17:00"),
        Hours(6, 6, "09:00", "12:30"),
    )


@pytest.mark.parametrize(
    "hours",
    [
        '{days: monday, opens: "08:30", closes: "17:00"}',
        '{days: mon, opens: "8:30", closes: "17:00"}',
        '{days: mon, opens: "08:30", closes: "24:00"}',
    ],
)
def test_hours_that_are_none(shop: Shop, hours: str) -> None:
    found = wrong(shop({FILE: f"{CLINIC}hours:\n  - {hours}\n"}))
    assert (found.code, found.place.line) == ("input.wrong-value", 9)


def test_a_logo(shop: Shop) -> None:
    logo = good(shop({FILE: CLINIC + "logo: logo.svg\n", LOGO: SVG})).logo
    assert logo is not None
    assert Path(logo.path).read_text("utf-8") == SVG


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("none.svg", SVG),
        ("../warm.svg", SVG),
        ("logo.svg", f"<!DOCTYPE svg>{SVG}"),
        ("logo.svg", SVG.replace("/>", "><script/></svg>")),
    ],
)
def test_a_logo_that_is_refused(shop: Shop, name: str, content: str) -> None:
    root = shop({FILE: f"{CLINIC}logo: {name}\n", LOGO: content, "brochures/warm.svg": SVG})
    found = wrong(root)
    assert (found.code, found.place.line, found.place.key) == ("input.picture", 8, "logo")
