"""A stamp: the values of one clinic, laid out and taken apart, ready for all shells."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from ..geometry import points
from ..translate import TOLD
from .drawing import Group, pieces_of, read, renamed
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
    itself,
    joined,
    written,
)


class StampError(Exception):
    """The laid-out values are not as the layout engine is known to write them: our own bug."""


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
    data: bytes, corners: Sequence[Mapping[str, tuple[float, float]]], prefix: str
) -> tuple[Stamp, ...]:
    """Return the stamps that a finished PDF holds: groups of slots, all on its one page.

    ``corners`` are for each group the upper left corners of its slots in mm from that of the page,
    by name, in reading order; ``prefix`` keeps the names of its resources from those of others.
    Raises StampError where the PDF is not one of ours.
    """
    digest = hashlib.sha256(data).digest()
    with Pdf.open(io.BytesIO(data)) as pdf:
        drawn = read(pdf.pages[0])
        groups = _groups(pdf)
        if [len(roots) for roots in groups] != [len(slots) for slots in corners]:
            raise StampError(f"{[len(roots) for roots in groups]} elements for {corners}")
        return tuple(
            _Taking(pdf, drawn, roots, slots, prefix).stamp(digest)
            for roots, slots in zip(groups, corners, strict=True)
        )


def _groups(pdf: Pdf) -> list[list[Any]]:
    """Return the topmost element of each slot, by group: these are the document's elements."""
    top = pdf.Root.StructTreeRoot.K
    return [_kids(group) for group in _kids(top[0] if isinstance(top, Array) else top)]


