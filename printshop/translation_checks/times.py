"""Times and dates as each language writes them, read as the same figures.

10:30 in the source may be 10.30 in Finnish and 22.15 Uhr may be 10:15 PM; a day may be written
2026-11-01 in one language and in words in the other. Only what CLDR says of a language is read as a
time in it, so that 10.30 stays a number where a point is the decimal sign.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from ..messages import afternoon_names, month_names, time_signs
from ..model import Language

_DIGIT_AND_LETTER = re.compile(r"\d.*[^\W\d]|[^\W\d].*\d")
_HALF = 12  # hours
_ISO_PARTS = 5  # year, month and day, and two signs


def with_plain_times(text: str, language: Language) -> str:
    """Return a text with its times written as 10:30, full hours as 10, hours without leading 0.

    Months that are named by their number, as in Japanese, are taken out: they are names.
    """
    text = _times(language).sub(_plain_time, text)
    return _numbered_months(language).sub("", text)


def _plain_time(match: re.Match[str]) -> str:
    minutes = "" if match["minutes"] == "00" else f":{match['minutes']}"
    return f"{int(match['hours'])}{minutes}"


@lru_cache(maxsize=64)
def _times(language: Language) -> re.Pattern[str]:
    signs = "|".join(map(_spaced, sorted(time_signs(language.conventions))))
    return re.compile(
        rf"(?<!\d)(?<!\d[.,:])(?P<hours>[01]?\d|2[0-3]|24(?=\D{{1,9}}00))(?:{signs})"
        r"(?P<minutes>[0-5]\d)(?!\d|[.,:]\d)"
    )


def _spaced(sign: str) -> str:
    return rf"\s?{re.escape(sign)}\s?" if sign.isalpha() else re.escape(sign)


@lru_cache(maxsize=64)
def _numbered_months(language: Language) -> re.Pattern[str]:
    names = filter(_DIGIT_AND_LETTER.search, month_names(language.conventions))
    whole = (rf"{_edge(n[0], '<!')}{re.escape(n)}{_edge(n[-1], '!')}" for n in names)
    return re.compile("|".join(whole) or r"(?!)")


def _edge(character: str, look: str) -> str:
    return rf"(?{look}\d)" if character.isdecimal() else ""


def with_24_hours(value: tuple[str, ...]) -> tuple[str, ...]:
    """Return an hour of the afternoon, or a range of them, as clocks with 24 hours show it."""
    before = ("", *value)
    return tuple(
        str(int(part) + _HALF) if _is_hour(part) and sign != ":" else part
        for sign, part in zip(before, value, strict=False)
    )


def _is_hour(part: str) -> bool:
    return part.isdecimal() and 0 < int(part) < _HALF


def is_afternoon(text: str, start: int, end: int, language: Language) -> bool:
    """Tell whether a text says that the hour between two positions is after noon."""
    before, after = _afternoon(language)
    return bool(before.search(text, 0, start) or after.match(text, end))


@lru_cache(maxsize=64)
def _afternoon(language: Language) -> tuple[re.Pattern[str], re.Pattern[str]]:
    # "p.m." of CLDR is PM, pm and p. m. too.
    names = {re.sub(r"[\W_]", "", name) for name in afternoon_names(language.conventions)}
    spelled = "|".join(
        r"[.\s]{0,2}".join(map(re.escape, name)) for name in sorted(names, key=len, reverse=True)
    )
    before = re.compile(rf"(?:{spelled})\s?$", re.IGNORECASE)
    return before, re.compile(rf"(?:\s?\w{{1,4}})?\s?['’]?(?:{spelled})(?![^\W\d_])", re.IGNORECASE)


def is_spelled(value: tuple[str, ...], numbers: set[tuple[str, ...]], text: str, of: str) -> bool:
    """Tell whether a day such as 2026-11-01, as a figure, stands in words in a text.

    ``numbers`` are the other figures of that text, ``of`` the CLDR locale it is written in.
    """
    day = iso_day(value)
    if day is None or (str(day.year),) not in numbers or (str(day.day),) not in numbers:
        return False
    folded = text.casefold()
    names = (name for name, number in month_names(of).items() if number == day.month)
    return any(name.casefold().rstrip(".") in folded for name in names)


def iso_day(value: tuple[str, ...]) -> date | None:
    """Return the day that a figure such as 2026-11-01 is, None for any other."""
    if len(value) != _ISO_PARTS:
        return None
    try:
        return date.fromisoformat("".join(value))
    except ValueError:
        return None
