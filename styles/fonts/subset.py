#!/usr/bin/env python3
"""Cut the full Chinese and Japanese fonts down to their national standard character sets.

    python subset.py FULL.ttf OUT.ttf gb2312|jisx0208
    python subset.py FULL.ttf OUT.ttf U+2252          (single characters, with commas)

Kept are GB 2312 (7,445 characters) or JIS X 0208 (6,879), Latin with its accents, punctuation and
the forms of full and half width; all OpenType features; no hinting, which print does not need.
"""

from __future__ import annotations

import sys

from fontTools import subset

CODECS = {"gb2312": "gb2312", "jisx0208": "euc_jp"}
ALWAYS = (
    (0x0020, 0x007F),
    (0x00A0, 0x0180),
    (0x2000, 0x2070),
    (0x3000, 0x3100),
    (0xFF00, 0xFFF0),
)
SIGNS = (0x20AC, 0x2103, 0x2109, 0x2122, 0x2212, 0x2264, 0x2265, 0x338E, 0x339C, 0x339D, 0x33A1)


def characters(standard: str) -> set[int]:
    """Return the code points of a standard whose rows and cells are the bytes A1 to FE."""
    found: set[int] = set()
    for row in range(0xA1, 0xFF):
        for cell in range(0xA1, 0xFF):
            text = bytes([row, cell]).decode(CODECS[standard], errors="ignore")
            found.update(map(ord, text))
    return found


def wanted_characters(what: str) -> set[int]:
    """Return the code points of a standard with what goes with it, or those that are named."""
    if what.startswith("U+"):
        return {int(code.removeprefix("U+"), 16) for code in what.split(",")}
    return characters(what).union(SIGNS, *(range(a, b) for a, b in ALWAYS))


def main(source: str, target: str, what: str) -> None:
    options = subset.Options(
        layout_features=["*"],
        name_IDs=["*"],
        name_languages=["*"],
        notdef_outline=True,
        hinting=False,
    )
    wanted = wanted_characters(what)
    font = subset.load_font(source, options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted)
    cutter.subset(font)
    subset.save_font(font, target, options)


if __name__ == "__main__":
    main(*sys.argv[1:])
