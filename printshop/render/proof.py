"""What comes of a layout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..findings import Finding
from ..model import Fit


@dataclass(frozen=True)
class Proof:
    """A leaflet laid out, not yet written; stays in the process that made it.

    ``apart``: in all layouts that were tried for it, slots stood on pages of their own.
    """

    document: Any
    fit: Fit
    findings: tuple[Finding, ...]
    apart: bool = False
