"""A shell: a leaflet without its clinic's values, taken apart so that they can be put in.

Printers call so the sheets that are printed in advance, and get an imprint later. What is the same
in the leaflets of all clinics is here as bytes, ready to be written; what differs is kept apart.
"""

from __future__ import annotations

import hashlib
import io
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Pdf

from ..geometry import Size, points
from .objects import of_pikepdf
from .pieces import dictionary, written

ROW = 7  # bytes a row of the cross-reference stream: 1 for the type, 4 and 2 for its two fields
SLOT = "slot:"
CODE = "code"  # the slot of the QR code, which is drawn without any layout
_HEADER = b"%%PDF-%s\n%%\xe2\xe3\xcf\xd3\n"
_OBJECT_STREAM = b"/Type /ObjStm"
_FIGURE = re.compile(rb"/Figure\s*<<\s*/MCID (\d+)\s*>>\s*BDC\b.*?\bEMC\b", re.DOTALL)
_DRAFT_MARK = re.compile(rb"/Artifact\s+BMC\s(?:(?!BMC).)*?/DraftMark", re.DOTALL)


class ShellError(Exception):
    """The finished PDF is not as ours are known to be: our own bug."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for values: its page from 0, its upper left corner and size in points.

    ``element`` is the number of its structure element, whose parent is ``parent``; ``mcid`` that of
    its marked content, which is free for use.
    """

    name: str
    page: int
    left: float
    top: float
    width: float
    height: float
    element: int
    parent: bytes
    mcid: int


@dataclass(frozen=True, slots=True)
class ShellPage:
    """A page with slots: what its object says but for what values change.

    ``contents`` are references to what is drawn below and above the values, ``resources`` are
    entries by category, ``owners`` the entries of its array in the parent tree, an object with a
    number of its own.
    """

    number: int
    reference: bytes
    entries: bytes
    contents: tuple[bytes, bytes]
    resources: Mapping[str, bytes]
    annotations: bytes
    owners: tuple[bytes, ...]
    owners_number: int


@dataclass(frozen=True, slots=True)
class Shell:
    """The parts of a leaflet that all clinics share.

    ``head`` is the file's beginning, with the objects that stay as they are; ``rows`` is the
    cross-reference of all ``size`` objects, without those that are still to be written. ``rooms``
    are the sizes in mm of the slots that a stamp fills, in reading order; ``words`` are those
    that hold words in the leaflet's language, too.
    """

    head: bytes
    rows: bytes
    size: int
    pages: tuple[ShellPage, ...]
    slots: tuple[Slot, ...]
    rooms: Mapping[str, Size]
    words: tuple[str, ...]
    parent_tree: int
    parents: bytes
    next_key: int
    info: int
    info_entries: bytes
    metadata: int
    metadata_entries: bytes
    packet: bytes
    trailer: bytes
    digest: bytes
    cmyk: bool


def take_apart(data: bytes, rooms: Mapping[str, Size], words: tuple[str, ...] = ()) -> Shell:
    """Return the shell that a finished PDF with blank slots is.

    ``rooms`` are the sizes of the slots in millimetres, by name. Raises ShellError where the PDF is
    not one of ours.
    """
    with Pdf.open(io.BytesIO(_flat(data))) as pdf:
        return _Taking(pdf, rooms, words).shell()


def _flat(data: bytes) -> bytes:
    """Return the file with every object by itself, numbered without a gap.

    Imposition makes such files; only those that were changed for a press since then are others.
    """
    if _OBJECT_STREAM not in data:
        return data
    output = io.BytesIO()
    with Pdf.open(io.BytesIO(data)) as pdf:
        pdf.save(
            output,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            deterministic_id=True,
        )
    return output.getvalue()


