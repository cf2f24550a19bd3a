"""Logos of clinics: safe to show, whole, and with enough pixels to be printed."""

from __future__ import annotations

import hashlib
import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from xml.etree import ElementTree

from ..findings import Severity
from ..geometry import MILLIMETRES_PER_INCH
from ..model import Asset
from ..thresholds import Thresholds
from .pictures import LARGEST_PICTURE, SVG, PictureError, parse_svg

WIDEST, HIGHEST = 24.0, 16.0  # mm: the most room that a style sheet gives to logos
GOOD = 300.0  # pixels an inch, what print firms ask for
LEAST = Thresholds().image_least or 0.0
_MOST_PIXELS = 50_000_000
_FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG"}
_OUTSIDE = re.compile(r"url\(\s*['\"]?(?!['\"]?\s*#)|@import|expression\(", re.IGNORECASE)
_REFUSED = (f"{SVG}foreignObject", f"{SVG}image")


class Coarse(NamedTuple):
    """A bitmap with few pixels: how bad that is, and how many there are."""

    severity: Severity
    value: str
    code: str = "input.logo-resolution"
    sentence: str = (
        f"'{{value}}' is coarse in print: logos need {GOOD:.0f} pixels an inch, at {WIDEST:.0f} x "
        f"{HIGHEST:.0f} mm; take a larger one, or better an SVG."
    )


def read_logo(folder: Path, name: str) -> tuple[Asset, Coarse | None]:
    """Return a logo, and what is wrong with how sharp it will be.

    ``name`` is a file in a folder, or in one below it. Raises PictureError where it cannot be used.
    """
    _check_name(name)
    path = logo_path(folder, name)
    try:
        changed = path.stat()
    except OSError as error:
        raise PictureError(
            f"There is no picture '{name}' in {folder.resolve().name}/; add the file."
        ) from error
    found = _read(path, name, changed.st_mtime_ns, changed.st_size)
    if isinstance(found, PictureError):
        raise PictureError(str(found))  # a new one, since this one is kept
    return found


def logo_path(folder: Path, name: str) -> Path:
    """Return the file that is called so in a folder, with slashes of either kind."""
    return folder / PurePosixPath(name.replace("\\", "/"))


def _check_name(name: str) -> None:
    pure = PurePosixPath(name.replace("\\", "/"))
    known = pure.suffix.lower() in (".svg", *_FORMATS)
    if not known or pure.is_absolute() or ".." in pure.parts or ":" in name:
        raise PictureError(
            f"'{name}' is not the name of an .svg, .png or .jpg file beside the list of clinics."
        )


@lru_cache(maxsize=256)
def _read(
    path: Path, name: str, _changed: int, size: int
) -> tuple[Asset, Coarse | None] | PictureError:
    """Read a logo once, however many clinics have it."""
    try:
        return _checked(path, name, size)
    except PictureError as problem:
        return problem


def _checked(path: Path, name: str, size: int) -> tuple[Asset, Coarse | None]:
    if not path.is_file():
        raise PictureError(f"'{name}' is a folder.")
    if size > LARGEST_PICTURE:
        raise PictureError(f"'{name}' is larger than 50 MB; make it smaller.")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise PictureError(f"'{name}' cannot be read: {error.strerror}.") from error
    digest = hashlib.sha256(data).hexdigest()
    suffix = path.suffix.lower()
    # It is named after what is in it, since people's names have spaces and accents in them.
    asset = Asset(f"{digest[:16]}{suffix}", str(path), digest)
    if suffix == ".svg":
        _check_svg(name, data)
        return asset, None
    return asset, _resolution(name, data, _FORMATS[suffix])


def _check_svg(name: str, data: bytes) -> None:
    root = parse_svg(name, data)
    if root.find(f".//{SVG}text") is not None:
        raise PictureError(f"'{name}' has text in it; turn it into outlines.")
    for element in root.iter():
        _check_element(name, element)
    if not _has_size(root):
        raise PictureError(f"'{name}' has no viewBox; add one to its <svg>.")


def _has_size(root: ElementTree.Element) -> bool:
    numbers = root.get("viewBox", "").replace(",", " ").split()
    try:
        return len([float(number) for number in numbers]) == 4 or bool(
            not numbers and root.get("width") and root.get("height")
        )
    except ValueError:
        return False


def _check_element(name: str, element: ElementTree.Element) -> None:
    if element.tag in _REFUSED:
        raise PictureError(
            f"'{name}' has a {element.tag.removeprefix(SVG)} in it; save it as plain outlines."
        )
    style = (element.text or "") if element.tag == f"{SVG}style" else ""
    for attribute, value in (*element.attrib.items(), ("style", style)):
        key = attribute.rpartition("}")[2].lower()
        outside = key == "href" and not value.strip().startswith("#")
        if outside or key.startswith("on") or _OUTSIDE.search(value):
            raise PictureError(
                f"'{name}' points to something outside of it ({key}); save it as plain outlines."
            )


@contextmanager
def strictly() -> Iterator[None]:
    """Let Pillow refuse pictures that were cut off, which the layout engine makes it accept."""
    from PIL import ImageFile

    lenient = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient


def _resolution(name: str, data: bytes, kind: str) -> Coarse | None:
    from PIL import Image

    try:
        with strictly(), Image.open(io.BytesIO(data), formats=(kind,)) as image:
            width, height = image.size
            if width * height > _MOST_PIXELS:
                raise PictureError(f"'{name}' has more than 50 million pixels; make it smaller.")
            image.load()  # a file that was cut off is told here only
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise PictureError(
            f"'{name}' is damaged, or no {kind} picture; save it anew from where it was made."
        ) from error
    shown = min(WIDEST / width, HIGHEST / height)  # mm a pixel
    found = MILLIMETRES_PER_INCH / shown
    if found >= GOOD:
        return None
    severity = Severity.ERROR if found < LEAST else Severity.WARNING
    return Coarse(severity, f"{name}, {width} x {height} pixels, {found:.0f} an inch")
