"""The page for browsers is small enough for a telephone in a bad network.

Rationale: half a megabyte takes some four seconds at 1 Mbit/s, and readers leave.
"""

from __future__ import annotations

from pathlib import Path

from ..findings import Finding, Place, Severity
from ..model import Edition

HEAVY = 500_000  # bytes


def heavy_page(edition: Edition, page: bytes) -> tuple[Finding, ...]:
    """Return a finding for a page of more than half a megabyte."""
    if len(page) <= HEAVY:
        return ()
    sizes = {asset.name: Path(asset.path).stat().st_size for asset in edition.brochure.assets()}
    largest = max(sizes, key=lambda name: sizes[name], default="")
    message = (
        f"The page is {len(page) / 1e6:.1f} MB, which is slow on a telephone; keep it below "
        f"{HEAVY / 1e6:g} MB. Make its pictures simpler"
        + (f", first '{largest}'." if largest else ".")
    )
    return (Finding("web.heavy", Severity.WARNING, message, Place(edition.brochure.path)),)
