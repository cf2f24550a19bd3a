"""What CLDR knows of languages: direction, script, names, and how each writes dates and figures."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

import babel
from babel.core import get_global, parse_locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal
from babel.units import UnknownUnitError, format_unit

from ..errors import BrochureError
from ..model import Hours, Language


@lru_cache(maxsize=256)
def language(tag: str) -> Language:
    """Return what CLDR knows of a language tag such as nl, pt_BR or zh_Hans.

    Raises BrochureError for tags that CLDR lacks.
    """
    locale = _locale(tag)
    return Language(
        tag=tag,
        script=_script(tag, locale),
        direction=locale.text_direction,
        autonym=_autonym(tag, locale),
        chain=(tag, *_parents(tag)),
        conventions=tag,
    )


def check_tag(tag: str) -> None:
    """Raise BrochureError for a language tag that CLDR lacks; much faster than ``language``."""
    _locale(tag)


def _locale(tag: str) -> babel.Locale:
    try:
        return babel.Locale.parse(tag)
    except (ValueError, babel.UnknownLocaleError) as error:
        raise BrochureError(
            f"'{tag}' is not a language that CLDR knows; write a tag such as nl, pt_BR or zh_Hans."
        ) from error


def _script(tag: str, locale: babel.Locale) -> str:
    return locale.script or _likely_script(tag)


def _likely_script(tag: str) -> str:
    language, _, script = parse_locale(tag)[:3]
    if script:
        return str(script)
    likely = get_global("likely_subtags")
    return str(parse_locale(likely.get(tag) or likely.get(language) or "und_Latn")[2] or "Latn")


def _autonym(tag: str, locale: babel.Locale) -> str:
    name = locale.languages.get(tag) or locale.get_display_name(locale) or tag
    return name[0].upper() + name[1:]


def _parents(tag: str) -> tuple[str, ...]:
    """Return the locales a language falls back to (UTS 35, 4.1.3), without the root."""
    exceptions = get_global("parent_exceptions")
    parents: list[str] = []
    while True:
        parent = exceptions.get(tag) or tag.rpartition("_")[0]
        # Never into another script: nobody who reads zh_Hant is helped by zh, which is zh_Hans.
        if not parent or parent == "root" or _likely_script(parent) != _likely_script(tag):
            return tuple(parents)
        parents.append(parent)
        tag = parent


@lru_cache(maxsize=1024)
def language_name(of: str, tag: str) -> str:
    """Return the name of the language ``of`` in the language ``tag``."""
    locale = _locale(tag)
    # Not CLDR's own name for the whole tag: Dutch readers know "Chinees", not "Mandarijn".
    name: str = _locale(of).get_display_name(locale) or locale.languages.get(of) or of
    return name


def long_date(day: date, tag: str) -> str:
    """Write a date in words, as the language does."""
    return str(format_date(day, format="long", locale=_locale(tag)))


def number(value: Decimal | int, tag: str) -> str:
    """Write a number with the language's decimal sign and grouping."""
    return str(format_decimal(value, locale=_locale(tag)))


def measure_pattern(value: Decimal, unit: str, tag: str) -> tuple[str, str, str]:
    """Write a measure; returns what stands before the number, the number and what follows it.

    Raises BrochureError for a unit that CLDR lacks.
    """
    locale = _locale(tag)
    # Some languages have a word for one or two of a thing, with no figure in it. Figures are what
    # patients are to compare, so these take the words of a number that has one.
    for counted in (value, Decimal(11), Decimal(100)):
        try:
            text = str(format_unit(counted, unit, length="short", locale=locale))
        except UnknownUnitError as error:
            raise BrochureError(f"'{unit}' is not a unit that CLDR knows.") from error
        before, figure, after = text.partition(number(counted, tag))
        if figure:
            return before, number(value, tag), after
    return "", number(value, tag), f" {text}"


CLOSED = "–"  # instead of times


def opening_hours(hours: Hours, tag: str) -> tuple[str, str]:
    """Write the days and the times of opening hours, as the language does."""
    locale = _locale(tag)
    names = locale.days["stand-alone"]["abbreviated"]
    days = names[hours.first]
    if hours.last != hours.first:
        days = f"{days}–{names[hours.last]}"
    times = (
        str(format_skeleton("Hm", time.fromisoformat(text), locale=locale))
        for text in (hours.opens, hours.closes)
    )
    return days, "–".join(times)


def week_hours(
    hours: Sequence[Hours], days_tag: str, times_tag: str
) -> tuple[tuple[str, str], ...]:
    """Write every day and its times, from Monday on; none at all for a place without hours.

    The days are in the reader's language, the times as they are written where the place is.
    """
    if not hours:
        return ()
    names = _locale(days_tag).days["stand-alone"]["abbreviated"]
    return tuple(
        (
            names[day],
            ", ".join(opening_hours(h, times_tag)[1] for h in hours if day in h.days) or CLOSED,
        )
        for day in range(7)
    )


