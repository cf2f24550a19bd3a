"""doctor: what this machine lacks, and how to install it."""

from __future__ import annotations

import platform
import shutil
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click

from ..render.library_check import INSTALL, missing_libraries, pango_version
from .options import root_option, workspace
from .report import Screen

_PACKAGES = ("weasyprint", "jinja2", "babel", "pyyaml", "pikepdf", "fonttools", "pillow", "polib")
_TOOLS = {
    "pdftoppm": ("poppler-utils", "looks at pages"),
    "qpdf": ("qpdf", "checks files"),
    "gs": ("ghostscript", "checks files"),
    "java": ("default-jre-headless and libjaxb-java", "runs veraPDF"),
}


@click.command(name="doctor", short_help="Say what this machine lacks, and how to install it.")
@root_option
@click.pass_context
def doctor_command(context: click.Context, root: Path | None) -> int:
    """Say what this machine lacks, and how to install it."""
    return examine(workspace(context, root), context.obj["screen"])


def examine(root: Path, screen: Screen) -> int:
    """Print what is there and what is missing; returns 0 if leaflets can be made, else 2."""
    rows = [("Python", platform.python_version(), "" if sys.version_info >= (3, 11) else "3.11+")]
    rows += [_package_row(name) for name in _PACKAGES]
    missing = missing_libraries()
    rows.append(("Pango", pango_version() or "missing", "see below" if missing else ""))
    fonts = len(list((root / "styles" / "fonts").rglob("*.[to]tf")))
    rows.append(("fonts in styles/fonts", str(fonts), "" if fonts else "put .ttf files there"))
    rows += [_tool_row(name) for name in _TOOLS]
    found, to_do = _package_row("zxing-cpp")[1:]
    rows.append(("zxing-cpp (optional: reads QR codes)", found, to_do))
    screen.table("", ("what", "found", "to do"), rows)
    if missing:
        screen.error(f"Missing system libraries: {', '.join(missing)}. Install them:\n{INSTALL}")
    packages_missing = any(row[1] == "missing" for row in rows[1 : 1 + len(_PACKAGES)])
    return 2 if missing or packages_missing or not fonts else 0


def _package_row(name: str) -> tuple[str, str, str]:
    try:
        return name, version(name), ""
    except PackageNotFoundError:
        return name, "missing", f"pip install {name}"


def _tool_row(name: str) -> tuple[str, str, str]:
    package, purpose = _TOOLS[name]
    if shutil.which(name):
        return f"{name} (optional: {purpose})", "yes", ""
    return f"{name} (optional: {purpose})", "no", f"apt install {package}"
