"""The shipped workspace, as the tests use it."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
FONTS = ROOT / "styles" / "fonts"
LANGUAGES = (
    *("ar", "de", "en", "es", "fr", "he", "hi"),
    *("it", "ja", "nl", "pl", "tr", "uk", "zh_Hans"),
)
# A language for each way of setting text: what takes long in all languages is quick in these.
FEW = ("ar", "hi", "ja", "nl")


def catalog_cases(paths: Iterable[Path]) -> list[Any]:
    """Return the paths of catalogs to try a test with: those of the few quick, the others slow."""
    return [
        pytest.param(path, marks=() if path.parents[1].name in FEW else pytest.mark.slow)
        for path in paths
    ]
