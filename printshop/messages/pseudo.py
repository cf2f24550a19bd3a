"""Pseudo-languages: the source in disguise, so that designers see what translations will do.

``en_XA`` has accents and is 35 percent longer, ``ar_XB`` runs from right to left with every text
mirrored. Both stand in brackets, so that a text that was cut, glued or never extracted is seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..model import Catalog, Language, Message, Translation

PSEUDO_LANGUAGES = {
    language.tag: language
    for language in (
        Language("en_XA", "Latn", "ltr", "Pseudo, longer", ("en_XA",), "en", pseudo=True),
        Language("ar_XB", "Latn", "rtl", "Pseudo, mirrored", ("ar_XB",), "en", pseudo=True),
    )
}
LONGER = 1.35  # what translations of short English texts need more, as a rule of thumb

_KEPT = re.compile(r"(<[^>]*>|\{[A-Za-z]\w*\}|&#?\w+;)")  # tags, placeholders, entities
_ACCENTS = str.maketrans(
    "AaBCcDdEeFGgHhIiJjKkLlMNnOoPRrSsTtUuVWwYyZz",
    "ÀåƁÇçÐđÉéƑĜĝĤĥÎîĴĵĶķĻļṀÑñÖöÞŔŕŠšŢţÛûṼŴŵÝýŽž",
)
_WORD = re.compile(r"\S+")
_VOWELS = "AEIOUaeiou"
_OVERRIDE, _END_OVERRIDE = "\u202e", "\u202c"


def pseudo_catalog(language: Language, domain: str, messages: Iterable[Message]) -> Catalog:
    """Return the catalog of a pseudo-language, made from the source texts."""
    entries = {
        message.key: Translation(
            message.text, pseudo_text(message.text, language), False, message.place
        )
        for message in messages
    }
    return Catalog(language.tag, domain, entries)


def pseudo_text(text: str, language: Language) -> str:
    """Disguise a text; tags, placeholders and entities stay as they are."""
    disguise = _mirrored if language.direction == "rtl" else _accented
    parts = _KEPT.split(text)  # texts, and between them what is kept
    return "".join(
        (disguise("["), *(p if i % 2 else disguise(p) for i, p in enumerate(parts)), disguise("]"))
    )


def _mirrored(text: str) -> str:
    # Word by word: an override does not reach over the end of a line.
    return _WORD.sub(rf"{_OVERRIDE}\g<0>{_END_OVERRIDE}", text)


def _accented(text: str) -> str:
    """Give letters accents, and double vowels until the text is as much longer as it should be."""
    letters: list[str] = []
    wanted = 0.0
    for letter in text:
        letters.append(letter)
        wanted += LONGER - 1
        while letter in _VOWELS and wanted >= 1:
            letters.append(letter)
            wanted -= 1
    return "".join(letters).translate(_ACCENTS)
