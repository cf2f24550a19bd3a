"""The plates of a page, as Ghostscript separates them: how much of each ink stands where."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from PIL import Image

from .referees import need

INKS = ("Cyan", "Magenta", "Yellow", "Black")
Plates = Mapping[str, Image.Image]


def plates(pdf: bytes, work: Path, page: int = 1, dpi: int = 72) -> Plates:
    """Return the plates of a page, 255 where there is all of an ink; by the names of the inks."""
    file = work / "separated.pdf"
    file.write_bytes(pdf)
    for old in work.glob("plate*"):
        old.unlink()
    command = (need("gs"), "-q", "-dNOPAUSE", "-dBATCH", "-dPDFSTOPONERROR", f"-r{dpi}")
    options = (f"-dFirstPage={page}", f"-dLastPage={page}", "-sDEVICE=tiffsep")
    subprocess.run(
        (*command, *options, f"-sOutputFile={work / 'plate.tif'}", str(file)),
        check=True,
        capture_output=True,
    )
    found = {}
    for path in work.glob("plate*(*.tif"):
        with Image.open(path) as plate:
            found[path.stem.rpartition("(")[2].rstrip(")")] = plate.convert("L").point(
                lambda light: 255 - light
            )
    assert sorted(found) == sorted(INKS), "there are other plates"
    return found


def ink_at(found: Plates, x: int, y: int) -> tuple[int, int, int, int]:
    """Return how much of each ink is at a pixel from the top left, in percent."""
    cyan, magenta, yellow, black = (round(found[ink].getpixel((x, y)) / 2.55) for ink in INKS)
    return cyan, magenta, yellow, black
