"""Patterns by which the engine's HTML parser finds the end of a text, made once.

It means to keep them and, as of tinyhtml5 2.1, looks for them under one key and keeps them under
another; so it put a pattern together again for every text and every tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_Key = tuple[Iterable[str], bool]  # characters, and whether it is they or all others that match


class _Patterns(dict[_Key, re.Pattern[str]]):
    def __missing__(self, key: _Key) -> re.Pattern[str]:
        characters, they_match = key
        others = "" if they_match else "^"
        within = "".join(map(re.escape, sorted(characters)))
        pattern = self[key] = re.compile(f"[{others}{within}]+")
        return pattern


def keep_patterns() -> None:
    """Let the engine's parser find every pattern that it looks for."""
    from tinyhtml5 import inputstream

    inputstream.characters_until_regex = _Patterns()
