"""The shipped workspace, as the tests use it."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FONTS = ROOT / "styles" / "fonts"
LANGUAGES = (
    *("ar", "de", "en", "es", "fr", "he", "hi"),
    *("it", "ja", "nl", "pl", "tr", "uk", "zh_Hans"),
)
