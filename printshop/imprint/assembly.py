"""Shell and stamp -> one leaflet: what differs is written behind what is the same."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from itertools import count
from typing import cast
from uuid import UUID

from ..model import BLANK
from ..qr_codes import QUIET_ZONE, dark_runs
from ..render import spoken
from .part import Imprint, Part
from .pieces import Pieces, string
from .shell import CODE, ROW, Shell, ShellPage, Slot, stream, xref_row
from .stamp import Stamp, StampedSlot

_UUID = re.compile(rb"uuid:[0-9a-f-]{36}")
_GREYS = {True: (b"0 0 0 0 k", b"0 0 0 1 k"), False: (b"1 1 1 rg", b"0 0 0 rg")}

_begun: dict[bytes, hashlib._Hash] = {}  # digests of shells' beginnings, to go on from
_LEVEL = 1  # of compression: what is drawn for one clinic is short, and is written once

_MOST_ROWS = 8192  # of QR codes, kept in a process


def put_together(shell: Shell, stamps: Sequence[Stamp], imprint: Imprint) -> bytes:
    """Return the finished PDF: the same bytes each time, with an identity of its own.

    Every slot of the shell is in one of the stamps.
    """
    return _Assembly(shell, stamps, imprint).pdf()


def digest_of(pdf: bytes, shell: Shell) -> str:
    """Return the SHA-256 of a leaflet that was put together from a shell.

    Most of it is the shell's beginning, which is worked through once for all leaflets.
    """
    if shell.digest not in _begun:
        _begun[shell.digest] = hashlib.sha256(shell.head)
    digest = _begun[shell.digest].copy()
    digest.update(memoryview(pdf)[len(shell.head) :])
    return digest.hexdigest()


_Placed = tuple[Part, Slot, StampedSlot]


class _Assembly:
    def __init__(self, shell: Shell, stamps: Sequence[Stamp], imprint: Imprint) -> None:
        self._shell, self._imprint = shell, imprint
        self._parts = [Part(shell, stamp, imprint) for stamp in stamps]
        self._size, link = shell.size, shell.next_key
        next_mcid = [len(page.owners) for page in shell.pages]
        for part in self._parts:
            part.number(self._size, next_mcid, link)
            self._size += len(part.stamp.objects)
            link += len(part.stamp.links)
        self._placed: dict[str, _Placed] = {
            slot.name: (part, slot, stamped)
            for part in self._parts
            for slot, stamped in zip(part.slots, part.stamp.slots, strict=True)
        }
        self._written = [shell.head]
        self._at = len(shell.head)
        self._rows = bytearray(shell.rows) + bytes(ROW * (self._size - shell.size))

    def pdf(self) -> bytes:
        identity = self._identity()
        for part in self._parts:
            for number, (pieces, data) in enumerate(part.stamp.objects, part.base):
                body = part.filled(pieces)
                if data is not None:
                    body = b"%s\nstream\n%s\nendstream" % (body, data)
                self._write(number, body)
        for index, page in enumerate(self._shell.pages):
            self._write_page(index, page)
        for slot in self._shell.slots:
            self._write_slot(slot)
        self._write_parents()
        self._write_information(identity)
        return self._finished(identity)

    def _identity(self) -> bytes:
        """Return a digest of all that is in the file (ISO 32000-1, 14.4)."""
        imprint = self._imprint
        digest = hashlib.sha256(self._shell.digest)
        for part in self._parts:
            digest.update(part.stamp.digest)
        digest.update(repr((imprint.author, sorted(imprint.told.items()), imprint.page)).encode())
        return digest.digest()[:16]

    def _write(self, number: int, body: bytes) -> None:
        text = b"%d 0 obj\n%s\nendobj\n" % (number, body)
        start = number * ROW
        self._rows[start : start + ROW] = xref_row(1, self._at, 0)
        self._written.append(text)
        self._at += len(text)

    def _add(self, body: bytes) -> bytes:
        number = self._size
        self._size += 1
        self._rows.extend(bytes(ROW))
        self._write(number, body)
        return b"%d 0 R" % number

    # --- pages ---

    def _on_page(self, index: int) -> list[_Placed]:
        """Return what stands on a page, in the order of the shell's slots."""
        there = (slot.name for slot in self._shell.slots if slot.page == index)
        return [self._placed[name] for name in there if name in self._placed]

    def _write_page(self, index: int, page: ShellPage) -> None:
        placed = self._on_page(index)
        content = [_drawn(*one) for one in placed]
        code = self._imprint.code
        if code:
            content += (
                _code(slot, code, self._shell.cmyk)
                for slot in self._shell.slots
                if slot.page == index and slot.name == CODE
            )
        below, above = page.contents
        drawn = self._add(stream(b"", b"\n".join(content), _LEVEL))
        links = b"".join(part.filled(stamped.annotations) for part, _, stamped in placed)
        marked = (
            b"/Annots [%s %s] " % (page.annotations, links) if page.annotations + links else b""
        )
        self._write(
            page.number,
            b"<<%s %s/Contents [%s %s %s] /Resources <<%s>> >>"
            % (page.entries, marked, below, drawn, above, _resources(page, placed)),
        )
        self._write(page.owners_number, b"[%s]" % b" ".join(self._owners(page, index)))

    def _owners(self, page: ShellPage, index: int) -> list[bytes]:
        """Return what each piece of marked content on a page belongs to, stamp by stamp."""
        owners = list(page.owners)
        for part in self._parts:
            for slot, stamped in zip(part.slots, part.stamp.slots, strict=True):
                if slot.page == index:
                    first, *others = map(part.filled, stamped.owners)
                    owners[slot.mcid] = first
                    owners += others
        return owners

    # --- structure ---

    def _write_slot(self, slot: Slot) -> None:
        """Write a slot's element: a division with the values' own, or the figure of the code."""
        around = b"/Type /StructElem /P %s /Pg %s" % (
            slot.parent,
            self._shell.pages[slot.page].reference,
        )
        if slot.name == CODE:
            box = (slot.left, slot.top - slot.height, slot.left + slot.width, slot.top)
            self._write(
                slot.element,
                b"<<%s /S /Figure /Alt %s /A <</O /Layout /BBox [%.4f %.4f %.4f %.4f]>> /K [%d]>>"
                % (around, string(spoken(self._imprint.code_told)), *box, slot.mcid),
            )
            return
        part, _, stamped = self._placed[slot.name]
        roots, language = part.filled(stamped.roots), string(part.stamp.language)
        self._write(slot.element, b"<<%s /S /Div /Lang %s /K [%s]>>" % (around, language, roots))

    def _write_parents(self) -> None:
        entries = (self._shell.parents, *(link for part in self._parts for link in part.links()))
        self._write(self._shell.parent_tree, b"<</Nums [%s]>>" % b" ".join(entries))

    # --- what the file says of itself ---

    def _write_information(self, identity: bytes) -> None:
        shell, author = self._shell, self._imprint.author
        self._write(shell.info, b"<<%s /Author %s>>" % (shell.info_entries, string(author)))
        blank, name = (escape(text, quote=False).encode() for text in (BLANK, author))
        packet = shell.packet.replace(blank, name)
        packet = _UUID.sub(f"uuid:{UUID(bytes=identity, version=5)}".encode(), packet)
        self._write(
            shell.metadata,
            b"<<%s /Length %d>>\nstream\n%s\nendstream"
            % (shell.metadata_entries, len(packet), packet),
        )

    def _finished(self, identity: bytes) -> bytes:
        number, at = self._size, self._at
        self._rows.extend(xref_row(1, at, 0))
        name = identity.hex().encode()
        body = (
            b"%d 0 obj\n<</Type /XRef /Size %d /W [1 4 2] /ID [<%s> <%s>] %s /Length %d>>\n"
            b"stream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
        )
        self._written.append(
            body
            % (
                number,
                number + 1,
                name,
                name,
                self._shell.trailer,
                len(self._rows),
                bytes(self._rows),
                at,
            )
        )
        return b"".join(self._written)


