"""Finished leaflets put together for those who get them: a clinic, or a print firm."""

from .print_files import PrintFiles
from .zips import Zips, archive

__all__ = ["PrintFiles", "Zips", "archive"]
