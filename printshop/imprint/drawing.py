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

# Lines that mean the same everywhere, one that names a resource, with its category and the place
# of the name, or the beginning of marked content: its tag, its number.
Instruction = bytes | tuple[bytes, str, re.Match[bytes]] | tuple[bytes, int]


@dataclass(slots=True)
class Group:
    """Instructions between q and Q, groups among them, and the marked content in all of these."""

    parts: list[Instruction | Group] = field(default_factory=list)
    mcids: set[int] = field(default_factory=set)


def read(content: bytes) -> Group:
    """Return what a page draws as a group, from its content with an instruction a line."""
    groups = [Group()]
    plain: list[bytes] = []

    def end_plain() -> None:
        if plain:
            groups[-1].parts.append(b"\n".join((*plain, b"")))
            plain.clear()

    for line in _PROPERTIES.sub(rb"\1 \2 BDC", content).split(b"\n"):
        operator = line[line.rfind(b" ") + 1 :]
        category = _NAMING.get(operator)
        if line == b"q":
            end_plain()
            inner = Group()
            groups[-1].parts.append(inner)
            groups.append(inner)
        elif line == b"Q":
            end_plain()
            inner = groups.pop()
            groups[-1].mcids |= inner.mcids
        elif operator == b"BDC" and (begun := _MARKED.fullmatch(line)):
            end_plain()
            number = int(begun[2])
            groups[-1].mcids.add(number)
            groups[-1].parts.append((begun[1], number))
        elif category and (named := _NAME.search(line)):
            end_plain()
            groups[-1].parts.append((line, category, named))
        else:
            plain.append(line)
    end_plain()
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
                yield part
            elif isinstance(part, Group):
                if whole or not part.mcids.isdisjoint(numbers):
                    yield from (b"q\n", *write(part), b"Q\n")
            elif len(part) == 2:
                tag, number = part
                yield from (tag + b" <</MCID ", Marked(slot, numbers[number]), b">> BDC\n")
            else:
                yield _renaming(*part, used, resources, prefix)

    return joined(write(group)), used


def _renaming(
    line: bytes,
    category: str,
    named: re.Match[bytes],
    used: dict[str, set[str]],
    resources: Mapping[str, Collection[str]],
    prefix: str,
) -> bytes:
    """Return an instruction, and the end of its line, with the name that its resource has in a
    leaflet."""
    name = named[1].decode()
    if name not in resources.get(category, ()):
        return line + b"\n"
    used.setdefault(category, set()).add(name)
    return b"%s/%s%s\n" % (line[: named.start()], renamed(name, prefix), line[named.end() :])


def renamed(name: str, prefix: str) -> bytes:
    """Return the name that a resource of a stamp has in a leaflet, without its solidus."""
    return f"{prefix}{name}".encode()
