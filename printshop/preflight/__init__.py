"""The checks on copy and on finished files: one topic a file, each with stable codes."""

from typing import TYPE_CHECKING

from ..late import late

if TYPE_CHECKING:
    from .embedded_fonts import foreign_fonts
    from .glyphs import families_of, missing_glyphs, missing_in
    from .page_weight import heavy_page
    from .review_date import review_findings
else:
    __getattr__ = late(
        __name__,
        {
            "embedded_fonts": ("foreign_fonts",),
            "glyphs": ("families_of", "missing_glyphs", "missing_in"),
            "page_weight": ("heavy_page",),
            "review_date": ("review_findings",),
        },
    )

__all__ = [
    "families_of",
    "foreign_fonts",
    "heavy_page",
    "missing_glyphs",
    "missing_in",
    "review_findings",
]
