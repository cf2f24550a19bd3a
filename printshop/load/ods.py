"""OpenDocument spreadsheets (.ods): the cells as they are shown, read row by row.

Source: OpenDocument 1.3, part 3: 9.1 (tables), 6.1 (text), 19.385 (office:value-type). The readers
there are lose what a cell shows (a postcode 01234) and which formulas failed.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

from .tables import Cell, Row, Table, TableError, check_archive, chosen_sheet, figures, numbered

_OFFICE, _TABLE, _TEXT = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:{part}:1.0}}" for part in ("office", "table", "text")
)
_EXTENDED = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_FIGURES = ("float", "currency", "percentage")
_DATES = ("date", "time")
_HEAD = 65536  # bytes; a document type stands before everything else
WIDEST = 256  # columns


def read_ods(path: Path, sheet: str) -> Table:
    """Return the rows of a sheet, or of the first one that is not empty. Raises TableError."""
    check_archive(path)
    return Table(numbered(_rows(path, sheet)))


def _rows(path: Path, wanted: str) -> Iterator[Row]:
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_document_type(archive)
            if wanted:
                with archive.open("content.xml") as content:
                    wanted = chosen_sheet(list(_sheet_names(content)), wanted)
            with archive.open("content.xml") as content:
                yield from _of_sheet(content, wanted)
    except TableError:
        raise
    except Exception as error:  # a damaged file makes the readers raise anything
        raise TableError(
            "The spreadsheet cannot be read; open it in your spreadsheet program and save it anew, "
            "without a password."
        ) from error


def _refuse_document_type(archive: zipfile.ZipFile) -> None:
    with archive.open("content.xml") as content:
        if b"<!DOCTYPE" in content.read(_HEAD):
            raise TableError("The spreadsheet has a document type in it; save it anew.")


def _sheet_names(content: IO[bytes]) -> Iterator[str]:
    for event, element in ElementTree.iterparse(content, ("start", "end")):
        if event == "start" and element.tag == f"{_TABLE}table":
            yield element.get(f"{_TABLE}name", "")
        elif event == "end":
            element.clear()


def _of_sheet(content: IO[bytes], wanted: str) -> Iterator[Row]:
    number, found, here = 0, False, False
    for event, element in ElementTree.iterparse(content, ("start", "end")):
        if element.tag == f"{_TABLE}table":
            if event == "end" and found:
                return
            here = not wanted or element.get(f"{_TABLE}name", "") == wanted
            number = 0
        elif event == "end" and element.tag == f"{_TABLE}table-row":
            cells = tuple(_cells(element)) if here else ()
            repeated = _count(element, "number-rows-repeated")
            if any(cell.text for cell in cells):
                found = True
                yield from (Row(number + i, cells) for i in range(1, repeated + 1))
            number += repeated
            element.clear()


def _count(element: ElementTree.Element, name: str) -> int:
    return int(element.get(f"{_TABLE}{name}", "1"))


def _cells(row: ElementTree.Element) -> Iterator[Cell]:
    column = 0
    for element in row:
        if element.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        cell = _cell(element)
        for _ in range(min(_count(element, "number-columns-repeated"), WIDEST - column)):
            column += 1
            yield cell


def _cell(element: ElementTree.Element) -> Cell:
    text = "\n".join("".join(_pieces(p)) for p in element.findall(f"{_TEXT}p"))
    kind = element.get(f"{_OFFICE}value-type", "string")
    if element.get(_EXTENDED) == "error":
        return Cell(text or "#ERR", "error")
    if kind in _FIGURES:
        return figures(float(element.get(f"{_OFFICE}value", "nan")), text)
    return Cell(text, "date" if kind in _DATES else "text")


def _pieces(element: ElementTree.Element) -> Iterator[str]:
    """Yield the text of a paragraph: spaces, tabs and ends of lines are elements of their own."""
    yield element.text or ""
    for child in element:
        if child.tag == f"{_TEXT}s":
            yield " " * min(int(child.get(f"{_TEXT}c", "1")), WIDEST)
        elif child.tag == f"{_TEXT}tab":
            yield " "
        elif child.tag == f"{_TEXT}line-break":
            yield "\n"
        elif child.tag != f"{_OFFICE}annotation":
            yield from _pieces(child)
        yield child.tail or ""
