"""Clinics in files of their own: numbers that can be dialled, pages that can be opened."""

from __future__ import annotations

import io
import pickle
import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image, ImageFile

from printshop.cli.commands import cli
from printshop.cli.report import Screen
from printshop.errors import BrochureError, InputError
from printshop.findings import Finding, Severity
from printshop.fingerprint import Fingerprints
from printshop.load import load_library
from printshop.load.clinics import load_clinic
from printshop.load.logos import HIGHEST, WIDEST
from printshop.model import Clinic, Hours
from printshop.preflight import missing_glyphs
from printshop.translate import translate

from .conftest import Shop
from .real import ROOT
from .shops import CLINIC, editions

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


# --- hours ---------------------------------------------------------------------------------------


def test_hours_in_words(shop: Shop) -> None:
    text = CLINIC + 'hours: "ma-vr 9-12, 13-17; za gesloten"\n'
    assert good(shop({FILE: text})).hours == (
        Hours(0, 4, "09:00", "12:00"),
        Hours(0, 4, "13:00", "17:00"),
    )


def test_a_day_may_open_twice(shop: Shop) -> None:
    text = CLINIC + (
        "hours:\n"
        '  - {days: mon-fri, opens: "08:30", closes: "12:00"}\n'
        '  - {days: mon, opens: "13:00", closes: "17:00"}\n'
    )
    assert len(good(shop({FILE: text})).hours) == 2


@pytest.mark.parametrize(
    "hours",
    [
        '"by appointment"',
        '[{days: mon, opens: "17:00", closes: "09:00"}]',
        '[{days: mon-fri, opens: "09:00", closes: "17:00"}, '
        '{days: wed, opens: "16:00", closes: "18:00"}]',
    ],
)
def test_hours_that_cannot_be_kept(shop: Shop, hours: str) -> None:
    found = wrong(shop({FILE: f"{CLINIC}hours: {hours}\n"}))
    assert (found.code, found.place.key) == ("input.hours", "hours")
    assert "{value}" not in found.message


# --- values --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "code", "key"),
    [
        ("mail: info@noord.example", "mail: info@noord..example", "input.mail", "mail"),
        ("web: https://noord.example", "web: https://noord", "input.web", "web"),
        ("page: https://noord.example", "page: https://noord", "input.web", "page"),
        ("name: Kliniek", 'name: "Kli\\u0007niek', "input.control", "name"),
        ("[Dorpsweg 1,", '["Dorps\\uFFFDweg 1",', "input.control", "address[0]"),
        ("555 01 23", "614 94 00 ext. 5", "input.phone", "phone"),
    ],
)
def test_values_that_cannot_be_printed(shop: Shop, old: str, new: str, code: str, key: str) -> None:
    text = CLINIC.replace(old, new)
    text = text.replace("niek Noord", 'niek Noord"') if "u0007" in text else text
    found = wrong(shop({FILE: text}))
    assert (found.code, found.place.key) == (code, key)


def test_marks_of_direction_are_taken_out_and_told(shop: Shop) -> None:
    name = 'name: "Cli\\u0301nica \\u202Edroon"'
    clinic, (found,) = read(shop({FILE: CLINIC.replace("name: Kliniek Noord", name)}))
    assert clinic is not None
    assert clinic.name == "Clínica droon"
    assert (found.code, found.severity) == ("input.direction", Severity.INFO)


def test_a_clinic_is_small_and_can_be_sent(shop: Shop) -> None:
    clinic = good(shop())
    assert pickle.loads(pickle.dumps(clinic)) == clinic  # noqa: S301
    assert hash(clinic) == hash(replace(clinic))
    assert len(pickle.dumps(clinic)) < 1000


def test_a_row_that_moves_makes_nothing_anew(shop: Shop) -> None:
    clinic, prints = good(shop()), Fingerprints("test")
    assert prints.of(clinic) == prints.of(replace(clinic, row=7))
    assert prints.of(clinic) != prints.of(replace(clinic, name="Kliniek Oost"))


def test_what_hours_may_be(shop: Shop) -> None:
    found = wrong(shop({FILE: f"{CLINIC}hours: 9\n"}))
    assert found.code == "input.wrong-type"
    assert "a list (each entry after a dash) or text" in found.message