class _Taking:
    def __init__(self, pdf: Pdf, rooms: Mapping[str, Size], words: tuple[str, ...]) -> None:
        self._pdf, self._rooms, self._words = pdf, rooms, words
        self._pages = [page.obj for page in pdf.pages]
        self._numbers = {page.objgen: i for i, page in enumerate(self._pages)}
        self._size = len(pdf.objects) + 1
        self._streams: dict[int, bytes] = {}  # new or changed ones, as they stand in a file
        tree = pdf.Root.StructTreeRoot
        if "/Nums" not in tree.ParentTree:
            raise ShellError("the parent tree has branches")
        self._tree = tree.ParentTree

    def shell(self) -> Shell:
        slots = tuple(self._slots(self._pdf.Root.StructTreeRoot.K))
        replaced = {self._pages[slot.page].Contents.objgen[0] for slot in slots}
        pages = tuple(
            self._page(i, {slot.mcid: slot for slot in slots if slot.page == i})
            for i in sorted({slot.page for slot in slots})
        )
        order = {number: i for i, number in enumerate(sorted({slot.page for slot in slots}))}
        slots = tuple(replace(slot, page=order[slot.page]) for slot in slots)
        info, metadata = self._pdf.trailer.Info, self._pdf.Root.Metadata
        changing = {
            *replaced,
            *(page.number for page in pages),
            *(page.owners_number for page in pages),
            *(slot.element for slot in slots),
            *(thing.objgen[0] for thing in (self._tree, info, metadata)),
        }
        head, rows = self._head(changing)
        keys = [int(key) for key in list(self._tree.Nums)[::2]]
        return Shell(
            head=head,
            rows=rows,
            size=self._size,
            pages=pages,
            slots=slots,
            rooms={slot.name: self._rooms[slot.name] for slot in slots if slot.name != CODE},
            words=self._words,
            parent_tree=self._tree.objgen[0],
            parents=b" ".join(_text(item) for item in self._tree.Nums),
            next_key=max(keys, default=-1) + 1,
            info=info.objgen[0],
            info_entries=_entries(info, "/Author"),
            metadata=metadata.objgen[0],
            metadata_entries=_entries(metadata, "/Length", "/Filter", "/DecodeParms"),
            packet=metadata.read_bytes(),
            trailer=b"/Root %s /Info %s" % (_reference(self._pdf.Root), _reference(info)),
            digest=hashlib.sha256(head).digest(),
            cmyk="/OutputIntents" in self._pdf.Root,
        )

    def _slots(self, element: Any) -> Iterator[Slot]:
        if isinstance(element, Array):
            for kid in element:
                yield from self._slots(kid)
        elif isinstance(element, Dictionary) and "/S" in element:
            told = str(element.get("/Alt", ""))
            if told.startswith(SLOT):
                yield self._slot(element, told.removeprefix(SLOT))
            elif "/K" in element:
                yield from self._slots(element.K)

    def _slot(self, element: Any, name: str) -> Slot:
        if name not in self._rooms:
            raise ShellError(f"the slot {name} has no room")
        room = self._rooms[name]
        left, *_, top = map(float, element.A.BBox)
        kids = list(element.K) if isinstance(element.K, Array) else [element.K]
        return Slot(
            name,
            self._numbers[element.Pg.objgen],
            left,
            top,
            points(room.width),
            points(room.height),
            element.objgen[0],
            _reference(element.P),
            int(kids[0]),
        )

    def _page(self, index: int, slots: Mapping[int, Slot]) -> ShellPage:
        page = self._pages[index]
        nums = list(self._tree.Nums)
        keys = [int(key) for key in nums[::2]]
        owners = nums[2 * keys.index(int(page.StructParents)) + 1]
        if not owners.is_indirect:
            raise ShellError("the owners of a page's marked content have no object")
        return ShellPage(
            number=page.objgen[0],
            reference=_reference(page),
            entries=_entries(page, "/Contents", "/Annots", "/Resources"),
            contents=self._contents(page, set(slots)),
            resources={key: _category(value) for key, value in page.Resources.items()},
            annotations=b" ".join(_text(item) for item in page.get("/Annots", [])),
            owners=tuple(map(_text, owners)),
            owners_number=owners.objgen[0],
        )

    def _contents(self, page: Any, slots: set[int]) -> tuple[bytes, bytes]:
        """Cut what takes the room of values out of a page; values lie below the mark of drafts."""
        content = page.Contents.read_bytes()
        cut = _FIGURE.sub(lambda m: b"" if int(m[1]) in slots else m[0], content)
        mark = _DRAFT_MARK.search(cut)
        below, above = (cut[: mark.start()], cut[mark.start() :]) if mark else (cut, b"")
        return self._new_stream(below), self._new_stream(above) if above else b""

    def _new_stream(self, content: bytes) -> bytes:
        number = self._size
        self._size += 1
        self._streams[number] = stream(b"", content)
        return b"%d 0 R" % number

    def _head(self, changing: set[int]) -> tuple[bytes, bytes]:
        """Write what stays as it is: streams by themselves, all else in one object stream."""
        parts = [_HEADER % self._pdf.pdf_version.encode()]
        at = len(parts[0])
        rows = {0: xref_row(0, 0, 65535)}
        packed: list[tuple[int, bytes]] = []
        bodies = {obj.objgen[0]: obj for obj in self._pdf.objects}
        for number, obj in bodies.items():
            if number in changing:
                continue
            if isinstance(obj, pikepdf.Stream):
                self._streams.setdefault(number, _raw_stream(obj))
            else:
                packed.append((number, obj.unparse(resolved=True)))
        holder = self._size
        self._size += 1
        self._streams[holder] = _object_stream(packed)
        for index, (number, _) in enumerate(packed):
            rows[number] = xref_row(2, holder, index)
        for number, text in sorted(self._streams.items()):
            body = b"%d 0 obj\n%s\nendobj\n" % (number, text)
            rows[number] = xref_row(1, at, 0)
            parts.append(body)
            at += len(body)
        empty = bytes(ROW)
        return b"".join(parts), b"".join(rows.get(i, empty) for i in range(self._size))


