"""Catalogs as they are once they have been read: where they stand, and what in them is current."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..model import Catalog, Message, Translation

COMMON = "common"
DESK = "imprint.desk"  # of its texts, the line for the receptionist
REVIEW_HEADER = "X-Clinical-Review"
NOT_REVIEWED = "none"

Catalogs = Mapping[tuple[str, str], Catalog]


def catalog_path(root: Path, tag: str, domain: str) -> Path:
    """Return where the catalog of a language and a brochure (or ``common``) stands."""
    return root / "locales" / tag / "LC_MESSAGES" / f"{domain}.po"


def is_current(message: Message, translation: Translation | None) -> bool:
    """Tell whether a translation may be printed: there, not fuzzy, made from the present source."""
    return (
        translation is not None
        and bool(translation.text)
        and not translation.fuzzy
        and translation.source == message.text
    )
