"""Shells and stamps that were made before, here or in another process."""

from __future__ import annotations

import json
import pickle
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..findings import Finding
from ..kept import Shelf
from ..model import Fit
from .shell import Shell
from .stamp import Stamp

MOST_KEPT = 200_000_000  # bytes
MOST_HELD = 96  # shells in memory
MOST_STAMPS_KEPT = 50_000_000  # bytes
MOST_STAMPS_HELD = 64  # in memory
_FIT = "fit-"  # before the fingerprint of a text


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
    """A folder of shells by fingerprint, which processes share, see ``Shelf``."""

    def __init__(self, folder: Path) -> None:
        self._shelf = Shelf(folder, MOST_KEPT)
        self.claim, self.release = self._shelf.claim, self._shelf.release
        self._held: OrderedDict[str, Stored] = OrderedDict()

    def find(self, key: str) -> Stored | None:
        """Return a shell, None if it is not there."""
        stored = self._held.get(key) or self._read(key)
        if stored:
            self._hold(key, stored)
        return stored

    def keep(self, key: str, stored: Stored) -> None:
        """Keep a shell, and let others use it."""
        self._hold(key, stored)
        self._shelf.keep(key, pickle.dumps(stored))

    def fit(self, text: str) -> tuple[float, int] | None:
        """Return the body size and alignment of all shells with a text, None if not known."""
        found = self._shelf.find(_FIT + text)
        try:
            body, alignment = json.loads(found or b"")
            return float(body), int(alignment)
        except (ValueError, TypeError):
            return None  # not there, or damaged

    def keep_fit(self, text: str, fit: tuple[float, int]) -> None:
        """Keep the body size and alignment of all shells with a text."""
        self._shelf.keep(_FIT + text, json.dumps(fit).encode())

    def _hold(self, key: str, stored: Stored) -> None:
        self._held[key] = stored
        self._held.move_to_end(key)
        while len(self._held) > MOST_HELD:
            self._held.popitem(last=False)

    def _read(self, key: str) -> Stored | None:
        stored = _unpickled(self._shelf.find(key))
        return stored if isinstance(stored, Stored) else None


Outcomes = tuple[Stamp | tuple[str, ...], ...]  # stamps, or what wants more room than there is


class StampStore:
    """A folder of stamps by a digest of what is in them, which processes share, see ``Shelf``."""

    def __init__(self, folder: Path) -> None:
        self._shelf = Shelf(folder, MOST_STAMPS_KEPT)
        self._held: OrderedDict[str, Outcomes] = OrderedDict()

    def found_or_made(self, key: str, make: Callable[[], Outcomes]) -> Outcomes:
        """Return the stamps that were kept under a key, or that are made and kept now.

        Two processes may make the same at once: that takes less than to wait for one another.
        """
        outcomes = self._held.get(key) or self._read(key)
        if outcomes is None:
            outcomes = make()
            self._shelf.keep(key, pickle.dumps(outcomes))
        self._held[key] = outcomes
        self._held.move_to_end(key)
        if len(self._held) > MOST_STAMPS_HELD:
            self._held.popitem(last=False)
        return outcomes

    def _read(self, key: str) -> Outcomes | None:
        outcomes = _unpickled(self._shelf.find(key))
        return outcomes if isinstance(outcomes, tuple) else None


def _unpickled(data: bytes | None) -> object:
    """Return what was kept, None if it is not there, is another program's, or is damaged."""
    try:
        return pickle.loads(data) if data else None  # noqa: S301  (our own cache)
    except Exception:
        return None  # made anew
