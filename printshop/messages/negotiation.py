"""Which of the languages that there are suits a reader best."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import suppress

from ..errors import BrochureError
from ..model import Language
from .languages import language

_WANTED = re.compile(r"\s*([A-Za-z0-9-]{2,35})\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?")
_MOST = 20  # languages that anybody is believed to read


def best_language(wanted: str, offered: Collection[str], otherwise: str) -> str:
    """Return the offered tag that suits best what a browser asks for.

    ``wanted`` is the value of the header Accept-Language (RFC 9110, 12.5.4); what is not as it
    should be in it is passed over.
    """
    there = {(own.tag.split("_")[0], own.script): tag for tag in offered if (own := language(tag))}
    for asked in _asked(wanted):
        found = next((tag for tag in asked.chain if tag in offered), None)
        found = found or there.get((asked.tag.split("_")[0], asked.script))
        if found:
            return found
    return otherwise


def _asked(wanted: str) -> Iterator[Language]:
    """Yield the languages asked for, the dearest first."""
    asked = []
    for part in wanted.split(",")[:_MOST]:
        match = _WANTED.fullmatch(part)
        if match and (weight := float(match[2] or 1)) > 0:
            asked.append((-weight, match[1].replace("-", "_")))
    for _, tag in sorted(asked, key=lambda pair: pair[0]):
        with suppress(BrochureError):  # not in CLDR
            yield language(tag)
