"""What fontconfig is told: one folder of fonts and no others, so that nothing foreign is seen."""

from __future__ import annotations

import hashlib
import os
import tempfile
from html import escape
from pathlib import Path


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


def cache_folder() -> Path:
    """Return a folder that keeps what fontconfig learns of our fonts from run to run."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(home) / "make-brochure"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder
    except OSError:
        pass  # a home that cannot be written to: learn anew each time
    return Path(tempfile.mkdtemp(prefix="make-brochure-"))
