"""Workspaces with many clinics, made for a benchmark and thrown away after it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .clinics import write_files, write_table
from .measuring import ours

TABLE = "clinics.csv"
LANGUAGES = ("ar", "de", "en", "es", "fr", "hi", "it", "ja", "nl", "pl", "tr", "uk")


@contextmanager
def workspace(clinics: int) -> Iterator[Path]:
    """Make a workspace as 'init' does, with so many clinics, in files and as a table.

    ``out`` in it is free to use.
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        root = Path(folder) / "workspace"
        ours("init", root)
        own = root / "brochures" / "clinics"
        for path in own.iterdir():
            path.unlink()
        write_files(own, clinics)
        write_table(root / TABLE, clinics)
        yield root