def xref_row(kind: int, first: int, second: int) -> bytes:
    """Return a row of the cross-reference stream (ISO 32000-1, 7.5.8.3)."""
    return kind.to_bytes(1, "big") + first.to_bytes(4, "big") + second.to_bytes(2, "big")


def stream(entries: bytes, content: bytes, level: int = 9) -> bytes:
    """Return a compressed stream as it stands in a file."""
    data = zlib.compress(content, level)
    return b"<<%s /Filter /FlateDecode /Length %d>>\nstream\n%s\nendstream" % (
        entries,
        len(data),
        data,
    )


def _raw_stream(obj: Any) -> bytes:
    data = obj.read_raw_bytes()
    entries = _entries(obj, "/Length")
    return b"<<%s /Length %d>>\nstream\n%s\nendstream" % (entries, len(data), data)


def _object_stream(packed: list[tuple[int, bytes]]) -> bytes:
    """Return objects in one stream (ISO 32000-1, 7.5.7)."""
    index, bodies, at = [], [], 0
    for number, body in packed:
        index.append(b"%d %d" % (number, at))
        bodies.append(body)
        at += len(body) + 1
    first = b" ".join(index) + b"\n"
    entries = b"/Type /ObjStm /N %d /First %d" % (len(packed), len(first))
    return stream(entries, first + b"\n".join(bodies))


def _entries(obj: Any, *left_out: str) -> bytes:
    items = [(key[1:], of_pikepdf(obj[key])) for key in sorted(obj.keys()) if key not in left_out]
    return b"".join(_no_gaps(dictionary(items, _refer)))[2:-2]


def _category(value: Any) -> bytes:
    """Return the entries of a category of resources, or its value where it is no dictionary."""
    if isinstance(value, Dictionary):
        return _entries(value)
    return _text(value)


def _text(value: Any) -> bytes:
    return b"".join(_no_gaps(written(of_pikepdf(value), _refer)))


def _no_gaps(pieces: Iterable[Any]) -> Iterator[bytes]:
    for piece in pieces:
        if not isinstance(piece, bytes):
            raise ShellError("a shell has no gaps")
        yield piece


def _refer(number: int) -> bytes:
    return b"%d 0 R" % number


def _reference(value: Any) -> bytes:
    return b"%d 0 R" % value.objgen[0]
