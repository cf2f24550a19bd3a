"""The reviewer's desk: source and translation side by side, remarks, approvals."""

from __future__ import annotations

from .routes import ROUTES

__all__ = ["ROUTES"]
