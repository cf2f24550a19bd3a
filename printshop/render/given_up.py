"""Layouts that are given up, page after page, as soon as it is certain that they are of no use."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

# Of WeasyPrint's layout context, the box of the root, and the pages made until now.
Hopeless = Callable[[Any, Any, Sequence[Any]], bool]

PAGE_BREAKS = ("page", "always", "left", "right", "recto", "verso")


class GivenUpError(Exception):
    """A layout was given up after its first ``pages``, the boxes of WeasyPrint."""

    def __init__(self, pages: Sequence[Any]) -> None:
        super().__init__()
        self.pages = tuple(pages)


@contextmanager
def giving_up(html: Any, hopeless: Hopeless) -> Iterator[None]:
    """Let layouts of one document end with GivenUpError after a page that leaves no hope."""
    from weasyprint import layout

    make_all_pages = layout.make_all_pages

    def make_pages(context: Any, root: Any, laid_out: Any, before: Any) -> Iterator[Any]:
        pages = make_all_pages(context, root, laid_out, before)
        return _watched(pages, context, root, hopeless) if laid_out is html else pages

    layout.make_all_pages = make_pages
    try:
        yield
    finally:
        layout.make_all_pages = make_all_pages


def _watched(pages: Iterator[Any], context: Any, root: Any, hopeless: Hopeless) -> Iterator[Any]:
    made = []
    for page in pages:
        made.append(page)
        if hopeless(context, root, made):
            raise GivenUpError(made)
        yield page


def more_pages_than(count: int) -> Hopeless:
    """Return what tells whether a layout is going to have more pages; it may not see all."""

    def hopeless(context: Any, root: Any, pages: Sequence[Any]) -> bool:
        # Text that tells numbers of pages is set again when they are known, and may get shorter.
        final = not context.target_collector.counter_lookup_items
        resume_at = context.page_maker[len(pages)][0]
        return final and len(pages) + _pages_to_come(root, resume_at) > count

    return hopeless


def _pages_to_come(root: Any, resume_at: Any) -> int:
    """Return how many pages, at least, the rest takes: each part that must begin on a new one does.

    Only parts of the body are counted, and only such as have another one before them in that rest.
    """
    if resume_at is None:
        return 0
    rest, parts = resume_at, [root]
    for _ in ("html", "body"):
        if not rest or len(rest) != 1:
            return 1
        ((first, rest),) = rest.items()
        parts = [part for part in parts[0].children[first:] if part.is_in_normal_flow()]
        if not parts:
            return 1
    return 1 + sum(part.style["break_before"] in PAGE_BREAKS for part in parts[1:])
