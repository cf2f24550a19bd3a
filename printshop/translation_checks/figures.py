"""Numbers, doses, ranges, dates and telephone numbers are the source's.

Rationale: this is where a leaflet hurts people, and where no common tool looks: 0,5 mm that became
05 mm passes them all. Figures are compared by value and in the order they stand in within a range,
a date or a telephone number; decimal and thousands signs and times are read as each language writes
them, in any digits. Numbers in words are not: patients compare figures.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ..findings import Finding, Severity
from ..messages import group_signs, unit_names
from ..model import Language
from .pair import Pair
from .times import is_afternoon, is_spelled, iso_day, with_24_hours, with_plain_times

Value = tuple[str, ...]
Values = Counter[Value]

_SPACES = re.compile(r"[\u00a0\u2007\u2009\u202f]")
_PHONE = re.compile(r"\+?\d[\d ()/.-]{5,}\d")
_FIGURE = r"\d(?:[\d.,'’·٫٬]*\d)?(?: \d{3}(?!\d))*(?:[.,٫]\d+)?"
_COMPOUND = re.compile(rf"{_FIGURE}(?:\s?[-–—−/:×x]\s?{_FIGURE})*")
_JOINT = re.compile(r"\s?([-–—−/:×x])\s?")
_ALIKE = str.maketrans("–—−×", "---x")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, range, date, time or telephone number, in a form that languages agree on.

    ``also``: the same value on a clock with 24 hours, where the text says that it is after noon.
    """

    value: Value
    unit: str
    text: str
    also: Value


def check_figures(pair: Pair) -> Iterator[Finding]:
    """Find figures that the translation lost, added or changed, and units that differ."""
    source = figures(pair.plain_source, pair.source_language)
    target = figures(pair.plain_target, pair.language)
    lost = Counter(f.value for f in source) - Counter(f.value for f in target)
    added = Counter(f.value for f in target) - Counter(f.value for f in source)
    _cancel_halves(source, target, lost, added)
    _cancel_ranges(source, lost, added)
    _cancel_ranges(target, added, lost)
    _cancel_days(lost, added, pair.plain_target, pair.language)
    _cancel_days(added, lost, pair.plain_source, pair.source_language)
    for figure in _named(source, lost):
        yield pair.finding(
            "figure",
            Severity.ERROR,
            f"'{figure.text}' of the source is not in the translation, or is changed there; write "
            "the same figure, as a figure and not in words, as this language writes it.",
        )
    for figure in _named(target, added):
        yield pair.finding(
            "figure",
            Severity.ERROR,
            f"'{figure.text}' is not in the source; correct it, or take it out.",
        )
    if not +lost and not +added:
        yield from _units(pair, source, target)


def _cancel_halves(
    source: tuple[Figure, ...], target: tuple[Figure, ...], lost: Values, added: Values
) -> None:
    """Take out hours that one text counts from noon and the other from midnight."""
    for figure in _named(source, lost):
        _cancel(lost, figure.value, added, (figure.also,))
    for figure in _named(target, added):
        _cancel(added, figure.value, lost, (figure.also,))


def _cancel_ranges(figures: tuple[Figure, ...], ends: Values, ranges: Values) -> None:
    """Take out ranges that are two figures here, one after the other: "2 to 3" is 2–3."""
    for first, last in pairwise(figures):
        whole = (*first.value, "-", *last.value)
        if ranges[whole] > 0:
            _cancel(ranges, whole, ends, (first.value, last.value))


def _cancel_days(iso: Values, spelled: Values, text: str, language: Language) -> None:
    """Take out days that are ISO dates here, and stand in words in the other text."""
    for value in list(iso):
        if is_spelled(value, set(+spelled), text, language.conventions):
            day = iso_day(value)
            if day:
                _cancel(iso, value, spelled, ((str(day.year),), (str(day.day),)))


def _cancel(of: Values, value: Value, others: Values, wanted: tuple[Value, ...]) -> None:
    if of[value] > 0 and all(others[other] > 0 for other in wanted):
        of.subtract([value])
        others.subtract(wanted)


def _named(figures: tuple[Figure, ...], wanted: Values) -> Iterator[Figure]:
    left = Counter(wanted)
    for figure in figures:
        if left[figure.value] > 0:
            left[figure.value] -= 1
            yield figure


def _units(pair: Pair, source: tuple[Figure, ...], target: tuple[Figure, ...]) -> Iterator[Finding]:
    """Compare the units of equal figures, where both languages write one that is known."""
    waiting = {value: [f.unit for f in target if f.value == value] for value in _values(target)}
    for figure in source:
        units = waiting.get(figure.value, [])
        if figure.unit in units:
            units.remove(figure.unit)
        elif figure.unit and any(units):
            yield pair.finding(
                "unit",
                Severity.ERROR,
                f"'{figure.text}' has another unit in the translation; write the source's.",
            )


def _values(figures: tuple[Figure, ...]) -> set[Value]:
    return {figure.value for figure in figures}


def figures(text: str, language: Language) -> tuple[Figure, ...]:
    """Return all figures of a text, in its order: telephone numbers first, then the others."""
    text = with_plain_times(_SPACES.sub(" ", _latin_digits(text)), language)
    found = []
    for match in _PHONE.finditer(text):
        digits = re.sub(r"[^+\d]", "", match[0])
        if len(digits) >= 8 and _is_phone(match[0]):
            found.append(Figure((digits,), "", match[0], (digits,)))
            text = text.replace(match[0], " " * len(match[0]), 1)
    for match in _COMPOUND.finditer(text):
        unit = _unit_after(text, match.end(), language)
        value = _compound(match[0], language)
        late = is_afternoon(text, *match.span(), language)
        found.append(Figure(value, unit, match[0], with_24_hours(value) if late else value))
    return tuple(found)


def _latin_digits(text: str) -> str:
    return "".join(_latin_digit(character) for character in text)


def _latin_digit(character: str) -> str:
    if character.isascii() or not character.isdecimal():
        return character
    return str(unicodedata.digit(character))


def _is_phone(text: str) -> bool:
    """Tell a telephone number from a range or date: it has a plus, or groups parted by spaces."""
    return text.startswith("+") or bool(re.match(r"0\d", text) and " " in text)


def _compound(text: str, language: Language) -> Value:
    parts = _JOINT.split(text)
    numbers = (_canonical(part, language) for part in parts[::2])
    joints = (sign.translate(_ALIKE) for sign in parts[1::2])
    return tuple(x for pair in zip(numbers, (*joints, ""), strict=True) for x in pair if x)


def _canonical(text: str, language: Language) -> str:
    """Return a number's value as 1500 or 0.5; leading zeros stay: 05 is not 5."""
    for sign in (*group_signs(language.conventions), " ", "'", "’", "٬"):
        if re.fullmatch(rf"\d{{1,3}}(?:{re.escape(sign)}\d{{3}})+(?:[^\d]\d+)?", text):
            text = text.replace(sign, "")
            break
    whole, _, fraction = re.sub(r"[.,٫]", ".", text, count=1).partition(".")
    return f"{whole}.{fraction.rstrip('0')}".rstrip(".")


def _unit_after(text: str, position: int, language: Language) -> str:
    rest = text[position : position + 40].lstrip(" ")
    for name, unit in unit_names(language.conventions).items():
        following = rest[len(name) : len(name) + 1]
        if rest.startswith(name) and not (name[-1].isalpha() and following.isalpha()):
            return unit
    return ""
