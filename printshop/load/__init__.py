"""From the files that people edit to the model; every problem names file, line and key."""

from .library import Library, load_library

__all__ = ["Library", "load_library"]
