"""The shipped workspace, as the tests use it."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FONTS = ROOT / "styles" / "fonts"
