"""Panels -> sheets: the only place that knows how pages become a folded leaflet."""

from .imposition import ImposeError, impose
from .marks import SLUG_EDGE
from .sheets import Placement, Sheet, sheets

__all__ = ["SLUG_EDGE", "ImposeError", "Placement", "Sheet", "impose", "sheets"]
