"""The checks on copy and on finished files: one topic a file, each with stable codes."""

from .embedded_fonts import foreign_fonts
from .glyphs import missing_glyphs
from .review_date import review_findings

__all__ = ["foreign_fonts", "missing_glyphs", "review_findings"]
