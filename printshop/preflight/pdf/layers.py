"""Layers: which optional content a file shows as it is opened (ISO 32000-1, 8.11)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import pikepdf

_DEEPEST = 32  # levels of a visibility expression

# What a membership asks of its layers, true where they are shown (table 99).
_POLICIES: Mapping[str, Callable[[list[bool]], bool]] = {
    "/AllOn": all,
    "/AnyOn": any,
    "/AnyOff": lambda shown: not all(shown),
    "/AllOff": lambda shown: not any(shown),
}


class Layers:
    """The layers of a file, as its default configuration sets them."""

    def __init__(self, catalog: Any) -> None:
        properties = _dictionary(catalog.get("/OCProperties"))
        self.default = _dictionary(properties.get("/D"))
        self.all = tuple(_groups(properties.get("/OCGs")))
        off = {group.objgen for group in _groups(self.default.get("/OFF"))}
        if self.default.get("/BaseState") == pikepdf.Name.OFF:
            on = {group.objgen for group in _groups(self.default.get("/ON"))}
            off |= {group.objgen for group in self.all if group.objgen not in on}
        self._off = off
        self.hidden = tuple(name_of(group) for group in self.all if group.objgen in off)
        others = properties.get("/Configs")
        listed = others if isinstance(others, pikepdf.Array) else ()
        self.configurations = (self.default, *map(_dictionary, listed))

    def hides(self, membership: Any) -> str:
        """Return the name of the layers that keep content from being seen; nothing where none do.

        ``membership`` is a layer, or a dictionary that names several.
        """
        if not isinstance(membership, pikepdf.Dictionary) or self._shows(membership):
            return ""
        groups = [group for group in _members(membership) if not self._shown(group)]
        return ", ".join(map(name_of, groups)) or name_of(membership)

    def _shown(self, group: Any) -> bool:
        return group.objgen not in self._off

    def _shows(self, membership: Any) -> bool:
        if membership.get("/Type") != pikepdf.Name.OCMD:
            return self._shown(membership)
        if "/VE" in membership:  # it counts before the policy (table 99)
            return self._holds(membership.VE, 0)
        members = [self._shown(group) for group in _members(membership)]
        policy = _POLICIES.get(str(membership.get("/P", "/AnyOn")), any)
        return policy(members) if members else True

    def _holds(self, expression: Any, depth: int) -> bool:
        """Tell whether a visibility expression is true (8.11.2.2)."""
        if depth > _DEEPEST:
            raise ValueError("a visibility expression inside itself")
        if not isinstance(expression, pikepdf.Array):
            return self._shown(expression)
        operator, *operands = expression
        values = [self._holds(operand, depth + 1) for operand in operands]
        match str(operator):
            case "/And":
                return all(values)
            case "/Or":
                return any(values)
            case "/Not":
                return not values[0]
        raise ValueError(f"a visibility expression with {operator}")


def name_of(group: Any) -> str:
    return str(group.get("/Name", "")).strip() or "without a name"


def _members(membership: Any) -> list[Any]:
    if membership.get("/Type") != pikepdf.Name.OCMD:
        return [membership]
    if "/VE" in membership:
        return list(_named_in(membership.VE, 0))
    return list(_groups(membership.get("/OCGs")))


def _named_in(expression: Any, depth: int) -> Iterator[Any]:
    """Yield the layers that a visibility expression names."""
    for operand in expression if depth < _DEEPEST else ():
        if isinstance(operand, pikepdf.Array):
            yield from _named_in(operand, depth + 1)
        elif isinstance(operand, pikepdf.Dictionary):
            yield operand


def _groups(source: Any) -> Iterable[Any]:
    """Yield layers that are listed, or the one there is; null counts as none."""
    listed = source if isinstance(source, pikepdf.Array) else (source,)
    return (entry for entry in listed if isinstance(entry, pikepdf.Dictionary))


def _dictionary(entry: Any) -> Any:
    return entry if isinstance(entry, pikepdf.Dictionary) else pikepdf.Dictionary()
