"""Where facts are filled into texts."""

from __future__ import annotations

import re
from functools import lru_cache

PLACEHOLDER = re.compile(r"\{([A-Za-z][A-Za-z0-9_]*)\}")


@lru_cache(maxsize=4096)  # the texts of all languages are asked for again for each clinic
def placeholders_of(text: str) -> tuple[str, ...]:
    """Return the names of the facts that are filled in, in their order, as often as they stand."""
    return tuple(PLACEHOLDER.findall(text))
