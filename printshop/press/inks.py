"""Colours -> inks: the theme's own first, neutrals by black alone, the rest through the profile.

Relative colorimetric with black point compensation: colours that the press can print look as they
do on the screen, white is the paper, and the darkest tones keep their differences. (Perceptual
would change all colours for the sake of those that cannot be printed, in another way with each
maker's profile.) Neutrals by black alone stay neutral however the press runs, and small text in
one ink needs no register.
"""

from __future__ import annotations

import hashlib
import io
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import lru_cache, reduce
from itertools import accumulate
from typing import Any

from PIL import Image, ImageChops, ImageCms

from .targets import Colour, Target, UnconvertibleError

Rgb = tuple[int, int, int]
Ink = tuple[float, float, float, float]  # percent

_MODES = {1: "L", 3: "RGB", 4: "CMYK"}
_SRGB_NAME = "sRGB"
_FEW = 256  # colours: a picture with no more is drawn, not photographed


class InkError(Exception):
    """An output profile that cannot be computed with; the text says why."""


class _Profile:
    """The way through the profile for every colour."""

    space = "DeviceCMYK"

    def __init__(self, profile: bytes) -> None:
        self._profile = profile
        self.digest = hashlib.sha256(profile).hexdigest()
        try:
            self._output = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            self._srgb = self._transform(ImageCms.createProfile("sRGB"), "RGB")
        except (OSError, ImageCms.PyCMSError) as error:
            raise InkError(str(error)) from error
        self._known: dict[tuple[int, ...], Colour] = {}
        self._profiled = lru_cache(maxsize=16)(self._transform_from)

    @property
    def plain(self) -> Target:
        return self

    def _transform(self, source: Any, mode: str) -> ImageCms.ImageCmsTransform:
        return ImageCms.buildTransform(
            source,
            self._output,
            mode,
            "CMYK",
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )

    def _transform_from(self, profile: bytes, mode: str) -> ImageCms.ImageCmsTransform:
        try:
            return self._transform(ImageCms.ImageCmsProfile(io.BytesIO(profile)), mode)
        except (OSError, ImageCms.PyCMSError) as error:
            raise UnconvertibleError("a colour with an ICC profile that is damaged") from error

    def gray(self, level: float) -> Colour:
        return self.rgb(level, level, level)

    def rgb(self, red: float, green: float, blue: float) -> Colour:
        rgb = _bytes_of((red, green, blue))
        known = self._known.get(rgb)
        if known is None:
            known = self._known[rgb] = _turned(self._srgb, "RGB", rgb)
        return known

    def cmyk(self, cyan: float, magenta: float, yellow: float, black: float) -> Colour:
        return cyan, magenta, yellow, black

    def profiled(self, profile: bytes, values: Sequence[float]) -> Colour:
        if len(values) == 1:
            return self.gray(values[0])
        if len(values) == 4 and profile == self._profile:
            return tuple(values)
        if len(values) == 3 and is_srgb(profile):
            return self.rgb(*values)
        mode = _MODES[len(values)]
        return _turned(self._profiled(profile, mode), mode, _bytes_of(values))

    def picture(self, picture: Image.Image, profile: bytes | None) -> Image.Image:
        if picture.mode == "CMYK" and (profile is None or profile == self._profile):
            return picture
        if profile is None or is_srgb(profile):
            return self._srgb.apply(picture.convert("RGB"))
        return self._profiled(profile, picture.mode).apply(picture)

    def same_greys(self) -> bool:
        return False

    def black_ramp(self) -> tuple[float, ...]:
        """How much black is as light as each grey from 0 to 255, scaled to the press's range."""
        lab = ImageCms.createProfile("LAB")
        scale = Image.frombytes("CMYK", (256, 1), b"".join(b"\0\0\0%c" % k for k in range(256)))
        try:
            to_lab = ImageCms.buildTransform(
                self._output, lab, "CMYK", "LAB", ImageCms.Intent.RELATIVE_COLORIMETRIC
            )
        except ImageCms.PyCMSError as error:
            raise InkError(str(error)) from error
        printed = [_luminance(v * 100 / 255) for v in to_lab.apply(scale).getchannel(0).tobytes()]
        darkest, paper = printed[255], printed[0]
        wanted = (_linear(g / 255) * (paper - darkest) + darkest for g in range(256))
        # From dark to light, with a bit of slope where 8 bits make two blacks equally light.
        rising = accumulate(reversed(printed), max)
        ramp = [light + 1e-9 * k for k, light in enumerate(rising)]
        found = [1 - _position(ramp, light) / 255 for light in wanted]
        return (1.0, *(round(black, 4) for black in found[1:255]), 0.0)


