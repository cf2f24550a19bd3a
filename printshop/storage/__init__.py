"""Where finished files go: a folder or an object store; every file is there whole or not at all."""

from .files import write_file
from .kinds import Journal, Stamp, Storage
from .places import open_storage

__all__ = ["Journal", "Stamp", "Storage", "open_storage", "write_file"]
