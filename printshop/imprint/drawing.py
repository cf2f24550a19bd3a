"""What is drawn on a page with all slots, cut into what is drawn in each of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Name

from .pieces import Marked, Piece, Pieces, joined

# Operators whose last operand names a resource, and its category (ISO 32000-1, 8 and 9).
_NAMING = {
    "Tf": "/Font",
    "gs": "/ExtGState",
    "Do": "/XObject",
    "sh": "/Shading",
    "cs": "/ColorSpace",
    "CS": "/ColorSpace",
    "scn": "/Pattern",
    "SCN": "/Pattern",
}


@dataclass(slots=True)
class Group:
    """Instructions between q and Q, groups among them, and the marked content in all of these."""

    parts: list[Any] = field(default_factory=list)
    mcids: set[int] = field(default_factory=set)


def read(page: Any) -> Group:
    """Return what a page draws as a group."""
    groups = [Group()]
    for instruction in pikepdf.parse_content_stream(page):
        operator = str(instruction.operator)
        if operator == "q":
            inner = Group()
            groups[-1].parts.append(inner)
            groups.append(inner)
        elif operator == "Q":
            inner = groups.pop()
            groups[-1].mcids |= inner.mcids
        else:
            if operator == "BDC" and "/MCID" in instruction.operands[1]:
                groups[-1].mcids.add(int(instruction.operands[1].MCID))
            groups[-1].parts.append(instruction)
    return groups[0]


def pieces_of(
    group: Group, slot: int, numbers: Mapping[int, int], resources: Any, prefix: str
) -> tuple[Pieces, dict[str, set[str]]]:
    """Return what is drawn in a slot, and the resources that it uses by category.

    ``numbers`` are the new numbers of its marked content, by the old ones; ``prefix`` is put before
    the names of resources, which shells and other stamps have, too.
    """
    used: dict[str, set[str]] = {}

    def write(inner: Group) -> Iterator[Piece]:
        whole = inner.mcids <= numbers.keys()
        for part in inner.parts:
            if isinstance(part, Group):
                if whole or part.mcids & numbers.keys():
                    yield b"q\n"
                    yield from write(part)
                    yield b"Q\n"
            else:
                yield from _instruction(part, slot, numbers, used, resources, prefix)

    return joined(write(group)), used


def _instruction(
    instruction: Any,
    slot: int,
    numbers: Mapping[int, int],
    used: dict[str, set[str]],
    resources: Any,
    prefix: str,
) -> Iterator[Piece]:
    operands, operator = list(instruction.operands), str(instruction.operator)
    if operator == "BDC" and "/MCID" in operands[1]:
        yield b"%s <</MCID " % operands[0].unparse()
        yield Marked(slot, numbers[int(operands[1].MCID)])
        yield b">> BDC\n"
        return
    category = _NAMING.get(operator)
    at = 0 if operator == "Tf" else -1
    if category and operands and isinstance(operands[at], Name):
        name = str(operands[at])
        if name in _known(resources, category):
            used.setdefault(category, set()).add(name)
            operands[at] = renamed(name, prefix)
    yield pikepdf.unparse_content_stream([(operands, instruction.operator)]) + b"\n"


def _known(resources: Any, category: str) -> Collection[str]:
    return resources[category].keys() if category in resources else ()


def renamed(name: str, prefix: str) -> Name:
    """Return the name that a resource of a stamp has in a leaflet."""
    return Name(f"/{prefix}{name[1:]}")
