"""The day on which something is done."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime

from .errors import BrochureError


def today() -> date:
    """Return the day of a build: SOURCE_DATE_EPOCH if it is set, else the clock's.

    Only findings and the manifest depend on it, never what is in a file.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return date.today()
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    except (ValueError, OverflowError, OSError) as error:
        raise BrochureError(
            f"SOURCE_DATE_EPOCH is '{epoch}'; it has to be a number of seconds since 1970."
        ) from error
