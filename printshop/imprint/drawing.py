"""What is drawn on a page with all slots, cut into what is drawn in each of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
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


_BEGIN = pikepdf.Operator("BDC")


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
            number = mcid_of(instruction) if operator == "BDC" else None
            if number is not None:
                groups[-1].mcids.add(number)
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
        run: list[Any] = []  # written together: one by one takes several times as long
        for part in inner.parts:
            if isinstance(part, Group):
                if whole or part.mcids & numbers.keys():
                    yield from (_unparsed(run), b"q\n", *write(part), b"Q\n")
                    run.clear()
            elif (number := mcid_of(part)) is not None:
                yield from (_unparsed(run), b"%s <</MCID " % part.operands[0].unparse())
                yield from (Marked(slot, numbers[number]), b">> BDC\n")
                run.clear()
            else:
                run.append(_renaming(part, used, resources, prefix))
        yield _unparsed(run)

    return joined(write(group)), used


def _unparsed(instructions: Sequence[Any]) -> bytes:
    return pikepdf.unparse_content_stream(instructions) + b"\n" if instructions else b""


def mcid_of(instruction: Any) -> int | None:
    """Return the number of the marked content that an instruction begins, None for others."""
    if instruction.operator != _BEGIN or "/MCID" not in instruction.operands[1]:
        return None
    return int(instruction.operands[1].MCID)


def _renaming(instruction: Any, used: dict[str, set[str]], resources: Any, prefix: str) -> Any:
    """Return an instruction with the name that its resource has in a leaflet."""
    operator = str(instruction.operator)
    category = _NAMING.get(operator)
    if category is None:
        return instruction
    operands = list(instruction.operands)
    at = 0 if operator == "Tf" else -1
    if operands and isinstance(operands[at], Name):
        name = str(operands[at])
        if name in _known(resources, category):
            used.setdefault(category, set()).add(name)
            operands[at] = renamed(name, prefix)
    return operands, instruction.operator


def _known(resources: Any, category: str) -> Collection[str]:
    return resources[category].keys() if category in resources else ()


def renamed(name: str, prefix: str) -> Name:
    """Return the name that a resource of a stamp has in a leaflet."""
    return Name(f"/{prefix}{name[1:]}")