def runs_right_to_left(text: str) -> bool:
    """Tell the direction of a text by its first strong character (UAX 9, P2)."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return False


# --- figures as people write them ----------------------------------------------------------------

# What a leaflet counts in, by CLDR unit, with the symbols that are the same in every language (SI).
_UNITS = {
    "length-micrometer": ("µm", "μm"),
    "length-millimeter": ("mm",),
    "length-centimeter": ("cm",),
    "length-meter": ("m",),
    "mass-microgram": ("µg", "μg", "mcg"),
    "mass-milligram": ("mg",),
    "mass-gram": ("g",),
    "mass-kilogram": ("kg",),
    "volume-milliliter": ("ml", "mL"),
    "volume-liter": ("l", "L"),
    "duration-second": ("s",),
    "duration-minute": ("min",),
    "duration-hour": ("h",),
    "duration-day": (),
    "duration-week": (),
    "duration-month": (),
    "duration-year": (),
    "concentr-percent": ("%", "٪", "％"),
    "temperature-celsius": ("°C", "℃"),
}


@lru_cache(maxsize=256)
def unit_names(tag: str) -> dict[str, str]:
    """Return how a language writes units, to their CLDR names; the longest writings first."""
    patterns = _locale(tag)._data["unit_patterns"]  # Babel has no public list of them
    names: dict[str, str] = {}
    for unit, symbols in _UNITS.items():
        for length in ("short", "long", "narrow"):
            forms = dict(patterns.get(unit, {}).get(length) or {}).values()
            names.update((form, unit) for form in map(_unit_alone, forms) if form)
        names.update((symbol, unit) for symbol in symbols)
    return {name: names[name] for name in sorted(names, key=len, reverse=True)}


def _unit_alone(pattern: object) -> str:
    text = str(pattern)
    return " ".join(text.replace("{0}", " ").split()) if "{0}" in text else ""


@lru_cache(maxsize=256)
def group_signs(tag: str) -> str:
    """Return the signs a language may write between thousands, in its own digits and Latin ones.

    Spaces of all widths count as one.
    """
    locale = _locale(tag)
    native = locale.other_numbering_systems.get("native", "latn")
    names = dict.fromkeys(("latn", locale.default_numbering_system, native))
    own = [locale.number_symbols[name] for name in names if name in locale.number_symbols]
    signs = dict.fromkeys(str(system.get("group", ",")) for system in own)
    return "".join(" " if sign.isspace() else sign for sign in signs)


_HOURS = re.compile(r"[HhKk]([^A-Za-z]*(?:'[^']*'[^A-Za-z]*)?)mm")
_SECOND_HALF = ("pm", "afternoon", "evening")


@lru_cache(maxsize=256)
def time_signs(tag: str) -> frozenset[str]:
    """Return what a language may write between hours and minutes: a colon, and what CLDR has.

    A sign that the language also writes before decimals is left out: 10.30 would say two things.
    """
    locale = _locale(tag)
    patterns = (str(form.pattern) for form in locale.time_formats.values())
    signs = (match[1].replace("'", "").strip() for match in map(_HOURS.search, patterns) if match)
    decimal = str(locale.number_symbols[locale.default_numbering_system].get("decimal", "."))
    return frozenset({":", *signs} - {decimal})


@lru_cache(maxsize=256)
def afternoon_names(tag: str) -> tuple[str, ...]:
    """Return how a language may say that an hour is in the second half of the day."""
    periods = _locale(tag).day_periods
    names = {
        str(name)
        for style in periods.values()
        for width in style.values()
        for period, name in width.items()
        if period.startswith(_SECOND_HALF)
    }
    return tuple(sorted(names, key=len, reverse=True))


@lru_cache(maxsize=256)
def month_names(tag: str) -> dict[str, int]:
    """Return the names of the months, short ones too, to their numbers; the longest first."""
    months = _locale(tag).months
    names = {
        str(name): number
        for style in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in months[style][width].items()
    }
    return {name: names[name] for name in sorted(names, key=len, reverse=True)}


class ListSigns(NamedTuple):
    """What a language writes between the items of a list.

    ``conjunctions`` have a space where the language sets one: " and ", but " \u0648" in Arabic.
    ``serial``: there is a separator before the last conjunction too. A language that parts items
    by spaces alone, as Thai does, has a space as its separator.
    """

    separators: frozenset[str]
    conjunctions: frozenset[str]
    serial: bool


_DIRECTION = re.compile("[\u200e\u200f]")
_LIST_JOINT = re.compile(r"([,;\u060c\u061b\u3001\uff0c]?)(.*)", re.DOTALL)


@lru_cache(maxsize=256)
def list_signs(tag: str) -> ListSigns:
    """Return what a language writes between the items of a list (CLDR list patterns)."""
    patterns = _locale(tag).list_patterns
    parts = {
        (kind, place): _list_joint(str(pattern))
        for kind in ("standard", "or")
        for place, pattern in patterns.get(kind, {}).items()
    }
    return ListSigns(
        separators=frozenset(sign or " " for sign, word in parts.values() if sign or not word),
        conjunctions=frozenset(word for _, word in parts.values() if word),
        serial=bool(parts.get(("standard", "end"), ("", ""))[0]),
    )


def _list_joint(pattern: str) -> tuple[str, str]:
    """Return the separator and the conjunction of a pattern such as "{0}, and {1}"."""
    joint = _DIRECTION.sub("", pattern).removeprefix("{0}").removesuffix("{1}")
    match = _LIST_JOINT.fullmatch(joint)
    sign, word = match.groups() if match else ("", joint)
    return sign, word.replace("\u00a0", " ") if word.strip() else ""
