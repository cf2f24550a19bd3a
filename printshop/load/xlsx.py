"""Excel workbooks (.xlsx): the cells as they are shown, read row by row."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from .tables import Cell, Row, Table, TableError, check_archive, chosen_sheet, figures, numbered

WIDEST = 256  # columns; what is further to the right is no list of clinics
_PLACES = re.compile(r"[0\s()+/-]*0[0\s()+/-]*")  # a number format of digits and what parts them


def read_xlsx(path: Path, sheet: str) -> Table:
    """Return the rows of a sheet, or of the first one that is not empty. Raises TableError."""
    check_archive(path)
    return Table(numbered(_rows(path, sheet)))


def _rows(path: Path, sheet: str) -> Iterator[Row]:
    import openpyxl  # takes a while to load

    try:
        with warnings.catch_warnings():  # about styles and forms, which are not looked at
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
            try:
                yield from _chosen(book, sheet)
            finally:
                book.close()
    except TableError:
        raise
    except Exception as error:  # a damaged file makes the reader raise anything
        raise TableError(
            "The workbook cannot be read; open it in your spreadsheet program and save it anew."
        ) from error


def _chosen(book: Any, wanted: str) -> Iterator[Row]:
    sheets = [sheet for sheet in book.worksheets if hasattr(sheet, "iter_rows")]
    if wanted:
        name = chosen_sheet([sheet.title for sheet in sheets], wanted)
        sheets = [sheet for sheet in sheets if sheet.title == name]
    else:
        sheets = [sheet for sheet in sheets if sheet.sheet_state == "visible"]
    for sheet in sheets:
        found = False
        for row in numbered(_cells(sheet)):
            found = True
            yield row
        if found:
            return


def _cells(sheet: Any) -> Iterator[Row]:
    sheet.reset_dimensions()  # what the file says of its size is often wrong
    for number, cells in enumerate(sheet.iter_rows(max_col=WIDEST), 1):
        yield Row(number, tuple(_cell(cell) for cell in cells))


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return Cell()
    if cell.data_type == "e":
        return Cell(str(value), "error")
    if isinstance(value, str):
        return Cell(value.replace("_x000D_", ""))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return figures(value, _shown(value, str(cell.number_format)))
    of_calendar = isinstance(value, (date, datetime, time, timedelta))
    return Cell(str(value), "date" if of_calendar else "text")


def _shown(value: float, form: str) -> str:
    """Return a number as a format of plain digits shows it: 00000 makes 01234 of 1234."""
    pattern = re.sub(r'["\\]', "", form.partition(";")[0])
    if not _PLACES.fullmatch(pattern) or value < 0 or value % 1:
        return ""
    digits = iter(reversed(str(int(value)).zfill(pattern.count("0"))))
    shown = [next(digits) if sign == "0" else sign for sign in reversed(pattern)]
    return "".join(reversed([*shown, *digits]))
