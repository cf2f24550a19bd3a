"""Checks of a translation against its source: one topic a file, all called by ``check``."""

from .length import letters
from .pair import Pair
from .run import check, check_catalog
from .terms import wanted_terms

__all__ = ["Pair", "check", "check_catalog", "letters", "wanted_terms"]
