"""The lines of a PO file: what kind each one is, and what it says.

polib unescapes and escapes the strings; its reader is not used, because it passes over stray text,
repeated keywords and half-written entries in silence, and forgets how the lines were written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

import polib

OBSOLETE, PREVIOUS_OBSOLETE, PREVIOUS = "#~", "#~|", "#|"
_SPACE = " \t\f\v"
_STATEMENT = re.compile(
    r"(?P<keyword>(?:msgctxt|msgid_plural|msgid|msgstr(?:\[\d{1,2}\])?)(?![A-Za-z_]))?[ \t]*"
    r'"(?P<text>(?:[^"\\]|\\.)*)"'
)
_UNKNOWN_ESCAPE = re.compile(r'\\(?:\\|n|t|r|v|b|f|")|(?P<wrong>\\.?)')
_FLAG = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*"|")+')


class Kind(IntEnum):
    """What a line is, in the order in which an entry has its lines."""

    BLANK = 0
    TRANSLATOR = 1
    EXTRACTED = 2
    REFERENCE = 3
    FLAG = 4
    PREVIOUS = 5
    CONTEXT = 6
    ID = 7
    PLURAL = 8
    TEXT = 9


_KEYWORDS = {"msgctxt": Kind.CONTEXT, "msgid": Kind.ID, "msgid_plural": Kind.PLURAL}
_COMMENTS = {".": Kind.EXTRACTED, ":": Kind.REFERENCE, ",": Kind.FLAG}


class RefusedLineError(Exception):
    """A line that no reader should guess at; ``line`` counts from 1."""

    def __init__(self, message: str, line: int) -> None:
        self.line = line
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: as it is in the file (``raw``, with its end) and what it says (``text``).

    ``keyword`` is empty for comments, blank lines and strings that continue the line before.
    A string that continues has the kind TEXT until it is read as part of an entry.
    """

    kind: Kind
    raw: str
    text: str = ""
    keyword: str = ""
    obsolete: bool = False

    @property
    def is_statement(self) -> bool:
        return self.kind >= Kind.CONTEXT


def split_lines(text: str) -> list[str]:
    """Divide a text after each line feed, and nowhere else; the ends stay on the lines."""
    lines = text.split("\n")
    ended = [f"{line}\n" for line in lines[:-1]]
    return [*ended, lines[-1]] if lines[-1] else ended


def read_line(raw: str, number: int) -> Line:
    """Return what a line of a PO file is.

    Raises RefusedLineError for text that is neither a comment nor a whole keyword and string.
    """
    content = raw.removesuffix("\n").removesuffix("\r").strip(_SPACE)
    if "\r" in content or "\0" in content:
        raise RefusedLineError(
            "There is a carriage return or a zero byte inside this line; save the file with one "
            "kind of line end.",
            number,
        )
    if content.startswith((PREVIOUS, PREVIOUS_OBSOLETE)):
        marker = PREVIOUS if content.startswith(PREVIOUS) else PREVIOUS_OBSOLETE
        _, keyword, text = _statement(content.removeprefix(marker), number)
        return Line(Kind.PREVIOUS, raw, text, keyword, marker == PREVIOUS_OBSOLETE)
    obsolete = content.startswith(OBSOLETE)
    body = content.removeprefix(OBSOLETE).strip(_SPACE) if obsolete else content
    if body.startswith("#"):
        return _comment(raw, body)
    if not body:
        return Line(Kind.BLANK, raw)
    return _statement_line(raw, body, number, obsolete)


def _comment(raw: str, content: str) -> Line:
    kind = _COMMENTS.get(content[1:2], Kind.TRANSLATOR)
    marker = 1 if kind is Kind.TRANSLATOR else 2
    return Line(kind, raw, content[marker:].strip(_SPACE))


def _statement_line(raw: str, content: str, number: int, obsolete: bool) -> Line:
    kind, keyword, text = _statement(content, number)
    return Line(kind, raw, text, keyword, obsolete)


def _statement(content: str, number: int) -> tuple[Kind, str, str]:
    content = content.strip(_SPACE)
    match = _STATEMENT.fullmatch(content)
    if match is None:
        raise RefusedLineError(_complaint(content), number)
    keyword, text = match["keyword"] or "", match["text"]
    wrong = next((m["wrong"] for m in _UNKNOWN_ESCAPE.finditer(text) if m["wrong"]), None)
    if wrong:
        raise RefusedLineError(
            f"'{wrong}' has no meaning here; write '\\\\' for a backslash.", number
        )
    return _KEYWORDS.get(keyword, Kind.TEXT), keyword, polib.unescape(text)


def _complaint(content: str) -> str:
    if content.replace("\\\\", "").replace('\\"', "").count('"') % 2:
        return 'The quotation mark " that ends this text is missing; add it.'
    return "This is neither a comment nor a text of a catalog; take it out, or put # before it."


def split_flags(text: str) -> tuple[str, ...]:
    """Divide the flags of a ``#,`` line at its commas, but not inside quotation marks."""
    return tuple(flag for part in _FLAG.findall(text) if (flag := part.strip(_SPACE)))


def folded(lines: Iterable[Line]) -> list[tuple[str, str]]:
    """Join strings to the keyword they continue: (keyword, text) in the order of the file."""
    fields: list[tuple[str, str]] = []
    for line in lines:
        if line.keyword or not fields:
            fields.append((line.keyword, line.text))
        else:
            fields[-1] = (fields[-1][0], fields[-1][1] + line.text)
    return fields


def quoted(keyword: str, text: str, newline: str = "\n") -> str:
    """Write a keyword and its text: on one line, or a line for each line of the text."""
    parts = split_lines(text) if "\n" in text[:-1] else [text]
    strings = [f'"{polib.escape(part)}"' for part in parts]
    if len(strings) > 1:
        strings.insert(0, '""')
    return f"{keyword} " + "".join(f"{string}{newline}" for string in strings)
