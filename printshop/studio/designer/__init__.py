"""The designer's desk: all languages side by side, drawn again as files are saved."""

from __future__ import annotations

from .routes import ROUTES

__all__ = ["ROUTES"]
