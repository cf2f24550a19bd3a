"""The shipped fonts: licensed, static, small enough, and with the characters that are promised."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from .real import FONTS

FILES = sorted(FONTS.rglob("*.ttf"))
MOST = 25_000_000  # bytes


def characters(codec: str) -> set[int]:
    """Return the characters of a standard whose rows and cells are the bytes A1 to FE."""
    cells = (bytes([row, cell]) for row in range(0xA1, 0xFF) for cell in range(0xA1, 0xFF))
    return {ord(c) for cell in cells for c in cell.decode(codec, errors="ignore")}


def coverage(*names: str) -> set[int]:
    found: set[int] = set()
    for name in names:
        with TTFont(next(FONTS.rglob(f"{name}.ttf")), lazy=True) as font:
            found |= set(font.getBestCmap())
    return found


def test_all_together_are_small_enough() -> None:
    assert sum(path.stat().st_size for path in FILES) <= MOST


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_font_is_static_and_has_its_licence_beside_it(path: Path) -> None:
    assert "SIL Open Font License" in (path.parent / "OFL.txt").read_text("utf-8")
    with TTFont(path, lazy=True) as font:
        assert "fvar" not in font


def test_one_file_for_each_family_weight_and_style() -> None:
    kinds: Counter[tuple[str, int, bool]] = Counter()
    for path in FILES:
        with TTFont(path, lazy=True) as font:
            names, os2 = font["name"], font["OS/2"]
            family = names.getDebugName(16) or names.getDebugName(1)
            kinds[family, os2.usWeightClass, bool(os2.fsSelection & 1)] += 1
    assert set(kinds.values()) == {1}


@pytest.mark.parametrize(
    ("families", "codec", "least"),
    [
        (("NotoSansSC", "NotoSans"), "gb2312", 7_000),
        (("NotoSansJP", "MPLUS1p", "NotoSans"), "euc_jp", 6_800),
    ],
)
@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_the_national_standard_is_covered(
    families: tuple[str, ...], codec: str, least: int, weight: str
) -> None:
    wanted = characters(codec)
    assert len(wanted) > least
    assert wanted <= coverage(*(f"{family}-{weight}" for family in families))
