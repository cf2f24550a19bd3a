"""A workspace as it was read last time, for as long as no file of it has changed.

Reading takes half a second: YAML and its schemas, catalogs, telephone numbers, digests of fonts.
What came of it is kept in the user's cache under the stamps of all files that were read or looked
for, of the code and of the libraries. So an edit, a file more or less, a table or a logo elsewhere
is seen; what has changed a moment ago is read anew each time, and so is a workspace with errors.
"""

from __future__ import annotations

import gc
import io
import os
import pickle
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from .findings import Finding
from .fingerprint import engine_stamp
from .load import Library
from .load.table_files import path_and_sheet, settings_path
from .messages import Catalogs
from .stamps import (
    Stamped,
    are_settled,
    digest_of,
    lasting_shelf,
    sealed,
    stamp_of,
    stamps_below,
    unsealed,
)

FOLDERS = ("brochures", "locales", "styles", "templates")
MOST_KEPT = 64_000_000  # bytes; a workspace in twelve languages is half a million


class Workspace(NamedTuple):
    """What there is in a workspace, its catalogs, and what is wrong with catalogs and clinics."""

    library: Library
    catalogs: Catalogs
    findings: tuple[Finding, ...]


def load_workspace(root: Path, clinic_list: str | None = None) -> Workspace:
    """Return a workspace as ``load_library`` and ``load_catalogs`` read it, or as it was kept.

    Raises what they raise.
    """
    engine = engine_stamp()
    shelf = lasting_shelf("workspaces", MOST_KEPT) if engine else None
    if shelf is None:
        return _read(root, clinic_list)
    stamps = _stamps(root, clinic_list)
    key = digest_of(engine, _names(root, clinic_list), stamps)
    kept = _kept(unsealed(shelf.find(key)))
    if kept is not None:
        return kept
    now = time.time()
    workspace = _read(root, clinic_list)
    beside = _beside(workspace)
    if are_settled((*stamps, *beside), now) and _stamps(root, clinic_list) == stamps:
        shelf.keep(key, sealed(_pickled((beside, workspace))))
    return workspace


def _read(root: Path, clinic_list: str | None) -> Workspace:
    from .load import load_library  # and with it all that reads files
    from .messages import load_catalogs

    library = load_library(root, clinic_list)
    catalogs, findings = load_catalogs(root, library.languages)
    return Workspace(library, catalogs, (*findings, *library.findings))


def _names(root: Path, clinic_list: str | None) -> tuple[str, ...]:
    """Return how the workspace is called, and from where: paths in it are written that way."""
    return (str(root), str(clinic_list), str(Path.cwd()), os.path.realpath(root))


def _stamps(root: Path, clinic_list: str | None) -> list[Stamped]:
    stamps = [stamp for name in FOLDERS for stamp in stamps_below(str(root / name))]
    if clinic_list is not None:
        table, _ = path_and_sheet(clinic_list)
        stamps += [stamp_of(str(path)) for path in (table, settings_path(table))]
        stamps.append((os.path.realpath(table), None))
    return stamps


def _beside(workspace: Workspace) -> list[Stamped]:
    return [stamp_of(path) for path in workspace.library.beside]


class _Pickler(pickle.Pickler):
    """Pickles frozen values with slots so that they are read in two thirds of the time."""

    def reducer_override(self, value: Any) -> Any:
        """Return how a value is made again: without ``__setstate__``, which is slow for these."""
        if (
            isinstance(value, type)
            or not is_dataclass(value)
            or "__slots__" not in vars(type(value))
        ):
            return NotImplemented
        return _made_again, (type(value), *(getattr(value, f.name) for f in fields(value)))


def _pickled(value: object) -> bytes:
    file = io.BytesIO()
    _Pickler(file, pickle.HIGHEST_PROTOCOL).dump(value)
    return file.getvalue()


def _made_again(kind: type, *values: Any) -> Any:
    made: Any = object.__new__(kind)
    for put, value in zip(_slots(kind), values, strict=True):
        put(made, value)
    return made


@cache
def _slots(kind: type) -> tuple[Callable[[Any, Any], None], ...]:
    """Return what fills the slots of a class, frozen or not, in the order of its fields."""
    return tuple(getattr(kind, field.name).__set__ for field in fields(kind))


def _kept(data: memoryview | None) -> Workspace | None:
    """Return what was kept, None where it is no use: another program's, or a logo has changed."""
    if data is None:
        return None
    try:
        with _quickly():
            beside, workspace = pickle.loads(data)  # noqa: S301  (ours, and its digest is right)
            return workspace if beside == _beside(workspace) else None
    except Exception:  # whatever is in it, it is made anew
        return None


@contextmanager
def _quickly() -> Iterator[None]:
    """Look for no garbage meanwhile: thousands of things are made, and every one of them stays."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()
