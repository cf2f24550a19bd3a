"""Merging catalogs when a new brochure has thousands of messages."""

from __future__ import annotations

from .inside import inside
from .results import Table
from .settings import Settings


def measure(settings: Settings) -> Table:
    """Measure the slowest of some merges that are hard in different ways."""
    seconds = inside("merging", str(settings.repeat))["seconds"]
    rows = (("2,000 new messages, 12,000 known in six catalogs", f"{seconds:.1f}"),)
    return Table("Merging catalogs", ("", "slowest, s"), rows)
