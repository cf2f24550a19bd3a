"""The assistant's desk: choose a leaflet, fill in the clinic, look at it, take it to print."""

from __future__ import annotations

from .routes import ROUTES

__all__ = ["ROUTES"]
