"""A stamp: the values of one clinic, laid out and taken apart, ready for all shells."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..geometry import points, points_of_pixels
from ..render.pdf_objects import Objects, Stream, Text, Value
from ..translate import TOLD
from .drawing import pieces_of, renamed
from .page import Page, StampError, numbers
from .pieces import (
    Across,
    InSlot,
    Linked,
    Marked,
    OnPage,
    Own,
    Piece,
    Pieces,
    Told,
    Up,
    dictionary,
    joined,
    string,
    written,
)

_PRINTED = b"/F 4"  # annotations are printed, not hidden (ISO 19005-2, 6.3.2)


@dataclass(frozen=True, slots=True)
class StampedSlot:
    """What stands in one slot: what is drawn, from the slot's upper left corner, and its tags.

    ``owners`` are the elements that its marked content belongs to, ``roots`` the topmost ones.
    """

    name: str
    content: Pieces
    left: float
    top: float
    resources: Mapping[str, Mapping[str, Pieces]]
    owners: tuple[Pieces, ...]
    roots: Pieces
    annotations: Pieces


@dataclass(frozen=True, slots=True)
class Stamp:
    """The values of a clinic: their objects, numbered from 0, and what stands in each slot.

    ``links`` are the elements that links belong to. ``language`` is the values' own.
    """

    objects: tuple[tuple[Pieces, bytes | None], ...]
    slots: tuple[StampedSlot, ...]
    links: tuple[Pieces, ...]
    language: str
    digest: bytes


def stamps_of(
    pdf: Objects,
    corners: Sequence[Mapping[str, tuple[float, float]]],
    prefix: str,
    links: Mapping[str, str] | None,
) -> tuple[Stamp, ...]:
    """Return the stamps that a PDF holds: groups of slots, all on its one page.

    ``corners`` are for each group the upper left corners of its slots in mm from that of the page
    without its bleed, by name, in reading order; ``prefix`` keeps the names of its resources from
    those of others. ``links`` describes hyperlinks by address, for screen readers; None leaves
    hyperlinks out. Raises StampError where the PDF is not one of ours.
    """
    page = Page(pdf)
    groups = _groups(pdf)
    if [len(roots) for roots in groups] != [len(slots) for slots in corners]:
        raise StampError(f"{[len(roots) for roots in groups]} elements for {corners}")
    return tuple(
        _Taking(page, roots, slots, prefix, links).stamp()
        for roots, slots in zip(groups, corners, strict=True)
    )


def _groups(pdf: Objects) -> list[list[int]]:
    """Return the topmost element of each slot, by group: these are the document's elements."""
    (document,) = _kids(pdf.of(pdf.root["StructTreeRoot"]))
    return [numbers(_kids(pdf.of(group))) for group in _kids(pdf.of(document))]


