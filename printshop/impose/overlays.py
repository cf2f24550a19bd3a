"""What is on sheets and no part of their text: spreads below, slug line and draft mark above."""

from __future__ import annotations

import math

import pikepdf
from pikepdf import Dictionary

from ..geometry import Rect, points

ACROSS = 0.7  # of a panel's diagonal: the length of the mark of a draft

Matrix = tuple[float, float, float, float, float, float]


def overlay(
    page: pikepdf.Object,
    name: str,
    form: pikepdf.Object,
    matrix: Matrix,
    clip: Rect | None = None,
) -> bytes:
    """Give a page a form that is no part of its text; returns what draws it.

    ``clip`` is what of it is shown, in millimetres on the page.
    """
    # The resources are shared by all pages: this one gets its own.
    resources = Dictionary(dict(page.Resources.items()))
    pictures = dict(resources.XObject.items()) if "/XObject" in resources else {}
    resources.XObject = Dictionary({**pictures, name: form})
    page.Resources = resources
    clipped = b"%s re W n\n" % operands(clip) if clip else b""
    drawn = b"%.4f %.4f %.4f %.4f %.3f %.3f cm %s Do" % (*matrix, name.encode())
    return b"/Artifact BMC\nq %s%s Q\nEMC" % (clipped, drawn)


def operands(box: Rect) -> bytes:
    """Return a box as the operator ``re`` takes it, in points."""
    return b" ".join(b"%.3f" % points(v) for v in (box.x, box.y, box.width, box.height))


def across(face: Rect, form: pikepdf.Object) -> Matrix:
    """Return the matrix that lays a form along the rising diagonal of a panel, in its middle."""
    width, height = float(form.BBox[2]), float(form.BBox[3])
    across, up = points(face.width), points(face.height)
    diagonal = math.hypot(across, up)
    scale = ACROSS * diagonal / width
    cos, sin = scale * across / diagonal, scale * up / diagonal
    x = points(face.x) + (across - cos * width + sin * height) / 2
    y = points(face.y) + (up - sin * width - cos * height) / 2
    return cos, sin, -sin, cos, x, y
