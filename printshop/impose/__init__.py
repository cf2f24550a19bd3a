"""Panels -> sheets: the only place that knows how pages become a folded leaflet."""

from .imposition import ImposeError, impose
from .sheets import Placement, Sheet, sheets

__all__ = ["ImposeError", "Placement", "Sheet", "impose", "sheets"]
