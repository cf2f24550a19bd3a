"""The translator's desk: the leaflet beside its messages."""

from __future__ import annotations

from .routes import ROUTES

__all__ = ["ROUTES"]
