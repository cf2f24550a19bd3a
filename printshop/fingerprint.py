"""Digests that say whether an edition must be made again: of all its inputs and of the engine."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

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
    """Return what has a say in the bytes of every leaflet: versions by name, a digest of code."""
    code = hashlib.sha256()
    folder = Path(__file__).parent
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".py", ".json"):
            code.update(path.relative_to(folder).as_posix().encode())
            code.update(path.read_bytes())
    libraries = {name: _version(name) for name in _LIBRARIES}
    program = code.hexdigest()
    return {"Python": platform.python_version(), "Pango": pango, **libraries, "program": program}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"
