"""Pictures in PDF files (ISO 32000-1, 8.9): turned into inks once, losslessly."""

from __future__ import annotations

import hashlib
import io
import pickle
import zlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, reduce
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, StreamDecodeLevel
from PIL import Image, ImageChops
from PIL import __version__ as pillow_version

from ..kept import Shelf, cache_folder
from .jpeg2000 import unpacked
from .spaces import Cmyk, Gray, Indexed, Profiled, Rgb, Space, space_of
from .targets import Target, UnconvertibleError

REMEMBERED = 200_000_000  # bytes of turned pictures that a process keeps
SHARED = 1_000_000  # pixels from which a picture is turned once for all processes
MOST_SHARED = 500_000_000  # bytes of these
_KEPT = ("/Width", "/Height", "/BitsPerComponent", "/ImageMask", "/Decode", "/Intent")
_CODED = ("/Filter", "/DecodeParms")
_SHAPES = {1: "L", 3: "RGB", 4: "CMYK"}
_LEVEL = 4  # of compression: 6 takes four times as long for a fortieth of the size


@dataclass(frozen=True, slots=True)
class _Turned:
    """A picture in inks: compressed samples, differences to the left (TIFF predictor 2)."""

    samples: bytes
    size: tuple[int, int]
    plates: int
    mask: bytes | None  # compressed alpha, where the picture had colours that were to be left out


class _Remembered:
    """What was turned in this process, the oldest forgotten first."""

    def __init__(self, most: int) -> None:
        self._most, self._bytes = most, 0
        self._pictures: OrderedDict[str, _Turned] = OrderedDict()

    def get(self, key: str) -> _Turned | None:
        if key in self._pictures:
            self._pictures.move_to_end(key)
        return self._pictures.get(key)

    def keep(self, key: str, turned: _Turned) -> None:
        self._pictures[key] = turned
        self._bytes += len(turned.samples)
        while self._bytes > self._most and len(self._pictures) > 1:
            self._bytes -= len(self._pictures.popitem(last=False)[1].samples)


_remembered = _Remembered(REMEMBERED)


def picture_in_inks(pdf: Pdf, image: Stream, named: Any, target: Target) -> Stream:
    """Return a picture as a new object whose samples are the target's.

    Raises UnconvertibleError for pictures that cannot be turned.
    """
    if "/OC" in image:
        raise UnconvertibleError("a picture that can be switched off")
    if bool(image.get("/ImageMask", False)):
        return _copy(pdf, image)
    image = unpacked(pdf, image, named)
    space = _space(image, named)
    if isinstance(space, Indexed):
        return _with_table(pdf, image, space, target)
    if _may_stay(image, space, target):
        copy = _copy(pdf, image)
        copy.ColorSpace = Name("/DeviceGray" if isinstance(space, Gray) else "/DeviceCMYK")
        return copy
    return _written(pdf, image, _turned(image, space, target))


def _space(image: Stream, named: Any) -> Space:
    if "/ColorSpace" not in image:
        raise UnconvertibleError("a picture without a colour space")
    space = space_of(image.ColorSpace, named)
    if isinstance(space, Profiled) and space.components == 1:
        return Gray()
    if not isinstance(space, (Gray, Rgb, Cmyk, Profiled, Indexed)):
        raise UnconvertibleError("a picture in Lab or spot colours")
    return space


def _may_stay(image: Stream, space: Space, target: Target) -> bool:
    """Tell whether the samples are right as they are."""
    if isinstance(space, Gray):
        return target.same_greys() or int(image.get("/BitsPerComponent", 8)) == 1
    return isinstance(space, Cmyk) and target.space == "DeviceCMYK"


# --- the samples stay ----------------------------------------------------------------------------


def _copy(pdf: Pdf, image: Any) -> Stream:
    """Return the picture with its samples as they are, and nothing a press file may not have."""
    copy = pdf.make_stream(image.read_raw_bytes(), Type=Name.XObject, Subtype=Name.Image)
    for key in (*_KEPT, *_CODED):
        if key in image:
            copy[key] = image[key]
    _copy_masks(pdf, image, copy)
    return copy


