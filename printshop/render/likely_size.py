"""The body size at which a text is likely to fit, from the text alone, to lay it out at first.

The figures are such that the guess is nearly always the size that copyfit finds for the shipped
languages and folds, or the next one, which takes as little: what proves that it does not fit is
laid out in any case. Another theme or script may want others; then copyfit, which has the last
word, takes a layout or two more.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from ..geometry import millimetres
from ..model import Markup

_SECTION = re.compile(r'<section class="text .*?</section>', re.DOTALL)
_BLOCK = re.compile(r'<(p|h2|h3)\b(?! class="label")[^>]*>(.*?)</\1>', re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_LINE_HEIGHT = re.compile(r"\bhtml \{[^}]*line-height: ([\d.]+)")

# In ems of the body size, but for the heights of lines.
_SIZES = {"p": 1.0, "h2": 1.55, "h3": 1.12}
_HEADING_LINE = 1.2
_GAP = 0.4  # over a block, a mean of all
_RAGGED = 2.5  # of a line: half a word that went to the next one
_PARTIAL = 0.5  # of a block's last line is empty
# In widths of a panel.
_PICTURE = 0.33  # height of one, a mean of those that stand alone and side by side
_FOOT = 0.2  # of a panel: what stays empty because a block moved on whole

_NARROW, _WIDE = set("fijlrtI.,:;'’!|()-ıії"), set("mwMWшщжюмфыШЩЖЮМФ—")
# Mean advances of letters in ems, by script: each with the first character that is beyond it.
_ADVANCES = ((0x400, 0.57), (0x530, 0.58), (0x600, 0.57), (0x900, 0.52), (0x1100, 0.63))


@dataclass(frozen=True)
class _Block:
    """Some lines of text: its size and the height of its lines, both relative, and its length."""

    size: float
    line_height: float
    advance: float

    def height(self, body: float, width: float) -> float:
        """Return its height with the gap over it; all lengths are in the same unit."""
        em = self.size * body
        lines = self.advance * em / (width - _RAGGED * em) + _PARTIAL
        return max(lines, 1.0) * self.line_height * em + _GAP * body


def likely_size(markup: Markup, sizes: Sequence[float]) -> int | None:
    """Return which of some body sizes, in points, is likely to be about the largest that fits.

    None where text shares panels with the cover or the contacts: what these leave is not known.
    """
    panels, margins = markup.fold.panels[1:-1], 2 * markup.layout.margin
    sections = "".join(_SECTION.findall(markup.html))
    blocks = tuple(_blocks(sections, markup.css))
    if not panels or not blocks or markup.layout.wide_cover:
        return None
    width = sum(panel.width for panel in panels) / len(panels) - margins
    room = len(panels) * (markup.fold.sheet.height - margins - _FOOT * width)
    room -= sections.count("<img") * _PICTURE * width

    def misfit(index: int) -> float:
        body = millimetres(sizes[index])
        return abs(sum(block.height(body, width) for block in blocks) - room)

    return min(range(len(sizes)), key=misfit)


def _blocks(html: str, css: str) -> Iterator[_Block]:
    found = _LINE_HEIGHT.search(css)
    line_height = float(found[1]) if found else _HEADING_LINE
    for tag, content in _BLOCK.findall(html):
        text = unescape(_TAG.sub("", content)).strip()
        height = line_height if tag == "p" else _HEADING_LINE
        yield _Block(_SIZES[tag], height, sum(map(_advance, text)))


@lru_cache(maxsize=4096)
def _advance(character: str) -> float:
    """Return about how wide a character of a text font is, in ems."""
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(character) in ("W", "F"):
        return 1.08
    letter = unicodedata.normalize("NFD", character)[0]
    kinds = (
        (letter.isspace(), 0.22),
        (letter in _NARROW, 0.3),
        (letter in _WIDE, 0.9),
        (letter.isupper(), 0.67),
        *((ord(letter) < end, advance) for end, advance in _ADVANCES),
    )
    return next((advance for is_one, advance in kinds if is_one), 0.57)
