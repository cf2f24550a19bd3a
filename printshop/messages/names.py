"""Names that CLDR gives to days, languages and countries, found again however they are written."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

import babel
from babel.core import get_global

from ..errors import BrochureError
from .languages import language, language_name

_WIDTHS = ("wide", "abbreviated", "short", "narrow")
_APOSTROPHES = str.maketrans("", "", "\u02bc\u02b9")  # letters to Unicode, not to typewriters


@lru_cache(maxsize=65536)
def folded(text: str) -> str:
    """Return a name without case, accents, spaces and punctuation, to compare it with others."""
    letters = unicodedata.normalize("NFKD", text.casefold()).translate(_APOSTROPHES)
    return "".join(c for c in letters if c.isalnum() or unicodedata.category(c) == "Mc")


@lru_cache(maxsize=256)
def day_names(tag: str) -> dict[str, int]:
    """Return the names of the days in a language, long and short, folded; 0 is Monday.

    Empty for a tag that CLDR lacks.
    """
    try:
        days = babel.Locale.parse(tag).days
    except (ValueError, babel.UnknownLocaleError):
        return {}
    names: dict[str, int] = {}
    for width in _WIDTHS:
        for style in days.values():
            of_width = {day: folded(str(name)) for day, name in style.get(width, {}).items()}
            if max(Counter(of_width.values()).values(), default=0) == 1:  # M, T, W, T says nothing
                for day, name in of_width.items():
                    names.setdefault(name, day)
    return names


@lru_cache(maxsize=256)
def weekday_names(tag: str) -> tuple[str, ...]:
    """Return the long names of the days in a language, Monday first, as labels are written."""
    names = babel.Locale.parse(tag).days["stand-alone"]["wide"]
    return tuple(str(names[day])[:1].upper() + str(names[day])[1:] for day in range(7))


@lru_cache(maxsize=512)
def language_tag(text: str, tags: tuple[str, ...]) -> str | None:
    """Return the tag of a language that is written as a tag, or by name in one of some languages.

    None for what is neither.
    """
    tag = re.sub(r"\s*-\s*", "_", text.strip())
    try:
        language(tag)
        return str(babel.Locale.parse(tag))
    except BrochureError:
        return _tags_by_name(tags).get(folded(text))


@lru_cache(maxsize=8)
def _tags_by_name(tags: tuple[str, ...]) -> dict[str, str]:
    names: dict[str, str] = {}
    for tag in tags:
        for code, name in babel.Locale.parse(tag).languages.items():
            names.setdefault(folded(str(name)), code)
    for tag in tags:  # what the workspace itself has, by its own name and those that others use
        names[folded(language(tag).autonym)] = tag
        names.update({folded(language_name(tag, reader)): tag for reader in tags})
    return names


@lru_cache(maxsize=512)
def territory(text: str, tags: tuple[str, ...]) -> str | None:
    """Return the code (ISO 3166) of a country that is written as a code, or by name.

    ``tags`` are the languages its name may be in. None for what is neither.
    """
    name = folded(text)
    code = name.upper() if re.fullmatch("[a-z]{2,3}", name) else ""
    code = str(get_global("territory_aliases").get(code, [code])[0])
    known = _territories(tags)
    if code in known.values():
        return code
    return known.get(name) or known.get(name.removeprefix("the"))


@lru_cache(maxsize=8)
def _territories(tags: tuple[str, ...]) -> dict[str, str]:
    names: dict[str, str] = {}
    for tag in ("en", *tags):
        for code, name in babel.Locale.parse(tag).territories.items():
            if len(code) == 2:  # not the numbers of continents
                names.setdefault(folded(str(name)), code)
    return names
