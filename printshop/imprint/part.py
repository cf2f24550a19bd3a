"""A stamp in a leaflet: its gaps filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..render import spoken
from .pieces import Across, InSlot, Linked, Marked, OnPage, Own, Pieces, Told, Up, string
from .shell import Shell
from .stamp import Stamp


@dataclass(frozen=True, slots=True)
class Imprint:
    """What is printed into a shell beside a stamp: the clinic's name, texts and QR code.

    ``told`` are texts for screen readers in the leaflet's language, by message key. ``page`` is
    where the code leads, ``code`` its rows of modules.
    """

    author: str
    told: Mapping[str, str]
    code: tuple[str, ...] | None
    code_told: str = ""
    page: str = ""


class Part:
    """A stamp in a leaflet: where its objects, slots, marked content and links come to be."""

    def __init__(self, shell: Shell, stamp: Stamp, imprint: Imprint) -> None:
        slots = {slot.name: slot for slot in shell.slots}
        self.stamp = stamp
        self.slots = [slots[stamped.name] for stamped in stamp.slots]
        self._shell, self._imprint = shell, imprint
        self.base = self._first_link = 0
        self._own: list[bytes] = []
        self._first_mcids: list[int] = []

    def number(self, base: int, next_mcid: list[int], first_link: int) -> None:
        """Number its objects from ``base`` on, its marked content behind that of each page.

        The first piece of a slot has the slot's own number.
        """
        self.base, self._first_link = base, first_link
        self._own = [b"%d 0 R" % (base + i) for i in range(len(self.stamp.objects))]
        for slot, stamped in zip(self.slots, self.stamp.slots, strict=True):
            self._first_mcids.append(next_mcid[slot.page] - 1)
            next_mcid[slot.page] += len(stamped.owners) - 1

    def filled(self, pieces: Pieces) -> bytes:
        """Return pieces with their gaps filled in."""
        own = self._own  # most gaps are of this kind
        return b"".join(
            [
                p
                if type(p) is bytes
                else own[p.number]
                if type(p) is Own
                else _FILLED[type(p)](self, p)
                for p in pieces
            ]
        )

    def _marked(self, gap: Marked) -> bytes:
        if gap.mcid:
            return b"%d" % (self._first_mcids[gap.slot] + gap.mcid)
        return b"%d" % self.slots[gap.slot].mcid

    def _across(self, gap: Across) -> bytes:
        return b"%.4f" % (self.slots[gap.slot].left + gap.points)

    def _up(self, gap: Up) -> bytes:
        return b"%.4f" % (self.slots[gap.slot].top + gap.points)

    def _on_page(self, gap: OnPage) -> bytes:
        return self._shell.pages[self.slots[gap.slot].page].reference

    def _in_slot(self, gap: InSlot) -> bytes:
        return b"%d 0 R" % self.slots[gap.slot].element

    def _linked(self, gap: Linked) -> bytes:
        return b"%d" % (self._first_link + gap.number)

    def _told(self, gap: Told) -> bytes:
        text = self._imprint.told[gap.key]
        return string(spoken(text) if gap.aloud else text)

    def links(self) -> Iterator[bytes]:
        """Yield entries of the parent tree for its links."""
        for number, owner in enumerate(self.stamp.links, self._first_link):
            yield b"%d %s" % (number, self.filled(owner))


# Methods of an object in that object would be a cycle, and stay until it is looked for garbage.
_FILLED: dict[type[Any], Callable[[Part, Any], bytes]] = {
    Marked: Part._marked,
    Across: Part._across,
    Up: Part._up,
    OnPage: Part._on_page,
    InSlot: Part._in_slot,
    Linked: Part._linked,
    Told: Part._told,
}
