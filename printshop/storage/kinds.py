"""What a build asks of the place that its files go to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from .staging import StagingArea

# What changes when a file does: its size, and a time or a tag that the place keeps for it.
Stamp = tuple[int | str, ...]


class Journal(Protocol):
    """Lines that are only ever added at the end; each ends with a newline.

    ``torn``: the last line was broken off when a run died; nothing of it is given out.
    ``pieces``: how many files it is in.
    """

    torn: bool

    @property
    def pieces(self) -> int: ...

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """Yield every whole line with the place it stands at, in the order they were added."""

    def line(self, at: int) -> bytes:
        """Return the line at a place."""

    def append(self, lines: Sequence[bytes]) -> list[int]:
        """Add lines, so that they outlive a loss of power; return their places."""

    def rewrite(self, lines: Iterable[bytes]) -> None:
        """Put other lines in the place of all, at one stroke; places given out before are void."""


class Storage(Protocol):
    """A place for files, by names with slashes.

    A written file is there, whole, when ``flush`` has returned; until then the old one is. All
    methods raise BrochureError where the place refuses.
    """

    place: str

    def write(self, name: str, data: bytes) -> None:
        """Write a file, now or with the next ``flush``."""

    def flush(self) -> None:
        """Put every written file in its place."""

    def read(self, name: str) -> bytes:
        """Return what is in a file; raises FileNotFoundError where there is none."""

    def stamp(self, name: str) -> Stamp | None:
        """Return a file's stamp, None where there is no such file."""

    def staging_area(self) -> StagingArea | None:
        """Return where other processes of this machine may leave files, None where they cannot."""

    def written_elsewhere(self, name: str, staged: str = "") -> None:
        """Take note that somebody else has written a file.

        ``staged``: its name in the staging area, from which the next ``flush`` puts it in its
        place; without one it is there.
        """

    def remove(self, name: str) -> None:
        """Delete a file, and its folder with it if that is then empty."""

    def journal(self, name: str) -> Journal:
        """Return a journal as it is now; it is made when something is added."""

    def held(self) -> AbstractContextManager[bool]:
        """Keep other builds out, and clear away what a run that died has left half-done.

        Gives False where the place knows no locks, so that nobody is kept out.
        """
