"""Where lines may break: between phrases, and in words that an exception list divides."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import budoux

# Facts stay whole: a link with spans in it would become several links.
_WHOLE = re.compile(r'(<a\b.*?</a>|<span class="fact.*?</span>|<[^>]+>)')
_PHRASE_PARSERS = {  # functions of budoux
    "Jpan": "load_default_japanese_parser",
    "Hans": "load_default_simplified_chinese_parser",
    "Hant": "load_default_traditional_chinese_parser",
}


def phrase_keeper(script: str) -> Callable[[str], str]:
    """Return what keeps phrases together in scripts that put no spaces between words."""
    parser = _phrase_parser(script)

    if parser is None:
        return str

    def keep(html: str) -> str:
        parts = _WHOLE.split(html)  # texts, and between them tags and facts
        return "".join(part if i % 2 else phrases(part) for i, part in enumerate(parts))

    def phrases(text: str) -> str:
        return "".join(f'<span class="phrase">{phrase}</span>' for phrase in parser.parse(text))

    return keep


@lru_cache(maxsize=8)
def _phrase_parser(script: str) -> budoux.Parser | None:
    load = _PHRASE_PARSERS.get(script)
    if load is None:
        return None
    import budoux  # which most leaflets need not read

    parser: budoux.Parser = getattr(budoux, load)()
    return parser


class Hyphenator:
    """Sets words with the breaks that an exception list gives, instead of the dictionary's."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self._breaks = {word.replace("-", "").lower(): word for word in words}
        plain = sorted(self._breaks, key=len, reverse=True)
        pattern = "|".join(map(re.escape, plain))
        self._pattern = re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE) if plain else None

    def __call__(self, text: str) -> str:
        return self._pattern.sub(self._set, text) if self._pattern else text

    def _set(self, match: re.Match[str]) -> str:
        broken = iter(self._breaks[match[0].lower()])
        result = []
        for letter in match[0]:
            if next(broken) == "-":
                result.append("\u00ad")
                next(broken)
            result.append(letter)
        return f'<span class="exception">{"".join(result)}</span>'
