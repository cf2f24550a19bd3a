"""A table of clinics, a row each: good rows become clinics, of the others all faults are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import chain, islice
from pathlib import Path

from ..findings import Finding, Place, Severity
from ..model import Clinic
from .clinic_columns import (
    HEADING_ROWS,
    Columns,
    Settings,
    find_columns,
    known_headings,
    load_settings,
)
from .clinic_ids import Identity, made_ids, same_ids
from .clinic_rows import RowReader
from .delimited import read_delimited
from .faults import Faults
from .ods import read_ods
from .table_files import SHEET, path_and_sheet, settings_path
from .tables import Known, Row, Table, TableError, check_size
from .xlsx import read_xlsx

_REQUIRED = ("name", "language", "address", "phone", "mail", "web")
_INSTEAD = {"address": "street"}  # what does as well

Entry = tuple[int, Clinic | None, Identity | None]


def load_clinic_list(
    given: str, languages: tuple[str, ...], beside: list[str] | None = None
) -> tuple[dict[str, Clinic], list[Finding]]:
    """Read a table of clinics: .xlsx, .ods, .csv or .tsv, with #Sheet for one of its sheets.

    ``languages`` are those in which headings, days and countries may be named. Returns the clinics
    of good rows by id, with the findings on all others; no clinics where the file cannot be read.
    ``beside`` takes the paths of the logos that the rows name, there or not.
    """
    path, sheet = path_and_sheet(given)
    name = path.as_posix()
    findings: list[Finding] = []
    try:
        check_size(path)
        settings, findings = load_settings(path)
        if findings:
            return {}, findings
        known = partial(known_headings, settings=settings, languages=languages)
        table = _table(path, sheet, known, settings)
        findings += _guess_findings(table, name)
        first = list(islice(table.rows, HEADING_ROWS))
        columns = find_columns(first, settings, languages)
        problems = _column_findings(columns, first, settings, path)
        findings += problems
        if columns is None or any(f.severity is Severity.ERROR for f in problems):
            return {}, findings
        rows = (row for row in chain(first, table.rows) if row.number > columns.row)
        faults = Faults(name)
        reader = RowReader(path, columns, settings, languages, faults, table.strict)
        clinics = _with_ids(list(_entries(reader, rows)), faults)
        if beside is not None:
            beside += sorted(reader.logos)
    except TableError as problem:
        return {}, [*findings, _error("input.table", str(problem), Place(name))]
    findings += faults.findings()
    if not clinics and not faults.findings():
        message = "There is no clinic below the headings; fill in a row for each."
        findings.append(_error("input.empty", message, Place(name)))
    return clinics, findings


def _table(path: Path, sheet: str, known: Known, settings: Settings) -> Table:
    readers: Mapping[str, Callable[[], Table]] = {
        ".xlsx": partial(read_xlsx, path, sheet),
        ".xlsm": partial(read_xlsx, path, sheet),
        ".ods": partial(read_ods, path, sheet),
    }
    texts = (".csv", ".tsv", ".tab", ".txt")
    suffix = path.suffix.lower()
    if suffix in texts and not sheet:
        return read_delimited(path, known, settings.defaults.get("language", ""), settings.encoding)
    if suffix in texts:
        raise TableError(f"A text file has no sheets; leave '{SHEET}{sheet}' out.")
    if suffix not in readers:
        raise TableError(
            "Clinics are read from .xlsx, .ods, .csv and .tsv files; save the table as one of them."
        )
    return readers[suffix]()


def _error(code: str, message: str, place: Place) -> Finding:
    return Finding(code, Severity.ERROR, message, place)


def _guess_findings(table: Table, name: str) -> list[Finding]:
    if not table.guessed:
        return []
    message = (
        f"The file is not UTF-8 and was read as {table.guessed}. If that is wrong, save it as "
        f"'CSV UTF-8', or write 'encoding:' into {settings_path(Path(name)).name}."
    )
    severity = Severity.INFO if table.sure else Severity.WARNING
    return [Finding("input.encoding", severity, message, Place(name))]


# --- columns -------------------------------------------------------------------------------------


def _column_findings(
    columns: Columns | None, first: list[Row], settings: Settings, path: Path
) -> list[Finding]:
    name, beside = path.as_posix(), settings_path(path).name
    if columns is None:
        return [_no_headings(first, name, beside)]
    headings = Place(name, columns.row, "", str(columns.row))
    findings = []
    for key, twice in columns.twice.items():
        message = (
            f"{_list(twice)} are all read as {key}; name the right one under 'columns:' in "
            f"{beside}."
        )
        findings.append(_error("input.column-twice", message, headings))
    there = {**columns.places, **settings.defaults}
    missing = [k for k in _REQUIRED if k not in there and _INSTEAD.get(k) not in there]
    absent = [h for k, h in settings.columns.items() if k not in columns.places]
    if missing or absent:
        message = (
            f"There is no column for {', '.join(missing) or _list(absent)}; there are: "
            f"{_list([h for h in columns.headings if h])}. Add it, or name the right one under "
            f"'columns:' in {beside}."
        )
        findings.append(_error("input.column-missing", message, headings))
    if columns.unused:
        message = f"Not used: {_list(columns.unused)}."
        findings.append(Finding("input.column-unused", Severity.INFO, message, headings))
    return findings


def _no_headings(first: list[Row], name: str, beside: str) -> Finding:
    if not first:
        return _error("input.empty", "The table is empty.", Place(name))
    shown = [cell.text for cell in first[0].cells if cell.text]
    message = (
        f"None of the first {HEADING_ROWS} rows has known headings; the first row says "
        f"{_list(shown)}. Write {', '.join(_REQUIRED)} above the columns, or name them under "
        f"'columns:' in {beside}."
    )
    return _error("input.headings", message, Place(name))


def _list(texts: tuple[str, ...] | list[str]) -> str:
    shown = [f"'{' '.join(text.split())[:40]}'" for text in texts[:20]]
    more = f" and {len(texts) - 20} more" if len(texts) > 20 else ""
    return ", ".join(shown) + more


# --- rows ----------------------------------------------------------------------------------------


def _entries(reader: RowReader, rows: Iterator[Row]) -> Iterator[Entry]:
    for row in rows:
        clinic, identity = reader.read(row)
        yield row.number, clinic, identity


def _with_ids(entries: list[Entry], faults: Faults) -> dict[str, Clinic]:
    """Return the clinics by id; a bad row keeps its id, so that mending it changes no other."""
    named = [entry for entry in entries if entry[2] is not None]
    ids = made_ids(identity for _, _, identity in named if identity is not None)
    refused = set()
    for places in same_ids(ids).values():
        for place in places[1:]:
            refused.add(place)
            _say_same(named[place], faults)
    return {
        id: replace(clinic, id=id)
        for place, (id, (_, clinic, _)) in enumerate(zip(ids, named, strict=True))
        if clinic is not None and place not in refused
    }


def _say_same(entry: Entry, faults: Faults) -> None:
    row, _, identity = entry
    if identity and identity.given:
        faults.add(
            "input.same-id",
            "The id '{value}' stands in an earlier row, too; give each clinic one of its own.",
            row,
            "id",
            identity.given,
        )
        return
    faults.add(
        "input.same-clinic",
        "'{value}' stands in the table before, with the same place and street; delete one row, or "
        "add a column 'id' that tells them apart.",
        row,
        "",
        identity.name if identity else "",
    )