def _copy_masks(pdf: Pdf, image: Stream, copy: Stream) -> None:
    mask = image.get("/SMask")
    if isinstance(mask, Stream):
        if "/Matte" in mask:
            raise UnconvertibleError("a picture that was mixed with its background")
        copy.SMask = _copy(pdf, unpacked(pdf, mask, None))
        copy.SMask.ColorSpace = Name.DeviceGray
    elif "/Mask" in image:
        stencil = image.Mask
        copy.Mask = _copy(pdf, stencil) if isinstance(stencil, Stream) else stencil


def _with_table(pdf: Pdf, image: Stream, space: Indexed, target: Target) -> Stream:
    """Turn the table of a picture; its samples only say where in the table to look."""
    last = min(int(image.ColorSpace[2]) if isinstance(image.ColorSpace, Array) else 255, 255)
    table = bytes(
        round(255 * share) for i in range(last + 1) for share in space.colour((i,), target)
    )
    copy = _copy(pdf, image)
    copy.ColorSpace = Array([Name.Indexed, Name("/" + target.space), last, pikepdf.String(table)])
    return copy


# --- the samples are turned ----------------------------------------------------------------------


def _turned(image: Stream, space: Space, target: Target) -> _Turned:
    key = _key(image, space, target)
    known = _remembered.get(key)
    if known is None:
        large = int(image.Width) * int(image.Height) >= SHARED
        known = (_shared if large else _turned_now)(key, image, space, target)
        _remembered.keep(key, known)
    return known


def _turned_now(_: str, image: Stream, space: Space, target: Target) -> _Turned:
    picture, profile = _decoded(image, space)
    ready = target.picture(picture, profile)
    mask = _colour_key_mask(image, picture)
    return _Turned(_compressed(ready), ready.size, len(ready.getbands()), mask)


def _shared(key: str, image: Stream, space: Space, target: Target) -> _Turned:
    """Turn a picture, or take it from the process that did, now or in an earlier build."""

    def make() -> bytes:
        return pickle.dumps(_turned_now(key, image, space, target))

    data = Shelf(cache_folder() / "inks", MOST_SHARED).found_or_made(key, make)
    try:
        turned = pickle.loads(data)  # noqa: S301  (our own cache)
    except Exception:
        turned = None  # damaged
    return turned if isinstance(turned, _Turned) else _turned_now(key, image, space, target)


