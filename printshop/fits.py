"""The body sizes of texts, known from earlier builds into whatever folder."""

from __future__ import annotations

import json
import os
from functools import lru_cache

from .kept import Shelf, cache_folder

Size = tuple[float, int]  # body size in points, and how many sections have a panel of their own

_MOST = 50_000  # bytes, of some ten each


def known_size(layout: str) -> Size | None:
    """Return the size that was found for a layout, by its fingerprint; None if not known.

    It is as good as searched for: a fingerprint is of all that has a say in it.
    """
    found = _shelf(os.environ.get("XDG_CACHE_HOME")).find(layout) if layout else None
    try:
        body, alignment = json.loads(found or b"")
        return float(body), int(alignment)
    except (ValueError, TypeError):
        return None  # not there, or damaged


def keep_size(layout: str, size: Size) -> None:
    """Keep the size that was found for a layout."""
    if layout:
        _shelf(os.environ.get("XDG_CACHE_HOME")).keep(layout, json.dumps(size).encode())


@lru_cache(maxsize=4)
def _shelf(_home: str | None) -> Shelf:
    return Shelf(cache_folder() / "sizes", _MOST)
