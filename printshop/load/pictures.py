"""Pictures: SVG files read safely, with the labels in them lifted out as messages."""

from __future__ import annotations

import hashlib
import io
import re
import warnings
from pathlib import Path
from xml.etree import ElementTree

from ..findings import Finding, Place, Severity
from ..model import Asset, Label, Message, Picture

SVG = "{http://www.w3.org/2000/svg}"
PICTURE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.(svg|png|jpg|jpeg)")
LARGEST_PICTURE = 50_000_000  # bytes


class PictureError(Exception):
    """A picture that cannot be used; the text says why."""


def read_drawing(folder: Path, name: str) -> Asset:
    """Return a picture that has no words in it: an icon, a cover, a logo.

    Raises PictureError where it cannot be used, or has text that nobody could translate.
    """
    asset, data = _read(folder, name)
    if not name.endswith(".svg"):
        _bitmap_size(data, name)
    elif parse_svg(name, data).find(f".//{SVG}text") is not None:
        raise PictureError(
            f"'{name}' has text in it, which is translated in figures only; turn it into outlines."
        )
    return asset


def _read(folder: Path, name: str) -> tuple[Asset, bytes]:
    if not PICTURE_NAME.fullmatch(name):
        raise PictureError(f"'{name}' is not the name of an .svg, .png or .jpg file.")
    path = folder / name
    if not path.is_file():
        raise PictureError(f"There is no picture '{name}' in {folder.name}/; add the file.")
    if path.stat().st_size > LARGEST_PICTURE:
        raise PictureError(f"'{name}' is larger than 50 MB; make it smaller.")
    data = path.read_bytes()
    return Asset(name, str(path), hashlib.sha256(data).hexdigest()), data


def parse_svg(name: str, data: bytes) -> ElementTree.Element:
    """Parse an SVG file that nobody has vouched for.

    Raises PictureError for documents with a DTD (entity bombs need one), scripts and bad XML.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PictureError(f"'{name}' is not UTF-8 text; save it as UTF-8.") from error
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise PictureError(f"'{name}' has a DOCTYPE; save it as plain SVG without one.")
    try:
        root = ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError) as error:
        raise PictureError(f"'{name}' is not valid SVG: {error}.") from error
    if root.tag != f"{SVG}svg":
        raise PictureError(f"'{name}' is not an SVG file.")
    if root.find(f".//{SVG}script") is not None:
        raise PictureError(f"'{name}' has a script in it; remove it.")
    return root


def read_picture(
    folder: Path, name: str, alt: Message, label_prefix: str, shown_as: str
) -> tuple[Picture, list[Finding]]:
    """Read a picture and its labels; label keys begin with ``label_prefix``.

    ``shown_as`` is the folder's name in findings. Raises PictureError.
    """
    asset, data = _read(folder, name)
    if not name.endswith(".svg"):
        width, height = _bitmap_size(data, name)
        return Picture(asset, alt, width, height), []
    root = parse_svg(name, data)
    width, height = view_box(root, name)
    labels, findings = _labels(root, data, name, label_prefix, f"{shown_as}/{name}")
    return Picture(asset, alt, width, height, labels), findings


def _bitmap_size(data: bytes, name: str) -> tuple[float, float]:
    from PIL import Image

    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(data)) as image:
            return float(image.width), float(image.height)
    except (OSError, Image.DecompressionBombError) as error:
        raise PictureError(f"'{name}' is not a picture that can be read.") from error


def view_box(root: ElementTree.Element, name: str) -> tuple[float, float]:
    """Return the size of a drawing in its own units.

    Raises PictureError where its viewBox is missing, has no size or does not begin at 0 0.
    """
    numbers = root.get("viewBox", "").replace(",", " ").split()
    try:
        x, y, width, height = map(float, numbers)
    except ValueError as error:
        raise PictureError(f"'{name}' has no viewBox; add one to its <svg>.") from error
    if (x, y) != (0, 0) or width <= 0 or height <= 0:
        raise PictureError(f"'{name}': the viewBox has to begin at 0 0 and have a size.")
    return width, height


def _labels(
    root: ElementTree.Element, data: bytes, name: str, prefix: str, shown_as: str
) -> tuple[tuple[Label, ...], list[Finding]]:
    width, height = view_box(root, name)
    labels, findings = [], []
    for parent in root.iter():
        for element in parent.findall(f"{SVG}text"):
            key = element.get("data-label")
            place = Place(shown_as, _line_of(data, f'data-label="{key}"' if key else "<text"))
            if not key:
                findings.append(
                    _label_error("has no data-label, so nobody can translate it", place)
                )
            elif parent is not root or element.get("transform"):
                findings.append(_label_error("stands in a group or is transformed", place))
            else:
                labels.append(_label(element, (width, height), f"{prefix}.{key}", place))
    return tuple(labels), findings


def _label_error(what: str, place: Place) -> Finding:
    return Finding(
        "picture.label",
        Severity.ERROR,
        f"A text in the picture {what}; put a <text data-label=...> directly in the <svg>.",
        place,
    )


def _label(
    element: ElementTree.Element, size: tuple[float, float], key: str, place: Place
) -> Label:
    message = Message(key, "".join(element.itertext()).strip(), "Label inside a picture", place)
    try:
        left, top = (float(element.get(axis, "0")) for axis in ("x", "y"))
    except ValueError as error:
        raise PictureError(f"The label '{key}' needs plain numbers as x and y.") from error
    return Label(
        message=message,
        left=100 * left / size[0],
        top=100 * top / size[1],
        anchor=element.get("text-anchor", "start"),
        colour=element.get("fill", "var(--ink)"),
    )


def _line_of(data: bytes, needle: str) -> int:
    position = data.find(needle.encode())
    return data[:position].count(b"\n") + 1 if position >= 0 else 0