# --- logos ---------------------------------------------------------------------------------------


def bitmap(width: int, height: int, kind: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise((width, height), 90).save(buffer, kind)
    return buffer.getvalue()


def with_logo(shop: Shop, name: str, content: str | bytes) -> Path:
    return shop({FILE: f"{CLINIC}logo: {name}\n", f"brochures/clinics/{name}": content})


@pytest.mark.parametrize("kind", ["png", "jpg", "jpeg", "JPG"])
def test_a_bitmap_with_enough_pixels(shop: Shop, kind: str) -> None:
    content = bitmap(300, 200, "PNG" if kind == "png" else "JPEG")
    assert good(with_logo(shop, f"logo.{kind}", content)).logo is not None


@pytest.mark.parametrize(("width", "height"), [(150, 100), (70, 180)])
def test_a_bitmap_with_few_pixels_is_told(shop: Shop, width: int, height: int) -> None:
    clinic, (found,) = read(with_logo(shop, "logo.png", bitmap(width, height)))
    assert clinic is not None
    assert (found.code, found.severity) == ("input.logo-resolution", Severity.WARNING)
    assert f"{width} x {height} pixels" in found.message


def test_a_bitmap_with_too_few_pixels(shop: Shop) -> None:
    found = wrong(with_logo(shop, "logo.png", bitmap(60, 40)))
    assert (found.code, found.severity) == ("input.logo-resolution", Severity.ERROR)
    assert "60 x 40 pixels, 63 an inch" in found.message


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("logo.png", bitmap(300, 200)[:5000]),
        ("logo.jpg", bitmap(300, 200, "JPEG")[:5000]),
        ("logo.jpg", bitmap(300, 200)),  # a PNG under another name
        ("logo.png", b""),
        ("logo.png", SVG),
        ("logo.svg", bitmap(300, 200)),
        ("logo.svg", "<svg/>"),
        ("logo.svg", SVG.replace(' viewBox="0 0 40 20"', "")),
        ("logo.svg", SVG.replace("/>", "><text>Noord</text></svg>")),
        ("logo.svg", SVG.replace("/>", '><image href="https://x.example/a.png"/></svg>')),
        ("logo.svg", SVG.replace("/>", '><use href="file:///etc/passwd"/></svg>')),
        ("logo.svg", SVG.replace("/>", ' onload="alert(1)"/>')),
        ("logo.svg", SVG.replace("/>", '><path style="fill: url(https://x.example)"/></svg>')),
        ("logo.svg", SVG.replace("/>", "><style>@import 'x.css';</style></svg>")),
        ("logo.svg", SVG.replace("/>", "><foreignObject/></svg>")),
    ],
)
def test_logos_that_are_unsafe_or_damaged(shop: Shop, name: str, content: str | bytes) -> None:
    assert wrong(with_logo(shop, name, content)).code == "input.picture"


