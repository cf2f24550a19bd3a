"""End marks, spaces and quotation as the language sets them; no doubled words, no stray controls.

Rationale: readers take a text that is set wrongly for one that is written carelessly, and a
direction control without its partner turns the rest of the line around.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..findings import Finding, Severity
from .pair import Pair

# What may stand for an end mark of the source, by language; "" is every other one.
_ENDS = {
    ".": {"": ".", "hi": "।.", "ja": "。", "zh": "。"},
    "?": {"": "?", "ar": "؟", "fa": "؟", "ja": "？", "zh": "？"},
    "!": {"": "!", "ja": "！", "zh": "！"},
    ":": {"": ":", "ja": "：", "zh": "："},
}
_NO_SPACE_BEFORE = (
    re.compile(r"\w [,.;:!?](?:\s|$)"),
    "There is a space before a mark; take it out.",
)
_NO_SPACE_BETWEEN = (
    re.compile(r"[\u3040-\u30ff\u4e00-\u9fff] [\u3040-\u9fff]"),
    "There is a space between characters; take it out.",
)
# How spaces are set, by language; "" is every other one.
_SPACING = {
    "": (_NO_SPACE_BEFORE,),
    "fr": (
        (
            re.compile(r"[^\s\u00a0\u202f?!][;!?]|[^\u00a0\u202f\s/\d]:(?!//)"),
            "French sets a narrow no-break space before ; ! ? and a no-break space before :",
        ),
    ),
    "ja": (_NO_SPACE_BEFORE, _NO_SPACE_BETWEEN),
    "zh": (_NO_SPACE_BEFORE, _NO_SPACE_BETWEEN),
}
_OPENING_MARKS = {"es": (("¿", "?"), ("¡", "!"))}
_CLOSING = "\"'”’»)]）」』"
_OPENED = {"\u2066": 1, "\u2067": 1, "\u2068": 1, "\u2069": -1}
_EMBEDDED = {"\u202a": 1, "\u202b": 1, "\u202d": 1, "\u202e": 1, "\u202c": -1}
_DOUBLED = re.compile(r"\b([^\W\d_]{2,})\s+\1\b", re.IGNORECASE)
# Words that may well stand twice in a row: "die die", "vous vous", "nous nous".
_MAY_REPEAT = {"de": {"die", "der", "das", "sie"}, "fr": {"vous", "nous"}, "nl": {"die", "dat"}}


def check_punctuation(pair: Pair) -> Iterator[Finding]:
    """Find end marks, spaces, doubled words and direction controls that look wrong."""
    base = pair.language.tag.partition("_")[0]
    yield from _end(pair, base)
    yield from _spaces(pair, base)
    yield from _openings(pair, base)
    yield from _doubled(pair, base)
    yield from _controls(pair)


def _last(text: str) -> str:
    return text.rstrip().rstrip(_CLOSING)[-1:]


def _end(pair: Pair, base: str) -> Iterator[Finding]:
    source, target = _last(pair.plain_source), _last(pair.plain_target)
    marks = _ENDS.get(source)
    if marks:
        allowed = marks.get(base, marks[""])
        if target not in allowed:
            yield _warn(
                pair, "end-mark", f"The source ends with '{source}'; end with '{allowed[0]}'."
            )
    elif any(target in by.get(base, by[""]) for by in _ENDS.values()) and target:
        yield _warn(pair, "end-mark", f"The source has no mark at its end; take out '{target}'.")


def _spaces(pair: Pair, base: str) -> Iterator[Finding]:
    text = pair.plain_target
    if text != text.strip() or "  " in text:
        yield _warn(pair, "spaces", "There are spaces too many; take them out.")
    for pattern, message in _SPACING.get(base, _SPACING[""]):
        if pattern.search(text):
            yield _warn(pair, "spaces", message)


def _openings(pair: Pair, base: str) -> Iterator[Finding]:
    text = pair.plain_target
    for opening, closing in _OPENING_MARKS.get(base, ()):
        if text.count(opening) != text.count(closing):
            yield _warn(pair, "opening-mark", f"Open with '{opening}' what '{closing}' ends.")


def _doubled(pair: Pair, base: str) -> Iterator[Finding]:
    for match in _DOUBLED.finditer(pair.plain_target):
        if match[1].lower() not in _MAY_REPEAT.get(base, set()):
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
