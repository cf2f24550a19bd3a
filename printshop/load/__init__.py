"""From the files that people edit to the model; every problem names file, line and key."""

from .languages import is_tag, language_file, language_path
from .library import Library, load_library

__all__ = ["Library", "is_tag", "language_file", "language_path", "load_library"]