def test_a_logo_that_was_cut_off_is_told_though_the_layout_engine_is_lenient(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    half = bitmap(300, 200, "JPEG")[:400]
    assert wrong(with_logo(shop, "logo.jpg", half)).code == "input.picture"
    assert ImageFile.LOAD_TRUNCATED_IMAGES


def test_a_logo_may_point_to_its_own_parts(shop: Shop) -> None:
    parts = '><g id="a"/><use href="#a"/><path fill="url(#a)"/><style>.b{fill:red}</style></svg>'
    assert good(with_logo(shop, "logo.svg", SVG.replace("/>", parts))).logo is not None


def test_the_room_for_logos_is_that_of_the_style_sheets() -> None:
    rooms = [
        (float(match[2]), float(match[1]))
        for sheet in (ROOT / "styles" / "calm").glob("*.css")
        for match in re.finditer(
            r"\.logo \{ height: ([\d.]+)mm; max-width: ([\d.]+)mm", sheet.read_text("utf-8")
        )
    ]
    assert (max(w for w, _ in rooms), max(h for _, h in rooms)) == (WIDEST, HIGHEST)


# --- one among many ------------------------------------------------------------------------------


def test_a_clinic_that_is_wrong_does_not_stop_the_others(shop: Shop) -> None:
    bad = CLINIC.replace("+31", "0")
    library = load_library(shop({"brochures/clinics/zuid.yaml": bad}))
    assert list(library.clinics) == ["noord"]
    assert [f.place.file for f in library.findings] == ["brochures/clinics/zuid.yaml"]


def test_a_table_is_taken_instead_of_the_files(shop: Shop, tmp_path: Path) -> None:
    root = shop({FILE: CLINIC.replace("+31", "0")})
    table = tmp_path / "clinics.csv"
    table.write_text(f"{TABLE}A;nl;Weg 1;+31 30 614 94 00;a@b.example;b.example\n", "utf-8")
    library = load_library(root, str(table))
    assert list(library.clinics) == ["a"]
    assert library.findings == ()


def test_a_table_without_a_good_row(shop: Shop, tmp_path: Path) -> None:
    table = tmp_path / "clinics.csv"
    table.write_text(f"{TABLE}A;nl;Weg 1;1;a@b.example;b.example\n", "utf-8")
    with pytest.raises(InputError) as caught:
        load_library(shop(), str(table))
    assert [(f.code, f.place.rows) for f in caught.value.findings] == [("input.phone", "2")]


# --- scripts and directions ----------------------------------------------------------------------

HEBREW, LATIN = "מרפאת אור", "Or Clinic"


@pytest.mark.parametrize(
    ("language", "name", "direction"), [("nl", HEBREW, "rtl"), ("ar", LATIN, "ltr")]
)
def test_a_name_runs_as_its_script_does(
    shop: Shop, language: str, name: str, direction: str
) -> None:
    text = CLINIC.replace("Kliniek Noord", name).replace("Dorpsweg 1", f"'{HEBREW} 5, {LATIN}'")
    (edition, *_) = editions(shop({FILE: text}), language)
    copy, _ = translate(edition)
    assert f'<span class="fact name" dir="{direction}">{name}</span>' in copy.facts["clinic"]
    assert copy.address[0] == f'<span class="fact line" dir="rtl">{HEBREW} 5, {LATIN}</span>'
    assert 'dir="ltr"' in copy.address[1]


def test_a_character_without_a_glyph_is_named_with_its_row(shop: Shop, tmp_path: Path) -> None:
    table = tmp_path / "clinics.csv"
    table.write_text(
        f"{TABLE}A\U00012000;nl;Weg 1;+31 30 614 94 00;a@b.example;b.example\n", "utf-8"
    )
    library = load_library(shop(), str(table))
    (edition, *_) = editions(shop(at="other"), "nl")
    edition = replace(edition, clinic=next(iter(library.clinics.values())))
    (found,) = missing_glyphs(edition, translate(edition)[0])
    assert found.code == "text.no-glyph"
    assert str(found.place).startswith(f"{table.as_posix()}, row 2")


# --- the command ---------------------------------------------------------------------------------

TABLE = "Name;Language;Address;Phone;Mail;Web\n"


def run(root: Path, *arguments: str) -> Result:
    context = {"root": None, "screen": Screen()}
    asked = [*arguments, "--root", str(root)]
    return CliRunner().invoke(cli, asked, obj=context, standalone_mode=False)


def test_good_rows_are_made_and_bad_ones_told(shop: Shop, tmp_path: Path) -> None:
    table = tmp_path / "clinics.csv"
    row = "{};nl;Weg 1;{};a@b.example;b.example\n"
    table.write_text(
        TABLE + row.format("A", "+31 30 614 94 00") + row.format("B", "reception"), "utf-8"
    )
    root = shop()
    asked = ("--language", "nl", "--profile", "web", "--clinics", str(table))
    done = run(root, "build", *asked)
    assert done.return_value == 1
    assert [path.name for path in (root / "out").glob("*/*.html")] == ["warm.nl.web.html"]
    assert (root / "out" / "a").is_dir()
    listed = run(root, "list", "--clinics", str(table))
    assert listed.return_value == 1


def test_a_clinic_that_is_asked_for_but_wrong_is_told(shop: Shop) -> None:
    root = shop({"brochures/clinics/zuid.yaml": CLINIC.replace("+31", "0")})
    done = run(root, "build", "--clinic", "zuid")
    assert isinstance(done.exception, BrochureError)
    assert "brochures/clinics/zuid.yaml:4 (phone)" in str(done.exception)