def _drawn(part: Part, slot: Slot, stamped: StampedSlot) -> bytes:
    across, up = slot.left - stamped.left, slot.top - stamped.top
    content = part.filled(stamped.content)
    return b"q 1 0 0 1 %.6f %.6f cm\n%s\nQ" % (across, up, content)


def _resources(page: ShellPage, placed: Sequence[_Placed]) -> bytes:
    merged = {key: {b"": text} for key, text in page.resources.items()}
    for part, _, stamped in placed:
        for key, named in stamped.resources.items():
            mine = merged.setdefault(key, {})
            for pieces in named.values():
                name = _name_of(pieces)
                if name not in mine:  # slots share fonts
                    mine[name] = part.filled(pieces)
    return b" ".join(
        b"%s %s" % (key.encode(), _category(b" ".join(named.values())))
        for key, named in merged.items()
    )


def _name_of(pieces: Pieces) -> bytes:
    """Return the name of a resource, with which its pieces begin."""
    first = cast("bytes", pieces[0])
    return first[: first.index(b" ")]


def _category(entries: bytes) -> bytes:
    return entries if entries.startswith(b"[") else b"<<%s>>" % entries


@lru_cache(maxsize=_MOST_ROWS)
def _row(row: str, number: int) -> bytes:
    """Return the dark modules of a row as rectangles; four of five rows are those of another code,
    since the codes of a clinic differ by the language in their address."""
    return b"".join(b"%d %d %d 1 re\n" % (x, number, length) for x, length in dark_runs(row))


def _code(slot: Slot, rows: Sequence[str], cmyk: bool) -> bytes:
    """Draw a QR code, dark modules on white, as the figure whose marked content the slot had."""
    modules = len(rows) + 2 * QUIET_ZONE
    white, black = _GREYS[cmyk]
    scale = slot.width / modules
    dark = b"".join(map(_row, rows, count(QUIET_ZONE)))
    return (
        b"/Figure <</MCID %d>> BDC\nq %.6f 0 0 -%.6f %.4f %.4f cm\n"
        b"%s\n0 0 %d %d re f\n%s\n%sf\nQ\nEMC"
        % (slot.mcid, scale, scale, slot.left, slot.top, white, modules, modules, black, dark)
    )
