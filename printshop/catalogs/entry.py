"""One entry of a catalog: its lines as they are, what they mean, and how to change some of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from .syntax import (
    OBSOLETE,
    PREVIOUS,
    PREVIOUS_OBSOLETE,
    Kind,
    Line,
    RefusedLineError,
    folded,
    read_line,
    split_flags,
    split_lines,
)

FUZZY = "fuzzy"
_FORM = re.compile(r"msgstr\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Entry:
    """A message with its translations, and every line it was read from.

    ``line`` is where its first text stands. ``context`` is None where there is no msgctxt, which
    is not the same as an empty one. ``texts`` is the one msgstr, or one for each plural form.
    """

    lines: tuple[Line, ...]
    line: int
    context: str | None
    id: str
    plural: str | None
    texts: tuple[str, ...]
    flags: tuple[str, ...]
    obsolete: bool

    @property
    def raw(self) -> str:
        """The entry as it stands in the file."""
        return "".join(line.raw for line in self.lines)

    @property
    def is_header(self) -> bool:
        return self.id == "" and self.context is None and not self.obsolete

    @property
    def fuzzy(self) -> bool:
        return FUZZY in self.flags

    @property
    def translated(self) -> bool:
        return any(self.texts)

    @property
    def previous(self) -> dict[str, str]:
        """The texts of ``#|`` lines by keyword: what the translation was made from."""
        return dict(folded(line for line in self.lines if line.kind is Kind.PREVIOUS))

    def said(self, kind: Kind) -> tuple[str, ...]:
        """Return what the lines of a kind say, without their marks."""
        return tuple(line.text for line in self.lines if line.kind is kind)

    def with_lines(self, kind: Kind, raws: Iterable[str]) -> Entry:
        """Return the entry with all lines of a kind replaced; every other line stays as it is."""
        new = tuple(read_line(raw, 0) for raw in raws)
        kept = [line for line in self.lines if line.kind is not kind]
        at = next(i for i, line in enumerate(self.lines) if line.kind >= kind)
        return replace(read_entry([*kept[:at], *new, *kept[at:]], 1), line=self.line)

    def ended(self, newline: str) -> Entry:
        """Return the entry with a line end after its last line, if it had none."""
        ended = self.lines[-1].raw.endswith("\n")
        return self if ended else _again(self, f"{self.raw}{newline}")

    def set_apart(self, newline: str) -> Entry:
        """Return the entry with a blank line before it."""
        apart = self.lines[0].kind is Kind.BLANK
        return self if apart else _again(self, f"{newline}{self.raw}")

    def as_obsolete(self) -> Entry:
        """Return the entry with its texts commented out (#~), and nothing else changed."""
        return _again(self, "".join(_marked(line) for line in self.lines))

    def revived(self) -> Entry:
        """Return an obsolete entry as one in use, and nothing else changed."""
        return _again(self, "".join(_unmarked(line) for line in self.lines))


def _again(entry: Entry, raw: str) -> Entry:
    lines = [read_line(row, entry.line) for row in split_lines(raw)]
    return replace(read_entry(lines, 1), line=entry.line)


def _marked(line: Line) -> str:
    if line.kind is Kind.PREVIOUS:
        return line.raw.replace(PREVIOUS, PREVIOUS_OBSOLETE, 1)
    return f"{OBSOLETE} {line.raw}" if line.is_statement else line.raw


def _unmarked(line: Line) -> str:
    if line.kind is Kind.PREVIOUS:
        return line.raw.replace(PREVIOUS_OBSOLETE, PREVIOUS, 1)
    if not line.is_statement:
        return line.raw
    return line.raw.replace(OBSOLETE, "", 1).lstrip(" \t")


# --- reading -------------------------------------------------------------------------------------


def read_entry(block: Sequence[Line], start: int) -> Entry:
    """Make an entry of its lines, the first of which is number ``start``.

    Raises RefusedLineError where they are not one whole message.
    """
    lines = _with_kinds(block, start)
    first = next(i for i, line in enumerate(lines) if line.is_statement)
    number = start + first
    body = lines[first:]
    _refuse_mixture(body, number)
    fields = folded(line for line in body if line.is_statement)
    _refuse_halves([keyword for keyword, _ in fields], number)
    values = dict(fields)
    return Entry(
        lines=lines,
        line=number,
        context=values.get("msgctxt"),
        id=values["msgid"],
        plural=values.get("msgid_plural"),
        texts=tuple(text for keyword, text in fields if keyword.startswith("msgstr")),
        flags=tuple(f for s in lines if s.kind is Kind.FLAG for f in split_flags(s.text)),
        obsolete=body[0].obsolete,
    )


def _with_kinds(block: Sequence[Line], start: int) -> tuple[Line, ...]:
    """Give strings that continue a text the kind of that text; refuse those that continue none."""
    lines: list[Line] = []
    kind: Kind | None = None
    previous = False
    for number, line in enumerate(block, start):
        continues = not line.keyword and (line.is_statement or line.kind is Kind.PREVIOUS)
        if continues and (kind is None if line.is_statement else not previous):
            raise RefusedLineError("This text belongs to no keyword such as msgstr.", number)
        if line.is_statement:
            kind = kind if continues and kind else line.kind
            lines.append(Line(kind, line.raw, line.text, line.keyword, line.obsolete))
        else:
            lines.append(line)
        previous = line.kind is Kind.PREVIOUS
    return tuple(lines)


def _refuse_mixture(body: Sequence[Line], number: int) -> None:
    for at, line in enumerate(body, number):
        if line.is_statement and line.obsolete != body[0].obsolete:
            raise RefusedLineError("Half of this message is commented out with #~.", at)
        if not line.is_statement and line.kind is not Kind.BLANK:
            raise RefusedLineError(
                "A comment stands inside a message; is the message before it half written?", at
            )


def _refuse_halves(keywords: list[str], number: int) -> None:
    """Refuse a message whose keywords are not those of one whole message, in their order."""
    for wanted in ("msgid", "msgstr"):
        if not any(keyword.partition("[")[0] == wanted for keyword in keywords):
            message = f"The message that begins here has no {wanted}; is the file half written?"
            raise RefusedLineError(message, number)
    for keyword, same in groupby(sorted(keywords)):
        if len(list(same)) > 1:
            message = f"This message has {keyword} twice; is a msgstr missing before the second?"
            raise RefusedLineError(message, number)
    if keywords not in _possible_orders(keywords):
        raise RefusedLineError(
            "The texts of the message that begins here are not msgctxt, msgid, msgid_plural and "
            "msgstr in that order, with msgstr[0], msgstr[1] and so on for plurals.",
            number,
        )


def _possible_orders(keywords: list[str]) -> list[list[str]]:
    context = ["msgctxt"] if "msgctxt" in keywords else []
    forms = [f"msgstr[{n}]" for n in range(sum(bool(_FORM.fullmatch(k)) for k in keywords))]
    return [[*context, "msgid", "msgstr"], [*context, "msgid", "msgid_plural", *forms]]
