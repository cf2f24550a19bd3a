"""Themes: colours, scripts, style sheets, templates and fonts of a look."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from pathlib import Path

from ..findings import Finding, Place, Severity
from ..model import Asset, Brochure, Layout, ScriptStyle, Theme
from ..output_intents import OutputIntent
from .documents import Document, read_document
from .inks import ink_findings, theme_colours, theme_inks, theme_output_intent

TEMPLATE = "leaflet.html"
LAYOUT_LENGTHS = ("edge", "minus-edge")  # not colours: compose gives them from the fold
LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3
_COLOUR_NAME = re.compile(r"var\(--([a-z0-9-]+)\)")


def load_theme(root: Path, id: str) -> tuple[Theme | None, list[Finding]]:
    """Read the theme ``styles/<id>``; None, with all findings, where it is wrong."""
    folder = root / "styles" / id
    name = f"styles/{id}/theme.yaml"
    document, findings = read_document(folder / "theme.yaml", name, "theme")
    if document is None:
        return None, findings
    output_intent, problems = theme_output_intent(root, document)
    findings += problems
    if output_intent is None:
        return None, findings
    theme = _theme(root, folder, name, document, output_intent, findings)
    findings += _contrast_findings(document)
    findings += ink_findings(document)
    findings += _colour_findings(theme, id)
    findings += _font_findings(theme)
    findings += _size_findings(document)
    findings += _missing_files(theme, folder.name)
    return (None if findings else theme), findings


def _theme(
    root: Path,
    folder: Path,
    name: str,
    document: Document,
    output_intent: OutputIntent,
    findings: list[Finding],
) -> Theme:
    data = document.data
    return Theme(
        id=folder.name,
        path=name,
        colours=theme_colours(document),
        inks=theme_inks(document),
        output_intent=output_intent,
        scripts={code: _script(style) for code, style in data["scripts"].items()},
        layouts={name: Layout(**layout) for name, layout in data["layouts"].items()},
        hyphenation_limit=data["hyphenation"]["limit"],
        unhyphenated=tuple(data["hyphenation"]["none"]),
        hyphenation_exceptions={
            tag: tuple(words) for tag, words in data["hyphenation"].get("exceptions", {}).items()
        },
        style_sheets=_texts(folder, "*.css", findings),
        templates=_texts(root / "templates", "*.html", findings),
        fonts=_fonts(root / "styles" / "fonts"),
        fonts_folder=str(root / "styles" / "fonts"),
    )


def _script(data: dict[str, object]) -> ScriptStyle:
    values = {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}
    return ScriptStyle(**values)  # type: ignore[arg-type]  # the schema has checked the types


def _texts(folder: Path, pattern: str, findings: list[Finding]) -> dict[str, str]:
    texts = {}
    for path in sorted(folder.glob(pattern)):
        try:
            texts[path.name] = path.read_text("utf-8")
        except UnicodeDecodeError:
            message = "The file is not UTF-8 text; save it as UTF-8 in your editor."
            place = Place(f"{folder.name}/{path.name}")
            findings.append(Finding("theme.file", Severity.ERROR, message, place))
    return texts


def _fonts(folder: Path) -> tuple[Asset, ...]:
    return tuple(
        Asset(path.relative_to(folder).as_posix(), str(path), _digest(str(path), _stamp(path)))
        for path in sorted(folder.rglob("*.[to]tf"))
    )


def _stamp(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_mtime_ns, status.st_size


@lru_cache(maxsize=256)
def _digest(path: str, _stamp: tuple[int, int]) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def _font_findings(theme: Theme) -> list[Finding]:
    if theme.fonts:
        return []
    message = "There is no font in styles/fonts; put the theme's .ttf files there."
    return [Finding("theme.fonts", Severity.ERROR, message, Place("styles/fonts"))]


def _size_findings(document: Document) -> list[Finding]:
    return [
        Finding(
            "theme.size",
            Severity.ERROR,
            "The smallest body size is larger than the largest; exchange them.",
            document.place("layouts", name),
        )
        for name, layout in document.data["layouts"].items()
        if layout["smallest"] > layout["largest"]
    ]


def _missing_files(theme: Theme, id: str) -> list[Finding]:
    wanted = ["base.css", "large-print.css", *(f"{layout}.css" for layout in theme.layouts)]
    missing = [f"styles/{id}/{name}" for name in wanted if name not in theme.style_sheets]
    if TEMPLATE not in theme.templates:
        missing.append(f"templates/{TEMPLATE}")
    message = "This file is missing; a theme needs it."
    return [Finding("theme.file", Severity.ERROR, message, Place(name)) for name in missing]


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours such as #17443f (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast_findings(document: Document) -> list[Finding]:
    colours = theme_colours(document)
    findings = []
    for i, pair in enumerate(document.data["contrast"]):
        place = document.place("contrast", i)
        unknown = [name for name in pair.values() if name not in colours]
        if unknown:
            message = f"There is no colour '{unknown[0]}' in this theme."
            findings.append(Finding("theme.colour", Severity.ERROR, message, place))
            continue
        ratio = contrast(colours[pair["text"]], colours[pair["ground"]])
        if ratio < LEAST_CONTRAST:
            message = (
                f"{pair['text']} on {pair['ground']} has a contrast of {ratio:.2f}:1; text needs "
                f"{LEAST_CONTRAST}:1. Make one of them darker or lighter."
            )
            findings.append(Finding("theme.contrast", Severity.ERROR, message, place))
    return findings


def _colour_findings(theme: Theme, id: str) -> list[Finding]:
    known = (*theme.colours, *LAYOUT_LENGTHS)
    return [
        finding
        for name, text in theme.style_sheets.items()
        for finding in _unknown_colours(text, known, f"styles/{id}/{name}")
    ]


def drawing_findings(brochure: Brochure, theme: Theme) -> list[Finding]:
    """Find colours in a brochure's drawings that its theme does not have."""
    return [
        finding
        for asset in brochure.assets()
        if asset.name.endswith(".svg")
        for finding in _unknown_colours(
            Path(asset.path).read_text("utf-8-sig"),
            tuple(theme.colours),
            f"brochures/pictures/{asset.name}",
        )
    ]


def _unknown_colours(text: str, known: tuple[str, ...], file: str) -> list[Finding]:
    return [
        Finding(
            "theme.colour",
            Severity.ERROR,
            f"There is no colour '{colour}' in the theme.",
            Place(file, number),
        )
        for number, line in enumerate(text.splitlines(), 1)
        for colour in _COLOUR_NAME.findall(line)
        if colour not in known
    ]
