"""Markup -> Proof -> bytes: the only home of WeasyPrint."""

from .engine import Proof, draft_mark, lay_out, write
from .library_check import missing_libraries
from .slug import slug_line

__all__ = ["Proof", "draft_mark", "lay_out", "missing_libraries", "slug_line", "write"]
