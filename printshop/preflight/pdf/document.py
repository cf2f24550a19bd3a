"""A PDF file and its pages: opened once, and read no further than somebody asks."""

from __future__ import annotations

import io
import logging
import math
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import pikepdf

from ...geometry import points
from .content import walk
from .layers import Layers
from .lines import Line, lines
from .logical import Paragraph, paragraphs
from .marks import Box, Mark, Text
from .painting import Content
from .raster import Raster

LARGEST_FILE = 500_000_000  # bytes
MOST_PAGES = 500
_DEEPEST = 40  # levels of the page tree
_LETTER = Box(0, 0, 612, 792)  # what readers take where a page says nothing

# What it thinks of damaged files is told as findings, and not on the screen.
logging.getLogger("pikepdf").addHandler(logging.NullHandler())

Kind = TypeVar("Kind", bound=Mark)


class UnreadableError(Exception):
    """A file that cannot be looked at; the text says why, and what to do."""


class PdfDocument:
    """A PDF that was read as a whole. Raises UnreadableError for what is none."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.data = _bytes(path)
        self.pdf = _opened(path, self.data)
        try:
            count = len(self.pdf.pages)
        except (pikepdf.PdfError, RuntimeError, ValueError) as error:
            raise _damaged(path, error) from error
        if not count:
            raise UnreadableError(f"{path} has no pages.")
        if count > MOST_PAGES:
            raise UnreadableError(f"{path} has {count} pages; a leaflet has {MOST_PAGES} at most.")

    def __enter__(self) -> PdfDocument:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if "raster" in self.__dict__:
            self.raster.close()
        self.pdf.close()

    @cached_property
    def pages(self) -> tuple[PdfPage, ...]:
        layers = self.layers
        return tuple(PdfPage(number, page, layers) for number, page in enumerate(self.pdf.pages, 1))

    @cached_property
    def layers(self) -> Layers:
        return Layers(self.catalog)

    @cached_property
    def raster(self) -> Raster:
        return Raster(self.data)

    @cached_property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """What the file says, in the order of its structure tree; nothing where it has none."""
        texts: dict[tuple[int, int], str] = {}
        for page in self.pages:
            for text in page.of(Text):
                if text.tag.mcid is not None:
                    key = page.number, text.tag.mcid
                    texts[key] = texts.get(key, "") + text.text
        return paragraphs(self.pdf, texts)

    @cached_property
    def catalog(self) -> pikepdf.Dictionary:
        root = self.pdf.Root
        return root if isinstance(root, pikepdf.Dictionary) else pikepdf.Dictionary()

    @cached_property
    def language(self) -> str:
        """The language the file says it is in, such as nl; nothing where it does not say."""
        return str(self.catalog.get("/Lang", "")).replace("-", "_")


class PdfPage:
    """A page: its boxes in points, and what is drawn on it. ``number`` counts from 1."""

    def __init__(self, number: int, page: pikepdf.Page, layers: Layers) -> None:
        self.number = number
        self._layers = layers
        self._page = page
        self.obj = page.obj
        self.media = _box(self.inherited("/MediaBox")) or _LETTER

    def inherited(self, key: str) -> Any:
        """Return what the page, or the tree above it, says of something; None where neither does.

        (ISO 32000-1, 7.7.3.4)
        """
        node: Any = self.obj
        for _ in range(_DEEPEST):
            if not isinstance(node, pikepdf.Dictionary):
                return None
            if key in node:
                return node[key]
            node = node.get("/Parent")
        return None

    def box(self, key: str) -> Box | None:
        """Return a box that the page itself names, None where it does not, or it is none."""
        return _box(self.obj.get(key))

    def box_of(self, source: Any) -> Box | None:
        """Return a rectangle that something on the page names; None where it is none."""
        return _box(source)

    def box_at(self, lengths: tuple[float, float, float, float]) -> Box:
        """Return a box given in mm from the trim's top left corner: left, top, width, height."""
        left, top, width, height = map(points, lengths)
        x, y = self.trim.left + left, self.trim.top - top
        return Box(x, y - height, x + width, y)

    @cached_property
    def crop(self) -> Box:
        return (_box(self.inherited("/CropBox")) or self.media).within(self.media) or self.media

    @cached_property
    def trim(self) -> Box:
        """The page as it is after cutting."""
        return self.box("/TrimBox") or self.box("/ArtBox") or self.crop

    @cached_property
    def bleed(self) -> Box:
        return self.box("/BleedBox") or self.trim

    @cached_property
    def rotation(self) -> int:
        turned = self.inherited("/Rotate")
        return int(turned) % 360 if isinstance(turned, int) else 0

    @cached_property
    def content(self) -> Content:
        resources = self.inherited("/Resources")
        if not isinstance(resources, pikepdf.Dictionary):
            resources = pikepdf.Dictionary()
        return walk(self._page, resources, self.media, self._layers)

    @property
    def marks(self) -> list[Mark]:
        return self.content.marks

    @property
    def masks(self) -> list[Mark]:
        """What is drawn in soft masks: it lets other things through, and is no ink itself."""
        return [mark for content in self.content.masks.values() for mark in content.marks]

    def of(self, kind: type[Kind]) -> list[Kind]:
        """Return the marks of one kind, in the order they are drawn in."""
        return [mark for mark in self.marks if isinstance(mark, kind)]

    @cached_property
    def printed_texts(self) -> list[Text]:
        """The texts that are seen on the page or in its bleed: no slug lines, nothing hidden."""
        return [
            text
            for text in self.of(Text)
            if text.drawn and text.box.within(self.bleed) and text.text.strip()
        ]

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The lines of the page's printed text that run across."""
        return lines(self.printed_texts)


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise UnreadableError(f"{path} is larger than {LARGEST_FILE / 1e6:.0f} MB.")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"{path} cannot be read: {error.strerror}.") from error


def _opened(path: Path, data: bytes) -> pikepdf.Pdf:
    try:
        return pikepdf.Pdf.open(io.BytesIO(data))
    except pikepdf.PasswordError as error:
        raise UnreadableError(
            f"{path} is locked with a password; ask for a copy without one."
        ) from error
    except (pikepdf.PdfError, RuntimeError, ValueError) as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> UnreadableError:
    # The last part of what the library says is the reason; before it stands where it looked.
    reason = str(error).rpartition(": ")[2].strip().rstrip(".")
    return UnreadableError(f"{path} is not a PDF, or it is damaged ({reason}); get it again.")


def _box(source: Any) -> Box | None:
    try:
        x1, y1, x2, y2 = map(float, source)
    except (TypeError, ValueError):
        return None
    box = Box(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
    return box if all(map(math.isfinite, box)) and box.width > 0 and box.height > 0 else None
