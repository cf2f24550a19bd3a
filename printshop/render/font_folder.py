"""What fontconfig is told: one folder of fonts and no others, so that nothing foreign is seen."""

from __future__ import annotations

import hashlib
import os
from html import escape
from pathlib import Path

from ..kept import cache_folder


def font_configuration(fonts_folder: str) -> str:
    """Write a fontconfig file that knows one folder only; returns its path."""
    cache = cache_folder()
    folder = str(Path(fonts_folder).resolve())
    text = (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>'
        f"<dir>{escape(folder)}</dir><cachedir>{escape(str(cache))}</cachedir></fontconfig>\n"
    )
    file = cache / f"fonts-{hashlib.sha256(text.encode()).hexdigest()[:16]}.conf"
    if not file.exists():
        temporary = cache / f"{file.name}.{os.getpid()}"
        temporary.write_text(text, encoding="utf-8")
        os.replace(temporary, file)
    return str(file)
