"""The assistant's desk, second half: look at the sheet, see how it folds, take it to print."""

from __future__ import annotations

from .routes import ROUTES

__all__ = ["ROUTES"]
