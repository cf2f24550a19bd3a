"""The look of a brochure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..output_intents import OutputIntent
from .content import Asset

Ink = tuple[float, float, float, float]  # cyan, magenta, yellow, black, in percent


@dataclass(frozen=True, slots=True)
class ScriptStyle:
    """How a script is set: font stacks, weights, line height, emphasis."""

    body: tuple[str, ...]
    heading: tuple[str, ...]
    heading_weight: int
    line_height: float
    heading_line_height: float
    emphasis: str
    hyphenate: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """The room a theme gives to a kind of fold: body sizes in points, margin in mm.

    ``wide_cover``: the cover is a banner, and wants the picture that was recomposed as one.
    """

    smallest: float
    largest: float
    step: float
    margin: float
    wide_cover: bool = False


@dataclass(frozen=True, slots=True)
class Theme:
    """The look: colours by name, scripts, layouts, style sheets and templates as text, fonts.

    ``colours`` are RGB such as #17443f; ``inks`` is what a press prints for some of them, and
    ``output_intent`` the press that is meant.
    """

    id: str
    path: str
    colours: Mapping[str, str]
    inks: Mapping[str, Ink]
    output_intent: OutputIntent
    scripts: Mapping[str, ScriptStyle]
    layouts: Mapping[str, Layout]
    hyphenation_limit: str
    unhyphenated: tuple[str, ...]
    hyphenation_exceptions: Mapping[str, tuple[str, ...]]
    style_sheets: Mapping[str, str]
    templates: Mapping[str, str]
    fonts: tuple[Asset, ...]
    fonts_folder: str

    def script_style(self, script: str) -> ScriptStyle:
        """Return how the theme sets a script."""
        return self.scripts.get(script, self.scripts["default"])

    @property
    def separations(self) -> Mapping[str, Ink]:
        """The inks of the colours that have some, by RGB such as #17443f."""
        return {self.colours[name]: ink for name, ink in self.inks.items()}

    def in_large_print(self, body: float) -> Theme:
        """Return the theme with one body size in points, without hyphens and without italics."""
        layouts = {
            name: replace(layout, smallest=body, largest=body)
            for name, layout in self.layouts.items()
        }
        scripts = {
            name: replace(style, hyphenate=False, emphasis="bold")
            for name, style in self.scripts.items()
        }
        return replace(self, layouts=layouts, scripts=scripts)

    @property
    def families(self) -> frozenset[str]:
        """The font families of all scripts."""
        styles = self.scripts.values()
        return frozenset(name for style in styles for name in (*style.body, *style.heading))

    @property
    def body_families(self) -> tuple[str, ...]:
        """The font families of all scripts' text, each once."""
        every = (family for style in self.scripts.values() for family in style.body)
        return tuple(dict.fromkeys(every))
