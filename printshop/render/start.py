"""WeasyPrint, imported in a quarter of the time that it takes by itself.

Most of that time goes into what is the same each time, or what no leaflet needs. None of it changes
what WeasyPrint does; its minor version is pinned, and tests say so if it takes other things.
"""

from __future__ import annotations

import gc
from functools import cache
from typing import Any

from .declarations import kept_declarations
from .hyphens import use_late_dictionaries
from .known_by_style import know_by_style
from .library_check import by_the_loader
from .parser_patterns import keep_patterns
from .prepared_faces import prepare_faces
from .stand_ins import stand_ins
from .style_sheets import own_sheets_kept
from .undeclared import know_undeclared

# Objects made, less those freed, before it is looked for cycles; and how often for older ones. A
# leaflet makes some 100,000, nearly all of which go by themselves. Python's own figures take an
# eighth of the time of a layout; these take 25 MB more, however many leaflets there are.
_COLLECTED = (100_000, 5, 10)


@cache
def layout_engine() -> Any:
    """Return WeasyPrint; fontconfig must know by now where to look.

    Garbage is collected more rarely from now on, and never what is there now.
    """
    gc.set_threshold(*_COLLECTED)
    with by_the_loader(), kept_declarations(), stand_ins(), own_sheets_kept():
        import weasyprint
    use_late_dictionaries()
    keep_patterns()
    know_undeclared()
    know_by_style()
    prepare_faces()
    gc.freeze()
    return weasyprint
