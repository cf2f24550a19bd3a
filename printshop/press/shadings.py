"""Shadings (ISO 32000-1, 8.7.4.5): gradients that run between colours, turned into inks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf

from .functions import STEPS, Function, function_of
from .meshes import mesh_in_inks
from .spaces import Space, space_of
from .targets import Colour, Target, UnconvertibleError

_KEPT = ("/ShadingType", "/BBox", "/AntiAlias", "/Domain", "/Coords", "/Extend", "/Matrix")
_MESH = ("/BitsPerCoordinate", "/BitsPerComponent", "/BitsPerFlag", "/VerticesPerRow", "/Decode")
_MESHES = (4, 5, 6, 7)
_SAMPLE = 65535  # the largest of 16 bits
_LEAST = 1e-6  # of a domain: a piece shorter than that is a sudden change


def shading_in_inks(pdf: Pdf, source: Any, named: Any, target: Target) -> Any:
    """Return a shading as a new object in the target's space.

    Raises UnconvertibleError for shadings that cannot be turned.
    """
    kind, space = int(source.ShadingType), space_of(source.ColorSpace, named)
    values: dict[str, Any] = {key: source[key] for key in _KEPT if key in source}
    values["/ColorSpace"] = Name("/" + target.space)
    if "/Background" in source:
        background = space.colour([float(v) for v in source.Background], target)
        values["/Background"] = Array([round(v, 4) for v in background])
    if "/Function" in source:
        values["/Function"] = _function(pdf, function_of(source.Function), space, target)
    if kind not in _MESHES:
        return pdf.make_indirect(Dictionary(values))
    values |= {key: source[key] for key in _MESH if key in source}
    if "/Function" in source:  # the corners have places in the gradient, not colours
        return pdf.make_stream(source.read_bytes(), values)
    mesh = mesh_in_inks(source, space, target)
    values |= {"/BitsPerComponent": mesh.bits_per_component, "/Decode": Array(mesh.decode)}
    return pdf.make_stream(mesh.samples, values)


def _function(pdf: Pdf, function: Function, space: Space, target: Target) -> Any:
    match len(function.domain):
        case 1:
            return _gradient(pdf, function, space, target)
        case 2:
            return _surface(pdf, function, space, target)
    raise UnconvertibleError(f"a shading with {len(function.domain)} parameters")


def _gradient(pdf: Pdf, function: Function, space: Space, target: Target) -> Any:
    """Return a function that goes through the inks of the gradient, piece by piece."""
    (domain,) = function.domain
    least = _LEAST * (domain[1] - domain[0])
    edges = [domain[0]]
    for edge in function.breaks:
        if edge - edges[-1] > least and edge <= domain[1]:
            edges.append(edge)
    if len(edges) == 1:
        raise UnconvertibleError("a gradient without length")
    edges[-1] = domain[1]
    pieces = [
        _piece(pdf, _ramp(_samples(function, a, b, least), space, target))
        for a, b in pairwise(edges)
    ]
    if len(pieces) == 1:
        pieces[0].Domain = Array(domain)
        if "/Encode" in pieces[0]:
            del pieces[0].Encode
        return pieces[0]
    return pdf.make_indirect(
        Dictionary(
            FunctionType=3,
            Domain=Array(domain),
            Functions=Array(pieces),
            Bounds=Array(edges[1:-1]),
            Encode=Array([0, 1] * len(pieces)),
        )
    )


def _samples(function: Function, start: float, end: float, least: float) -> list[Colour]:
    """Return a piece's colours at even steps; at its end, the colour just before."""
    last = end - least / 2
    count = function.steps
    return [function(min(start + (end - start) * i / count, last)) for i in range(count + 1)]


def _ramp(colours: Sequence[Colour], space: Space, target: Target) -> list[Colour]:
    """Turn the colours of a piece.

    Its ends are what they are elsewhere on the page; between them it must not jump from inks of
    the theme's own to those of the profile, so that the difference is let out evenly.
    """
    exact = [space.colour(colour, target) for colour in colours]
    if target.plain is target or not any(any(ink[:3]) for ink in exact):
        return exact
    plain = [space.colour(colour, target.plain) for colour in colours]
    first, last = (_difference(exact[i], plain[i]) for i in (0, -1))
    steps = len(plain) - 1
    return [
        tuple(
            min(1.0, max(0.0, v + a + (b - a) * i / steps))
            for v, a, b in zip(ink, first, last, strict=True)
        )
        for i, ink in enumerate(plain)
    ]


def _difference(one: Colour, other: Colour) -> Colour:
    return tuple(a - b for a, b in zip(one, other, strict=True))


def _piece(pdf: Pdf, inks: Sequence[Colour]) -> Any:
    if all(ink == inks[0] for ink in inks):
        flat = Array([round(v, 4) for v in inks[0]])
        return Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=flat, C1=flat, N=1)
    return _sampled(pdf, inks, [len(inks)], [0, 1])


def _sampled(pdf: Pdf, inks: Sequence[Colour], sizes: list[int], domain: Sequence[float]) -> Any:
    data = b"".join(round(v * _SAMPLE).to_bytes(2) for ink in inks for v in ink)
    function = pdf.make_stream(data, FunctionType=0, BitsPerSample=16)
    function.Domain, function.Size = Array(domain), Array(sizes)
    function.Range = Array([0, 1] * len(inks[0]))
    return function


def _surface(pdf: Pdf, function: Function, space: Space, target: Target) -> Any:
    """Return a function of two parameters, sampled on a grid."""
    (left, right), (bottom, top) = function.domain
    steps = range(STEPS + 1)
    inks = [
        space.colour(
            function(left + (right - left) * i / STEPS, bottom + (top - bottom) * j / STEPS), target
        )
        for j in steps
        for i in steps
    ]
    return _sampled(pdf, inks, [STEPS + 1] * 2, (left, right, bottom, top))
