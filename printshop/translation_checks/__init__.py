"""Checks of a translation against its source: one topic a file, all called by ``check``."""

from .pair import Pair
from .run import check, check_catalog

__all__ = ["Pair", "check", "check_catalog"]
