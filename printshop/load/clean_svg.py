"""Drawings from outside, cleaned: only elements and attributes of a list are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from .pictures import SVG, PictureError, parse_svg

MOST_DRAWN = 20_000  # elements, those that are used again counted again
_HREF = "{http://www.w3.org/1999/xlink}href"
# A document type that only names SVG, as most programs write it; one that defines things stays.
_PLAIN_DOCTYPE = re.compile(
    rb"<!DOCTYPE\s+svg(\s+PUBLIC)?(\s+(\"[^\"<>\[\]]*\"|'[^'<>\[\]]*'))*\s*>"
)
_REFERENCE = re.compile(r"url\(\s*['\"]?#([^'\")\s]+)['\"]?\s*\)")
# What would be fetched, run or read otherwise than it looks; @ rules bring in style sheets.
_UNSAFE_CSS = re.compile(r"url\(|@|\\|expression|javascript:|<", re.IGNORECASE)

_DRAWING = {
    *("svg", "g", "defs", "symbol", "use", "path", "rect", "circle", "ellipse", "line"),
    *("polyline", "polygon", "linearGradient", "radialGradient", "stop", "clipPath", "mask"),
    *("style", "title", "desc"),
}
# Without these a drawing is not what it was, so nobody is given one that lacks them.
_MISSED = {"text", "image", "foreignObject", "script", "pattern", "a", "switch"}
_ATTRIBUTES = {
    *("id", "class", "style", "transform", "viewBox", "width", "height", "version"),
    *("preserveAspectRatio", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry"),
    *("fx", "fy", "d", "points", "offset", "gradientUnits", "gradientTransform", "spreadMethod"),
    *("clipPathUnits", "maskUnits", "maskContentUnits", "fill", "fill-rule", "fill-opacity"),
    *("stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit"),
    *("stroke-dasharray", "stroke-dashoffset", "stroke-opacity", "opacity", "color", "display"),
    *("visibility", "clip-path", "clip-rule", "mask", "stop-color", "stop-opacity", "overflow"),
    "href",
}


def clean_svg(data: bytes) -> bytes:
    """Return a drawing with nothing in it but shapes and how they are painted.

    Raises PictureError where it has something else that would be seen, or might be, or that would
    be drawn without end.
    """
    root = parse_svg("logo.svg", _PLAIN_DOCTYPE.sub(b"", data, count=1))
    try:
        _clean(root)
        _count(root)
        ElementTree.register_namespace("", SVG.strip("{}"))
        ElementTree.register_namespace("xlink", _HREF[1:].partition("}")[0])
        return bytes(ElementTree.tostring(root, "utf-8", xml_declaration=True))
    except RecursionError as error:
        raise PictureError("'logo.svg' is nested too deeply.") from error


def _clean(element: ElementTree.Element) -> None:
    for child in list(element):
        name = str(child.tag).removeprefix(SVG)
        if name in _MISSED:
            raise PictureError(f"'logo.svg' has a {name} in it; save it as plain outlines.")
        if name in _DRAWING:
            _clean(child)
        else:
            _remove(element, child)
    element.attrib = {key: value for key, value in element.attrib.items() if _is_kept(key, value)}
    if element.tag == f"{SVG}style" and _UNSAFE_CSS.search(_REFERENCE.sub("", element.text or "")):
        raise PictureError("'logo.svg' has a style sheet that points outside of it.")


def _remove(parent: ElementTree.Element, child: ElementTree.Element) -> None:
    child.tail = None
    parent.remove(child)


def _is_kept(key: str, value: str) -> bool:
    if key in ("href", _HREF):
        return value.strip().startswith("#")
    return key in _ATTRIBUTES and not _UNSAFE_CSS.search(_REFERENCE.sub("", value))


# --- what is drawn -------------------------------------------------------------------------------


def _count(root: ElementTree.Element) -> int:
    """Return how many elements are drawn, uses of others followed.

    Raises PictureError for one that uses itself, and for too many.
    """
    known: dict[str, ElementTree.Element] = {}
    for element in root.iter():
        known.setdefault(element.get("id", ""), element)
    drawn: dict[int, int | None] = {}  # None while it is being counted

    def count(element: ElementTree.Element) -> int:
        key = id(element)
        if key not in drawn:
            drawn[key] = None
            used = (known[name] for name in _used(element) if name in known)
            drawn[key] = 1 + sum(map(count, used)) + sum(map(count, element))
        found = drawn[key]
        if found is None or found > MOST_DRAWN:
            raise PictureError("'logo.svg' draws itself, or far too much.")
        return found

    return count(root)


def _used(element: ElementTree.Element) -> Iterator[str]:
    for key, value in element.attrib.items():
        if key in ("href", _HREF):
            yield value.strip().removeprefix("#")
        else:
            yield from _REFERENCE.findall(value)
