"""Pictures inside the page: drawings as they are, bitmaps no larger than screens show them."""

from __future__ import annotations

import base64
import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from ..errors import InputError
from ..findings import Finding, Place, Severity

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST = 1600  # pixels: the width of a telephone or of the column, at two or three to a CSS pixel
LARGEST_LOGO = 256  # pixels
_QUALITY = 80  # of 100 (WebP)
_AS_IT_IS = " !$()*+,-./:;=?@[]^_`{|}~"  # has no other meaning in an address, nor in an attribute
_PROFILED = ("RGB", "RGBA", "P")  # modes whose profile is still true after conversion to RGB


@lru_cache(maxsize=32)
def data_url(name: str, data: bytes, largest: int = LARGEST) -> str:
    """Return a picture as an address that holds it (RFC 2397).

    Raises InputError for a bitmap that cannot be read to its end.
    """
    if name.endswith(".svg"):
        # Not base64, which servers could hardly compress.
        return "data:image/svg+xml," + quote(data, safe=_AS_IT_IS)
    try:
        shown = _for_screens(data, largest)
    except (OSError, SyntaxError, ValueError) as error:  # Pillow says it in all these ways
        message = f"The picture '{name}' is damaged: {error}. Save it anew."
        raise InputError((Finding("picture.damaged", Severity.ERROR, message, Place()),)) from error
    return "data:image/webp;base64," + base64.b64encode(shown).decode()


def _for_screens(data: bytes, largest: int) -> bytes:
    """Return a bitmap as WebP of at most so many pixels, the right way up."""
    from PIL import Image, ImageOps

    with _to_the_end(), Image.open(io.BytesIO(data)) as image:
        profile = image.info.get("icc_profile") if image.mode in _PROFILED else None
        upright = ImageOps.exif_transpose(image)
        shown = _rgb(upright)
        shown.thumbnail((largest, largest))
        buffer = io.BytesIO()
        shown.save(buffer, "WEBP", quality=_QUALITY, icc_profile=profile)
        return buffer.getvalue()


@contextmanager
def _to_the_end() -> Iterator[None]:
    """Let Pillow refuse what ends early: the layout engine, once loaded, makes it fill that in."""
    from PIL import ImageFile

    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _rgb(image: Image) -> Image:
    """Return a bitmap in RGB; one in inks goes through its own profile, if it has one."""
    from PIL import ImageCms

    profile = image.info.get("icc_profile")
    if image.mode == "CMYK" and profile:
        inks = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(
            image, inks, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
        assert turned is not None  # noqa: S101  (it is, unless asked to work in place)
        return turned
    return image.convert("RGBA" if image.has_transparency_data else "RGB")
