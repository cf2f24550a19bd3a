"""Where finished files go: a folder or an object store; every file is there whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..late import late

if TYPE_CHECKING:
    from .files import write_file
    from .kinds import Journal, Stamp, Storage
    from .places import is_address, open_storage, seen_from_anywhere
    from .staging import StagingArea
    from .turns import keep_inside, turn
else:
    __getattr__ = late(
        __name__,
        {
            "files": ("write_file",),
            "kinds": (
                "Journal",
                "Stamp",
                "Storage",
            ),
            "places": (
                "is_address",
                "open_storage",
                "seen_from_anywhere",
            ),
            "staging": ("StagingArea",),
            "turns": (
                "keep_inside",
                "turn",
            ),
        },
    )

__all__ = [
    "Journal",
    "StagingArea",
    "Stamp",
    "Storage",
    "is_address",
    "keep_inside",
    "open_storage",
    "seen_from_anywhere",
    "turn",
    "write_file",
]
