"""The command: arguments in, files and a table of findings out."""

from .commands import main

__all__ = ["main"]
