"""Clinics in spreadsheets: what cells show is what is read, from Excel and from OpenDocument."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
import pytest

from printshop.findings import Finding, Severity
from printshop.load.clinic_list import load_clinic_list
from printshop.load.ods import read_ods
from printshop.load.tables import Cell, TableError
from printshop.load.xlsx import read_xlsx
from printshop.model import Clinic

LANGUAGES = ("de", "en", "nl")
HEADINGS = ["Name", "Language", "Street", "Postcode", "City", "Country", "Phone", "Mail", "Web"]
DRESDEN = [
    "Praxis Ost",
    "de",
    "Weg 1",
    "01067",
    "Dresden",
    "DE",
    "0351 4960",
    "a@b.example",
    "b.example",
]

Read = tuple[dict[str, Clinic], list[Finding]]
Sheets = dict[str, Sequence[Sequence[Any]]]


def xlsx(folder: Path, sheets: Sheets, formats: dict[str, str] | None = None) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for place, form in (formats or {}).items():
            sheet[place].number_format = form
    book.save(folder / "clinics.xlsx")
    return folder / "clinics.xlsx"


OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
START = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    + "".join(f'xmlns:{part}="{OFFICE}{part}:1.0" ' for part in ("office", "table", "text"))
    + 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
    "<office:body><office:spreadsheet>"
)
END = "</office:spreadsheet></office:body></office:document-content>"
FILLER = (
    '<table:table-row table:number-rows-repeated="1048000">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)


def ods(folder: Path, sheets: Sheets) -> Path:
    tables = "".join(
        f'<table:table table:name="{name}"><table:table-column/>'
        + "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
        + f"{FILLER}</table:table>"
        for name, rows in sheets.items()
    )
    return ods_file(folder, START + tables + END)


def ods_file(folder: Path, content: str) -> Path:
    with zipfile.ZipFile(folder / "clinics.ods", "w") as archive:
        archive.writestr("content.xml", content)
    return folder / "clinics.ods"


def cell(value: Any) -> str:
    """Write a cell as LibreOffice does; a pair is a number and what the cell shows of it."""
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, tuple):
        number, shown = value
        return (
            f'<table:table-cell office:value-type="float" office:value="{number}">'
            f"<text:p>{shown}</text:p></table:table-cell>"
        )
    text = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
    return f'<table:table-cell office:value-type="string">{text}</table:table-cell>'


def read(path: Path, sheet: str = "") -> Read:
    return load_clinic_list(f"{path}{sheet}", LANGUAGES)


def good(path: Path, sheet: str = "") -> Clinic:
    clinics, findings = read(path, sheet)
    assert findings == []
    (clinic,) = clinics.values()
    return clinic


def changed(**values: Any) -> list[Any]:
    return [values.get(heading, value) for heading, value in zip(HEADINGS, DRESDEN, strict=True)]


BOTH = pytest.mark.parametrize("write", [xlsx, ods])
Write = Callable[[Path, Sheets], Path]


@BOTH
def test_a_sheet_of_clinics(tmp_path: Path, write: Write) -> None:
    clinic = good(write(tmp_path, {"S": [["Clinics"], [None], HEADINGS, DRESDEN]}))
    assert (clinic.id, clinic.row) == ("praxis-ost-dresden", 4)
    assert clinic.address == ("Weg 1", "01067 Dresden")
    assert clinic.phone == "+49 351 4960"


@BOTH
def test_the_first_sheet_that_is_not_empty(tmp_path: Path, write: Write) -> None:
    path = write(tmp_path, {"Empty": [[None]], "Clinics": [HEADINGS, DRESDEN], "Old": [["x"]]})
    assert good(path).name == "Praxis Ost"


@BOTH
def test_a_sheet_by_its_name(tmp_path: Path, write: Write) -> None:
    sheets: Sheets = {"Old": [["x", "y"]], "Unsere Praxen": [HEADINGS, DRESDEN]}
    path = write(tmp_path, sheets)
    assert good(path, "#unsere praxen").name == "Praxis Ost"
    (found,) = read(path, "#New")[1]
    assert found.code == "input.table"
    assert "'Old', 'Unsere Praxen'" in found.message


@BOTH
def test_lines_in_a_cell(tmp_path: Path, write: Write) -> None:
    headings = ["Name", "Language", "Address", "Country", "Phone", "Mail", "Web"]
    row = ["A", "de", "Weg 1\n01067 Dresden", "DE", "0351 4960", "a@b.example", "b.example"]
    assert good(write(tmp_path, {"S": [headings, row]})).address == ("Weg 1", "01067 Dresden")


def test_a_hidden_sheet_is_not_taken(tmp_path: Path) -> None:
    path = xlsx(tmp_path, {"Hidden": [["x"]], "Clinics": [HEADINGS, DRESDEN]})
    book = openpyxl.load_workbook(path)
    book["Hidden"].sheet_state = "hidden"
    book.save(path)
    assert good(path).name == "Praxis Ost"


# --- numbers, dates, failed formulas -------------------------------------------------------------


def test_numbers_are_read_as_their_format_shows_them(tmp_path: Path) -> None:
    row = changed(Postcode=1067, Phone=3514960)
    path = xlsx(tmp_path, {"S": [HEADINGS, row]}, {"D2": "00000", "G2": '"0"000\\ 0000'})
    assert [row.cells[3] for row in read_xlsx(path, "").rows][1] == Cell("01067")
    assert [row.cells[6] for row in read_xlsx(path, "").rows][1] == Cell("0351 4960")
    assert good(path).address[1] == "01067 Dresden"
    shown = ods(tmp_path, {"S": [HEADINGS, changed(Postcode=(1067, "01067"))]})
    assert [row.cells[3] for row in read_ods(shown, "").rows][1] == Cell("01067")


@pytest.mark.parametrize(
    ("number", "shown"), [(1067, "1067"), (1067, "1,067"), (1067.0, "1.07E+03")]
)
def test_a_zero_that_was_lost_is_put_back_where_the_country_says_so(
    tmp_path: Path, number: float, shown: str
) -> None:
    assert (
        good(xlsx(tmp_path, {"S": [HEADINGS, changed(Postcode=number)]})).address[1]
        == "01067 Dresden"
    )
    row = changed(Postcode=(number, shown))
    assert good(ods(tmp_path, {"S": [HEADINGS, row]})).address[1] == "01067 Dresden"


def test_a_zero_that_may_be_lost_is_told(tmp_path: Path) -> None:
    row = changed(Postcode=1067, Country=None, Phone="+49 351 4960")
    clinics, (found,) = read(xlsx(tmp_path, {"S": [HEADINGS, row]}))
    assert len(clinics) == 1
    assert (found.code, found.severity) == ("input.postcode", Severity.WARNING)


def test_a_telephone_number_that_is_a_number(tmp_path: Path) -> None:
    assert good(xlsx(tmp_path, {"S": [HEADINGS, changed(Phone=3514960)]})).phone == "+49 351 4960"
    row = changed(Country="IT", Phone=64988)  # in Italy the zero is part of the number
    clinics, (found,) = read(xlsx(tmp_path, {"S": [HEADINGS, row]}))
    assert clinics == {}
    assert (found.code, found.place.key) == ("input.phone", "Phone")
    assert "first zero" in found.message


@pytest.mark.parametrize("value", [datetime(2026, 12, 9), time(9, 12), 9.5])
def test_hours_that_became_a_date(tmp_path: Path, value: object) -> None:
    path = xlsx(tmp_path, {"S": [[*HEADINGS, "Opening hours"], [*DRESDEN, value]]})
    clinics, (found,) = read(path)
    assert clinics == {}
    assert (found.code, found.place.key) == ("input.hours", "Opening hours")


def test_formulas_that_failed(tmp_path: Path) -> None:
    clinics, (found,) = read(xlsx(tmp_path, {"S": [HEADINGS, changed(Street="#REF!")]}))
    assert clinics == {}
    assert (found.code, found.place.key) == ("input.formula", "Street")
    failed = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" '
        'office:string-value="" calcext:value-type="error"><text:p>Err:522</text:p>'
        "</table:table-cell>"
    )
    cells = "".join(map(cell, HEADINGS)), "".join(map(cell, DRESDEN))
    rows = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
    content = f'{START}<table:table table:name="S">{rows}</table:table>{END}'
    path = ods_file(tmp_path, content.replace(cell("Weg 1"), failed))
    assert [f.code for f in read(path)[1]] == ["input.formula"]


# --- OpenDocument --------------------------------------------------------------------------------


def test_repeated_cells_and_rows(tmp_path: Path) -> None:
    rows = (
        '<table:table-header-rows><table:table-row table:number-rows-repeated="2">'
        '<table:table-cell table:number-columns-repeated="2"><text:p>a</text:p></table:table-cell>'
        "<table:covered-table-cell/></table:table-row></table:table-header-rows>"
        f"{FILLER.replace('1048000', '3')}"
        "<table:table-row><table:table-cell><text:p>b<text:s text:c='2'/>c<text:tab/>"
        "<text:span>d</text:span><text:line-break/>e<office:annotation><text:p>no</text:p>"
        "</office:annotation></text:p></table:table-cell></table:table-row>"
    )
    path = ods_file(tmp_path, f'{START}<table:table table:name="S">{rows}</table:table>{END}')
    found = [(row.number, [cell.text for cell in row.cells]) for row in read_ods(path, "").rows]
    assert found == [(1, ["a", "a", ""]), (2, ["a", "a", ""]), (6, ["b  c d\ne"])]


def test_a_number_without_its_value(tmp_path: Path) -> None:
    cells = '<table:table-cell office:value-type="float"><text:p>7</text:p></table:table-cell>'
    table = f'<table:table table:name="S"><table:table-row>{cells}</table:table-row></table:table>'
    (row,) = read_ods(ods_file(tmp_path, START + table + END), "").rows
    assert row.cells == (Cell("7"),)


def test_a_document_type_is_refused(tmp_path: Path) -> None:
    bomb = START.replace("?>", '?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>')
    with pytest.raises(TableError):
        list(read_ods(ods_file(tmp_path, bomb + END), "").rows)


# --- files that are not sound --------------------------------------------------------------------


@pytest.mark.parametrize("name", ["xlsx", "ods"])
def test_archives_that_are_no_spreadsheets(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"clinics.{name}"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert [f.code for f in read(path)[1]] == ["input.table"]


@BOTH
def test_files_that_are_cut_off_or_damaged(tmp_path: Path, write: Write) -> None:
    path = write(tmp_path, {"S": [HEADINGS, DRESDEN]})
    whole = path.read_bytes()
    for broken in (whole[: len(whole) // 2], whole[:-30], b"", damaged(whole)):
        path.write_bytes(broken)
        assert [f.code for f in read(path)[1]] == ["input.table"]


def damaged(whole: bytes) -> bytes:
    """Return a spreadsheet whose sheets are not well formed."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(result, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            sheet = "sheet" in name or name == "content.xml"
            new.writestr(name, content[: len(content) // 2] if sheet else content)
    return result.getvalue()


def test_a_bomb_in_a_workbook_does_no_harm(tmp_path: Path) -> None:
    path = xlsx(tmp_path, {"S": [HEADINGS, DRESDEN]})
    entities = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">{entities}]>'
    result = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(result, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            if "sheet1" in name:
                text = bomb + text.replace("Praxis Ost", "&e11;")
            new.writestr(name, text)
    path.write_bytes(result.getvalue())
    clinics, findings = read(path)
    assert clinics == {}
    assert [f.code for f in findings] == ["input.table"]
