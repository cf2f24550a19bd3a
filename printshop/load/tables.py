"""Tables that people keep: spreadsheets and text files as rows of cells."""

from __future__ import annotations

import math
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

LARGEST_TABLE = 100_000_000  # bytes; twenty thousand clinics are some three million
LARGEST_UNPACKED = 1_000_000_000  # bytes; a small file that unpacks to more is meant to do harm
MOST_ROWS = 200_000


class Cell(NamedTuple):
    """What is shown in a cell. ``kind`` is text, number, date or error (a formula that failed)."""

    text: str = ""
    kind: str = "text"


class Row(NamedTuple):
    """The cells of a row, and its number as the spreadsheet program shows it."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """The rows of a table that are not empty, read while they are gone through, once.

    ``guessed`` says how the file was read where that had to be guessed, and ``sure`` how much
    speaks for it. ``strict``: a row that is too long was cut wrongly.
    """

    rows: Iterator[Row]
    guessed: str = ""
    sure: bool = True
    strict: bool = False


class TableError(Exception):
    """A table that cannot be read at all; the text says why and what to do."""


class Headings(NamedTuple):
    """How many headings are known in the row where most are, and where languages are named."""

    known: int = 0
    languages: tuple[int, ...] = ()


Known = Callable[[Sequence[Row]], Headings]
"""Looks for headings in the first rows of a table."""


def numbered(rows: Iterator[Row]) -> Iterator[Row]:
    """Yield the rows that have something in them. Raises TableError where there are too many."""
    count = 0
    for row in rows:
        if any(cell.text.strip() for cell in row.cells):
            count += 1
            if count > MOST_ROWS:
                raise TableError(f"The table has more than {MOST_ROWS:,} rows; split it.")
            yield row


def check_size(path: Path) -> None:
    """Raise TableError for a file that is missing, or larger than any list of clinics."""
    try:
        size = path.stat().st_size
    except OSError as error:
        hint = "" if path.suffix else " (--clinic takes clinics by name, --clinics a file)"
        raise TableError(f"The file cannot be read: {error.strerror}{hint}.") from error
    if not path.is_file():
        raise TableError("This is a folder; name the file with the clinics.")
    if size > LARGEST_TABLE:
        raise TableError(f"The file is larger than {LARGEST_TABLE:,} bytes; is it the right one?")


def check_archive(path: Path) -> None:
    """Raise TableError for what is no spreadsheet, is locked, or unpacks to something huge."""
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except Exception as error:  # a damaged archive makes zipfile raise anything
        raise TableError(
            "The file is not a spreadsheet, is damaged, or has a password; open it and save it "
            "anew as .xlsx, without a password."
        ) from error
    if unpacked > LARGEST_UNPACKED:
        raise TableError("The file unpacks to more than a gigabyte; is it the right one?")


def chosen_sheet(names: Sequence[str], wanted: str) -> str:
    """Return the name of the sheet that is asked for. Raises TableError where there is none."""
    for name in names:
        if name.strip().casefold() == wanted.strip().casefold():
            return name
    known = ", ".join(f"'{name}'" for name in names)
    raise TableError(f"There is no sheet '{wanted}' in the file; there are: {known}.")


def figures(value: float, shown: str) -> Cell:
    """Return a number as its cell shows it, if all its digits are there, with zeros before them.

    ``shown`` is the text of the cell, "" where it is not known.
    """
    if not math.isfinite(value):
        return Cell(shown or str(value))
    whole = str(int(value)) if value == int(value) else repr(value)
    digits = re.sub(r"[\s()+/-]", "", shown)
    if digits.isdecimal() and digits.lstrip("0") == whole.lstrip("0") and digits != whole:
        return Cell(shown)
    return Cell(whole, "number")
