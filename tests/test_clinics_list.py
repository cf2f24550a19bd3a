"""Clinics in a text table: good rows become clinics, bad ones are told with row and column."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printshop.findings import Finding, Place, Severity
from printshop.load import values
from printshop.load.clinic_columns import FIELDS, load_settings
from printshop.load.clinic_ids import Identity, given_id, made_ids, slug
from printshop.load.clinic_list import load_clinic_list
from printshop.load.documents import schema_text
from printshop.load.faults import row_ranges
from printshop.load.values import RefusedError
from printshop.messages.names import folded, language_tag, territory
from printshop.model import Clinic, Hours

from .real import LANGUAGES, ROOT

HEADINGS = "Name;Language;Street;Postcode;City;Country;Phone;E-mail;Website"
NOORD = (
    "Kliniek Noord;nl;Dorpsweg 1;1234 AB;Noord;NL;030 614 94 00;info@noord.example;noord.example"
)
ZUID = "Kliniek Zuid;nl;Laan 2;2345 CD;Zuid;NL;030 614 94 01;info@zuid.example;zuid.example"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"/>'

Read = tuple[dict[str, Clinic], list[Finding]]


def read(folder: Path, *lines: str, name: str = "clinics.csv", encoding: str = "utf-8") -> Read:
    path = folder / name
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return load_clinic_list(str(path), LANGUAGES)


def good(folder: Path, *lines: str, **how: str) -> list[Clinic]:
    clinics, findings = read(folder, *lines, **how)
    assert [f for f in findings if f.severity > Severity.INFO] == []
    return list(clinics.values())


def only(folder: Path, *lines: str, **how: str) -> Finding:
    _, (finding,) = read(folder, *lines, **how)
    return finding


def with_column(heading: str, value: str) -> tuple[str, str]:
    return f"{HEADINGS};{heading}", f"{NOORD};{value}"


def changed(old: str, new: str) -> tuple[str, str, str]:
    assert old in NOORD
    return HEADINGS, NOORD.replace(old, new), ZUID


def test_a_row_is_a_clinic(tmp_path: Path) -> None:
    (clinic,) = good(tmp_path, HEADINGS, NOORD)
    assert clinic == Clinic(
        id="kliniek-noord",
        path=(tmp_path / "clinics.csv").as_posix(),
        name="Kliniek Noord",
        language="nl",
        address=("Dorpsweg 1", "1234 AB Noord"),
        phone="+31 30 614 9400",
        mail="info@noord.example",
        web="https://noord.example",
        page="https://noord.example",
        hours=(),
        logo=None,
        row=2,
    )


def test_the_list_in_the_documentation(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "clinics.md").read_text("utf-8")
    example = text.partition("```csv\n")[2].partition("```")[0]
    found = good(tmp_path, *example.splitlines())
    assert [clinic.language for clinic in found] == ["nl", "de", "he"]
    assert found[2].id == "clinic-da80eeba"
    assert all(clinic.hours for clinic in found)
    written = text.partition("```yaml\n")[2].partition("```")[0]
    (tmp_path / "clinics.columns.yaml").write_text(written, "utf-8")
    assert load_settings(tmp_path / "clinics.csv")[1] == []


# --- headings ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headings",
    [
        "naam;taal;straat;postcode;plaats;land;telefoon;e-mail;website",
        "PRAXIS;Sprache;Straße;PLZ;Ort;Land;Tel.;E-Mail-Adresse;Homepage",
        "Nom de la clinique;Langue;Rue;Code postal;Ville;Pays;Téléphone*;Courriel;Site web",
        "nombre;idioma;calle;codigo postal;ciudad;pais;telefono;correo electronico;sitio web",
        "Nome;Lingua;Via;CAP;Città;Paese;Telefono;Email;Sito",
        "Nazwa;Język;Ulica;Kod pocztowy;Miasto;Kraj;Telefon;E-mail;Strona www",
        "Klinik adı;Dil;Sokak;Posta kodu;Şehir;Ülke;Telefon;E-posta;Web sitesi",
        "Назва;Мова;Вулиця;Поштовий індекс;Місто;Країна;Телефон;Електронна пошта;Сайт",
        "اسم العيادة;اللغة;الشارع;الرمز البريدي;المدينة;البلد;الهاتف;البريد الإلكتروني;الموقع",
        'שם המרפאה;שפה;רחוב;מיקוד;עיר;מדינה;טלפון;דוא""ל;אתר',
        "क्लिनिक का नाम;भाषा;सड़क;पिन कोड;शहर;देश;फ़ोन;ईमेल;वेबसाइट",
        "クリニック名;言語;番地;郵便番号;市区町村;国;電話番号;メール;ウェブサイト",
        "诊所名称;语言;街道;邮编;城市;国家;电话;邮箱;网站",
    ],
)
def test_headings_in_many_languages(tmp_path: Path, headings: str) -> None:
    (clinic,) = good(tmp_path, headings, NOORD)
    assert (clinic.name, clinic.address[1]) == ("Kliniek Noord", "1234 AB Noord")
    assert (clinic.phone, clinic.mail) == ("+31 30 614 9400", "info@noord.example")


def test_titles_and_empty_rows_are_skipped(tmp_path: Path) -> None:
    clinics, findings = read(
        tmp_path, "Onze praktijken", "", ";;;", HEADINGS, "", NOORD, ";;", ZUID
    )
    assert [clinic.row for clinic in clinics.values()] == [6, 8]
    assert findings == []


def test_no_headings(tmp_path: Path) -> None:
    found = only(tmp_path, NOORD, ZUID)
    assert found.code == "input.headings"
    assert "'Kliniek Noord'" in found.message


def test_headings_below_the_first_rows_are_not_found(tmp_path: Path) -> None:
    assert only(tmp_path, *(["x;y"] * 10), HEADINGS, NOORD).code == "input.headings"


def test_columns_that_are_missing_are_said_once_with_what_is_there(tmp_path: Path) -> None:
    _, (found, _) = read(tmp_path, "Name;Sprache;Nachname", "A;nl;x")
    assert (found.code, found.place.rows) == ("input.column-missing", "1")
    assert "address, phone, mail, web" in found.message
    assert "'Nachname'" in found.message


def test_columns_that_are_not_used_are_told(tmp_path: Path) -> None:
    clinics, (found,) = read(tmp_path, *with_column("Manager", "A. Jansen"))
    assert len(clinics) == 1
    assert (found.code, found.severity) == ("input.column-unused", Severity.INFO)
    assert "'Manager'" in found.message


def test_two_columns_that_say_the_same(tmp_path: Path) -> None:
    found = only(tmp_path, *with_column("Tel.", "030 614 94 02"))
    assert found.code == "input.column-twice"
    assert "'Phone', 'Tel.'" in found.message


def test_an_address_of_several_columns(tmp_path: Path) -> None:
    headings = "Name;Language;Address 1;Address line 2;Country;Phone;Mail;Web"
    (clinic,) = good(
        tmp_path, headings, "A;nl;Weg 1;1234 AB Noord;NL;030 614 94 00;a@b.example;b.example"
    )
    assert clinic.address == ("Weg 1", "1234 AB Noord")


@pytest.mark.parametrize("address", ["Weg 1, 1234 AB Noord", '"Weg 1\n1234 AB Noord"'])
def test_an_address_in_one_cell(tmp_path: Path, address: str) -> None:
    line = f"A;nl;{address};NL;030 614 94 00;a@b.example;b.example"
    (clinic,) = good(tmp_path, "Name;Language;Address;Country;Phone;Mail;Web", line)
    assert clinic.address == ("Weg 1", "1234 AB Noord")


def test_the_postcode_stands_where_the_country_has_it(tmp_path: Path) -> None:
    row = NOORD.replace("1234 AB;Noord;NL;030 614 94 00", "SW1A 1AA;London;UK;020 7946 0000")
    (clinic,) = good(tmp_path, HEADINGS, row.replace("020 7946 0000", "020 7219 3000"))
    assert clinic.address == ("Dorpsweg 1", "London SW1A 1AA")


# --- settings beside the table -------------------------------------------------------------------


def settings(folder: Path, text: str) -> None:
    (folder / "clinics.columns.yaml").write_text(text, "utf-8")


def test_columns_can_be_named(tmp_path: Path) -> None:
    settings(tmp_path, "columns: {phone: Balie, name: Etablissement}\n")
    (clinic,) = good(
        tmp_path, f"{HEADINGS.replace('Name', 'Etablissement')};Balie", f"{NOORD};030 614 94 09"
    )
    assert (clinic.name, clinic.phone) == ("Kliniek Noord", "+31 30 614 9409")


def test_what_holds_of_all_rows(tmp_path: Path) -> None:
    settings(
        tmp_path,
        "defaults: {language: nl, country: NL, mail: info@x.example,\n"
        '  page: "https://x.example/{language}"}\n',
    )
    (clinic,) = good(tmp_path, "Naam;Adres;Telefoon;Website", "A;Weg 1;030 614 94 00;x.example")
    assert (clinic.language, clinic.phone) == ("nl", "+31 30 614 9400")
    assert (clinic.mail, clinic.page) == ("info@x.example", "https://x.example/{language}")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("columns: {phone: Nowhere}\n", "input.column-missing"),
        ("columns: {fax: Fax}\n", "input.unknown-key"),
        ("defaults: {name: All the same}\n", "input.unknown-key"),
        ("columns: [\n", "input.file"),
    ],
)
def test_settings_that_are_wrong(tmp_path: Path, text: str, code: str) -> None:
    settings(tmp_path, text)
    clinics, findings = read(tmp_path, HEADINGS, NOORD)
    assert clinics == {}
    assert findings[0].code == code


def test_the_schema_has_every_column() -> None:
    properties = json.loads(schema_text("clinic-columns"))["properties"]
    assert set(properties["columns"]["properties"]) == set(FIELDS)
    assert set(properties["defaults"]["properties"]) < set(FIELDS)


# --- letters and separators ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_unicode_and_separators_are_found_out(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    lines = (
        line.replace(";", separator) for line in (HEADINGS, NOORD.replace("Kliniek", "Clínica"))
    )
    (clinic,) = good(tmp_path, *lines, encoding=encoding)
    assert clinic.name == "Clínica Noord"


CODE_PAGES = [
    ("cp1252", "de", "Hautärzte Überlingen"),
    ("cp1252", "fr", "Clinique de l’été à Évreux"),
    ("cp1250", "pl", "Gabinet Skóra Świętokrzyski Łódź"),
    ("cp1250", "cs", "Kožní klinika Žižkov"),
    ("cp1251", "uk", "Клініка шкіри"),
    ("cp1253", "el", "Δερματολογική κλινική"),
    ("cp1254", "tr", "Şişli Cilt Kliniği"),
    ("cp1255", "he", "מרפאת עור"),
    ("cp1256", "ar", "عيادة الجلد"),
    ("cp932", "ja", "皮膚科クリニック"),
    ("gb18030", "zh", "北京皮肤诊所"),
    ("mac_roman", "nl", "Clinique de l’Été"),
]


@pytest.mark.parametrize(("encoding", "language", "name"), CODE_PAGES)
def test_old_code_pages_are_guessed_and_told(
    tmp_path: Path, encoding: str, language: str, name: str
) -> None:
    row = NOORD.replace("Kliniek Noord;nl", f"{name};{language}")
    clinics, (found,) = read(tmp_path, HEADINGS, row, encoding=encoding)
    assert [clinic.name for clinic in clinics.values()] == [name]
    assert found.code == "input.encoding"
    assert encoding.replace("cp125", "windows-125") in found.message


def test_the_code_page_can_be_said(tmp_path: Path) -> None:
    settings(tmp_path, "encoding: cp850\n")
    (clinic,) = good(tmp_path, HEADINGS, NOORD.replace("Noord;nl", "Nørre;nl"), encoding="cp850")
    assert clinic.name == "Kliniek Nørre"
    for wrong in ("utf-7000", "base64", "undefined", "ascii"):
        settings(tmp_path, f"encoding: {wrong}\n")
        assert only(tmp_path, HEADINGS, NOORD.replace("Noord;nl", "Nørre;nl")).code == "input.table"


def test_the_line_of_excel_that_names_the_separator(tmp_path: Path) -> None:
    lines = [line.replace(";", "^") for line in (HEADINGS, NOORD)]
    (clinic,) = good(tmp_path, "sep=^", *lines)
    assert clinic.row == 3


def test_a_separator_inside_of_a_value(tmp_path: Path) -> None:
    assert good(tmp_path, *changed("Dorpsweg 1", '"Dorpsweg 1; achter"'))[0].address[0] == (
        "Dorpsweg 1; achter"
    )
    found = only(tmp_path, *with_column("Logo", ";extra")[:2])
    assert (found.code, found.place.rows) == ("input.row-length", "2")


def test_a_quotation_mark_that_is_left_open(tmp_path: Path) -> None:
    row = NOORD.replace("Dorpsweg 1", '"Dorpsweg 1')
    _, findings = read(tmp_path, HEADINGS, row, *[ZUID] * 10)
    assert findings[0].code in ("input.too-long", "input.missing")


# --- bad rows ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "code", "column"),
    [
        ("Kliniek Noord", "", "input.missing", "Name"),
        ("Kliniek Noord", "Kli\x07niek", "input.control", "Name"),
        ("Kliniek Noord", "Kli\ufffdniek", "input.control", "Name"),
        ("Kliniek Noord", "x" * 301, "input.too-long", "Name"),
        (";nl;", ";dutchish;", "input.language", "Language"),
        (";nl;", ";;", "input.missing", "Language"),
        ("Dorpsweg 1", "#REF!", "input.formula", "Street"),
        ("NL", "Atlantis", "input.country", "Country"),
        ("NL", "ZZ", "input.country", "Country"),
        ("NL", "", "input.phone", "Phone"),
        ("030 614 94 00", "", "input.missing", "Phone"),
        ("030 614 94 00", "reception", "input.phone", "Phone"),
        ("030 614 94 00", "030 614 94 00 ext. 12", "input.phone", "Phone"),
        ("030 614 94 00", "030 614 94 00 / 030 614 94 01", "input.phone", "Phone"),
        ("info@noord.example", "info.noord.example", "input.mail", "E-mail"),
        ("info@noord.example", "info@noord", "input.mail", "E-mail"),
        ("info@noord.example", "a@noord.example, b@noord.example", "input.mail", "E-mail"),
        (";noord.example", ";noord", "input.web", "Website"),
        (";noord.example", ";javascript:alert(1)", "input.web", "Website"),
        (";noord.example", ";https://me:secret@noord.example", "input.web", "Website"),
        (";noord.example", ";noord.example/a b", "input.web", "Website"),
        (";noord.example", ";192.0.2.1", "input.web", "Website"),
    ],
)
def test_a_bad_row_is_told_and_the_others_are_made(
    tmp_path: Path, old: str, new: str, code: str, column: str
) -> None:
    clinics, (found,) = read(tmp_path, *changed(old, new))
    assert list(clinics) == ["kliniek-zuid"]
    name = (tmp_path / "clinics.csv").as_posix()
    assert (found.code, found.severity) == (code, Severity.ERROR)
    assert found.place == Place(name, 2, column, "2")
    assert str(found.place) == f"{name}, row 2, column {column}"
    assert "{value}" not in found.message


@pytest.mark.parametrize(
    ("heading", "value", "code"),
    [
        ("Page", "https://x.example/{clinic}", "input.page"),
        ("Page", "x", "input.web"),
        ("Opening hours", "by appointment", "input.hours"),
        ("Logo", "none.svg", "input.picture"),
        ("Logo", "../clinics.csv", "input.picture"),
        ("Logo", "/etc/logo.svg", "input.picture"),
        ("Logo", "logo.gif", "input.picture"),
        ("id", "a/b", "input.id"),
        ("id", "con", "input.id"),
        ("Monday", "soon", None),
    ],
)
def test_what_may_be_left_out_but_not_be_wrong(
    tmp_path: Path, heading: str, value: str, code: str | None
) -> None:
    clinics, findings = read(tmp_path, *with_column(heading, value), ZUID)
    if code is None:  # one day alone is not seen as a column of hours
        assert [f.code for f in findings] == ["input.column-unused"]
        return
    assert list(clinics) == ["kliniek-zuid"]
    assert [(f.code, f.place.key) for f in findings] == [(code, heading)]


def test_all_faults_of_all_rows_are_told_together(tmp_path: Path) -> None:
    bad = NOORD.replace(";nl;", ";xx;").replace("info@noord", "info").replace("030 614", "x")
    clinics, findings = read(
        tmp_path, HEADINGS, bad, ZUID, ZUID.replace("Zuid;", "Oost;").replace(";zuid.example", ";")
    )
    assert [(f.place.line, f.place.key) for f in findings] == [
        (2, "E-mail"),
        (2, "Language"),
        (2, "Phone"),
        (4, "Website"),
    ]
    assert list(clinics) == ["kliniek-zuid"]


def test_the_same_fault_in_many_rows_is_said_once(tmp_path: Path) -> None:
    rows = [NOORD.replace("Noord;nl", f"{i};nl").replace("info@", f"info{i} ") for i in range(500)]
    clinics, (found,) = read(tmp_path, HEADINGS, *rows, ZUID)
    assert list(clinics) == ["kliniek-zuid"]
    assert (found.code, found.place.rows, found.place.line) == ("input.mail", "2–501", 2)
    assert "'info0 noord.example' is not" in found.message
    assert "500 rows, such as 'info1 noord.example'" in found.message


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([5], "5"),
        ([5, 6, 7, 9], "5–7 and 9"),
        ([1, 3, 5], "1, 3 and 5"),
        (list(range(1, 41, 2)), "1, 3, 5, 7, 9, 11 and 14 more"),
    ],
)
def test_row_numbers_are_written_as_people_do(rows: list[int], said: str) -> None:
    assert row_ranges(rows) == said


def test_a_number_that_nobody_has_is_a_warning(tmp_path: Path) -> None:
    clinics, (found,) = read(tmp_path, HEADINGS, NOORD.replace("030 614 94 00", "030 555 01 2"))
    assert len(clinics) == 1
    assert (found.code, found.severity) == ("input.phone-unassigned", Severity.WARNING)


@pytest.mark.parametrize(
    ("country", "language", "phone"),
    [
        ("NL", "nl", "030 614 94 00"),
        ("Nederland", "nl", "030 614 94 00"),
        ("Pays-Bas", "fr", "030 614 94 00"),
        ("The Netherlands", "en", "030 614 94 00"),
        ("オランダ", "ja", "030 614 94 00"),
        ("", "nl-NL", "030 614 94 00"),
        ("", "nl", "+31 30 614 94 00"),
        ("DE", "nl", "0031 30 614 94 00"),
    ],
)
def test_where_a_number_is_from(tmp_path: Path, country: str, language: str, phone: str) -> None:
    row = NOORD.replace(";nl;", f";{language};").replace("NL;030 614 94 00", f"{country};{phone}")
    assert good(tmp_path, HEADINGS, row)[0].phone == "+31 30 614 9400"


def test_international_addresses(tmp_path: Path) -> None:
    row = NOORD.replace(
        "info@noord.example;noord.example", "info@zahnärzte.example;zahnärzte.example/ü"
    )
    (clinic,) = good(tmp_path, HEADINGS, row)
    assert (clinic.mail, clinic.web) == ("info@zahnärzte.example", "https://zahnärzte.example/ü")


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("www.x.example/", "https://www.x.example/"),
        ("HTTP://x.example", "http://x.example"),
        ("x.example:8080", "https://x.example:8080"),
    ],
)
def test_web_addresses_are_written_in_one_way(tmp_path: Path, written: str, read_as: str) -> None:
    (clinic,) = good(tmp_path, HEADINGS, NOORD.replace(";noord.example", f";{written}"))
    assert clinic.web == clinic.page == read_as


def test_texts_are_composed_and_without_marks_of_direction(tmp_path: Path) -> None:
    clinics, (found,) = read(
        tmp_path, HEADINGS, NOORD.replace("Kliniek", "\u202eCli\u0301nica\u202c\u00a0")
    )
    assert [clinic.name for clinic in clinics.values()] == ["Clínica Noord"]
    assert (found.code, found.severity) == ("input.direction", Severity.INFO)
    assert "\u202e" not in found.message


# --- hours and logos -----------------------------------------------------------------------------


def test_hours_in_one_cell(tmp_path: Path) -> None:
    (clinic,) = good(tmp_path, *with_column("Openingstijden", "ma-vr 9-12, 13-17"))
    assert clinic.hours == (Hours(0, 4, "09:00", "12:00"), Hours(0, 4, "13:00", "17:00"))


def test_hours_in_columns_of_days(tmp_path: Path) -> None:
    days = "lundi;mardi;mercredi;jeudi;vendredi;samedi;dimanche"
    clinics, findings = read(
        tmp_path,
        f"{HEADINGS};{days}",
        f"{NOORD};9h-12h;9h-12h;fermé;9h-12h;9h-12h;-;",
        f"{ZUID};9h-12h;soon;;;;;",
    )
    assert clinics["kliniek-noord"].hours == (
        Hours(0, 1, "09:00", "12:00"),
        Hours(3, 4, "09:00", "12:00"),
    )
    assert [(f.code, f.place.key) for f in findings] == [("input.hours", "mardi")]


def test_a_logo_in_a_folder_beside_the_table(tmp_path: Path) -> None:
    (tmp_path / "Logo's").mkdir()
    (tmp_path / "Logo's" / "Één logo.SVG").write_text(SVG, "utf-8")
    for written in ("Logo's/Één logo.SVG", "Logo's\\Één logo.SVG"):
        logo = good(tmp_path, *with_column("Logo", written))[0].logo
        assert logo is not None
        assert Path(logo.path).read_text("utf-8") == SVG
        assert logo.name.isascii()


def test_a_damaged_logo_is_told_once_for_all_who_have_it(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(b"\x89PNG")
    rows = [f"{NOORD.replace('Kliniek', str(i))};logo.png" for i in range(9)]
    _, (found,) = read(tmp_path, f"{HEADINGS};Logo", *rows)
    assert (found.code, found.place.rows) == ("input.picture", "2–10")


def test_logos_that_are_missing_are_told_together(tmp_path: Path) -> None:
    rows = [f"{NOORD.replace('Kliniek', str(i))};{i}.png" for i in range(9)]
    _, (found,) = read(tmp_path, f"{HEADINGS};Logo", *rows)
    assert (found.code, found.place.rows) == ("input.picture", "2–10")
    assert "such as '1.png' and '2.png'" in found.message


# --- ids -----------------------------------------------------------------------------------------


def test_ids_do_not_depend_on_the_order_of_rows(tmp_path: Path) -> None:
    rows = [
        NOORD,
        NOORD.replace("Dorpsweg 1", "Laan 3"),
        NOORD.replace(";Noord;", ";Oost;"),
        NOORD.replace("Kliniek Noord", "עור"),
    ]
    ids = {c.id: c.address for c in good(tmp_path, HEADINGS, *rows)}
    assert ids == {c.id: c.address for c in good(tmp_path, HEADINGS, *reversed(rows))}
    assert {
        "kliniek-noord-dorpsweg-1",
        "kliniek-noord-laan-3",
        "kliniek-noord-oost",
    } < ids.keys()


def test_a_bad_row_keeps_its_id(tmp_path: Path) -> None:
    twin = NOORD.replace("Dorpsweg 1", "Laan 3")
    clinics, _ = read(tmp_path, HEADINGS, NOORD, twin.replace(";nl;", ";xx;"))
    assert list(clinics) == ["kliniek-noord-dorpsweg-1"]


def test_given_ids(tmp_path: Path) -> None:
    clinics, findings = read(
        tmp_path, f"{HEADINGS};id", f"{NOORD};1042", f"{ZUID};z-1", f"{NOORD};Z-1"
    )
    assert list(clinics) == ["1042", "z-1"]
    assert [(f.code, f.place.rows) for f in findings] == [("input.same-id", "4")]


def test_the_same_clinic_twice(tmp_path: Path) -> None:
    clinics, (found,) = read(tmp_path, HEADINGS, NOORD, NOORD)
    assert (found.code, found.place.rows) == ("input.same-clinic", "3")
    assert [clinic.row for clinic in clinics.values()] == [2]


@pytest.mark.parametrize(
    ("parts", "id"),
    [
        (("Praxis Müller & Söhne", "Köln"), "praxis-muller-sohne-koln"),
        (("Straße Ærø Łódź",), "strasse-aero-lodz"),
        (("Huidkliniek Utrecht", "Utrecht"), "huidkliniek-utrecht"),
        (("L'Été",), "lete"),
    ],
)
def test_slugs(parts: tuple[str, ...], id: str) -> None:
    assert slug(*parts) == id


NAMES = st.text(min_size=1, max_size=90)


@given(NAMES, NAMES)
def test_every_name_has_an_id_that_is_a_folder(name: str, city: str) -> None:
    id = slug(name, city)
    assert id == slug(name, city)
    assert id.isascii()
    assert 0 < len(id) <= 60
    assert not set(id) & set('/\\:*?"<>|. \0')


@given(st.lists(st.tuples(NAMES, NAMES), unique=True, max_size=6))
def test_ids_stay_when_rows_are_sorted(pairs: list[tuple[str, str]]) -> None:
    rows = [Identity("", name, city, ("Street 1",)) for name, city in pairs]
    there = dict(zip(rows, made_ids(rows), strict=True))
    back = dict(zip(rows[::-1], made_ids(rows[::-1]), strict=True))
    assert there == back


# --- files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("clinics.xls", b"\xd0\xcf\x11\xe0"),
        ("clinics.pdf", b"%PDF"),
        ("clinics.csv", b"PK\x03\x04"),
        ("clinics.csv", b"\xd0\xcf\x11\xe0 locked"),
        ("clinics.xlsx", b"not a workbook"),
        ("clinics.ods", b"PK\x03\x04 damaged"),
    ],
)
def test_files_that_are_no_tables(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    clinics, (found,) = load_clinic_list(str(tmp_path / name), LANGUAGES)
    assert clinics == {}
    assert found.code == "input.table"


@pytest.mark.parametrize("given_", ["none.csv", ".", "", "none.xlsx#Sheet"])
def test_files_that_are_not_there(given_: str) -> None:
    assert [f.code for f in load_clinic_list(given_, LANGUAGES)[1]] == ["input.table"]


def test_a_text_file_has_no_sheets(tmp_path: Path) -> None:
    read(tmp_path, HEADINGS, NOORD)
    (found,) = load_clinic_list(f"{tmp_path}/clinics.csv#Sheet1", LANGUAGES)[1]
    assert found.code == "input.table"
    assert len(good(tmp_path, HEADINGS, NOORD, name="a#b.csv")) == 1


@pytest.mark.parametrize("lines", [(), ("",), (HEADINGS,), (HEADINGS, ";;;")])
def test_a_table_without_clinics(tmp_path: Path, lines: tuple[str, ...]) -> None:
    assert only(tmp_path, *lines).code == "input.empty"


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("any") / "clinics.csv"
    path.write_bytes(HEADINGS.encode() + b"\n" + data)
    for finding in load_clinic_list(str(path), LANGUAGES)[1]:
        assert finding.code.startswith("input.")


# --- names of CLDR -------------------------------------------------------------------------------


def test_names_are_compared_without_what_people_vary() -> None:
    assert folded(" E-Mail ") == folded("e‑mail") == folded("EMAIL")
    assert folded("Teléfono") == "telefono"


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("nl", "nl"),
        ("NL", "nl"),
        ("nl-BE", "nl_BE"),
        ("Nederlands", "nl"),
        ("Dutch", "nl"),
        ("简体中文", "zh_Hans"),
        ("zh-Hans", "zh_Hans"),
        ("Klingonish", None),
        ("", None),
    ],
)
def test_languages_by_name(text: str, tag: str | None) -> None:
    assert language_tag(text, LANGUAGES) == tag


@pytest.mark.parametrize(
    ("text", "code"),
    [("nl", "NL"), ("UK", "GB"), ("USA", "US"), ("Deutschland", "DE"), ("", None), ("??", None)],
)
def test_countries_by_name(text: str, code: str | None) -> None:
    assert territory(text, LANGUAGES) == code


@given(st.text(max_size=20))
def test_any_text_is_a_value_or_refused(text: str) -> None:
    assert language_tag(text, LANGUAGES) is None or text
    assert territory(text, LANGUAGES) is None or text
    for check in (values.clean, values.phone, values.mail, values.web, values.page, given_id):
        with suppress(RefusedError):
            assert check(text) is not None
    with suppress(RefusedError):
        values.assigned_phone(text, "NL")
