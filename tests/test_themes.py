"""Themes: colours that exist and can be read, fonts that are there."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printshop.findings import Finding
from printshop.load.themes import contrast, load_theme
from printshop.model import Theme

from .conftest import Shop
from .real import ROOT

THEME = "styles/calm/theme.yaml"
BASE = "styles/calm/base.css"
TEXT = (ROOT / THEME).read_text("utf-8")
THEMES = sorted(path.parent.name for path in ROOT.glob("styles/*/theme.yaml"))

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def read(root: Path) -> tuple[Theme | None, list[Finding]]:
    return load_theme(root, "calm")


def wrong(root: Path) -> Finding:
    theme, (finding,) = read(root)
    assert theme is None
    return finding


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


# --- contrast ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "ground", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#ffffff", 4.0),
        ("#0000ff", "#ffffff", 8.59),
        ("#00ff00", "#ffffff", 1.37),
    ],
)
def test_contrast_as_wcag_has_it(text: str, ground: str, ratio: float) -> None:
    assert contrast(text, ground) == pytest.approx(ratio, abs=0.005)


@given(colours, colours)
def test_contrast_has_no_direction_and_keeps_its_range(one: str, other: str) -> None:
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21


def test_text_that_can_hardly_be_read(shop: Shop) -> None:
    text = TEXT.replace("contrast:\n", "contrast:\n  - {text: sage, ground: white}\n")
    found = wrong(shop({THEME: text}))
    assert (found.code, found.place.file) == ("theme.contrast", THEME)
    assert found.place.line == line_of(text, "{text: sage")


@pytest.mark.parametrize(("grey", "enough"), [("#777777", False), ("#767676", True)])
def test_the_limit_of_contrast(shop: Shop, grey: str, enough: bool) -> None:
    text = TEXT.replace("colours:\n", f'colours:\n  grey: "{grey}"\n')
    text = text.replace("contrast:\n", "contrast:\n  - {text: grey, ground: white}\n")
    _, findings = read(shop({THEME: text}))
    assert [f.code for f in findings] == ([] if enough else ["theme.contrast"])


# --- colours -------------------------------------------------------------------------------------


def test_a_pair_of_colours_that_do_not_exist(shop: Shop) -> None:
    text = TEXT.replace("contrast:\n", "contrast:\n  - {text: ink, ground: nowhere}\n")
    found = wrong(shop({THEME: text}))
    assert (found.code, found.place.line) == (
        "theme.colour",
        line_of(text, "{text: ink, ground: n"),
    )


def test_a_style_sheet_with_an_unknown_colour(shop: Shop) -> None:
    css = (ROOT / BASE).read_text(
        "utf-8"
    ) + "\n\nh1 { color: var(--ink); background: var(--inc) }\n"
    found = wrong(shop({BASE: css}))
    assert (found.code, found.place.file) == ("theme.colour", BASE)
    assert found.place.line == line_of(css, "var(--inc)")


def test_lengths_that_the_layout_gives_are_no_colours(shop: Shop) -> None:
    css = (ROOT / BASE).read_text("utf-8") + "\nh1 { margin: var(--edge) var(--minus-edge) }\n"
    assert read(shop({BASE: css}))[1] == []


def test_a_colour_in_words(shop: Shop) -> None:
    text = TEXT.replace('white: "#ffffff"', 'white: "white"')
    found = wrong(shop({THEME: text}))
    assert (found.code, found.place.key) == ("input.wrong-value", "colours.white")


# --- the rest ------------------------------------------------------------------------------------


def test_a_theme_without_fonts(shop: Shop) -> None:
    root = shop()
    (root / "styles" / "fonts").unlink()
    assert wrong(root).code == "theme.fonts"


@pytest.mark.parametrize(
    "name", ["styles/calm/base.css", "styles/calm/panels.css", "templates/leaflet.html"]
)
def test_a_theme_needs_its_files(shop: Shop, name: str) -> None:
    found = wrong(shop({name: None}))
    assert (found.code, found.place.file) == ("theme.file", name)


def test_body_text_is_never_small(shop: Shop) -> None:
    start = TEXT.index("panels: {smallest: ") + len("panels: {smallest: ")
    end = TEXT.index(",", start)
    found = wrong(shop({THEME: f"{TEXT[:start]}8.5{TEXT[end:]}"}))
    assert (found.code, found.place.key) == ("input.wrong-value", "layouts.panels.smallest")


@pytest.mark.parametrize("id", THEMES)
def test_shipped_themes_are_sound(id: str) -> None:
    theme, findings = load_theme(ROOT, id)
    assert findings == []
    assert theme is not None
    assert set(theme.templates) >= {"leaflet.html"}
    assert theme.fonts
    assert all(len(font.sha256) == 64 for font in theme.fonts)
