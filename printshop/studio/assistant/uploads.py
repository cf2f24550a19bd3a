"""Logos that were sent and not saved yet: kept for a day, under a name after what is in them."""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress
from functools import cache
from pathlib import Path

from ...kept import cache_folder
from ...load.clean_logos import CleanLogo
from ...storage import write_file

KEPT = 24 * 3600.0  # seconds
_NAME = re.compile(r"[0-9a-f]{64}\.(svg|png|jpg)")


def folder() -> Path:
    """Return the folder that they are kept in."""
    return kept_folder("logos")


def kept_folder(name: str) -> Path:
    """Return a folder for things of a kind: the same each time, even where nothing can be kept."""
    return _cache(os.environ.get("XDG_CACHE_HOME")) / name


@cache
def _cache(_home: str | None) -> Path:
    return cache_folder()


def keep(logo: CleanLogo) -> str:
    """Keep a logo, forget old ones, and return its name."""
    with suppress(OSError):
        for path in folder().iterdir():
            if time.time() - path.stat().st_mtime > KEPT:
                path.unlink()
    write_file(folder() / logo.name, logo.data)
    return logo.name


def is_name(name: str) -> bool:
    """Tell whether a name may be that of a logo that was kept; never that of another file."""
    return bool(_NAME.fullmatch(name))
