"""Dictionaries for dividing words, read in a tenth of the time that pyphen takes for it.

That is from a hundredth of a second to most of one (German), for each process and language. Most of
it goes into what the tens of thousands of patterns mean, of which a leaflet needs some hundreds:
here a pattern is found by its letters, and read when a word has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyphen

# Before its letters are split off, a line is marked that has more in it than letters and digits:
# white space, a digit that does not divide, an alternative, a character by number, a comment or
# the M of a setting such as LEFTHYPHENMIN.
_MARKED = b" \t\v\f\r0/^%#M"
_MARK = "\0"
_MARKS = bytes.maketrans(_MARKED, _MARK.encode() * len(_MARKED))
_DIVIDING = b"123456789"
_divides = re.compile(r"[1-9]").search


class LateDictionary(pyphen.HyphDict):  # type: ignore[misc]
    """A dictionary that divides words where pyphen's own does."""

    def __init__(self, path: Path) -> None:
        self.patterns = _patterns(path)
        self.maxlen = max(map(len, self.patterns))
        self.cache: dict[str, Any] = {}


class _Patterns(dict[str, Any]):
    """Patterns by their letters, each a line of the file until somebody gets it."""

    def get(self, letters: str, default: Any = None) -> Any:
        """Return where in its letters the values of a pattern begin, and these values."""
        found = dict.get(self, letters, default)  # super() would take twice as long
        if type(found) is str:
            found = self[letters] = _offset_and_values(found)
        return found


def use_late_dictionaries() -> None:
    """Let pyphen, and so the layout engine, read patterns when a word has their letters."""
    pyphen.HyphDict = LateDictionary


def _patterns(path: Path) -> _Patterns:
    """Return all patterns that divide anything, as they stand in the file, in its order."""
    name, _, body = path.read_bytes().partition(b"\n")
    encoding = "cp1251" if name.lower() == b"microsoft-cp1251" else name.decode()
    lines = body.decode(encoding).split("\n")
    all_letters = body.translate(_MARKS, _DIVIDING).decode(encoding).split("\n")
    patterns = _Patterns()
    for letters, line in zip(all_letters, lines, strict=True):
        if letters == line:
            continue  # nothing divides
        if _MARK not in letters:
            patterns[letters] = line
        elif not line.strip().startswith(pyphen.ignored):
            patterns.update(_of_marked(line.strip()))
    return patterns


def _of_marked(line: str) -> Iterator[tuple[str, str]]:
    """Yield a pattern by its letters, nothing where it divides nothing."""
    plain = pyphen.parse_hex(lambda match: chr(int(match.group(1), 16)), line)
    pattern, _ = _and_alternative(plain)
    if _divides(pattern):
        yield "".join(letter for _, letter in pyphen.parse(pattern)), plain


def _and_alternative(line: str) -> tuple[str, str]:
    """Return a pattern and what becomes of the letters where it divides, empty if they stay."""
    if "/" in line and "=" in line:
        pattern, _, alternative = line.partition("/")
        return pattern, alternative
    return line, ""


def _offset_and_values(line: str) -> tuple[int, tuple[int, ...]]:
    """Return the values between the letters without the zeros at both ends, and their place."""
    pattern, alternative = _and_alternative(line)
    value_of = pyphen.AlternativeParser(pattern, alternative) if alternative else int
    values = tuple(value_of(digit or "0") for digit, _ in pyphen.parse(pattern))
    places = [place for place, value in enumerate(values) if value]
    return places[0], values[places[0] : places[-1] + 1]
