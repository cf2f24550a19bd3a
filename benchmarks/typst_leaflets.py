"""Typst: the same words, pictures, fonts and panels, one compiler a process with its caches warm.

python -m benchmarks.typst_leaflets FILE FOLDER
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from .contest import run
from .leaflets import Leaflet, read
from .measuring import FONTS
from .typst_data import own, shared

DOCUMENT = Path(__file__).with_name("leaflet.typ")


class Writer:
    """Makes leaflets from a folder of data that was written before."""

    def __init__(self, data: Path) -> None:
        import typst

        self._compiler = typst.Compiler(
            data / DOCUMENT.name,
            root=data,
            font_paths=typst.Fonts(False, False, [str(FONTS)]),
            ignore_system_fonts=True,
        )

    def __call__(self, leaflet: Leaflet) -> bytes:
        names = {"shared": f"{leaflet.language}.json", "own": _own_name(leaflet)}
        pdf: Any = self._compiler.compile(format="pdf", sys_inputs=names, timestamp=0)
        return bytes(pdf)


def _own_name(leaflet: Leaflet) -> str:
    return f"{leaflet.language}.{leaflet.clinic}.json"


def write_data(leaflets: list[Leaflet], folder: Path) -> None:
    """Write the document, the pictures, and the words of all leaflets."""
    shutil.copy(DOCUMENT, folder)
    for name, picture in leaflets[0].assets.items():
        if "/" not in name:
            (folder / name).write_bytes(picture)
    for leaflet in leaflets:
        common = folder / f"{leaflet.language}.json"
        if not common.exists():
            common.write_text(json.dumps(shared(leaflet)), "utf-8")
        (folder / _own_name(leaflet)).write_text(json.dumps(own(leaflet)), "utf-8")


def fit(leaflets: list[Leaflet], folder: Path) -> None:
    """Make the text of a language smaller until it takes six panels, as a person would once."""
    import pikepdf

    write = Writer(folder)
    for leaflet in {one.language: one for one in leaflets}.values():
        common = folder / f"{leaflet.language}.json"
        words = json.loads(common.read_text("utf-8"))
        while len(pikepdf.open(_stream(write(leaflet))).pages) > 6:
            words["size"] -= 0.25
            common.write_text(json.dumps(words), "utf-8")


def _stream(pdf: bytes) -> Any:
    import io

    return io.BytesIO(pdf)


if __name__ == "__main__":
    file, output = map(Path, sys.argv[1:3])
    with tempfile.TemporaryDirectory() as data:
        every = read(file)
        write_data(every, Path(data))
        # In a process of its own, so that no cache is warm before the clock runs.
        if (child := os.fork()) == 0:
            fit(every, Path(data))
            os._exit(0)
        if os.waitpid(child, 0)[1]:
            raise SystemExit("Typst cannot set the leaflets.")
        run(lambda: Writer(Path(data)), file, output)
