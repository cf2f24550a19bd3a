"""A leaflet like one that was laid out, but for sections on pages of their own: only these anew.

The text of a leaflet is the same whether the clinic has opening hours or not; only the panel with
its address differs. So that panel is laid out, and the others are taken as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..model import Markup
from .engine import PREFERENCE, _drawings, _engine, _size_rule
from .laid_out import mean_fill
from .places import SLOT, descendants
from .proof import Proof

_SECTION = re.compile(r"(<section\b(?:(?!<section\b).)*?</section>)", re.DOTALL)
_BLANK = '<section data-left-out="" style="break-before: page"></section>'


def lay_out_again(proof: Proof, before: Markup, after: Markup) -> Proof | None:
    """Return the proof of a markup that differs from one laid out in sections with slots only.

    Each of these has a page to itself. None where that is not so, or where anything is to be said
    about the layout: then it takes a layout of the whole. The first proof cannot be written any
    more: what is the same belongs to the new one.
    """
    changed = _changed(before, after)
    if not changed or not proof.apart or proof.findings or proof.fit.lines_over:
        return None
    pages = _pages_of_sections(proof.document)
    numbers = [pages[section] for section in changed if len(pages.get(section, ())) == 1]
    if len(numbers) != len(changed):
        return None
    anew = _laid_out(after, proof.fit.body, changed, [number for (number,) in numbers])
    return _joined(proof, anew, changed) if anew else None


def _changed(before: Markup, after: Markup) -> Mapping[int, str]:
    """Return the sections that differ, by number; none where more than these differs."""
    if (before.sheets, before.fold) != (after.sheets, after.fold):
        return {}
    one, other = _SECTION.split(before.html), _SECTION.split(after.html)
    if len(one) != len(other) or one[::2] != other[::2]:
        return {}
    changed = {
        number: other[2 * number + 1]
        for number in range(len(one) // 2)
        if one[2 * number + 1] != other[2 * number + 1]
    }
    apart = all(
        f"{SLOT}=" in html and PREFERENCE not in html and 'class="title' not in html
        for html in changed.values()
    )
    return changed if apart else {}


def _pages_of_sections(document: Any) -> dict[int, tuple[int, ...]]:
    """Return the pages, from 0, that each section of a document is on, by its number in it."""
    root = document.pages[0]._page_box.children[0].element
    order = {id(section): number for number, section in enumerate(root.iter("section"))}
    pages: dict[int, tuple[int, ...]] = {}
    for number, page in enumerate(document.pages):
        here = {id(box.element) for box in descendants(page._page_box)}
        for key in here & order.keys():
            pages[order[key]] = (*pages.get(order[key], ()), number)
    return pages


@dataclass(frozen=True)
class _Anew:
    """Sections laid out by themselves: the elements and the page of each, how full that is, and
    the sizes of what is in it."""

    sections: tuple[Any, ...]
    pages: tuple[int, ...]
    boxes: tuple[Any, ...]
    fills: tuple[float, ...]


def _laid_out(
    markup: Markup, body: float, changed: Mapping[int, str], pages: Sequence[int]
) -> _Anew | None:
    """Lay sections out on the pages that they have, with nothing on the others."""
    from .boxes import even_out
    from .sideways import sideways_overflows

    engine = _engine(markup.fonts_folder)
    html = engine.html(_with_only(markup.html, changed, pages), markup.assets)
    trial = engine.trial(html, markup, _size_rule(body), _drawings(markup))
    boxes = [page._page_box for page in trial.document.pages]
    if trial.warnings or len(boxes) != pages[-1] + 1 or sideways_overflows(tuple(boxes)):
        return None
    root = boxes[0].children[0].element
    sections = tuple(s for s in root.iter("section") if s.get("data-left-out") is None)
    found = _pages_of_sections(trial.document)
    order = {section: number for number, section in enumerate(root.iter("section"))}
    if [found.get(order[section]) for section in sections] != [(page,) for page in pages]:
        return None
    fills = tuple(round(min(trial.uses[page].fill, 1.0), 4) for page in pages)
    for page in pages:
        even_out(boxes[page], None)
    return _Anew(sections, tuple(pages), tuple(boxes[page] for page in pages), fills)


def _with_only(html: str, changed: Mapping[int, str], pages: Sequence[int]) -> str:
    """Return HTML with some of its sections, and empty pages before each for all that is gone."""
    pieces = _SECTION.split(html)
    begun = 1  # the first page is there in any case
    for number in range(len(pieces) // 2):
        if number in changed:
            page = pages[list(changed).index(number)]
            pieces[2 * number + 1] = (page - begun) * _BLANK + changed[number]
            begun = page + 1
        else:
            pieces[2 * number + 1] = ""
    return "".join(pieces)


def _joined(proof: Proof, anew: _Anew, changed: Mapping[int, str]) -> Proof:
    """Put pages that were laid out anew in the place of others, and their elements as well."""
    from weasyprint.document import Page

    document = proof.document
    html = document.pages[0]._page_box.children[0].element
    old = list(html.iter("section"))
    for number, section in zip(changed, anew.sections, strict=True):
        _replace(html, old[number], section)
    pages, fills = list(document.pages), list(proof.fit.panel_fill)
    for page, box, fill in zip(anew.pages, anew.boxes, anew.fills, strict=True):
        _adopt(box, html)
        pages[page], fills[page] = Page(box), fill
    fit = replace(proof.fit, panel_fill=tuple(fills), fill=mean_fill(fills), layouts=1)
    return replace(proof, document=document.copy(pages), fit=fit)


def _replace(root: Any, old: Any, new: Any) -> None:
    """Put an element in the place of another."""
    for parent in root.iter():
        for place, child in enumerate(parent):
            if child is old:
                new.tail = old.tail
                parent[place] = new
                return


def _adopt(page: Any, html: Any) -> None:
    """Let what is around a page's sections be of the document that the page is put into."""
    own = {element.tag: element for element in (html, *html)}
    for box in _around(page):
        box.element = own.get(box.element_tag, box.element)


def _around(page: Any) -> Iterator[Any]:
    for html in page.children:
        yield html
        yield from (box for box in getattr(html, "children", ()) if box.element_tag == "body")
