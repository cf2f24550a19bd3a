"""Shells that were made before, here or in another process."""

from __future__ import annotations

import contextlib
import os
import pickle
import time
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp

from ..findings import Finding
from ..model import Fit
from .shell import Shell

MOST_KEPT = 600  # files: some hundred kilobytes each
MOST_HELD = 96  # shells in memory
_ABANDONED = 60.0  # seconds after which nobody is believed to be at work on a shell any more


@dataclass(frozen=True, slots=True)
class Stored:
    """What came of making a shell: the shell, None where it was refused, findings and fit.

    ``in_text``: the message in whose text a clinic's value stands, so that there can be no shell.
    """

    shell: Shell | None
    findings: tuple[Finding, ...] = ()
    fit: Fit | None = None
    in_text: str = ""


class ShellStore:
    """A folder of shells by fingerprint, which processes share; who makes one keeps others off."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: OrderedDict[str, Stored] = OrderedDict()

    def find(self, key: str) -> Stored | None:
        """Return a shell, None if it is not there."""
        stored = self._held.get(key) or self._read(key)
        if stored:
            self._hold(key, stored)
        return stored

    def claim(self, key: str) -> bool:
        """Tell whether the caller is to make a shell; False while somebody else does."""
        path = self._claimed(key)
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        except FileExistsError:
            with contextlib.suppress(OSError):
                if time.time() - path.stat().st_mtime > _ABANDONED:
                    path.unlink()
            return False
        except OSError:
            pass  # a folder that cannot be written to: everybody makes his own
        return True

    def keep(self, key: str, stored: Stored) -> None:
        """Keep a shell, and let others use it."""
        self._hold(key, stored)
        with contextlib.suppress(OSError):
            descriptor, name = mkstemp(dir=self._folder, prefix=".shell-")
            with os.fdopen(descriptor, "wb") as file:
                pickle.dump(stored, file)
            os.replace(name, self._folder / key)
        self.release(key)
        self._prune()

    def release(self, key: str) -> None:
        """Let others make a shell that the caller claimed."""
        self._claimed(key).unlink(missing_ok=True)

    def _claimed(self, key: str) -> Path:
        return self._folder / f"{key}.claimed"

    def _hold(self, key: str, stored: Stored) -> None:
        self._held[key] = stored
        self._held.move_to_end(key)
        while len(self._held) > MOST_HELD:
            self._held.popitem(last=False)

    def _read(self, key: str) -> Stored | None:
        try:
            stored = pickle.loads((self._folder / key).read_bytes())  # noqa: S301  (our own cache)
        except Exception:
            return None  # not there, or not of this program: made anew
        return stored if isinstance(stored, Stored) else None

    def _prune(self) -> None:
        """Delete the oldest shells of those that are too many."""
        with contextlib.suppress(OSError):
            files = [path for path in self._folder.iterdir() if "." not in path.name]
            if len(files) > MOST_KEPT:
                files.sort(key=lambda path: path.stat().st_mtime)
                for path in files[: len(files) - MOST_KEPT]:
                    path.unlink(missing_ok=True)
