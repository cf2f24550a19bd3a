"""From the files that people edit to the model; every problem names file, line and key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..late import late

if TYPE_CHECKING:
    from .kinds import Library
    from .languages import is_tag, language_file, language_path
    from .library import load_library
else:
    __getattr__ = late(
        __name__,
        {
            "languages": ("is_tag", "language_file", "language_path"),
            "kinds": ("Library",),
            "library": ("load_library",),
        },
    )

__all__ = ["Library", "is_tag", "language_file", "language_path", "load_library"]
