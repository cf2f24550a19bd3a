"""Digests that say whether an edition must be made again: of all its inputs and of the engine."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Any

from .stamps import (
    BEGAN,
    are_settled,
    digest_of,
    lasting_shelf,
    sealed,
    stamp_of,
    stamps_below,
    unsealed,
)

# Everything that has a say in what the bytes of a leaflet are.
_LIBRARIES = (
    "babel",
    "budoux",
    "fonttools",
    "jinja2",
    "nh3",
    "phonenumbers",
    "pikepdf",
    "pillow",
    "polib",
    "pydyf",
    "pyphen",
    "segno",
    "tinycss2",
    "weasyprint",
)
_CODE = Path(__file__).parent
_SUFFIXES = (".py", ".json")  # of what is code, or as good as code
_INFOS = (".dist-info", ".egg-info")
_METADATA = ("", f"{os.sep}METADATA", f"{os.sep}PKG-INFO")  # in such a folder, or it is a file
_MOST_KEPT = 100_000  # bytes; a kilobyte for each state of the code
# Where a file lies does not matter; what is in it does, and its digest stands beside the path.
_PLACES = ("path", "fonts_folder", "row")


class Fingerprints:
    """Digests of frozen values; each value is looked at once, however many editions share it."""

    def __init__(self, engine: str) -> None:
        self._engine = engine
        self._known: dict[int, tuple[Any, str]] = {}

    def of(self, *values: Any) -> str:
        """Return a digest of the values and the engine that is the same on every machine."""
        text = "\n".join((self._engine, *(self._digest(value) for value in values)))
        return hashlib.sha256(text.encode()).hexdigest()

    def _digest(self, value: Any) -> str:
        if isinstance(value, str):  # such as another digest: hardly ever shared, and kept for ever
            return _digest_of(value)
        known = self._known.get(id(value))
        if known is None:
            known = (value, _digest_of(value))
            self._known[id(value)] = known  # holding the value keeps its id from being reused
        return known[1]


def _digest_of(value: Any) -> str:
    text = json.dumps(_plain(value), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        content = {
            field.name: _plain(getattr(value, field.name))
            for field in fields(value)
            if field.name not in _PLACES
        }
        return [type(value).__name__, content]
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, (date, Decimal)):
        return str(value)
    return value


@lru_cache(maxsize=1)
def engine_digest(pango: str) -> str:
    """Return a digest of this package's code and of the libraries it stands on."""
    parts = "".join(f"{name} {version}\n" for name, version in engine_parts(pango).items())
    return hashlib.sha256(parts.encode()).hexdigest()


@lru_cache(maxsize=1)
def engine_parts(pango: str) -> Mapping[str, str]:
    """Return what has a say in the bytes of every leaflet: versions by name, a digest of code.

    Reading all of that takes a tenth of a second, so it is kept as long as ``engine_stamp`` holds.
    """
    stamp = engine_stamp()
    shelf = lasting_shelf("engine", _MOST_KEPT) if stamp else None
    if shelf is None:
        return _engine_parts(pango)
    key = digest_of(stamp, pango)
    kept = unsealed(shelf.find(key))
    if kept is not None:
        return dict(json.loads(bytes(kept)))
    parts = _engine_parts(pango)
    if _engine_stamp() == stamp:
        shelf.keep(key, sealed(json.dumps(parts).encode()))
    return parts


def _engine_parts(pango: str) -> dict[str, str]:
    code = hashlib.sha256()
    for path in sorted(_CODE.rglob("*")):
        if path.suffix in _SUFFIXES:
            code.update(path.relative_to(_CODE).as_posix().encode())
            code.update(path.read_bytes())
    libraries = {name: _version(name) for name in _LIBRARIES}
    program = code.hexdigest()
    return {"Python": platform.python_version(), "Pango": pango, **libraries, "program": program}


def _version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version  # as slow as all the rest of this

    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"


@lru_cache(maxsize=1)
def engine_stamp() -> str:
    """Return what changes whenever the code or any installed library does, and reads no file.

    Empty where some of the code was changed so lately that its stamps cannot be trusted, or after
    this process may have read it.
    """
    return _engine_stamp()


def _engine_stamp() -> str:
    code = [item for item in stamps_below(str(_CODE)) if item[0].endswith(_SUFFIXES)]
    installed = [stamp_of(name) for place in sys.path for name in _installed(place)]
    if not are_settled((*code, *installed), BEGAN):
        return ""
    return digest_of(str(_CODE), sys.version, sys.path, code, installed)


def _installed(place: str) -> list[str]:
    """Return the files that tell which versions of libraries lie in a folder of Python's."""
    try:
        with os.scandir(place or ".") as entries:
            infos = sorted(entry.path for entry in entries if entry.name.endswith(_INFOS))
    except OSError:  # an archive, or nothing at all
        return [place]
    return [f"{info}{file}" for info in infos for file in _METADATA]
