"""The plates of a page, as Ghostscript's device tiffsep makes them."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from .tools import NotCheckedError

if TYPE_CHECKING:
    from PIL import Image

LONGEST = 120  # seconds
_PLATE = re.compile(r"p(\d+)\((.+)\)\.tif")


def ghostscript() -> str | None:
    """Return where Ghostscript is, None where it is not on this machine."""
    return shutil.which("gs") or shutil.which("gswin64c")


@lru_cache(maxsize=2)
def plates(data: bytes, dpi: int) -> tuple[dict[str, Image.Image], ...]:
    """Return for each page its plates by the name of the ink; 255 is full ink.

    Raises NotCheckedError where Ghostscript is missing or cannot make them.
    """
    program = ghostscript()
    if program is None:
        raise NotCheckedError("Ghostscript is not on this machine; apt install ghostscript")
    with tempfile.TemporaryDirectory(prefix="make-brochure-") as folder:
        file = Path(folder) / "file.pdf"
        file.write_bytes(data)
        _run(program, file, Path(folder), dpi)
        return _read(Path(folder))


def _run(program: str, file: Path, folder: Path, dpi: int) -> None:
    command = (
        *(program, "-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=tiffsep", f"-r{dpi}"),
        *("-sCompression=lzw", "-o", str(folder / "p%d.tif"), str(file)),
    )
    try:
        subprocess.run(command, capture_output=True, check=True, timeout=LONGEST)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise NotCheckedError(f"Ghostscript took more than {LONGEST} seconds") from error
    except (subprocess.CalledProcessError, OSError) as error:
        raise NotCheckedError("Ghostscript cannot separate the file") from error


def _read(folder: Path) -> tuple[dict[str, Image.Image], ...]:
    from PIL import Image, ImageOps

    pages: dict[int, dict[str, Image.Image]] = {}
    for path in sorted(folder.iterdir()):
        match = _PLATE.fullmatch(path.name)
        if match:
            with Image.open(path) as plate:
                pages.setdefault(int(match[1]), {})[match[2]] = ImageOps.invert(plate.convert("L"))
    return tuple(pages[number] for number in sorted(pages))
