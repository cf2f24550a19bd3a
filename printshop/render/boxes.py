"""What a layout turned out as, read from WeasyPrint's boxes; and white space evened out in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from typing import Any

from .given_up import PAGE_BREAKS
from .start import layout_engine

layout_engine()  # by whatever part it is named first, it is read as a whole, and fast

from weasyprint.formatting_structure import boxes  # noqa: E402

TOLERANCE = 0.75  # CSS pixels, a fifth of a millimetre
WIDEST_GAP = 26.0  # CSS pixels that evening out may add between two blocks: about 7 mm

_UNDIVIDED = ("cover", "tinted", "contact")  # sections on a ground of their own stay in one piece


@dataclass(frozen=True)
class GroupUse:
    """A section's share of a page.

    ``begins``: a group begins with it. ``preference`` counts wished breaks from 1. ``grows``: the
    section is set in the body size, not in one of its own.
    """

    begins: bool
    preference: int
    share: float
    grows: bool


@dataclass(frozen=True)
class PageUse:
    """How one page is used: how full it is, and how many lines stand on it.

    ``groups`` is the share of each group of text on the page. A group is what flows together: it
    begins where a section has to, or would like to, begin on a new panel.
    """

    groups: tuple[GroupUse, ...]
    fill: float
    lines: int


def page_uses(pages: tuple[Any, ...]) -> tuple[PageUse, ...]:
    """Measure every page; ``pages`` are WeasyPrint's page boxes."""
    seen: set[int] = set()
    uses = []
    for page, after in zip(pages, (*pages[1:], None), strict=True):
        rows = _rows(page, after)
        groups = []
        for row in rows:
            for section, goes_on in row.sections():
                share = 1 / page.height / len(row.columns)
                groups.append(_group_use(section, share, seen, goes_on))
                seen |= _elements(section)
        lines = sum(isinstance(box, boxes.LineBox) for box in page.descendants())
        uses.append(PageUse(tuple(groups), _used(page, rows) / page.height, lines))
    return tuple(uses)


def _group_use(section: Any, share: float, seen: set[int], goes_on: set[int]) -> GroupUse:
    new = id(section.element) not in seen
    preference = int(section.element.get("data-preference") or 0)
    begins = new and (preference > 0 or section.style["break_before"] in PAGE_BREAKS)
    height = _bottom(section, goes_on) - section.position_y
    grows = _has_class(section, "text")
    return GroupUse(begins, preference if begins else 0, height * share, grows)


def _used(page: Any, rows: list[_Row]) -> float:
    top: float = page.content_box_y()
    return max((row.bottom(n) for row in rows for n in range(len(row.columns))), default=top) - top


def _elements(*found: Any) -> set[int]:
    """Return what boxes show, to tell what goes on in the next from what ends in one."""
    shown = (box for root in found for box in (root, *root.descendants()))
    return {id(box.element) for box in shown if box.element is not None}


# --- the sections of a page, as they stand on it -------------------------------------------------


@dataclass(frozen=True)
class _Row:
    """Columns of sections, side by side. ``goes_on``: what each has that ends further on."""

    columns: tuple[tuple[Any, ...], ...]
    goes_on: tuple[set[int], ...]

    def sections(self) -> Iterator[tuple[Any, set[int]]]:
        for column, goes_on in zip(self.columns, self.goes_on, strict=True):
            yield from ((section, goes_on) for section in column)

    def bottom(self, number: int) -> float:
        """Return where what is in a column ends."""
        return max(_bottom(section, self.goes_on[number]) for section in self.columns[number])


def _rows(page: Any, after: Any | None) -> list[_Row]:
    """Return the sections of a page from its head to its foot; ``after`` is the page that follows.

    Sections that follow one another across the whole page are one column.
    """
    overleaf = _elements(after) if after is not None else set()
    rows = []
    for side_by_side, found in groupby(_flow(page), key=lambda box: bool(box.is_column)):
        if side_by_side:
            columns = tuple(c for c in (tuple(_parts(column)) for column in found) if c)
        else:
            columns = (tuple(found),)
        later = (_elements(*chain(*columns[n:])) for n in range(1, len(columns) + 1))
        if columns:
            rows.append(_Row(columns, tuple(shown | overleaf for shown in later)))
    return rows


def _flow(page: Any) -> Iterator[Any]:
    """Return sections; where a story is set in columns, those columns stand for its sections."""
    for box in _parts(_body(page)):
        yield from _parts(box) if _has_class(box, "story") else (box,)


def _parts(box: Any | None) -> list[Any]:
    return [part for part in getattr(box, "children", ()) if isinstance(part, boxes.Box)]


def _body(page: Any) -> Any | None:
    for html in page.children:
        for child in getattr(html, "children", ()):
            if child.element_tag == "body":
                return child
    return None


