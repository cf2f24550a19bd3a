"""What a check needs and a machine may not have."""

from __future__ import annotations


class NotCheckedError(Exception):
    """A check could not be made; the text says why, and what would help."""
