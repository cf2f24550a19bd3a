"""Marks, spaces and quotation as the language sets them; no doubled words, no stray controls.

Rationale: readers take a text that is set wrongly for one that is written carelessly, and a
direction control without its partner turns the rest of the line around.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from ..findings import Finding, Severity
from .marks import DOUBLES, ENDS, OPENING_MARKS, OWN_MARKS, SPACING
from .pair import Pair, rule_of

_CLOSING = "\"'“”‘’«»‹›)]）」』"
_END_MARKS = {mark for forms in ENDS.values() for marks in forms.values() for mark in marks}
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
_OPENED = {"\u2066": 1, "\u2067": 1, "\u2068": 1, "\u2069": -1}
_EMBEDDED = {"\u202a": 1, "\u202b": 1, "\u202d": 1, "\u202e": 1, "\u202c": -1}
_DOUBLED = re.compile(r"\b([^\W\d_]{2,})\s+\1\b", re.IGNORECASE)
_LATIN_MARK = re.compile(r"(\S)([,.;:?!])(?=(\S?))")


def check_punctuation(pair: Pair) -> Iterator[Finding]:
    """Find end marks, spaces, doubled words and direction controls that look wrong."""
    yield from _end(pair)
    yield from _own_marks(pair)
    yield from _spaces(pair)
    yield from _openings(pair)
    yield from _doubled(pair)
    yield from _controls(pair)


def _end(pair: Pair) -> Iterator[Finding]:
    source, target = _last(pair.plain_source), _last(pair.plain_target)
    known = {mark: rule_of(pair.source_language, marks) for mark, marks in ENDS.items()}
    said = next((mark for mark, forms in known.items() if source and source in forms), None)
    there = target if target in _END_MARKS else ""
    allowed = rule_of(pair.language, ENDS[said]) if said else ("",)
    if there in allowed:
        return
    if said is None or not allowed[0]:
        yield _warn(pair, "end-mark", f"There is no mark at the end here; take out '{target}'.")
    else:
        message = f"The source ends with '{source}'; end with '{allowed[0]}'."
        yield _warn(pair, "end-mark", message)


def _last(text: str) -> str:
    """Return the last sign of a text that is to be seen and closes nothing."""
    return _INVISIBLE.sub("", text).rstrip().rstrip(_CLOSING).rstrip()[-1:]


def _own_marks(pair: Pair) -> Iterator[Finding]:
    """Find marks of other languages within the text; its end is looked at alone."""
    own = rule_of(pair.language, OWN_MARKS)
    text = _INVISIBLE.sub("", pair.plain_target).rstrip().rstrip(_CLOSING)[:-1]
    for letter, mark, following in _LATIN_MARK.findall(text):
        in_address = following.isascii() and following.isalnum()
        if mark in own and _is_own_letter(letter) and not in_address:
            message = f"'{mark}' is a mark of other languages; write '{own[mark]}'."
            yield _warn(pair, "mark", message)


def _is_own_letter(character: str) -> bool:
    """Tell letters, and marks on them, of the scripts that have marks of their own."""
    is_letter = unicodedata.category(character)[0] in "LM"
    return is_letter and not unicodedata.name(character, "").startswith("LATIN")


def _spaces(pair: Pair) -> Iterator[Finding]:
    text = pair.plain_target
    if text != text.strip() or "  " in text:
        yield _warn(pair, "spaces", "There are spaces too many; take them out.")
    for pattern, message in rule_of(pair.language, SPACING):
        if pattern.search(text):
            yield _warn(pair, "spaces", message)


def _openings(pair: Pair) -> Iterator[Finding]:
    text = pair.plain_target
    for opening, closing in rule_of(pair.language, OPENING_MARKS):
        if text.count(opening) != text.count(closing):
            yield _warn(pair, "opening-mark", f"Open with '{opening}' what '{closing}' ends.")


def _doubled(pair: Pair) -> Iterator[Finding]:
    may_stand_twice = rule_of(pair.language, DOUBLES)
    if may_stand_twice is None:
        return
    for match in _DOUBLED.finditer(pair.plain_target):
        if match[1].lower() not in may_stand_twice:
            yield _warn(pair, "doubled-word", f"'{match[1]}' stands twice; take one out.")


def _controls(pair: Pair) -> Iterator[Finding]:
    for signs in (_OPENED, _EMBEDDED):
        depth = 0
        for character in pair.target:
            depth += signs.get(character, 0)
            if depth < 0:
                break
        if depth:
            yield pair.finding(
                "direction",
                Severity.ERROR,
                "A direction control has no partner; take it out, the program isolates values.",
            )


def _warn(pair: Pair, code: str, message: str) -> Finding:
    return pair.finding(code, Severity.WARNING, message)
