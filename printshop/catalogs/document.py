"""A PO file as a document that loses nothing: written back, it is the same bytes.

Neither polib nor Babel can promise that: both wrap lines anew, reorder comments and obsolete
entries, split quoted flags at their commas, and drop ``#~|`` or line ends of Windows. So the lines
are kept as they are, and what they mean is read from them (see syntax.py, where polib helps).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from ..errors import InputError
from ..findings import Finding, Place, Severity
from .entry import Entry, read_entry
from .syntax import Line, RefusedLineError, read_line, split_lines

UTF_8 = "utf-8"
_BOM = codecs.BOM_UTF8
_CHARSET = re.compile(r"charset=([^\s;]+)", re.IGNORECASE)
_PLURALS = re.compile(r"nplurals\s*=\s*(\d+)")
_KNOWN = re.compile(r"ascii|utf-8|euc_jp|euc_kr|gb2312|koi8-[ru]|iso8859-\d+|cp125\d")
_PLACEHOLDER_CHARSET = "CHARSET"  # what xgettext leaves for a translator to fill in


@dataclass(frozen=True)
class Document:
    """A catalog or template: its entries in order (the header is one) and what follows them.

    ``to_bytes`` of a document that ``parse`` returned is what ``parse`` was given.
    """

    name: str
    entries: tuple[Entry, ...]
    tail: str = ""
    charset: str = UTF_8
    bom: bool = False
    newline: str = "\n"

    @cached_property
    def header(self) -> Entry | None:
        """The entry that says what the file is, None where it has none."""
        return next((entry for entry in self.entries if entry.is_header), None)

    @property
    def metadata(self) -> dict[str, str]:
        """The fields of the header; of a field that stands twice, the first."""
        return _metadata(self.header)

    @property
    def messages(self) -> tuple[Entry, ...]:
        """The entries in use: neither the header nor obsolete."""
        return tuple(e for e in self.entries if not e.obsolete and not e.is_header)

    def with_entries(self, entries: Iterable[Entry]) -> Document:
        """Return the document with other entries, each ended properly if something follows it."""
        rows = list(entries)
        for i, entry in enumerate(rows[: None if self.tail else -1]):
            rows[i] = entry.ended(self.newline)
        return replace(self, entries=tuple(rows))

    def to_bytes(self) -> bytes:
        """Return the file.

        Raises InputError where its charset lacks a character that was merged into it.
        """
        parts: list[bytes] = [_BOM] if self.bom else []
        for entry in self.entries:
            try:
                parts.append(entry.raw.encode(self.charset))
            except UnicodeEncodeError as error:
                raise _refusal(self.name, _too_narrow(error, self.charset), entry.line) from error
        return b"".join((*parts, self.tail.encode(self.charset)))


def _too_narrow(error: UnicodeEncodeError, charset: str) -> str:
    letter = error.object[error.start]
    return (
        f"The charset {charset} of this catalog has no '{letter}', which the texts need; convert "
        "it with 'msgconv -t UTF-8'."
    )


def parse(data: bytes, name: str) -> Document:
    """Read a PO file; ``name`` is how findings call it.

    Raises InputError, with file and line, for what cannot be decoded, is half written, says two
    things about one message, or is no PO file at all.
    """
    bom = data.startswith(_BOM)
    body = data.removeprefix(_BOM)
    try:
        charset = _charset(body)
        if bom and charset != UTF_8:
            raise RefusedLineError("The file begins as UTF-8 but its header names another one.", 1)
        text = _decoded(body, charset)
        entries, tail = _entries(text)
    except RefusedLineError as refused:
        raise _refusal(name, str(refused), refused.line) from refused
    newline = "\r\n" if text[: text.find("\n")].endswith("\r") else "\n"
    document = Document(name, entries, tail, charset, bom, newline)
    if not entries:
        raise _refusal(name, "There is no message in this file; take the last good one.", 0)
    findings = (*_doubles(document), *_plural_findings(document))
    if findings:
        raise InputError(findings)
    return document


def _refusal(name: str, message: str, line: int) -> InputError:
    return InputError((_finding(name, message, line),))


def _finding(name: str, message: str, line: int, key: str = "") -> Finding:
    return Finding("catalog.syntax", Severity.ERROR, message, Place(name, line, key))


# --- bytes and text ------------------------------------------------------------------------------


def _charset(body: bytes) -> str:
    """Return the charset that the header names, read before the charset is known."""
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise RefusedLineError("The file is UTF-16; save it as UTF-8.", 1)
    header = next((e for e in _read(body.decode("latin-1")) if _is_header(e)), None)
    fields = _metadata(header if isinstance(header, Entry) else None)
    found = _CHARSET.search(fields.get("Content-Type", ""))
    if found is None or found[1] == _PLACEHOLDER_CHARSET:
        return UTF_8
    return _codec(found[1], header.line if isinstance(header, Entry) else 1)


def _is_header(block: Entry | str) -> bool:
    return isinstance(block, Entry) and block.is_header


def _codec(named: str, line: int) -> str:
    try:
        name = codecs.lookup(named).name
    except (LookupError, ValueError):
        name = ""
    if not _KNOWN.fullmatch(name):
        raise RefusedLineError(
            f"The charset '{named}' in the header is not one that can be read; use UTF-8.", line
        )
    return name


def _decoded(body: bytes, charset: str) -> str:
    try:
        text = body.decode(charset)
    except UnicodeDecodeError as error:
        line = body[: error.start].count(b"\n") + 1
        message = f"This line is not {charset}, which the header names; save the file as UTF-8."
        raise RefusedLineError(message, line) from error
    if text.encode(charset, "replace") != body:
        message = f"The file cannot be kept whole as {charset}; convert it to UTF-8."
        raise RefusedLineError(message, 1)
    return text


# --- entries -------------------------------------------------------------------------------------


def _entries(text: str) -> tuple[tuple[Entry, ...], str]:
    entries, tail = [], ""
    for block in _read(text):
        if isinstance(block, Entry):
            entries.append(block)
        else:
            tail = block
    return tuple(entries), tail


def _read(text: str) -> Iterator[Entry | str]:
    """Yield the entries of a text, then the comments and blank lines that follow the last."""
    block: list[Line] = []
    start, keyword = 1, ""
    for number, raw in enumerate(split_lines(text), 1):
        line = read_line(raw, number)
        if keyword.startswith("msgstr") and _begins_another(line):
            yield read_entry(block, start)
            block, start, keyword = [], number, ""
        block.append(line)
        if line.is_statement and line.keyword:
            keyword = line.keyword
    if any(line.is_statement for line in block):
        yield read_entry(block, start)
    else:
        yield "".join(line.raw for line in block)


def _begins_another(line: Line) -> bool:
    return not line.is_statement or line.keyword in ("msgctxt", "msgid")


def _doubles(document: Document) -> Iterator[Finding]:
    """Yield a finding for each message that stands twice; GNU gettext refuses them, too."""
    seen: dict[tuple[str | None, str], Entry] = {}
    for entry in document.entries:
        first = seen.setdefault((entry.context, entry.id), entry)
        if first is not entry:
            message = f"This message stands in line {first.line} already; delete one of them."
            yield _finding(document.name, message, entry.line, entry.context or "")


def _plural_findings(document: Document) -> Iterator[Finding]:
    """Yield a finding for each translated message with too few or too many plural forms."""
    wanted = _PLURALS.match(document.metadata.get("Plural-Forms", ""))
    for entry in document.messages if wanted else ():
        count = len(entry.texts)
        if wanted and entry.plural is not None and any(entry.texts) and count != int(wanted[1]):
            message = (
                f"This message has {count} plural forms, the header promises {wanted[1]}; is the "
                "file half written?"
            )
            yield _finding(document.name, message, entry.line, entry.context or "")


def _metadata(header: Entry | None) -> dict[str, str]:
    fields: dict[str, str] = {}
    for row in header.texts[0].split("\n") if header else ():
        name, colon, value = row.partition(":")
        if colon:
            fields.setdefault(name.strip(), value.strip())
    return fields
