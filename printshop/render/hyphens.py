"""Dictionaries for dividing words, kept as they are once they have been read.

Reading one takes from a hundredth of a second to most of one (German), for each process and
language; taking it from the cache folder takes a twentieth of that.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyphen

from ..kept import worked_out

_read = pyphen.HyphDict


class KeptDictionary(pyphen.HyphDict):  # type: ignore[misc]
    """The patterns in a dictionary's file, read there if they were not before."""

    def __init__(self, path: Path) -> None:
        file = path.stat()
        given = (pyphen.VERSION, str(path), file.st_size, file.st_mtime_ns)
        self.patterns, self.maxlen = worked_out("hyphens", given, lambda: _patterns(path))
        self.cache: dict[str, Any] = {}


def _patterns(path: Path) -> tuple[Any, int]:
    dictionary = _read(path)
    return dictionary.patterns, dictionary.maxlen


def keep_dictionaries() -> None:
    """Let pyphen, and so the layout engine, take dictionaries from the cache folder."""
    pyphen.HyphDict = KeptDictionary
