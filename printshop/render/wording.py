"""What drawn text says: the words of the HTML that it was set from, and what its glyphs tell.

A page holds lines: the spaces at their ends are gone, words are divided, right-to-left text stands
as it is seen, and a glyph that letters share tells only one of them. The HTML has the words.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pydyf

_WHITE = " \t\n\r\f"
# Soft hyphens, places to break and direction controls: nobody says them.
_SILENT = "\u00ad\u200b\u2060\ufeff\u061c\u200e\u200f" + "".join(
    map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
)
_SPACES = re.compile(f"[{_WHITE}]+")
_DROPPED = str.maketrans("", "", _SILENT)
_UNSEEN = str.maketrans("", "", _SILENT + _WHITE)
_HARD_SPACES = str.maketrans("\u00a0\u202f", "  ")
_UNTOLD = "\ufffd"  # a part of a letter; readers may show anything for it
_GLYPHS = re.compile(rb"<([0-9a-f]*)>")


def spoken(text: str) -> str:
    """Return a text as it is said: white space as HTML sees it, nothing that only steers layout."""
    return _SPACES.sub(" ", text.translate(_DROPPED))


@dataclass(frozen=True, slots=True)
class Words:
    """What a box of text says, and where this stands in the text of the whole document.

    Generated content, and space alone, stand nowhere in it: they begin and end at -1.
    """

    text: str
    start: int
    end: int


@dataclass(slots=True)
class _Own:
    """The text of one element without that of the elements in it, and how much of it is said.

    ``places`` are where each of its characters stands in the text of the whole document; ``lost``:
    something else than its text was shown.
    """

    text: str = ""
    places: list[int] = field(default_factory=list)
    said: int = 0
    lost: bool = False


class Wording:
    """The text of a document, given out to the boxes that show it, in reading order."""

    def __init__(self, html: Any) -> None:
        self._text = ""
        self._own: dict[int, _Own] = defaultdict(_Own)
        for owner, text in _texts(html):
            own = self._own[id(owner)]
            own.text += text
            own.places += range(len(self._text), len(self._text) + len(text))
            self._text += text

    def of(self, box: Any) -> Words | None:
        """Return what a text box says; None where its letters are not the next of its element."""
        if "::" in box.element_tag or not box.text.translate(_UNSEEN):
            return Words(spoken(box.text), -1, -1)
        own = self._own[id(box.element)]
        if not own.text[own.said :].translate(_UNSEEN):
            own.said = 0  # the headings of a table are shown again on its next page
        end = None if own.lost else self._match(box, own)
        if end is None:
            own.lost = True  # what follows would be a guess
            return None
        start = own.said
        while own.text[start] in _SILENT + _WHITE:
            start += 1
        own.said = end
        before, after = (" " if box.text[i] in _WHITE else "" for i in (0, -1))
        shown = box.style["visibility"] == "visible"
        text = f"{before}{spoken(own.text[start:end])}{after}" if shown else ""
        return Words(text, own.places[start], own.places[end - 1] + 1)

    def _match(self, box: Any, own: _Own) -> int | None:
        """Return how far an element is said with the letters of a box, whatever the white space."""
        folded = box.style["text_transform"] != "none"
        drawn = _folded(box.text, folded).translate(_UNSEEN)
        at, done = own.said, 0
        while done < len(drawn):
            if at == len(own.text):
                return None
            letter = own.text[at]
            if letter not in _WHITE and letter not in _SILENT:
                letter = _folded(letter, folded)
                if not drawn.startswith(letter, done):
                    # Else it is put there where the line ends.
                    return at if drawn[done:] == box.style["hyphenate_character"] else None
                done += len(letter)
            at += 1
        return at

    def parted(self, first: Words, second: Words) -> bool:
        """Tell whether something stands between two boxes' words: white space, or other words."""
        between = self._text[first.end : second.start] if first.end >= 0 else ""
        return bool(between.translate(_DROPPED))


def _texts(element: Any) -> Iterator[tuple[Any, str]]:
    """Yield all text below an element in reading order, each with the element it belongs to."""
    if not isinstance(element.tag, str):
        return  # a comment
    # A picture that is missing is replaced by what it shows.
    text = element.get("alt") if element.tag == "img" else element.text
    if text:
        yield element, text
    for child in element:
        yield from _texts(child)
        if child.tail:
            yield element, child.tail


def _folded(text: str, folded: bool) -> str:
    """Return letters as they are whatever text-transform does to them."""
    if not folded:
        return text
    letters = unicodedata.normalize("NFKD", text).casefold().replace("ı", "i")
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


# --- glyphs --------------------------------------------------------------------------------------


def glyph_texts(pdf: pydyf.PDF, fonts: Any) -> dict[tuple[int, int], str]:
    """Return what a reader finds in each piece of marked content, by page from 0 and MCID.

    ``fonts`` are the engine's. The last of those with one name is the one in the file.
    """
    letters = {font.hash.encode(): font.to_unicode for font in fonts}
    found: dict[tuple[int, int], str] = {}
    for number, reference in enumerate(pdf.page_references):
        page = pdf.objects[int(reference.split()[0])]
        content = pdf.objects[int(page["Contents"].split()[0])]
        found |= {(number, mcid): text for mcid, text in _told(content.stream, letters)}
    return found


def _told(stream: list[Any], letters: dict[bytes, dict[int, str]]) -> Iterator[tuple[int, str]]:
    mcid, told, font = None, "", {}
    for item in stream:
        if isinstance(item, pydyf.Dictionary):
            mcid, told = item["MCID"], ""
        elif item == b"EMC" and mcid is not None:
            yield mcid, told
            mcid = None
        elif isinstance(item, bytes) and item.endswith(b" Tf"):
            font = letters[item[1 : item.index(b" ")]]  # /Name size Tf
        elif mcid is not None and isinstance(item, bytes) and item.endswith(b"] TJ"):
            codes = b"".join(_GLYPHS.findall(item)).decode()
            glyphs = (int(codes[i : i + 4], 16) for i in range(0, len(codes), 4))
            told += "".join(font[glyph] or _UNTOLD for glyph in glyphs)


def tells(glyphs: str, text: str) -> bool:
    """Tell whether glyphs that are read one after the other say a text, as to every letter."""
    return glyphs.translate(_DROPPED).translate(_HARD_SPACES) == text.translate(_HARD_SPACES)