def _bottom(box: Any, goes_on: set[int]) -> float:
    """Return where a box ends; one that goes on overleaf ends with what is in it."""
    if isinstance(box, boxes.LineBox):
        return float(box.position_y + box.height)
    children = [
        child
        for child in getattr(box, "children", ())
        if isinstance(child, (boxes.LineBox, boxes.BlockLevelBox))
    ]
    if id(box.element) in goes_on and children:
        return max(_bottom(child, goes_on) for child in children)
    return float(box.border_box_y() + box.border_height())


# --- titles ---------------------------------------------------------------------------------------


def narrowest_title(pages: tuple[Any, ...]) -> float | None:
    """Return the font size, in pixels, at which the longest word of the title fits its line.

    None where it fits as it is. Titles are marked ``title``; a word in one is never divided.
    """
    sizes = []
    for page in pages:
        for box in page.descendants():
            if _has_class(box, "title") and isinstance(box, boxes.BlockBox):
                words = [t.width for t in box.descendants() if isinstance(t, boxes.TextBox)]
                widest = max(words, default=0.0)
                if widest > box.width + TOLERANCE:
                    sizes.append(box.style["font_size"] * box.width / widest)
    return min(sizes, default=None)


# --- evening out ---------------------------------------------------------------------------------


def even_out(page: Any, after: Any | None) -> None:
    """Spread the white space at the foot of a page over the gaps between its blocks.

    ``after`` is the page that follows. What is marked ``sink`` in a section that has the page to
    itself goes to the foot of the page instead. Nothing is laid out again: boxes only move down,
    into room that was empty.
    """
    rows = _rows(page, after)
    if not rows:
        return
    slack = page.height - _used(page, rows)
    slack = slack if slack > TOLERANCE else 0.0
    sinking = [box for box in _children(rows[0].columns[0][0]) if _has_class(box, "sink")]
    if sinking:
        for box in sinking:
            _move_down(box, slack)
        return
    _open_gaps(rows, slack)


def _open_gaps(rows: list[_Row], slack: float) -> None:
    """Move each unit down by a share of the slack for every gap above it.

    Of columns the longest gets its share. The others are spread to end where that one ends; where
    that would tear them apart they get the same gaps.
    """
    longest = [max(range(len(row.columns)), key=row.bottom) for row in rows]
    units = [[_movable(column) for column in row.columns] for row in rows]
    count = sum(len(columns[n]) for columns, n in zip(units, longest, strict=True))
    share = min(slack / (count - 1), WIDEST_GAP) if count > 1 else 0.0
    above = 0.0
    for row, columns, lead in zip(rows, units, longest, strict=True):
        bottom = row.bottom(lead) + share * max(len(columns[lead]) - 1, 0)
        room = [bottom - row.bottom(n) for n in range(len(columns))]
        for column, left in zip(columns, room, strict=True):
            gap = left / max(len(column) - 1, 1)
            _spread(column, above, gap if gap <= WIDEST_GAP else share)
        above += share * len(columns[lead])


def _spread(units: list[list[Any]], first: float, gap: float) -> None:
    """Move the first unit down, and each one after it by a gap more than the one before."""
    for count, unit in enumerate(units):
        for box in unit if first + gap * count else ():
            _move_down(box, first + gap * count)


def _move_down(box: Any, by: float) -> None:
    """Move a box with all in it; WeasyPrint's own translate leaves the backgrounds behind."""
    box.translate(dy=by)
    for moved in box.descendants():
        background = getattr(moved, "background", None)
        if background:
            layers = [_moved_layer(layer, by) for layer in background.layers]
            moved.background = background._replace(layers=layers)


def _moved_layer(layer: Any, by: float) -> Any:
    def moved(area: Any) -> Any:
        return area if area == "unused" else (area[0], area[1] + by, *area[2:])

    return layer._replace(
        painting_area=moved(layer.painting_area),
        positioning_area=moved(layer.positioning_area),
        clipped_boxes=[moved(box) for box in layer.clipped_boxes],
    )


def _movable(sections: Sequence[Any]) -> list[list[Any]]:
    """Return the units that may move apart; a heading stays with what follows it."""
    units: list[list[Any]] = []
    keep_with_next = False
    for section in sections:
        if any(_has_class(section, name) for name in _UNDIVIDED):
            units.append([section])
            continue
        for box in _blocks(section):
            if keep_with_next:
                units[-1].append(box)
            else:
                units.append([box])
            keep_with_next = box.element_tag in ("h1", "h2")
    return units


def _blocks(section: Any) -> Iterator[Any]:
    for box in _children(section):
        entries = _children(box) if box.element_tag == "ul" else []
        yield from entries or [box]


def _children(box: Any) -> list[Any]:
    return [
        child for child in getattr(box, "children", ()) if isinstance(child, boxes.BlockLevelBox)
    ]


def _has_class(box: Any, name: str) -> bool:
    return box.element is not None and name in box.element.get("class", "").split()
