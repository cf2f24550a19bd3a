"""A finished file embeds the theme's fonts and no others.

Rationale: a font from somewhere else means that a character was substituted, and a font that is
not embedded is replaced by whatever the reader's machine has.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..findings import Finding, Severity

if TYPE_CHECKING:
    import pikepdf

_STYLES = re.compile(r"(?:Thin|Extra|Light|Regular|Medium|Semi|Bold|Black|Italic|Oblique)+$")
_FILES = ("FontFile", "FontFile2", "FontFile3")  # keys of a descriptor, ISO 32000-1, 9.9


def foreign_fonts(pdf: bytes, families: frozenset[str]) -> tuple[Finding, ...]:
    """Return a finding for each font that is not embedded or whose family is not one of ours.

    ``families`` are family names such as Noto Sans.
    """
    import pikepdf  # slow to load, and most commands look into no file

    findings = []
    with pikepdf.Pdf.open(io.BytesIO(pdf)) as file:
        for font in _fonts(file):
            name = plain_name(str(font.get("/BaseFont", "/unnamed")))
            if not is_embedded(font.get("/FontDescriptor", {}).keys()):
                message = f"The font {name} is not embedded; readers would see another one."
                findings.append(Finding("font.not-embedded", Severity.ERROR, message))
            elif not is_of(name, families):
                message = f"The font {name} is not one of the theme's; a character was substituted."
                findings.append(Finding("font.foreign", Severity.ERROR, message))
    return tuple(findings)


def plain_name(name: str) -> str:
    """Return the name of a font in a PDF without its solidus and the letters of a subset."""
    return name.removeprefix("/").rpartition("+")[2]


def is_embedded(keys: Iterable[str]) -> bool:
    """Tell from the keys of a font's descriptor, with solidus or without, whether it is there."""
    return any(key.removeprefix("/") in _FILES for key in keys)


def is_of(name: str, families: frozenset[str]) -> bool:
    """Tell whether a PDF font name such as Source-Sans-3-Bold is of one of some families."""
    plain = _STYLES.sub("", re.sub(r"[-,\s]", "", name))
    return plain in {family.replace(" ", "") for family in families}


def _fonts(file: pikepdf.Pdf) -> list[pikepdf.Object]:
    import pikepdf

    return [
        o
        for o in file.objects
        if isinstance(o, pikepdf.Dictionary)
        and o.get("/Type") == "/Font"
        and o.get("/Subtype") in ("/CIDFontType0", "/CIDFontType2", "/Type1", "/TrueType")
    ]
