"""Logos from outside, made anew: nothing is kept of a file but what is printed."""

from __future__ import annotations

import hashlib
import io
import math
import struct
import warnings
import zlib
from pathlib import Path
from typing import Any, NamedTuple

from ..geometry import MILLIMETRES_PER_INCH
from ..model import Asset
from .clean_svg import clean_svg
from .logos import GOOD, HIGHEST, LEAST, WIDEST, read_logo, strictly
from .pictures import PictureError

MOST_BYTES = 8_000_000
MOST_PIXELS = 25_000_000
ENOUGH = (2400, 1600)  # pixels: 2500 an inch, where 300 are asked for
_SIGNS = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG"}
_SUFFIXES = {"PNG": "png", "JPEG": "jpg"}
_DAMAGED = (OSError, SyntaxError, ValueError, KeyError, IndexError, TypeError, OverflowError)


class RefusedLogoError(Exception):
    """A logo that cannot be used: ``reason`` is a word for it, ``values`` what there is to say."""

    def __init__(self, reason: str, **values: int) -> None:
        self.reason, self.values = reason, values
        super().__init__(reason, values)

    def __reduce__(self) -> tuple[Any, ...]:
        return _refused, (self.reason, self.values)  # it comes from another process


def _refused(reason: str, values: dict[str, int]) -> RefusedLogoError:
    return RefusedLogoError(reason, **values)


class CleanLogo(NamedTuple):
    """A logo as it is kept: its ending, its bytes and its size in pixels, none of a drawing."""

    suffix: str
    data: bytes
    size: tuple[int, int] | None

    @property
    def name(self) -> str:
        """A name after what is in it."""
        return f"{hashlib.sha256(self.data).hexdigest()}.{self.suffix}"


def clean_logo(data: bytes) -> CleanLogo:
    """Return a logo made anew from a file that nobody has vouched for, whatever it is called.

    Raises RefusedLogoError: large, kind, pixels, damaged, drawing (there is more in it than
    outlines) or coarse (with width, and the width needed).
    """
    if len(data) > MOST_BYTES:
        raise RefusedLogoError("large")
    kind = next((kind for sign, kind in _SIGNS.items() if data.startswith(sign)), "")
    if kind:
        return _bitmap(data, kind)
    if b"<svg" not in data[:20_000]:
        raise RefusedLogoError("kind")
    try:
        return CleanLogo("svg", clean_svg(data), None)
    except PictureError as error:
        raise RefusedLogoError("drawing") from error


def pixels_needed(size: tuple[int, int]) -> int | None:
    """Return how wide a picture of this shape has to be for good print, None if it is."""
    width, height = size
    wide = min(WIDEST, HIGHEST * width / height)  # mm
    needed = math.ceil(wide / MILLIMETRES_PER_INCH * GOOD)
    return needed if width < needed else None


def kept_logo(folder: Path, name: str) -> Asset:
    """Return a logo that was kept, as the loader reads it. Raises RefusedLogoError."""
    try:
        return read_logo(folder, name)[0]
    except PictureError as error:
        raise RefusedLogoError("drawing" if name.endswith(".svg") else "damaged") from error


def _bitmap(data: bytes, kind: str) -> CleanLogo:
    from PIL import Image

    try:
        with warnings.catch_warnings(), strictly():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=(kind,)) as image:
                _check_size(image.size)
                return _made_anew(image, kind)
    except Image.DecompressionBombError as error:
        raise RefusedLogoError("pixels") from error
    except (*_DAMAGED, EOFError, struct.error, zlib.error, MemoryError) as error:
        raise RefusedLogoError("damaged") from error


def _check_size(size: tuple[int, int]) -> None:
    if math.prod(size) > MOST_PIXELS:
        raise RefusedLogoError("pixels")
    wide = min(WIDEST, HIGHEST * size[0] / size[1])
    if size[0] * MILLIMETRES_PER_INCH / wide < LEAST:
        raise RefusedLogoError("coarse", width=size[0], needed=pixels_needed(size) or size[0])


def _made_anew(image: Any, kind: str) -> CleanLogo:
    image.load()
    clear = image.has_transparency_data
    made = _upright(image).convert("RGBA" if clear else "RGB")
    made.thumbnail(ENOUGH)
    made.info = {}
    buffer = io.BytesIO()
    options = {"quality": 95, "subsampling": 0} if kind == "JPEG" else {"optimize": True}
    made.save(buffer, kind, **options)
    return CleanLogo(_SUFFIXES[kind], buffer.getvalue(), made.size)


def _upright(image: Any) -> Any:
    """Turn a picture as its camera was held; what it says of that may be damaged."""
    from PIL import ImageOps

    try:
        return ImageOps.exif_transpose(image)
    except (*_DAMAGED, struct.error):
        return image
