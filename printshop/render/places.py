"""Where each text came to stand in a layout, read from WeasyPrint's boxes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..geometry import Rect, Size, millimetres_of_pixels
from .proof import Proof

KEY = "data-key"
PICTURE = "data-picture"
MIDDLE = 0.3  # of the type size: how far the middle of letters is above the line they stand on


@dataclass(frozen=True, slots=True)
class MessagePlace:
    """Where a text begins, or goes on, on a page.

    ``page`` counts from 1. ``x`` is the edge at which the text's first line there starts (the right
    one if it runs from ``right_to_left``), with the padding and icons before it; ``y`` is the
    middle of that line. Both in millimetres from the page's upper left corner, bleed included.
    """

    key: str
    page: int
    x: float
    y: float
    right_to_left: bool
    continued: bool


def message_places(proof: Proof) -> tuple[MessagePlace, ...]:
    """Return the places of all texts in reading order.

    The templates name the texts of an element in its ``data-key``, with spaces between them. A text
    that goes on overleaf has a place on each of its pages.
    """
    places: list[MessagePlace] = []
    begun: set[str] = set()
    for number, page in enumerate(proof.document.pages, 1):
        here: set[int] = set()
        for box in _marked(page._page_box, KEY):
            line = next(_lines(box), None)
            if line is None or id(box.element) in here:
                continue
            here.add(id(box.element))
            for key in box.element.get(KEY).split():
                places.append(_place(key, number, box, line, key in begun))
                begun.add(key)
    return tuple(places)


def _place(key: str, page: int, box: Any, line: list[Any], continued: bool) -> MessagePlace:
    right_to_left = box.style["direction"] == "rtl"
    if right_to_left:
        inner = box.content_box_x() + box.width
        x = max(text.position_x + text.width for text in line)
        x += box.border_box_x() + box.border_width() - inner
    else:
        x = min(text.position_x for text in line)
        x -= box.content_box_x() - box.border_box_x()
    largest = max(line, key=lambda text: float(text.style["font_size"]))
    y = largest.position_y + largest.baseline - MIDDLE * largest.style["font_size"]
    return MessagePlace(
        key, page, millimetres_of_pixels(x), millimetres_of_pixels(y), right_to_left, continued
    )


def _marked(page: Any, attribute: str) -> Iterator[Any]:
    """Yield the boxes of a page whose element has the attribute, in reading order."""
    from weasyprint.formatting_structure import boxes

    for box in descendants(page):
        of_element = isinstance(box, (boxes.BlockLevelBox, boxes.InlineBox))
        if of_element and box.element is not None and box.element.get(attribute):
            yield box


def descendants(box: Any) -> Iterator[Any]:
    """Yield a box and all in it, absolutely placed boxes included."""
    box = getattr(box, "_box", box)  # these stand behind a placeholder
    yield box
    for child in getattr(box, "children", ()):
        yield from descendants(child)


def _lines(box: Any) -> Iterator[list[Any]]:
    """Yield the texts of each line in a box that has any; what stands in a line is one itself."""
    from weasyprint.formatting_structure import boxes

    for line in descendants(box):
        if isinstance(line, boxes.LineBox) or (line is box and isinstance(box, boxes.InlineBox)):
            texts = [t for t in line.descendants() if isinstance(t, boxes.TextBox)]
            if any(text.text.strip() for text in texts):
                yield texts


@dataclass(frozen=True, slots=True)
class TextBox:
    """The box of a text on a page, counted from 1: all of its lines that stand there.

    ``x`` and ``y`` are its upper left corner in mm from that of the page, bleed included.
    """

    key: str
    page: int
    x: float
    y: float
    width: float
    height: float


def text_boxes(proof: Proof) -> tuple[TextBox, ...]:
    """Return the boxes of all texts in reading order; several texts may share an element's."""
    boxes: list[TextBox] = []
    for number, page in enumerate(proof.document.pages, 1):
        for box in _marked(page._page_box, KEY):
            if next(_lines(box), None) is None:
                continue
            corner = (box.border_box_x(), box.border_box_y())
            lengths = (*corner, box.border_width(), box.border_height())
            x, y, width, height = map(millimetres_of_pixels, lengths)
            boxes += [TextBox(k, number, x, y, width, height) for k in box.element.get(KEY).split()]
    return tuple(boxes)


SLOT = "data-slot"


def slot_sizes(document: Any) -> Mapping[str, Size]:
    """Return the sizes of the slots in a laid-out document by name, in mm: the largest of each."""
    sizes: dict[str, Size] = {}
    for page in document.pages:
        for box in _marked(page._page_box, SLOT):
            lengths = (box.border_width(), box.border_height())
            width, height = map(millimetres_of_pixels, lengths)
            known = sizes.get(box.element.get(SLOT), Size(0.0, 0.0))
            sizes[box.element.get(SLOT)] = Size(max(known.width, width), max(known.height, height))
    return sizes


def slots_apart(document: Any) -> bool:
    """Tell whether each slot stands in a section that has a page to itself.

    Then nothing outside of such sections depends on what is in a slot, or whether it is there.
    """
    pages_of: dict[int, list[int]] = {}
    with_slots: list[tuple[int, set[int]]] = []
    for number, page in enumerate(document.pages):
        elements = {id(box.element): box.element for box in descendants(page._page_box)}
        here = {i for i, e in elements.items() if e is not None and e.tag == "section"}
        for section in here:
            pages_of.setdefault(section, []).append(number)
        if any(e is not None and e.get(SLOT) for e in elements.values()):
            with_slots.append((number, here))
    return all(
        len(here) == 1 and pages_of[next(iter(here))] == [number] for number, here in with_slots
    )


@dataclass(frozen=True, slots=True)
class PicturePlace:
    """Where a picture stands: the name in its ``data-picture``, its page from 1, its box in mm.

    The box is as in PDF: from the page's lower left corner.
    """

    name: str
    page: int
    box: Rect


def picture_places(pages: tuple[Any, ...]) -> tuple[PicturePlace, ...]:
    """Return the places of named pictures; ``pages`` are WeasyPrint's page boxes."""
    places = []
    for number, page in enumerate(pages, 1):
        for box in _marked(page, PICTURE):
            left, top = box.content_box_x(), box.content_box_y()
            lengths = (left, page.margin_height() - top - box.height, box.width, box.height)
            rect = Rect(*map(millimetres_of_pixels, lengths))
            places.append(PicturePlace(box.element.get(PICTURE), number, rect))
    return tuple(places)
