"""CSV for people who work in a spreadsheet: RFC 4180, in UTF-8 with a mark so that Excel sees it.

A cell that a spreadsheet would take for a formula, a number or a date begins with an apostrophe,
which is taken away again; so is no apostrophe that was there before.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator

from ..errors import InputError
from .units import Batch, Returned, State, Unit, bcp47, error, place_in

COLUMNS = (
    "domain",
    "key",
    "source",
    "translation",
    "state",
    "comment",
    "max length",
    "exported digest",
)
_NEEDED = tuple(column for column in COLUMNS if column not in ("comment", "max length"))
_LONGEST_CELL = 50_000_000  # characters
_FIRST_CELL = re.compile(r'\s*"?domain"?([,;\t])')
_NO_TEXT = re.compile(r"'*(?: *[\t\r\n]|\s*[=+\-@＝＋－＠]|[\d\s.,:/%()eE+-]+\Z)")
_DONE = frozenset({"translated", "missing", "reviewed", "final"})
_ORIGINAL = "locales/{}/LC_MESSAGES/{}.po"


def write(batches: Iterable[Batch]) -> bytes:
    """Return all units as one table; the column domain holds language and brochure."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for batch in batches:
        for unit in batch.units:
            writer.writerow(_row(batch, unit))
    return codecs.BOM_UTF8 + file.getvalue().encode()


def _row(batch: Batch, unit: Unit) -> tuple[str, ...]:
    comments = [*unit.comments, *unit.notes]
    if unit.previous is not None:
        comments.append(f"Previous source: {unit.previous}")
    room = "" if unit.room is None else str(unit.room)
    texts = (unit.key, unit.source, unit.text, unit.state.value, "\n".join(comments))
    return (*map(guarded, (f"{batch.tag}/{batch.domain}", *texts)), room, unit.digest)


def guarded(text: str) -> str:
    """Return a cell that every spreadsheet takes for text."""
    return f"'{text}" if _NO_TEXT.match(text) else text


def unguarded(cell: str) -> str:
    """Return what ``guarded`` was given."""
    return cell[1:] if cell.startswith("'") and _NO_TEXT.match(cell) else cell


# --- reading -------------------------------------------------------------------------------------


def read(data: bytes, name: str) -> Iterator[Returned]:
    """Yield the texts of a table, as a spreadsheet saved it: with commas, semicolons or tabs.

    Raises InputError for what is no table of ours, and for rows that are broken.
    """
    rows = _rows(_decoded(data, name), name)
    header = [cell.strip().lower() for cell in next(rows)[1]]
    missing = [column for column in _NEEDED if column not in header]
    if missing:
        message = f"The table has no column '{missing[0]}'; leave the columns as they were."
        raise _refusal("malformed", message, name, 1)
    for line, row in rows:
        if any(row[len(header) :]):
            message = "This row has more cells than there are columns; save it as 'CSV UTF-8'."
            raise _refusal("malformed", message, name, line)
        cells = dict(zip(header, map(unguarded, row), strict=False))
        if any(cells.values()):
            yield _returned({column: cells.get(column, "") for column in _NEEDED}, name, line)


def _returned(cells: dict[str, str], name: str, line: int) -> Returned:
    tag, slash, domain = cells["domain"].strip().partition("/")
    state = cells["state"].strip().lower()
    done = State.TRANSLATED if state in _DONE else State.FUZZY
    return Returned(
        place=place_in(name, line, cells["key"]),
        key=cells["key"],
        original=_ORIGINAL.format(tag, domain) if slash else tag,
        language=bcp47(tag),
        source=cells["source"],
        text=cells["translation"],
        state=done if state else None,
        digest=cells["exported digest"].strip(),
    )


def _rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a table, each with the line it begins in."""
    delimiter = _FIRST_CELL.match(text)
    if delimiter is None:
        message = "This is neither XLIFF nor a table of ours, whose first column is 'domain'."
        raise _refusal("unknown-format", message, name)
    csv.field_size_limit(_LONGEST_CELL)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter[1], strict=True)
    line = 1
    try:
        for row in rows:
            yield line, row
            line = rows.line_num + 1
    except csv.Error as wrong:
        message = f"The table is broken here ({wrong}); save it again as 'CSV UTF-8'."
        raise _refusal("malformed", message, name, line) from wrong


def _decoded(data: bytes, name: str) -> str:
    utf_16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if utf_16 else "utf-8-sig")
    except UnicodeDecodeError as wrong:
        message = "The file is neither XML nor UTF-8 text; save a table as 'CSV UTF-8'."
        raise _refusal("encoding", message, name) from wrong
    if "\0" in text:
        message = "There are zero bytes in this file; save a table as 'CSV UTF-8'."
        raise _refusal("malformed", message, name)
    return text


def _refusal(code: str, message: str, name: str, line: int = 0) -> InputError:
    return InputError((error(code, message, place_in(name, line)),))
