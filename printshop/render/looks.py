"""What a page looks like, as a digest: pages that are drawn already need not be drawn again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from ..model import Markup
from .places import descendants
from .proof import Proof

_TOLD_APART = ("class", "style")  # attributes that style sheets and boxes go by


def page_digests(proof: Proof, markup: Markup) -> tuple[str, ...]:
    """Return a digest for each page: of its boxes, and of all that says how they are drawn.

    Pages with the same digest look the same. The other way round that need not hold.
    """
    ground = hashlib.sha256(repr((markup.css, markup.fonts_folder, markup.fonts)).encode())
    for name, data in sorted(markup.assets.items()):
        ground.update(hashlib.sha256(name.encode() + b"\0" + data).digest())
    digests = []
    for page in proof.document.pages:
        digest = ground.copy()
        digest.update("\n".join(_rows(page._page_box)).encode("utf-8", "surrogatepass"))
        digests.append(digest.hexdigest()[:32])
    return tuple(digests)


def _rows(page: Any) -> Iterator[str]:
    for box in descendants(page):
        element = box.element
        said = () if element is None else tuple(element.get(name) for name in _TOLD_APART)
        place = (box.position_x, box.position_y, box.width, box.height)
        yield repr((box.element_tag, said, getattr(box, "text", ""), *map(_rounded, place)))


def _rounded(length: Any) -> Any:
    return round(length, 2) if isinstance(length, int | float) else length
