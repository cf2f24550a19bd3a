"""Pictures in JPEG 2000 (ISO 32000-1, 7.4.9), unpacked into plain samples of 8 bits."""

from __future__ import annotations

import io
import warnings
import zlib
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import Image

from .spaces import space_of
from .targets import UnconvertibleError

_SPACES = {"L": Name.DeviceGray, "RGB": Name.DeviceRGB, "CMYK": Name.DeviceCMYK}
_KEPT = ("/Intent", "/SMask", "/Mask", "/OC")
_LEVEL = 1  # of compression: the samples are turned into inks and written anew


def unpacked(pdf: Pdf, image: Stream, named: Any) -> Stream:
    """Return a picture in JPEG 2000 as one with plain samples; any other picture as it is.

    What the data say of colours counts where the picture names no colour space, and their alpha
    where it asks for it. ``named`` are the page's colour spaces. Raises UnconvertibleError for data
    that cannot be read, or have other colours than the picture says.
    """
    if not _is_jpeg2000(image):
        return image
    picture, alpha, profile = _decoded(image.read_raw_bytes())
    plain = _plain(pdf, picture)
    for key in _KEPT:
        if key in image:
            plain[key] = image[key]
    plain.ColorSpace = image.get("/ColorSpace") or _space(pdf, picture, profile)
    if space_of(plain.ColorSpace, named).components != len(picture.getbands()):
        raise UnconvertibleError("a picture in JPEG 2000 with other colours than it says")
    match image.get("/SMaskInData"):
        case 1 if alpha is not None:
            plain.SMask = _plain(pdf, alpha)
            plain.SMask.ColorSpace = Name.DeviceGray
        case 2:
            raise UnconvertibleError("a picture that was mixed with its background")
    return plain


def _is_jpeg2000(image: Stream) -> bool:
    coding = image.get("/Filter")
    if isinstance(coding, Array) and len(coding) == 1:
        coding = coding[0]
    return coding == Name.JPXDecode


def _decoded(data: bytes) -> tuple[Image.Image, Image.Image | None, bytes | None]:
    """Return a picture in grey, RGB or CMYK, its alpha and its profile, where it has them."""
    try:
        with (
            warnings.catch_warnings(),
            Image.open(io.BytesIO(data), formats=("JPEG2000",)) as found,
        ):
            profile: bytes | None = found.info.get("icc_profile")
            picture = _eight_bits(found)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise UnconvertibleError("a picture in JPEG 2000 that is damaged") from error
    bands = picture.getbands()
    alpha = picture.getchannel("A") if bands[-1] == "A" else None
    mode = "".join(bands[:-1] if alpha else bands)
    if mode not in _SPACES:
        raise UnconvertibleError(f"a picture in JPEG 2000 whose colours are {mode}")
    return picture.convert(mode) if alpha else picture, alpha, profile


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Return a picture that was read, with greys of 8 bits: the second of two bytes is the high."""
    if picture.mode == "I;16":
        return Image.frombytes("L", picture.size, picture.tobytes()[1::2])
    if picture.mode in ("P", "PA"):
        return picture.convert("RGBA" if picture.mode == "PA" else "RGB")
    picture.load()
    return picture.copy()


def _space(pdf: Pdf, picture: Image.Image, profile: bytes | None) -> Any:
    components = len(picture.getbands())
    if profile:
        return Array([Name.ICCBased, pdf.make_stream(profile, N=components)])
    return _SPACES[picture.mode]


def _plain(pdf: Pdf, picture: Image.Image) -> Stream:
    values = Dictionary(
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=picture.width,
        Height=picture.height,
        BitsPerComponent=8,
        Filter=Name.FlateDecode,
    )
    return pdf.make_stream(zlib.compress(picture.tobytes(), _LEVEL), values)
