"""What is drawn on a page with all slots, cut into what is drawn in each of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from .pieces import Marked, Piece, Pieces, joined

# Operators with an operand that names a resource, and its category (ISO 32000-1, 8 and 9).
_NAMING = {
    b"Tf": "Font",
    b"gs": "ExtGState",
    b"Do": "XObject",
    b"sh": "Shading",
    b"cs": "ColorSpace",
    b"CS": "ColorSpace",
    b"scn": "Pattern",
    b"SCN": "Pattern",
}
_NAME = re.compile(rb"/([^\s()<>\[\]{}/%]+)")
_PROPERTIES = re.compile(rb"^(/\S+)\n(<<.*>>)\nBDC$", re.MULTILINE)
_MARKED = re.compile(rb"(/\S+) <<\s*/MCID (\d+)\s*>> BDC")

Instruction = bytes | tuple[bytes, int]  # the latter begins marked content: its tag, its number


@dataclass(slots=True)
class Group:
    """Instructions between q and Q, groups among them, and the marked content in all of these."""

    parts: list[Instruction | Group] = field(default_factory=list)
    mcids: set[int] = field(default_factory=set)


def read(content: bytes) -> Group:
    """Return what a page draws as a group, from its content with an instruction a line."""
    groups = [Group()]
    for line in _PROPERTIES.sub(rb"\1 \2 BDC", content).split(b"\n"):
        if line == b"q":
            inner = Group()
            groups[-1].parts.append(inner)
            groups.append(inner)
        elif line == b"Q":
            inner = groups.pop()
            groups[-1].mcids |= inner.mcids
        elif begun := _MARKED.fullmatch(line):
            number = int(begun[2])
            groups[-1].mcids.add(number)
            groups[-1].parts.append((begun[1], number))
        else:
            groups[-1].parts.append(line)
    return groups[0]


def pieces_of(
    group: Group,
    slot: int,
    numbers: Mapping[int, int],
    resources: Mapping[str, Collection[str]],
    prefix: str,
) -> tuple[Pieces, dict[str, set[str]]]:
    """Return what is drawn in a slot, and the resources that it uses by category.

    ``numbers`` are the new numbers of its marked content, by the old ones; ``prefix`` is put before
    the names of ``resources``, by category, which shells and other stamps have, too.
    """
    used: dict[str, set[str]] = {}

    def write(inner: Group) -> Iterator[Piece]:
        whole = inner.mcids <= numbers.keys()
        for part in inner.parts:
            if isinstance(part, bytes):
                yield _renaming(part, used, resources, prefix) + b"\n"
            elif isinstance(part, Group):
                if whole or part.mcids & numbers.keys():
                    yield from (b"q\n", *write(part), b"Q\n")
            else:
                tag, number = part
                yield from (tag + b" <</MCID ", Marked(slot, numbers[number]), b">> BDC\n")

    return joined(write(group)), used


def _renaming(
    line: bytes,
    used: dict[str, set[str]],
    resources: Mapping[str, Collection[str]],
    prefix: str,
) -> bytes:
    """Return an instruction with the name that its resource has in a leaflet."""
    category = _NAMING.get(line[line.rfind(b" ") + 1 :])
    named = _NAME.search(line) if category else None
    if not category or not named or (name := named[1].decode()) not in resources.get(category, ()):
        return line
    used.setdefault(category, set()).add(name)
    return b"%s/%s%s" % (line[: named.start()], renamed(name, prefix), line[named.end() :])


def renamed(name: str, prefix: str) -> bytes:
    """Return the name that a resource of a stamp has in a leaflet, without its solidus."""
    return f"{prefix}{name}".encode()
