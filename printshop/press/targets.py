"""What colours are turned into: inks for what is printed, greys for what only masks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PIL import Image

Colour = tuple[float, ...]  # components from 0 to 1


class UnconvertibleError(Exception):
    """Something that has a colour and cannot be turned into inks; the text names it."""


class Target(Protocol):
    """A device colour space, and the way into it from those that PDF files use."""

    @property
    def space(self) -> str:
        """The name of the space: DeviceCMYK or DeviceGray."""

    @property
    def digest(self) -> str:
        """What tells it from others."""

    @property
    def plain(self) -> Target:
        """The same way without exceptions for single colours, so that gradients run evenly."""

    def gray(self, level: float) -> Colour:
        """Turn a grey, 0 is black."""

    def rgb(self, red: float, green: float, blue: float) -> Colour:
        """Turn a colour in sRGB."""

    def cmyk(self, cyan: float, magenta: float, yellow: float, black: float) -> Colour:
        """Turn a colour that is inks already."""

    def profiled(self, profile: bytes, values: Sequence[float]) -> Colour:
        """Turn a colour in the space of an ICC profile with one, three or four components."""

    def picture(self, picture: Image.Image, profile: bytes | None) -> Image.Image:
        """Turn a picture of mode L, RGB or CMYK; it comes back as L or CMYK."""

    def same_greys(self) -> bool:
        """Tell whether greys stay as they are, so that grey pictures need no turning."""


class Luminosity:
    """Greys as light as the colours, for masks: what they let through stays what it was.

    The weights are those of ISO 32000-1, 11.5.3.
    """

    space = digest = "DeviceGray"

    @property
    def plain(self) -> Target:
        return self

    def gray(self, level: float) -> Colour:
        return (level,)

    def rgb(self, red: float, green: float, blue: float) -> Colour:
        return (0.3 * red + 0.59 * green + 0.11 * blue,)

    def cmyk(self, cyan: float, magenta: float, yellow: float, black: float) -> Colour:
        return (1 - min(1.0, 0.3 * cyan + 0.59 * magenta + 0.11 * yellow + black),)

    def profiled(self, profile: bytes, values: Sequence[float]) -> Colour:
        match values:
            case [level]:
                return self.gray(level)
            case [red, green, blue]:
                return self.rgb(red, green, blue)
        return self.cmyk(*values)

    def picture(self, picture: Image.Image, profile: bytes | None) -> Image.Image:
        if picture.mode == "RGB":
            return picture.convert("L", (0.3, 0.59, 0.11, 0))
        return picture.convert("L")

    def same_greys(self) -> bool:
        return True
