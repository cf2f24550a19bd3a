"""The page that a clinic's values are set on: what it draws, and with what."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from ..geometry import points
from ..profiles import LAYOUT_BLEED
from ..render.pdf_objects import Objects, Reference, Stream
from .drawing import Group, read


class StampError(Exception):
    """The laid-out values are not as the layout engine is known to write them: our own bug."""


class Page:
    """The one page of a PDF: what it draws, its resources, and what belongs to its elements.

    ``top`` and ``corner`` are in points: its upper edge, and the left and upper edge without bleed.
    """

    def __init__(self, pdf: Objects) -> None:
        self.pdf = pdf
        (number,) = pdf.pages
        self.entries = pdf[number]
        self.resources = _resources(pdf)
        self.drawn: Group = read(_content(pdf, self.entries["Contents"]))
        left, _, _, self.top = map(float, pdf.of(self.entries["MediaBox"]))
        self.corner = left + points(LAYOUT_BLEED), self.top - points(LAYOUT_BLEED)
        nums = pdf.of(pdf.of(pdf.of(pdf.root["StructTreeRoot"])["ParentTree"])["Nums"])
        self.owners = {int(nums[i]): nums[i + 1] for i in range(0, len(nums), 2)}
        self.language = pdf.of(pdf.root["Lang"]).text

    @property
    def annotations(self) -> list[int]:
        return numbers(self.pdf.of(self.entries.get("Annots", [])))

    def owners_of_content(self) -> list[Reference]:
        """Return what each piece of marked content belongs to, by MCID."""
        owners: list[Reference] = self.pdf.of(self.owners[int(self.entries["StructParents"])])
        return owners


def _resources(pdf: Objects) -> dict[str, Any]:
    """Return the resources of the one page of a PDF, by category and name."""
    (number,) = pdf.pages
    categories = pdf.of(pdf[number]["Resources"])
    return {category: pdf.of(value) for category, value in categories.items()}


def _content(pdf: Objects, contents: Any) -> bytes:
    streams = pdf.of(contents)
    streams = streams if isinstance(streams, list) else [streams]
    return b"\n".join(_decoded(pdf.of(stream)) for stream in streams)


def _decoded(stream: Stream) -> bytes:
    if "Filter" not in stream.entries:
        return stream.data
    if stream.entries["Filter"] != b"/FlateDecode" or "DecodeParms" in stream.entries:
        raise StampError(f"content that is packed by {stream.entries['Filter']!r}")
    return zlib.decompress(stream.data)


def fonts(pdf: Objects) -> Iterator[dict[str, Any]]:
    """Yield the fonts that a PDF of one page uses; of one with two parts, what holds its glyphs."""
    for reference in _resources(pdf).get("Font", {}).values():
        font = pdf.of(reference)
        yield pdf.of(pdf.of(font["DescendantFonts"])[0]) if "DescendantFonts" in font else font


def numbers(references: Sequence[Reference]) -> list[int]:
    return [reference.number for reference in references]
