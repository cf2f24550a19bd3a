"""Colour spaces of PDF files (ISO 32000-1, 8.6), read: what a colour's numbers mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pikepdf

from .functions import Function, function_of
from .targets import Colour, Target, UnconvertibleError

DEFAULTS = ("/DefaultGray", "/DefaultRGB", "/DefaultCMYK")


class Space(Protocol):
    """A colour space: what its colours are in inks, and the colour it begins with."""

    @property
    def components(self) -> int:
        """How many numbers a colour has."""

    @property
    def initial(self) -> Colour:
        """The colour that is set with the space."""

    def colour(self, values: Sequence[float], target: Target) -> Colour:
        """Turn a colour into the target's."""


@dataclass(frozen=True)
class Gray:
    components: int = 1
    initial: Colour = (0.0,)

    def colour(self, values: Sequence[float], target: Target) -> Colour:
        return target.gray(*values)


@dataclass(frozen=True)
class Rgb:
    components: int = 3
    initial: Colour = (0.0, 0.0, 0.0)

    def colour(self, values: Sequence[float], target: Target) -> Colour:
        return target.rgb(*values)


@dataclass(frozen=True)
class Cmyk:
    components: int = 4
    initial: Colour = (0.0, 0.0, 0.0, 1.0)

    def colour(self, values: Sequence[float], target: Target) -> Colour:
        return target.cmyk(*values)


@dataclass(frozen=True)
class Lab:
    """CIE colours; their white is taken as the paper's."""

    components: int = 3
    initial: Colour = (0.0, 0.0, 0.0)

    def colour(self, values: Sequence[float], target: Target) -> Colour:
        return target.rgb(*_srgb_of_lab(*values))


@dataclass(frozen=True)
class Profiled:
    """A space with an ICC profile of its own."""

    profile: bytes
    components: int

    @property
    def initial(self) -> Colour:
        return (0.0,) * self.components

    def colour(self, values: Sequence[float], target: Target) -> Colour:
        return target.profiled(self.profile, values)


@dataclass(frozen=True)
class Unknown:
    """A space that was reported and left out; whatever is painted in it is black."""

    components: int = 0
    initial: Colour = ()

    def colour(self, values: Sequence[float], target: Target) -> Colour:
        return target.gray(0)


@dataclass(frozen=True)
class Indexed:
    """A table of colours of another space."""

    base: Space
    table: bytes
    components: int = 1
    initial: Colour = (0.0,)

    def colour(self, values: Sequence[float], target: Target) -> Colour:
        return self.base.colour(self.entry(int(values[0])), target)

    def entry(self, index: int) -> Colour:
        """Return the entry of the table, in the other space; after its end it goes on with 0."""
        width = self.base.components
        raw = self.table[index * width : (index + 1) * width].ljust(width, b"\0")
        if isinstance(self.base, Lab):
            raise UnconvertibleError("a table of Lab colours")
        return tuple(value / 255 for value in raw)


@dataclass(frozen=True)
class Tint:
    """A spot colour, or several: mixed from the inks that stand for it."""

    alternate: Space
    function: Function
    components: int

    @property
    def initial(self) -> Colour:
        return (1.0,) * self.components

    def colour(self, values: Sequence[float], target: Target) -> Colour:
        return self.alternate.colour(self.function(*values), target)


@dataclass(frozen=True)
class AllPlates:
    """Register: as much of every ink."""

    components: int = 1
    initial: Colour = (1.0,)

    def colour(self, values: Sequence[float], target: Target) -> Colour:
        return target.cmyk(*(values[0],) * 4)


@dataclass(frozen=True)
class Pattern:
    """Patterns; ``base`` is the space of the colour that a stencil pattern is painted in."""

    base: Space | None = None
    components: int = 0
    initial: Colour = ()

    def colour(self, values: Sequence[float], target: Target) -> Colour:
        if self.base is None:
            return ()
        return self.base.colour(values, target)


_DEVICE: Mapping[str, Space] = {
    "/DeviceGray": Gray(),
    "/CalGray": Gray(),
    "/G": Gray(),
    "/DeviceRGB": Rgb(),
    "/RGB": Rgb(),
    "/DeviceCMYK": Cmyk(),
    "/CMYK": Cmyk(),
    "/Pattern": Pattern(),
}


def space_of(source: Any, named: Any = None) -> Space:
    """Read a colour space; ``named`` are those of the resources, which may be used by name.

    Raises UnconvertibleError for spaces that cannot be turned into inks.
    """
    if isinstance(source, pikepdf.Name):
        return _by_name(source, named)
    if not isinstance(source, pikepdf.Array) or not len(source):
        raise UnconvertibleError("a colour space that is none")
    family = str(source[0])
    if len(source) == 1:
        return _by_name(pikepdf.Name(family), None)
    reader = _FAMILIES.get(family)
    if reader is None:
        raise UnconvertibleError(f"the colour space {family[1:]}")
    return reader(source, named)


def _by_name(name: pikepdf.Name, named: Any) -> Space:
    known = _DEVICE.get(str(name))
    if known is not None:
        return known
    if named is None or name not in named:
        raise UnconvertibleError(f"the colour space {str(name)[1:]}")
    return space_of(named[name], None)


def _gray(_: Any, __: Any) -> Space:
    return Gray()


def _lab(_: Any, __: Any) -> Space:
    return Lab()


def _profiled(source: Any, _: Any) -> Space:
    components = int(source[1].N)
    if components not in (1, 3, 4):
        raise UnconvertibleError(f"an ICC profile of {components} components")
    return Profiled(source[1].read_bytes(), components)


def _indexed(source: Any, named: Any) -> Space:
    base = space_of(source[1], named)
    table = source[3]
    data = table.read_bytes() if isinstance(table, pikepdf.Stream) else bytes(table)
    return Indexed(base, data)


def _separation(source: Any, named: Any) -> Space:
    if source[1] == pikepdf.Name.All:
        return AllPlates()
    return Tint(space_of(source[2], named), function_of(source[3]), 1)


def _device_n(source: Any, named: Any) -> Space:
    return Tint(space_of(source[2], named), function_of(source[3]), len(source[1]))


def _pattern(source: Any, named: Any) -> Space:
    return Pattern(space_of(source[1], named))


_FAMILIES = {
    "/CalGray": _gray,
    "/DeviceN": _device_n,
    "/I": _indexed,
    "/ICCBased": _profiled,
    "/Indexed": _indexed,
    "/Lab": _lab,
    "/Pattern": _pattern,
    "/Separation": _separation,
}


def _srgb_of_lab(lightness: float, a: float, b: float) -> Colour:
    """Return a CIE Lab colour (D50) as sRGB, cut off at its borders (CSS Color 4, 9.3 and 18)."""
    f = (lightness + 16) / 116
    x, y, z = (
        white * (v**3 if v > 6 / 29 else 3 * (6 / 29) ** 2 * (v - 4 / 29))
        for white, v in zip((0.96422, 1.0, 0.82521), (f + a / 500, f, f - b / 200), strict=True)
    )
    linear = (
        3.13385637 * x - 1.61686677 * y - 0.49061477 * z,
        -0.97876874 * x + 1.91614156 * y + 0.03345480 * z,
        0.07194529 * x - 0.22899168 * y + 1.40524264 * z,
    )
    return tuple(
        round(
            min(1.0, max(0.0, 12.92 * v if v <= 0.0031308 else 1.055 * v ** (1 / 2.4) - 0.055)), 4
        )
        for v in linear
    )