class Inks:
    """The inks of one press, for a theme that names some colours' inks itself.

    Raises InkError for a profile that cannot be computed with.
    """

    space = "DeviceCMYK"

    def __init__(self, profile: bytes, separations: Mapping[str, Ink]) -> None:
        self._through = _Profile(profile)
        self._blacks = self._through.black_ramp()
        self._own: dict[tuple[int, ...], Colour] = {
            _rgb_of(name): tuple(percent / 100 for percent in ink)
            for name, ink in separations.items()
        }
        self.digest = f"{self._through.digest} {sorted(self._own.items())}"

    @property
    def plain(self) -> Target:
        return self._through

    def gray(self, level: float) -> Colour:
        return 0.0, 0.0, 0.0, self._blacks[_bytes_of((level,))[0]]

    def rgb(self, red: float, green: float, blue: float) -> Colour:
        rgb = _bytes_of((red, green, blue))
        if rgb in self._own:
            return self._own[rgb]
        if rgb[0] == rgb[1] == rgb[2]:
            return self.gray(red)
        return self._through.rgb(red, green, blue)

    def cmyk(self, cyan: float, magenta: float, yellow: float, black: float) -> Colour:
        return cyan, magenta, yellow, black

    def profiled(self, profile: bytes, values: Sequence[float]) -> Colour:
        if len(values) < 4 and len(set(values)) == 1:
            return self.gray(values[0])
        if len(values) == 3 and is_srgb(profile):
            return self.rgb(*values)
        return self._through.profiled(profile, values)

    def same_greys(self) -> bool:
        return False

    def picture(self, picture: Image.Image, profile: bytes | None) -> Image.Image:
        """Turn a picture: greys to black alone, few colours one by one, photographs by profile."""
        if picture.mode == "L" or (picture.mode == "RGB" and _is_neutral(picture)):
            return self._black_plate(picture.getchannel(0)).point(lambda ink: 255 - ink)
        turned = self._through.picture(picture, profile)
        if picture.mode == "RGB" and (profile is None or is_srgb(profile)):
            few = picture.getcolors(_FEW)
            return self._drawn(picture, turned, [rgb for _, rgb in few]) if few else turned
        return turned

    def _drawn(
        self, picture: Image.Image, turned: Image.Image, colours: Sequence[Any]
    ) -> Image.Image:
        """Give the theme's colours and the greys of a drawing their own inks."""
        red, green, blue = picture.split()
        for rgb in colours:
            if rgb in self._own:
                ink = tuple(round(255 * share) for share in self._own[rgb])
                masks = (
                    plate.point([255 * (v == value) for v in range(256)])
                    for plate, value in zip((red, green, blue), rgb, strict=True)
                )
                turned.paste(ink, mask=reduce(ImageChops.darker, masks))
        if any(r == g == b and (r, g, b) not in self._own for r, g, b in colours):
            apart = ImageChops.lighter(
                ImageChops.difference(red, green), ImageChops.difference(red, blue)
            )
            none = Image.new("L", picture.size)
            greys = Image.merge("CMYK", (none, none, none, self._black_plate(red)))
            turned.paste(greys, mask=apart.point([255] + [0] * 255))
        return turned

    def _black_plate(self, greys: Image.Image) -> Image.Image:
        return greys.point([round(255 * black) for black in self._blacks])


@lru_cache(maxsize=4)
def inks_for(profile: bytes, separations: tuple[tuple[str, Ink], ...]) -> Inks:
    """Return the inks of a press and a theme; what they have turned is remembered."""
    return Inks(profile, dict(separations))


def is_srgb(profile: bytes) -> bool:
    """Tell whether an ICC profile is one of sRGB, by its description."""
    return _description(profile).startswith(_SRGB_NAME)


@lru_cache(maxsize=16)
def _description(profile: bytes) -> str:
    try:
        opened = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.getProfileDescription(opened).strip()
    except (OSError, ImageCms.PyCMSError):
        return ""


def _turned(
    transform: ImageCms.ImageCmsTransform, mode: str, values: tuple[int, ...]
) -> tuple[float, ...]:
    """Turn one pixel. ``apply`` would copy the profile, for each of them, into the result."""
    pixel, inks = Image.new(mode, (1, 1), values), Image.new("CMYK", (1, 1))
    transform.transform.apply(pixel.getim(), inks.getim())
    return tuple(round(value / 255, 4) for value in inks.tobytes())


def _is_neutral(picture: Image.Image) -> bool:
    red, green, blue = picture.split()
    return not any(ImageChops.difference(red, other).getbbox() for other in (green, blue))


def _bytes_of(values: Sequence[float]) -> tuple[int, ...]:
    return tuple(min(255, max(0, round(255 * value))) for value in values)


def _rgb_of(name: str) -> Rgb:
    """Return the components of a colour such as #17443f."""
    red, green, blue = (int(name[i : i + 2], 16) for i in (1, 3, 5))
    return red, green, blue


def _linear(value: float) -> float:
    """Return the luminance of an sRGB grey (IEC 61966-2-1)."""
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _luminance(lightness: float) -> float:
    """Return the relative luminance of a CIE lightness (CIE 15)."""
    return ((lightness + 16) / 116) ** 3 if lightness > 8 else lightness / 903.3


def _position(ramp: Sequence[float], value: float) -> float:
    """Return where a value stands in a rising ramp, between its places too."""
    after = min(max(bisect_left(ramp, value), 1), len(ramp) - 1)
    before, step = ramp[after - 1], ramp[after] - ramp[after - 1]
    return (
        min(len(ramp) - 1.0, max(0.0, after - 1 + (value - before) / step)) if step > 0 else after
    )
