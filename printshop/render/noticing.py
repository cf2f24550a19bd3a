"""Whether WeasyPrint warned of something, without keeping the warning from those who listen."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def noticing() -> Iterator[list[str]]:
    """Yield what the engine warns of meanwhile; it goes its way all the same."""
    noticed: list[str] = []

    def notice(record: logging.LogRecord) -> bool:
        if record.levelno >= logging.WARNING:
            noticed.append(record.getMessage())
        return True

    logger = logging.getLogger("weasyprint")
    logger.addFilter(notice)
    try:
        yield noticed
    finally:
        logger.removeFilter(notice)