class _Taking:
    def __init__(
        self,
        page: Page,
        roots: Sequence[int],
        corners: Mapping[str, tuple[float, float]],
        prefix: str,
        links: Mapping[str, str] | None,
    ) -> None:
        self._page, self._pdf, self._roots, self._prefix = page, page.pdf, roots, prefix
        self._links = links
        self._names = tuple(corners)
        left, top = page.corner
        self._corners = [(left + points(x), top - points(y)) for x, y in corners.values()]
        self._slot_of: dict[int, int] = {}  # structure elements, annotations: slots
        self._mcids: list[list[int]] = [[] for _ in self._names]
        for slot, root in enumerate(roots):
            self._sort(root, slot)
        self._mcid_places = [
            {mcid: i for i, mcid in enumerate(sorted(mcids))} for mcids in self._mcids
        ]
        self._own: dict[int, Own] = {}
        self._waiting: list[int] = []
        self._link_keys: dict[int, int] = {}

    def stamp(self) -> Stamp:
        slots = tuple(self._slot(i) for i in range(len(self._names)))
        owners = (self._page.owners[key].number for key in self._link_keys)
        links = tuple((self._refer(owner),) for owner in owners)
        objects: list[tuple[Pieces, bytes | None]] = []
        while len(objects) < len(self._waiting):
            objects.append(self._object(self._waiting[len(objects)]))
        language = self._page.language
        return Stamp(tuple(objects), slots, links, language, _digest(objects, slots, links))

    def _sort(self, element: int, slot: int) -> None:
        """Remember which slot an element is in, and its marked content and links."""
        self._slot_of[element] = slot
        for kid in _kids(self._pdf[element]):
            entry = self._pdf.of(kid)
            if isinstance(kid, bytes):
                self._mcids[slot].append(int(kid))
            elif entry["Type"] == b"/MCR":
                self._mcids[slot].append(int(entry["MCID"]))
            elif entry["Type"] == b"/OBJR":
                self._slot_of[entry["Obj"].number] = slot
            else:
                self._sort(kid.number, slot)

    # --- slots ---

    def _slot(self, slot: int) -> StampedSlot:
        numbers, page = self._mcid_places[slot], self._page
        content, used = pieces_of(page.drawn, slot, numbers, page.resources, self._prefix)
        owners = page.owners_of_content()
        left, top = self._corners[slot]
        return StampedSlot(
            self._names[slot],
            content,
            left,
            top,
            {
                f"/{category}": {name: self._named(category, name) for name in sorted(names)}
                for category, names in sorted(used.items())
            },
            tuple((self._refer(owners[mcid].number),) for mcid in numbers),
            (self._refer(self._roots[slot]),),
            joined(self._annotations(slot)),
        )

    def _named(self, category: str, name: str) -> Pieces:
        value = self._page.resources[category][name]
        return joined((b"/%s " % renamed(name, self._prefix), *written(value, self._refer)))

    def _annotations(self, slot: int) -> Iterator[Piece]:
        if self._links is None:
            return
        for annotation in self._page.annotations:
            if self._slot_of.get(annotation) == slot:
                key = int(self._pdf[annotation]["StructParent"])
                self._link_keys.setdefault(key, len(self._link_keys))
                yield from (self._refer(annotation), b" ")

    # --- objects ---

    def _refer(self, number: int) -> Own:
        """Return a reference, and keep what it refers to for being written."""
        own = self._own.get(number)
        if own is None:
            own = self._own[number] = Own(len(self._waiting))
            self._waiting.append(number)
        return own

    def _object(self, number: int) -> tuple[Pieces, bytes | None]:
        value = self._pdf[number]
        if isinstance(value, Stream):
            length = iter((b"/Length %d" % len(value.data),))
            items = sorted(value.entries.items())
            return joined(dictionary(items, self._refer, length)), value.data
        if isinstance(value, dict):
            if value.get("Type") == b"/StructElem":
                return joined(self._element(number, value)), None
            if value.get("Subtype") == b"/Link":
                return joined(self._annotation(number, value)), None
            return joined(dictionary(sorted(value.items()), self._refer)), None
        return joined(written(value, self._refer)), None

    def _element(self, number: int, element: dict[str, Value]) -> list[Piece]:
        items = {k: v for k, v in sorted(element.items()) if k not in ("P", "K", "Pg", "Alt", "A")}
        if self._links is None and items["S"] == b"/Link":
            items["S"] = b"/Span"
        return dictionary(items.items(), self._refer, self._rest(number, element))

    def _rest(self, number: int, element: dict[str, Any]) -> Iterator[Piece]:
        slot = self._slot_of[number]
        yield b"/P "
        is_root = number == self._roots[slot]
        yield InSlot(slot) if is_root else self._refer(element["P"].number)
        yield b" /Pg "
        yield OnPage(slot)
        if "Alt" in element:
            yield b" /Alt "
            yield _told(element["Alt"], aloud=True)
        if "A" in element:
            yield b" /A "
            yield from self._attributes(element["A"], slot)
        if "K" in element:
            yield b" /K ["
            for kid in _kids(element):
                yield from self._kid(kid, slot)
            yield b"]"

    def _kid(self, kid: Any, slot: int) -> Iterator[Piece]:
        entry = self._pdf.of(kid)
        if isinstance(kid, bytes) or entry["Type"] == b"/MCR":
            mcid = int(kid if isinstance(kid, bytes) else entry["MCID"])
            yield from (Marked(slot, self._mcid_places[slot][mcid]), b" ")
        elif entry["Type"] == b"/OBJR":
            if self._links is None:
                return
            yield from (b"<</Type /OBJR /Pg ", OnPage(slot), b" /Obj ")
            yield from (self._refer(entry["Obj"].number), b">> ")
        else:
            yield from (self._refer(kid.number), b" ")

    def _attributes(self, attributes: Any, slot: int) -> list[Piece]:
        if not isinstance(attributes, dict) or "BBox" not in attributes:
            return written(attributes, self._refer)
        items = [(key, item) for key, item in sorted(attributes.items()) if key != "BBox"]
        return dictionary(items, self._refer, self._figure(attributes["BBox"], slot))

    def _figure(self, box: Any, slot: int) -> Iterator[Piece]:
        """Yield the box of a figure in points from the page's lower left corner.

        The layout engine gives pixels from the page's top, bleed included (ISO 32000-1,
        14.8.5.4.3).
        """
        left, top, right, bottom = (points_of_pixels(float(value)) for value in box)
        up = self._page.top
        return self._box("/BBox", (left, up - bottom, right, up - top), slot)

    def _annotation(self, number: int, annotation: dict[str, Value]) -> list[Piece]:
        left_out = ("Rect", "Contents", "StructParent", "P", "F")
        items = [(key, item) for key, item in sorted(annotation.items()) if key not in left_out]
        return dictionary(items, self._refer, self._link(number, annotation))

    def _link(self, number: int, annotation: dict[str, Any]) -> Iterator[Piece]:
        x1, y1, x2, y2 = map(float, annotation["Rect"])
        # A viewer may want the corners in order (ISO 32000-1, 7.9.5).
        box = (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
        yield from self._box("/Rect", box, self._slot_of[number])
        address = self._pdf.of(annotation["A"])["URI"].text
        told = (self._links or {}).get(address, address)
        yield b" %s /Contents " % _PRINTED
        yield _told(Text(told, string(told)), aloud=False)
        yield b" /StructParent "
        yield Linked(self._link_keys[int(annotation["StructParent"])])

    def _box(self, key: str, box: Sequence[float], slot: int) -> Iterator[Piece]:
        left, top = self._corners[slot]
        x1, y1, x2, y2 = box
        yield key.encode() + b" ["
        yield from (Across(slot, x1 - left), b" ", Up(slot, y1 - top), b" ")
        yield from (Across(slot, x2 - left), b" ", Up(slot, y2 - top), b"]")


def _digest(
    objects: Sequence[tuple[Pieces, bytes | None]],
    slots: tuple[StampedSlot, ...],
    links: tuple[Pieces, ...],
) -> bytes:
    digest = hashlib.sha256(repr((slots, links)).encode())
    parts = (part for pieces, data in objects for part in (*pieces, data or b""))
    for part in parts:
        told = part if isinstance(part, bytes) else repr(part).encode()
        digest.update(told + b"\0")
    return digest.digest()


def _told(value: Text, aloud: bool) -> Piece:
    if value.text.startswith(TOLD):
        return Told(value.text.removeprefix(TOLD), aloud)
    return value.written


def _kids(element: dict[str, Any]) -> list[Any]:
    kids = element.get("K", [])
    return kids if isinstance(kids, list) else [kids]
