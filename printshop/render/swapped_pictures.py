"""Pictures that can be another: those whose place goes by their style, and by nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .fetcher import BASE_URL, asset_fetcher_class


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that is placed absolutely: its box, and the box in which its place is."""

    box: Any
    around: Any


def picture_alone(around: Sequence[Any], box: Any) -> Picture | None:
    """Return a picture as one that can be another, from all boxes around it; None where it cannot.

    That is where its place depends on what stands before it, or on the size of a line.
    """
    from weasyprint.formatting_structure import boxes

    style = box.style
    placed = style["position"] == "absolute" and type(box) is boxes.BlockReplacedBox
    free = any(
        style[one] == style[other] == "auto"
        for one, other in (("left", "right"), ("top", "bottom"))
    )
    within = next((b for b in reversed(around) if b.style["position"] != "static"), None)
    if not placed or free or type(within) is not boxes.BlockBox:
        return None
    return Picture(box, within)


def image(source: str, style: Any, assets: Mapping[str, bytes]) -> Any | None:
    """Return an image as the engine takes it for <img>; None, and a warning, where it is none."""
    from weasyprint import DEFAULT_OPTIONS
    from weasyprint.html import parse_url
    from weasyprint.images import get_image_from_uri

    return get_image_from_uri(
        {},
        asset_fetcher_class()(assets),
        DEFAULT_OPTIONS,
        parse_url(source, BASE_URL),
        orientation=style["image_orientation"],
    )


def put_image(picture: Picture, source: str, shown: Any) -> None:
    """Put an image in place of another, as large as the engine makes it."""
    from weasyprint.layout.absolute import absolute_replaced
    from weasyprint.layout.percent import resolve_percentages, resolve_position_percentages

    box, around = picture.box, picture.around
    size = around.padding_width(), around.padding_height()
    box.element.set("src", source)
    box.replacement = shown
    resolve_percentages(box, size)
    resolve_position_percentages(box, size)
    absolute_replaced(None, box, around.padding_box_x(), around.padding_box_y(), *size)
