"""Text tables (.csv, .tsv): how their letters and columns are written is found out.

A file that is not Unicode is read in each of the old code pages. The best is the one in which most
headings are known, which belongs to the languages that the clinics speak, and whose words look
like words. Statistics of letters were tried, and were wrong in half of such short files.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from ..messages.names import language_tag
from .tables import Cell, Known, Row, Table, TableError, numbered

_SEPARATORS = ";,\t|"
_FIRST_ROWS = 12  # titles, the headings, and a few to tell how many columns there are
_LANGUAGES_IN = 200  # rows
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What Windows takes for text in the languages of a region; for all others it is the first.
_CODE_PAGES = {
    "cp1252": "",
    "cp1250": "pl cs sk hu sl hr bs ro sq",
    "cp1251": "uk ru be bg sr mk",
    "cp1253": "el",
    "cp1254": "tr az",
    "cp1255": "he yi",
    "cp1256": "ar fa ur",
    "cp1257": "lt lv et",
    "cp874": "th",
    "cp932": "ja",
    "gb18030": "zh",
    "big5": "",
    "cp949": "ko",
    "mac_roman": "",
}
_LIKE = {"mac_roman": "cp1252"}  # for the same languages
_PAGE_OF = {tag: page for page, tags in _CODE_PAGES.items() for tag in tags.split()}
# A sign in a word, a capital in the middle of it, and letters of two scripts side by side.
_ODD = re.compile(
    r"[^\W\d_][^\x00-\x7f\w’·–—][^\W\d_]|[a-zß-ÿ][À-ÞŸŽŠŒƒ]"
    r"|[A-Za-zÀ-ɏ][Ͱ-῿぀-퟿]|[Ͱ-῿぀-퟿][A-Za-zÀ-ɏ]"
)
_WORD = re.compile(r"\w*[^\x00-\x7f]\w*")


def read_delimited(path: Path, known: Known, language: str = "", encoding: str = "") -> Table:
    """Return the rows of a text table. Raises TableError.

    ``known`` tells how many headings are known in rows. ``language`` is the tag of one that its
    words are in, where that is known, and ``encoding`` is for who knows better.
    """
    raw = path.read_bytes()
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise TableError("This is a spreadsheet under another name; call it .xlsx or .ods.")
    text, guessed, sure = _decoded(raw, known, language, encoding)
    separator, text = _separator(text, known)
    return Table(numbered(_rows(text, separator)), guessed, sure, strict=True)


# --- letters -------------------------------------------------------------------------------------


def _decoded(raw: bytes, known: Known, language: str, encoding: str) -> tuple[str, str, bool]:
    """Return the text, what had to be guessed, and whether that is nearly sure."""
    named = encoding or next((name for mark, name in _MARKS if raw.startswith(mark)), "")
    named = named or _without_mark(raw)
    try:
        return raw.decode(named or "utf-8"), "", True
    except (UnicodeError, LookupError) as error:
        if named:
            raise TableError(
                f"The file is not written in {named}; save it as 'CSV UTF-8'."
            ) from error
    guesses = [_Guess(raw, page, known, language) for page in _CODE_PAGES]
    guesses = sorted((guess for guess in guesses if guess.text), key=lambda guess: guess.rank)
    if not guesses:
        raise TableError("The letters of the file cannot be read; save it as 'CSV UTF-8'.")
    best = guesses[0]
    words = ", ".join(f"'{word}'" for word in dict.fromkeys(_WORD.findall(best.text)[:3]))
    shown = best.page.replace("cp125", "windows-125")
    return best.text, f"{shown} ({words})", best.fits


def _without_mark(raw: bytes) -> str:
    """Tell UTF-16 that does not say so: every other byte of plain Latin text is nothing."""
    head = raw[:4000]
    for name, half in (("utf-16-be", head[0::2]), ("utf-16-le", head[1::2])):
        if len(head) > 8 and half.count(0) > 0.4 * len(half):
            return name
    return ""


class _Guess:
    """A file as one code page reads it; no text where it cannot."""

    def __init__(self, raw: bytes, page: str, known: Known, language: str) -> None:
        self.page = page
        self.text, self.fits, self.rank = "", False, (0, True, 0)
        try:
            self.text = raw.decode(page)
        except UnicodeDecodeError:
            return
        separator, text = _separator(self.text, known)
        rows = list(islice(_rows(text, separator), _LANGUAGES_IN))
        headings = known(rows[:_FIRST_ROWS])
        named = (
            row.cells[place].text
            for row in rows
            for place in headings.languages
            if place < len(row.cells)
        )
        spoken = {_page_of(text) for text in (language, *named)} - {""}
        self.fits = spoken == {_LIKE.get(page, page)}
        odd = len(_ODD.findall(self.text[:100_000]))
        self.rank = (-headings.known, not self.fits, odd)


def _page_of(text: str) -> str:
    """Return the code page of a language that a cell names by its tag; "" for all other text."""
    tag = text.strip().lower()
    if not re.fullmatch(r"[a-z]{2}([-_][a-z]{2,4})?", tag) or not language_tag(tag, ()):
        return ""
    return _PAGE_OF.get(tag[:2], next(iter(_CODE_PAGES)))


# --- columns -------------------------------------------------------------------------------------


def _separator(text: str, known: Known) -> tuple[str, str]:
    """Return what stands between cells, and the text without a line that says so (Excel's sep=)."""
    said = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    if said:
        return said[1], "\n" + text[said.end() :]  # the rows keep their numbers
    lines = text[:100_000]

    def fit(separator: str) -> tuple[int, int]:
        rows = list(islice(_rows(lines, separator), _FIRST_ROWS))
        return known(rows).known, max((len(row.cells) for row in rows), default=0)

    return max(_SEPARATORS, key=fit), text


def _rows(text: str, separator: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise TableError(
                f"Row {number} cannot be read ({error}); is a quotation mark left open?"
            ) from error
        yield Row(number, tuple(map(Cell, cells)))
