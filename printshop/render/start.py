"""WeasyPrint, imported in a quarter of the time that it takes by itself.

Most of that time goes into what is the same each time, or what no leaflet needs. None of it changes
what WeasyPrint does; its minor version is pinned, and tests say so if it takes other things.
"""

from __future__ import annotations

from typing import Any

from .declarations import kept_declarations
from .hyphens import keep_dictionaries
from .library_check import by_the_loader
from .stand_ins import stand_ins
from .style_sheets import own_sheets_kept


def layout_engine() -> Any:
    """Return WeasyPrint; fontconfig must know by now where to look."""
    with by_the_loader(), kept_declarations(), stand_ins(), own_sheets_kept():
        import weasyprint
    keep_dictionaries()
    return weasyprint
