"""Colours and their spaces (ISO 32000-1, 8.6), as far as a printer asks: which inks are these?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import pikepdf

_DEEPEST = 6  # spaces in spaces; three are possible


class Family(Enum):
    """What kind of colours a space has."""

    GREY = "grey"
    RGB = "RGB"
    CMYK = "CMYK"
    LAB = "Lab"
    SPOT = "a spot colour"
    REGISTER = "register"
    PATTERN = "a pattern"
    NOTHING = "nothing"
    UNKNOWN = "a colour space that is not known"


@dataclass(frozen=True, slots=True)
class Space:
    """A colour space; ``colorants`` are the inks it names itself, ``base`` what it is built on.

    ``profiled`` spaces say what their numbers mean by a profile of their own.
    """

    family: Family
    components: int
    profiled: bool = False
    colorants: tuple[str, ...] = ()
    base: Space | None = None

    @property
    def initial(self) -> tuple[float, ...]:
        """The colour that is set with the space (ISO 32000-1, table 74)."""
        if self.family is Family.CMYK:
            return 0.0, 0.0, 0.0, 1.0
        tint = 1.0 if self.colorants or self.family is Family.REGISTER else 0.0
        return (tint,) * self.components


GREY = Space(Family.GREY, 1)
RGB = Space(Family.RGB, 3)
CMYK = Space(Family.CMYK, 4)
PATTERN = Space(Family.PATTERN, 0)
UNKNOWN = Space(Family.UNKNOWN, 0)

_DEVICE = {
    "/DeviceGray": GREY,
    "/G": GREY,
    "/DeviceRGB": RGB,
    "/RGB": RGB,
    "/DeviceCMYK": CMYK,
    "/CMYK": CMYK,
    "/Pattern": PATTERN,
}
_PLATES = ("Cyan", "Magenta", "Yellow", "Black")
_OF_COMPONENTS = {1: Family.GREY, 3: Family.RGB, 4: Family.CMYK}


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour: numbers of a space."""

    space: Space
    values: tuple[float, ...]

    @property
    def inks(self) -> tuple[float, float, float, float] | None:
        """Cyan, magenta, yellow and black, 0 to 1; None where only a conversion could tell."""
        space, values = self.space, self.values
        if not space.colorants and len(values) != space.components:
            return None
        match space.family:
            case Family.GREY:
                return 0.0, 0.0, 0.0, 1.0 - values[0]
            case Family.CMYK if space.colorants:
                return _plates(space.colorants, values)
            case Family.CMYK:
                return values[0], values[1], values[2], values[3]
            case Family.REGISTER:
                return (values[0],) * 4
        return None


def _plates(
    colorants: tuple[str, ...], values: Sequence[float]
) -> tuple[float, float, float, float]:
    amounts = dict(zip(colorants, values, strict=False))
    cyan, magenta, yellow, black = (amounts.get(name, 0.0) for name in _PLATES)
    return cyan, magenta, yellow, black


BLACK = Colour(GREY, (0.0,))


def space_of(source: Any, named: Any = None, depth: int = 0) -> Space:
    """Read a colour space; ``named`` are those of the resources, which may be used by name.

    What makes no sense is UNKNOWN.
    """
    try:
        return _space(source, named, depth)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, pikepdf.PdfError):
        return UNKNOWN


def _space(source: Any, named: Any, depth: int) -> Space:
    if depth > _DEEPEST:
        return UNKNOWN
    if isinstance(source, pikepdf.Name):
        known = _DEVICE.get(str(source))
        if known is None and named is not None:
            return space_of(named[source], None, depth + 1)
        return known or UNKNOWN
    family = str(source[0])
    if family in _READERS:
        return _READERS[family](source, named, depth + 1)
    return _DEVICE[family]


def _profiled(source: Any, _: Any, __: int) -> Space:
    components = int(source[1].N)
    return Space(_OF_COMPONENTS.get(components, Family.UNKNOWN), components, profiled=True)


def _indexed(source: Any, named: Any, depth: int) -> Space:
    base = space_of(source[1], named, depth)
    return Space(base.family, 0, base.profiled, base=base)


def _pattern(source: Any, named: Any, depth: int) -> Space:
    return Space(Family.PATTERN, 0, base=space_of(source[1], named, depth))


def _separation(source: Any, _: Any, __: int) -> Space:
    return _named_inks((source[1],))


def _device_n(source: Any, _: Any, __: int) -> Space:
    return _named_inks(tuple(source[1]))


def _named_inks(names: Sequence[Any]) -> Space:
    colorants = tuple(str(name).removeprefix("/") for name in names)
    printed = [name for name in colorants if name != "None"]
    if not printed:
        return Space(Family.NOTHING, len(colorants), colorants=colorants)
    if printed == ["All"]:
        return Space(Family.REGISTER, 1)
    own = all(name in _PLATES for name in printed)
    return Space(Family.CMYK if own else Family.SPOT, len(colorants), colorants=colorants)


_READERS: Mapping[str, Callable[[Any, Any, int], Space]] = {
    "/CalGray": lambda _, __, ___: Space(Family.GREY, 1, profiled=True),
    "/CalRGB": lambda _, __, ___: Space(Family.RGB, 3, profiled=True),
    "/DeviceN": _device_n,
    "/I": _indexed,
    "/ICCBased": _profiled,
    "/Indexed": _indexed,
    "/Lab": lambda _, __, ___: Space(Family.LAB, 3, profiled=True),
    "/Pattern": lambda s, n, d: _pattern(s, n, d) if len(s) > 1 else PATTERN,
    "/Separation": _separation,
}
