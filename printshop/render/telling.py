"""Tags that say what their glyphs do not tell: ActualText, where it is needed and nowhere else."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import pydyf

from ..findings import Finding, Severity
from .tags import Element, Kid, Piece, is_break, is_inline, is_text, new_element
from .wording import Wording, Words, tells


class Teller:
    """Puts the words of a document on its elements where the glyphs do not tell them."""

    def __init__(
        self, pdf: pydyf.PDF, wording: Wording, glyphs: dict[tuple[int, int], str]
    ) -> None:
        self._pdf, self._wording, self._glyphs = pdf, wording, glyphs
        self._words: dict[Piece, Words] = {}
        self._texts: dict[Piece, str] = {}  # with the spaces that lines have lost
        self._unknown: list[Piece] = []
        self._gap = ""  # a new line where <br> stands between two pieces

    def tell(self, tree: Element, right_to_left: bool) -> tuple[Finding, ...]:
        """Look up what is drawn and say it on the elements; return what was not found.

        ``right_to_left`` is the direction of the whole document.
        """
        self._look_up(tree, None)
        self._say(tree, right_to_left)
        elements = {id(piece.box.element): piece.box for piece in reversed(self._unknown)}
        return tuple(map(_unknown, reversed(elements.values())))

    def _look_up(self, element: Element, before: Piece | None) -> Piece | None:
        """Find the words in an element; ``before`` is what stands before it in its paragraph.

        Returns what stands before the element after it.
        """
        last = before
        for kid in element.kids:
            if isinstance(kid, Piece) and is_text(kid) and self._find(kid):
                if last is not None:
                    self._part(last, kid, element)
                last, self._gap = kid, ""
            elif is_break(kid):
                self._gap = "\n"
            elif isinstance(kid, Element):
                within = self._look_up(kid, last if is_inline(kid) else None)
                last = within if is_inline(kid) else None
        return last

    def _find(self, piece: Piece) -> bool:
        """Look up what a piece says; tells whether it says anything that is known."""
        words = self._wording.of(piece.box)
        if words is None:
            self._unknown.append(piece)
            return False
        self._words[piece], self._texts[piece] = words, words.text
        return bool(words.text)

    def _part(self, first: Piece, second: Piece, element: Element) -> None:
        """Put the white space between two pieces that is not drawn, into a link only if in one."""
        before, after, gap = self._texts[first], self._texts[second], self._gap
        if gap:
            before, after = before.rstrip(" "), after.lstrip(" ")
        elif not before.endswith(" ") and not after.startswith(" "):
            parted = self._wording.parted(self._words[first], self._words[second])
            gap = " " if parted else ""
        if element.kind == "Link" and first not in element.kids:
            before += gap
        else:
            after = gap + after
        self._texts[first], self._texts[second] = before, after

    def _say(self, element: Element, right_to_left: bool) -> None:
        """Gather the text of an element in runs of one language, and say those that need it.

        All in ``right_to_left`` text does: readers put the words there in an order of their own.
        """
        if element.box is not None:
            right_to_left |= element.box.style["direction"] == "rtl"
        kids: list[Kid] = []
        seen = (kid for kid in element.kids if not is_break(kid))
        for (text, language), run in groupby(seen, _run):
            pieces = list(run)
            if not text:
                kids += pieces
                continue
            said = self._unsaid([p for p in pieces if isinstance(p, Piece)], right_to_left)
            if said is None and language == element.box.style["lang"]:
                kids += pieces
                continue
            span = new_element(self._pdf, "Span", pieces)
            if said is not None:
                span.entry["ActualText"] = pydyf.String(said)
            kids.append(span)
        element.kids = kids
        for kid in kids:
            if isinstance(kid, Element) and kid.box is not None:
                self._say(kid, right_to_left)

    def _unsaid(self, run: list[Piece], always: bool) -> str | None:
        """Return what a run of text says; None if its glyphs do, or if it is not known."""
        if not self._texts.keys() >= set(run):
            return None
        text = "".join(self._texts[piece] for piece in run)
        glyphs = "".join(self._glyphs.get((piece.page, piece.mcid), "") for piece in run)
        return text if always or not tells(glyphs, text) else None


def _run(kid: Kid) -> tuple[bool, str | None]:
    """Tell whether a kid is text, and of what language: what belongs in one run."""
    if isinstance(kid, Piece) and is_text(kid):
        return True, kid.box.style["lang"]
    return False, None


def _unknown(box: Any) -> Finding:
    return Finding(
        "layout.untold",
        Severity.WARNING,
        f"'{box.text.strip()}' is not what the HTML says there, so screen readers may read it out "
        "wrong. No style sheet may take letters out of words (::first-letter): leave that out.",
    )
