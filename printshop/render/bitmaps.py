"""Bitmaps as the layout engine can set them: it knows no greys of 16 bits."""

from __future__ import annotations

import io

_GREYS_OF_16_BITS = b"\x10\x00"  # depth and kind of colour in the head of a PNG file


def for_engine(data: bytes) -> bytes:
    """Return a picture, as a PNG of 8 bits where it is one in greys of 16.

    A grey that is left out becomes alpha. (PNG, third edition, 11.2.1 and 11.3.1.1)
    """
    if not data.startswith(b"\x89PNG") or data[24:26] != _GREYS_OF_16_BITS:
        return data
    from PIL import Image  # slow to load, and most leaflets have drawings only

    with Image.open(io.BytesIO(data)) as picture:
        left_out = picture.info.get("transparency")
        samples = picture.convert("I;16").tobytes()  # the low byte of each first
        low, high = samples[::2], samples[1::2]
        greys = Image.frombytes("L", picture.size, high)
    if left_out is not None:
        shown = (255 * (h << 8 | v != left_out) for v, h in zip(low, high, strict=True))
        greys = Image.merge("LA", (greys, Image.frombytes("L", greys.size, bytes(shown))))
    file = io.BytesIO()
    greys.save(file, "PNG")
    return file.getvalue()
