"""A finished PDF, read once for all checks: its boxes, what is drawn, how it looks and reads."""

from .document import PdfDocument, PdfPage, UnreadableError
from .marks import Box, Fill, Mark, Picture, Shade, Stroke, Text
from .tools import NotCheckedError

__all__ = [
    "Box",
    "Fill",
    "Mark",
    "NotCheckedError",
    "PdfDocument",
    "PdfPage",
    "Picture",
    "Shade",
    "Stroke",
    "Text",
    "UnreadableError",
]
