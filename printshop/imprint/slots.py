"""The values of one clinic as a document: a page with all slots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..compose import (
    logo_assets,
    page_rules,
    slot_filler,
    style_rules,
    template_context,
)
from ..folds import Fold, Panel
from ..geometry import Size
from ..model import Copy, Edition, Markup

APART = 3.0  # mm round each slot that its values may reach into
_ROOT = 10.0  # points: the size of no value depends on that of the text

Point = tuple[float, float]  # mm from the left and from the top


def arranged(rooms: Mapping[str, Size], groups: int) -> tuple[Fold, list[Mapping[str, Point]]]:
    """Return a fold of one panel that holds groups of slots of these sizes in mm, and where each
    slot of each group begins.

    They stand one below the other, so far apart that none can be seen in the room of another.
    """
    width = max(room.width for room in rooms.values()) + 2 * APART
    corners: list[Mapping[str, Point]] = []
    down = APART
    for _ in range(groups):
        group: dict[str, Point] = {}
        for name, room in rooms.items():
            group[name] = (APART, down)
            down += room.height + 2 * APART
        corners.append(group)
    return Fold("slots", "slots", "slots", Size(width, down), ((Panel(1, width),),)), corners


def compose_slots(
    edition: Edition,
    copy: Copy,
    rooms: Mapping[str, Size],
    directions: Sequence[str],
    words: tuple[str, ...] = (),
) -> Markup:
    """Return the slots of a clinic as HTML and CSS, all on one panel, see ``arranged``.

    There is a group of them for leaflets of each direction. The leaflet's language has no say in
    it, so that languages share what is set; unless there are slots with ``words``, too.
    """
    theme, own = edition.theme, edition.language if words else edition.clinic_language
    slot = slot_filler(edition, template_context(edition, copy))
    values = "".join(slot(*_parts(name), name in words) for name in rooms)
    groups = "".join(f'<div dir="{direction}">{values}</div>' for direction in directions)
    html = (
        f'<!DOCTYPE html><html lang="{own.html_tag}"><head><meta charset=utf-8><title>-</title>'
        f"</head><body>{groups}</body></html>"
    )
    fold, corners = arranged(rooms, len(directions))
    return Markup(
        html=html,
        sheets=_sheets(replace(edition, language=own), fold, rooms, corners),
        assets=logo_assets(edition),
        fold=fold,
        layout=theme.layouts[edition.fold.layout],
        fonts_folder=theme.fonts_folder,
        fonts=tuple(font.sha256 for font in theme.fonts),
        links=copy.links,
    )


def _sheets(
    edition: Edition,
    fold: Fold,
    rooms: Mapping[str, Size],
    corners: Sequence[Mapping[str, Point]],
) -> tuple[str, ...]:
    places = (
        f"div:nth-child({number}) > [data-slot={name}] "
        f"{{ left: {left}mm; top: {top}mm; width: {rooms[name].width}mm }}"
        for number, group in enumerate(corners, 1)
        for name, (left, top) in group.items()
    )
    rules = (
        page_rules(fold, 0.0),
        "@page { background: none !important }",
        "@page :nth(1) { background: none !important }",
        # Each is drawn as a whole, by itself, and can be cut out.
        ".slot { position: absolute; z-index: 1 }",
        *places,
        f"html {{ font-size: {edition.large_print or _ROOT}pt }}",
    )
    return (*style_rules(edition, edition.fold.layout), "\n".join(rules))


def _parts(name: str) -> tuple[str, int]:
    """Return the name and the number of a slot: day-3 is the third of its kind."""
    kind, _, number = name.partition("-")
    return kind, int(number or 0)