class _Taking:
    def __init__(
        self,
        pdf: Pdf,
        drawn: Group,
        roots: Sequence[Any],
        corners: Mapping[str, tuple[float, float]],
        prefix: str,
    ) -> None:
        self._pdf, self._drawn, self._roots, self._prefix = pdf, drawn, roots, prefix
        self._names = tuple(corners)
        (self._page,) = (page.obj for page in pdf.pages)
        left, top = _corner(self._page)
        self._corners = [(left + points(x), top - points(y)) for x, y in corners.values()]
        nums = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        self._owners = {int(nums[i]): nums[i + 1] for i in range(0, len(nums), 2)}
        self._slot_of: dict[tuple[int, int], int] = {}  # structure elements, annotations: slots
        self._mcids: list[list[int]] = [[] for _ in self._names]
        for slot, root in enumerate(roots):
            self._sort(root, slot)
        self._own: dict[tuple[int, int], int] = {}
        self._waiting: list[Any] = []
        self._link_keys: dict[int, int] = {}

    def stamp(self, digest: bytes) -> Stamp:
        slots = tuple(self._slot(i) for i in range(len(self._names)))
        links = tuple(joined(self._refer(self._owners[key])) for key in self._link_keys)
        objects: list[tuple[Pieces, bytes | None]] = []
        while len(objects) < len(self._waiting):
            objects.append(self._object(self._waiting[len(objects)]))
        return Stamp(tuple(objects), slots, links, str(self._pdf.Root.Lang), digest)

    def _sort(self, element: Any, slot: int) -> None:
        """Remember which slot an element is in, and its marked content and links."""
        self._slot_of[element.objgen] = slot
        for kid in _kids(element):
            if isinstance(kid, int):
                self._mcids[slot].append(kid)
            elif kid.get("/Type") == Name.MCR:
                self._mcids[slot].append(int(kid.MCID))
            elif kid.get("/Type") == Name.OBJR:
                self._slot_of[kid.Obj.objgen] = slot
            else:
                self._sort(kid, slot)

    # --- slots ---

    def _slot(self, slot: int) -> StampedSlot:
        numbers = {mcid: i for i, mcid in enumerate(sorted(self._mcids[slot]))}
        resources = self._page.Resources
        content, used = pieces_of(self._drawn, slot, numbers, resources, self._prefix)
        owners = self._owners[int(self._page.StructParents)]
        left, top = self._corners[slot]
        return StampedSlot(
            self._names[slot],
            content,
            left,
            top,
            {
                category: {
                    name: joined(self._named(resources[category], name)) for name in sorted(names)
                }
                for category, names in sorted(used.items())
            },
            tuple(joined(self._refer(owners[mcid])) for mcid in numbers),
            joined(self._refer(self._roots[slot])),
            joined(self._annotations(slot)),
        )

    def _named(self, resources: Any, name: str) -> Iterator[Piece]:
        yield renamed(name, self._prefix).unparse() + b" "
        yield from written(resources[name], self._refer)

    def _annotations(self, slot: int) -> Iterator[Piece]:
        for annotation in self._page.get("/Annots", []):
            if self._slot_of.get(annotation.objgen) == slot:
                self._link_keys.setdefault(int(annotation.StructParent), len(self._link_keys))
                yield from self._refer(annotation)
                yield b" "

    # --- objects ---

    def _refer(self, value: Any) -> Iterator[Piece]:
        """Yield a reference, and keep what it refers to for being written."""
        number = self._own.get(value.objgen)
        if number is None:
            number = self._own[value.objgen] = len(self._waiting)
            self._waiting.append(value)
        yield Own(number)

    def _object(self, value: Any) -> tuple[Pieces, bytes | None]:
        if isinstance(value, pikepdf.Stream):
            items = [(key, item) for key, item in sorted(value.items()) if key != "/Length"]
            data = value.read_raw_bytes()
            more = iter((b"/Length %d" % len(data),))
            return joined(dictionary(items, self._refer, more)), data
        if isinstance(value, Dictionary) and value.get("/Type") == Name.StructElem:
            return joined(self._element(value)), None
        if isinstance(value, Dictionary) and value.get("/Subtype") == Name.Link:
            return joined(self._annotation(value)), None
        if isinstance(value, Dictionary):
            return joined(dictionary(sorted(value.items()), self._refer)), None
        return joined(itself(value, self._refer)), None

    def _element(self, element: Any) -> Iterator[Piece]:
        left_out = ("/P", "/K", "/Pg", "/Alt", "/A")
        items = [(key, item) for key, item in sorted(element.items()) if key not in left_out]
        slot = self._slot_of[element.objgen]
        yield from dictionary(items, self._refer, self._rest(element, slot))

    def _rest(self, element: Any, slot: int) -> Iterator[Piece]:
        yield b"/P "
        is_root = element.objgen == self._roots[slot].objgen
        yield from (InSlot(slot),) if is_root else self._refer(element.P)
        yield b" /Pg "
        yield OnPage(slot)
        if "/Alt" in element:
            yield b" /Alt "
            yield from _told(element.Alt, aloud=True)
        if "/A" in element:
            yield b" /A "
            yield from self._attributes(element.A, slot)
        if "/K" in element:
            yield b" /K ["
            for kid in _kids(element):
                yield from self._kid(kid, slot)
                yield b" "
            yield b"]"

    def _kid(self, kid: Any, slot: int) -> Iterator[Piece]:
        if isinstance(kid, int) or kid.get("/Type") == Name.MCR:
            mcid = kid if isinstance(kid, int) else int(kid.MCID)
            yield Marked(slot, sorted(self._mcids[slot]).index(mcid))
        elif kid.get("/Type") == Name.OBJR:
            yield b"<</Type /OBJR /Pg "
            yield OnPage(slot)
            yield b" /Obj "
            yield from self._refer(kid.Obj)
            yield b">>"
        else:
            yield from self._refer(kid)

    def _attributes(self, attributes: Any, slot: int) -> Iterator[Piece]:
        if not isinstance(attributes, Dictionary) or "/BBox" not in attributes:
            yield from written(attributes, self._refer)
            return
        items = [(key, item) for key, item in sorted(attributes.items()) if key != "/BBox"]
        yield from dictionary(items, self._refer, self._box("/BBox", attributes.BBox, slot))

    def _annotation(self, annotation: Any) -> Iterator[Piece]:
        left_out = ("/Rect", "/Contents", "/StructParent", "/P")
        items = [(key, item) for key, item in sorted(annotation.items()) if key not in left_out]
        yield from dictionary(items, self._refer, self._link(annotation))

    def _link(self, annotation: Any) -> Iterator[Piece]:
        slot = self._slot_of[annotation.objgen]
        yield from self._box("/Rect", annotation.Rect, slot)
        yield b" /Contents "
        yield from _told(annotation.Contents, aloud=False)
        yield b" /StructParent "
        yield Linked(self._link_keys[int(annotation.StructParent)])

    def _box(self, key: str, box: Any, slot: int) -> Iterator[Piece]:
        left, top = self._corners[slot]
        x1, y1, x2, y2 = map(float, box)
        yield key.encode() + b" ["
        yield Across(slot, x1 - left)
        yield b" "
        yield Up(slot, y1 - top)
        yield b" "
        yield Across(slot, x2 - left)
        yield b" "
        yield Up(slot, y2 - top)
        yield b"]"


def _told(value: Any, aloud: bool) -> Iterator[Piece]:
    text = str(value)
    yield Told(text.removeprefix(TOLD), aloud) if text.startswith(TOLD) else value.unparse()


def _corner(page: Any) -> tuple[float, float]:
    """Return the upper left corner of the trimmed page."""
    x1, y1, x2, y2 = map(float, page.TrimBox)
    return min(x1, x2), max(y1, y2)


def _kids(element: Any) -> list[Any]:
    if "/K" not in element:
        return []
    return list(element.K) if isinstance(element.K, Array) else [element.K]