@lru_cache(maxsize=1)
def _program() -> str:
    """Return a digest of what turns pictures, so that a newer one does not take older ones."""
    digest = hashlib.sha256(pillow_version.encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _key(image: Stream, space: Space, target: Target) -> str:
    digest = hashlib.sha256(image.read_raw_bytes())
    settings = [repr(image.get(key)) for key in (*_KEPT, *_CODED, "/Mask")]
    digest.update(repr((settings, repr(space), target.digest, _program())).encode())
    return digest.hexdigest()


def _decoded(image: Stream, space: Space) -> tuple[Image.Image, bytes | None]:
    """Return a picture's samples, and the profile they are meant in if it is not the usual one."""
    mode = _SHAPES.get(space.components)
    size, bits = (int(image.Width), int(image.Height)), int(image.get("/BitsPerComponent", 8))
    if mode is None or (bits not in (8, 16) and mode != "L"):
        raise UnconvertibleError(f"a picture of {bits} bits")
    if isinstance(image.get("/Mask"), Array) and (bits != 8 or "/Decode" in image):
        raise UnconvertibleError(f"a picture of {bits} bits that leaves out colours")
    try:
        data = image.read_bytes(StreamDecodeLevel.all)
    except (pikepdf.PdfError, pikepdf.DependencyError) as error:
        raise UnconvertibleError("a picture in a coding we cannot read") from error
    try:
        picture = _samples(data, mode, size, bits)
    except ValueError as error:
        raise UnconvertibleError("a picture that is damaged") from error
    profile = space.profile if isinstance(space, Profiled) else _embedded_profile(image, mode)
    return _with_decode(picture, image), profile


def _samples(data: bytes, mode: str, size: tuple[int, int], bits: int) -> Image.Image:
    if bits == 16:
        data, bits = data[::2], 8
    raw = mode if bits == 8 else f"{mode};{bits}"
    return Image.frombytes(mode, size, data, "raw", raw)


def _embedded_profile(image: Stream, mode: str) -> bytes | None:
    """Return the profile that a photograph was saved with, which PDF writers like to drop."""
    if str(image.get("/Filter", "")) != "/DCTDecode" or mode != "RGB":
        return None
    try:
        with Image.open(io.BytesIO(image.read_raw_bytes())) as photograph:
            profile: bytes | None = photograph.info.get("icc_profile")
    except OSError:
        return None
    return profile if profile and profile[16:20] == b"RGB " else None


def _with_decode(picture: Image.Image, image: Stream) -> Image.Image:
    """Apply a picture's Decode array, which may turn it into its negative."""
    if "/Decode" not in image:
        return picture
    limits = [float(v) for v in image.Decode]
    if limits == [0, 1] * len(picture.getbands()):
        return picture
    table: list[int] = []
    for low, high in zip(limits[::2], limits[1::2], strict=True):
        table += (min(255, max(0, round(255 * low + v * (high - low)))) for v in range(256))
    return picture.point(table)


def _colour_key_mask(image: Stream, picture: Image.Image) -> bytes | None:
    """Return an alpha for a picture that leaves out a range of colours (ISO 32000-1, 8.9.6.4)."""
    ranges = image.get("/Mask")
    if not isinstance(ranges, Array):
        return None
    if len(ranges) != 2 * len(picture.getbands()):
        raise UnconvertibleError("a picture that is damaged")
    limits = [int(v) for v in ranges]
    inside = (
        plate.point([255 * (low <= v <= high) for v in range(256)])
        for plate, low, high in zip(picture.split(), limits[::2], limits[1::2], strict=True)
    )
    return zlib.compress(ImageChops.invert(reduce(ImageChops.darker, inside)).tobytes(), _LEVEL)


def _compressed(picture: Image.Image) -> bytes:
    """Compress samples as differences to their left neighbours, which are small in photographs."""
    left = Image.new(picture.mode, picture.size)
    left.paste(picture, (1, 0))
    plates = (
        ImageChops.subtract_modulo(a, b) for a, b in zip(picture.split(), left.split(), strict=True)
    )
    return zlib.compress(Image.merge(picture.mode, list(plates)).tobytes(), _LEVEL)


def _written(pdf: Pdf, image: Stream, turned: _Turned) -> Stream:
    width, height = turned.size
    parameters = {"/Predictor": 2, "/Colors": turned.plates, "/Columns": width}
    written = _flate(pdf, turned.samples, width, height)
    written.ColorSpace = Name.DeviceGray if turned.plates == 1 else Name.DeviceCMYK
    written.DecodeParms = Dictionary({**parameters, "/BitsPerComponent": 8})
    if "/Intent" in image:
        written.Intent = image.Intent
    if turned.mask is not None:
        written.SMask = _flate(pdf, turned.mask, width, height)
        written.SMask.ColorSpace = Name.DeviceGray
    else:
        _copy_masks(pdf, image, written)
    return written


def _flate(pdf: Pdf, samples: bytes, width: int, height: int) -> Stream:
    values: Mapping[str, Any] = {
        "/Type": Name.XObject,
        "/Subtype": Name.Image,
        "/Width": width,
        "/Height": height,
        "/BitsPerComponent": 8,
        "/Filter": Name.FlateDecode,
    }
    return pdf.make_stream(samples, dict(values))
