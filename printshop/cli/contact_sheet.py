"""proof: all pages of all languages on one contact sheet."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw

from ..errors import BrochureError
from ..geometry import POINTS_PER_INCH
from ..write import write_file

GAP = 12  # pixels between pages of a PNG sheet
CAPTION = 16  # pixels


def write_contact_sheet(path: Path, files: Sequence[tuple[str, Path]], dpi: int) -> None:
    """Write the pages of PDF files, with their names, to an .html or .png file.

    Files that do not exist (refused editions) are named as missing. Raises BrochureError for
    another ending.
    """
    rows = [(name, _pages(file, dpi)) for name, file in files]
    if path.suffix == ".html":
        write_file(path, _html(rows).encode())
    elif path.suffix == ".png":
        write_file(path, _png_bytes(_sheet(rows)))
    else:
        raise BrochureError(f"A contact sheet is an .html or a .png file, not '{path.name}'.")


def _pages(file: Path, dpi: int) -> list[Image.Image]:
    if not file.exists():
        return []
    with pypdfium2.PdfDocument(file) as document:
        return [page.render(scale=dpi / POINTS_PER_INCH).to_pil() for page in document]


def _html(rows: Sequence[tuple[str, list[Image.Image]]]) -> str:
    parts = [
        '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Proof</title><style>',
        "body{font:14px sans-serif;background:#777;margin:16px}h2{color:#fff;margin:16px 0 4px}",
        "img{margin:0 12px 12px 0;box-shadow:0 1px 4px #333}</style>",
    ]
    for name, pages in rows:
        parts.append(f"<h2>{html.escape(name)}{'' if pages else ' (not made)'}</h2>")
        for number, page in enumerate(pages, 1):
            data = base64.b64encode(_png_bytes(page)).decode()
            alt = html.escape(f"{name}, page {number}")
            parts.append(f'<img src="data:image/png;base64,{data}" alt="{alt}">')
    return "".join(parts)


def _png_bytes(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _sheet(rows: Sequence[tuple[str, list[Image.Image]]]) -> Image.Image:
    widths = [sum(page.width + GAP for page in pages) for _, pages in rows]
    heights = [max((p.height for p in pages), default=0) + CAPTION + GAP for _, pages in rows]
    sheet = Image.new("RGB", (max(widths, default=0) + GAP + 200, sum(heights) + GAP), "#777777")
    draw = ImageDraw.Draw(sheet)
    top = GAP
    for (name, pages), height in zip(rows, heights, strict=True):
        draw.text((GAP, top), name if pages else f"{name} (not made)", fill="white")
        left = GAP
        for page in pages:
            sheet.paste(page, (left, top + CAPTION))
            left += page.width + GAP
        top += height
    return sheet
