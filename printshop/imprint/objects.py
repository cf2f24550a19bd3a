"""The objects of a PDF as plain values, from the file that it was written to."""

from __future__ import annotations

import io
from typing import Any

import pikepdf

from ..render.pdf_objects import Objects, Reference, Stream, Text, Value


def in_file(data: bytes) -> Objects:
    """Return the objects of a PDF that has been written."""
    pdf = pikepdf.Pdf.open(io.BytesIO(data))
    pages = [page.obj.objgen[0] for page in pdf.pages]
    return Objects(lambda number: _itself(pdf.get_object(number, 0)), _itself(pdf.Root), pages)


def of_pikepdf(value: Any) -> Value:
    """Return what pikepdf read: its own objects, and Python's for numbers and truth."""
    if isinstance(value, pikepdf.Object) and value.is_indirect:
        return Reference(value.objgen[0])
    return _itself(value)


def _itself(value: Any) -> Value:
    if isinstance(value, pikepdf.Stream):
        entries = _entries(value)
        entries.pop("Length", None)
        return Stream(entries, value.read_raw_bytes())
    if isinstance(value, pikepdf.Dictionary):
        return _entries(value)
    if isinstance(value, pikepdf.Array):
        return [of_pikepdf(item) for item in value]
    if isinstance(value, pikepdf.String):
        return Text(str(value), value.unparse(resolved=True))
    return _scalar(value)


def _scalar(value: Any) -> bytes:
    if isinstance(value, pikepdf.Object):
        return value.unparse(resolved=True)
    if isinstance(value, bool):
        return b"true" if value else b"false"
    return b"null" if value is None else str(value).encode()


def _entries(value: Any) -> dict[str, Value]:
    return {key[1:]: of_pikepdf(item) for key, item in value.items()}
