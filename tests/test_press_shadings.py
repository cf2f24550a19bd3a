"""Gradients for the press: axial, radial, of two parameters, meshes; and masks."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from printshop.press import for_press
from printshop.press.functions import bits_at, function_of

from .plates import ink_at, plates
from .press_toys import (
    CORAL,
    CORAL_INK,
    INTENT,
    PINE,
    PINE_INK,
    SEPARATIONS,
    SQUARE,
    axial,
    between,
    form,
    pressed,
    refused,
    toy,
)

WHITE, BLACK, GREY = "1 1 1", "0 0 0", "0.5 0.5 0.5"
Shading = Callable[[Pdf], Any]


def shaded(shading: Shading) -> bytes:
    return pressed(toy("/S sh", lambda pdf: {"Shading": Dictionary(S=shading(pdf))}))


def inks(data: bytes, work: Path, *places: int) -> list[tuple[int, ...]]:
    """Return the inks of a page half way up, at some places from the left."""
    found = plates(data, work, dpi=288)
    return [ink_at(found, min(4 * x, 399), 200) for x in places]


def stitched(*colours: str, bounds: tuple[float, ...] = ()) -> Dictionary:
    """Return a function through some colours, at even steps or with bounds of its own."""
    pieces = [between(a, b) for a, b in pairwise(colours)]
    return Dictionary(
        FunctionType=3,
        Domain=Array([0, 1]),
        Functions=Array(pieces),
        Bounds=Array(bounds or [i / len(pieces) for i in range(1, len(pieces))]),
        Encode=Array([0, 1] * len(pieces)),
    )


def sampled(pdf: Pdf, *colours: str) -> Any:
    data = bytes(round(255 * float(v)) for colour in colours for v in colour.split())
    return pdf.make_stream(
        data,
        FunctionType=0,
        Domain=Array([0, 1]),
        Range=Array([0, 1] * 3),
        Size=Array([len(colours)]),
        BitsPerSample=8,
    )


def each_component(first: str, last: str) -> Array:
    pairs = zip(first.split(), last.split(), strict=True)
    return Array([between(a, b) for a, b in pairs])


@pytest.mark.parametrize(
    "function",
    [
        lambda pdf: between(PINE, CORAL),
        lambda pdf: sampled(pdf, PINE, CORAL),
        lambda pdf: each_component(PINE, CORAL),
        lambda pdf: stitched(PINE, GREY, CORAL),
        lambda pdf: between(PINE, CORAL, 3),
    ],
)
def test_a_gradient_begins_and_ends_with_the_theme_s_inks(
    function: Callable[[Pdf], Any], tmp_path: Path
) -> None:
    data = shaded(lambda pdf: axial(pdf, function(pdf)))
    first, last = inks(data, tmp_path, 0, 100)
    assert first == pytest.approx(PINE_INK, abs=2)
    assert last == pytest.approx(CORAL_INK, abs=2)


def test_a_gradient_runs_evenly_without_a_jump(tmp_path: Path) -> None:
    data = shaded(lambda pdf: axial(pdf, between(PINE, CORAL)))
    row = inks(data, tmp_path, *range(0, 101, 2))
    steps = (
        abs(a - b) for before, after in pairwise(row) for a, b in zip(before, after, strict=True)
    )
    assert max(steps) <= 4


def test_a_gradient_of_greys_is_black_alone(tmp_path: Path) -> None:
    data = shaded(lambda pdf: axial(pdf, between(BLACK, WHITE)))
    row = inks(data, tmp_path, *range(0, 101, 5))
    assert all(ink[:3] == (0, 0, 0) for ink in row)
    assert [ink[3] for ink in row] == sorted((ink[3] for ink in row), reverse=True)
    assert row[0][3] >= 98
    assert row[-1][3] <= 1


def test_a_sudden_change_stays_sudden(tmp_path: Path) -> None:
    function = stitched(PINE, PINE, CORAL, CORAL, bounds=(0.5, 0.5))
    before, after = inks(shaded(lambda pdf: axial(pdf, function)), tmp_path, 49, 51)
    assert before == pytest.approx(PINE_INK, abs=1)
    assert after == pytest.approx(CORAL_INK, abs=1)


def test_a_gradient_in_the_middle_is_what_the_screen_shows(tmp_path: Path) -> None:
    data = shaded(lambda pdf: axial(pdf, between("1 0.2 0", "1 0.8 0")))
    (middle,) = inks(data, tmp_path, 50)
    flat = pressed(toy(f"1 0.5 0 rg {SQUARE}"))
    assert middle == pytest.approx(inks(flat, tmp_path, 50)[0], abs=2)


def test_radial_gradients_keep_their_ground_and_ends(tmp_path: Path) -> None:
    def shading(pdf: Pdf) -> Dictionary:
        return Dictionary(
            ShadingType=3,
            ColorSpace=Name.DeviceRGB,
            Coords=Array([50, 50, 0, 50, 50, 30]),
            Function=between(PINE, PINE),
            Background=Array([float(v) for v in CORAL.split()]),
        )

    def build(pdf: Pdf) -> dict[str, Any]:
        pattern = Dictionary(Type=Name.Pattern, PatternType=2, Shading=shading(pdf))
        return {"Pattern": Dictionary(P=pattern)}

    data = pressed(toy(f"/Pattern cs /P scn {SQUARE}", build))
    inside, outside = inks(data, tmp_path, 50, 2)
    assert inside == pytest.approx(PINE_INK, abs=1)
    assert outside == pytest.approx(CORAL_INK, abs=1)


def test_shadings_of_two_parameters(tmp_path: Path) -> None:
    def shading(pdf: Pdf) -> Dictionary:
        function = pdf.make_stream(
            bytes([255, 255, 0, 0, 255, 255] * 2),
            FunctionType=0,
            Domain=Array([0, 1, 0, 1]),
            Range=Array([0, 1] * 3),
            Size=Array([2, 2]),
            BitsPerSample=8,
        )
        matrix = Array([100, 0, 0, 100, 0, 0])
        return Dictionary(
            ShadingType=1, ColorSpace=Name.DeviceRGB, Matrix=matrix, Function=function
        )

    left, right = inks(shaded(shading), tmp_path, 2, 98)
    assert left[2] > 30 > left[0]
    assert right[0] > 30 > right[2]


# --- meshes --------------------------------------------------------------------------------------

COLOUR = bytes(round(255 * float(v)) for v in PINE.split())
CORNERS = ((0, 0), (255, 0), (0, 255), (255, 255))


def mesh(pdf: Pdf, kind: int, data: bytes, components: int = 3, **keys: Any) -> Any:
    return pdf.make_stream(
        data,
        ShadingType=kind,
        ColorSpace=Name.DeviceRGB,
        BitsPerCoordinate=8,
        BitsPerComponent=8,
        Decode=Array([0, 100, 0, 100, *(0, 1) * components]),
        **keys,
    )


def triangles(pdf: Pdf) -> Any:
    order = (0, 1, 2, 1, 2, 3)
    data = b"".join(bytes([0, *CORNERS[i]]) + COLOUR for i in order)
    return mesh(pdf, 4, data, BitsPerFlag=8)


def lattice(pdf: Pdf) -> Any:
    return mesh(pdf, 5, b"".join(bytes(c) + COLOUR for c in CORNERS), VerticesPerRow=2)


def edge() -> list[tuple[int, int]]:
    """Return the twelve points around the page, beginning at its lower left corner."""
    steps = (0, 85, 170)
    return [
        *((0, s) for s in steps),
        *((s, 255) for s in steps),
        *((255, 255 - s) for s in steps),
        *((255 - s, 0) for s in steps),
    ]


def coons(pdf: Pdf) -> Any:
    points = b"".join(bytes(p) for p in edge())
    return mesh(pdf, 6, b"\0" + points + COLOUR * 4, BitsPerFlag=8)


def tensor(pdf: Pdf) -> Any:
    inner = ((85, 85), (85, 170), (170, 170), (170, 85))
    points = b"".join(bytes(p) for p in (*edge(), *inner))
    return mesh(pdf, 7, b"\0" + points + COLOUR * 4, BitsPerFlag=8)


def two_patches(pdf: Pdf) -> Any:
    """The left half, and a patch that goes on from its right edge with other colours."""
    left = [(x // 2, y) for x, y in edge()]
    steps = (85, 170)
    right = [
        *((128 + s // 2, 0) for s in steps),
        (255, 0),
        *((255, s) for s in steps),
        (255, 255),
        *((255 - s // 2, 255) for s in steps),
    ]
    coral = bytes(round(255 * float(v)) for v in CORAL.split())
    first = b"\0" + b"".join(bytes(p) for p in left) + COLOUR * 4
    second = b"\2" + b"".join(bytes(p) for p in right) + coral * 2
    return mesh(pdf, 6, first + second, BitsPerFlag=8)


@pytest.mark.parametrize("build", [triangles, lattice, coons, tensor])
def test_meshes(build: Shading, tmp_path: Path) -> None:
    places = inks(shaded(build), tmp_path, 30, 70)
    assert places == [pytest.approx(PINE_INK, abs=1)] * 2


def test_patches_that_go_on_from_others(tmp_path: Path) -> None:
    left, right = inks(shaded(two_patches), tmp_path, 20, 97)
    assert left == pytest.approx(PINE_INK, abs=1)
    assert right == pytest.approx(CORAL_INK, abs=8)


def test_meshes_whose_corners_are_places_in_a_gradient(tmp_path: Path) -> None:
    def build(pdf: Pdf) -> Any:
        data = b"".join(bytes([*c, c[0]]) for c in CORNERS)
        return mesh(pdf, 5, data, 1, VerticesPerRow=2, Function=between(PINE, CORAL))

    first, last = inks(shaded(build), tmp_path, 0, 100)
    assert first == pytest.approx(PINE_INK, abs=2)
    assert last == pytest.approx(CORAL_INK, abs=2)


def test_corners_of_odd_sizes_are_read_bit_by_bit(tmp_path: Path) -> None:
    """Two bits of flag, twelve a coordinate, four a component: 38 bits, filled up to 40."""

    def build(pdf: Pdf) -> Any:
        data = b""
        for i in (0, 1, 2, 1, 2, 3):
            x, y = (4095 * bool(v) for v in CORNERS[i])
            number = (((0 << 12 | x) << 12 | y) << 12 | 0xF00) << 2
            data += number.to_bytes(5)
        made = mesh(pdf, 4, data, BitsPerFlag=2)
        made.BitsPerCoordinate, made.BitsPerComponent = 12, 4
        return made

    (middle,) = inks(shaded(build), tmp_path, 50)
    (red,) = inks(pressed(toy(f"1 0 0 rg {SQUARE}")), tmp_path, 50)
    assert middle == pytest.approx(red, abs=1)


# --- masks ---------------------------------------------------------------------------------------


def masked(pdf: Pdf, kind: str, content: str, space: Any = Name.DeviceRGB, **keys: Any) -> Any:
    group = Dictionary(Type=Name.Group, S=Name.Transparency, CS=space)
    shading = Dictionary(S=axial(pdf, between(BLACK, WHITE)))
    painted = form(pdf, content, {"Shading": shading}, Group=group)
    mask = Dictionary(Type=Name.Mask, S=Name(f"/{kind}"), G=painted, **keys)
    return {"ExtGState": Dictionary(M=Dictionary(SMask=mask))}


@pytest.mark.parametrize(
    ("content", "share"),
    [
        (f"1 1 1 rg {SQUARE}", 1.0),
        (f"0 0 0 rg {SQUARE}", 0.0),
        (f"0.5 0.5 0.5 rg {SQUARE}", 0.5),
        (f"0.5 g {SQUARE}", 0.5),
        (f"1 0 0 rg {SQUARE}", 0.3),
        (f"0 1 0 rg {SQUARE}", 0.59),
        (f"0 0 0 0.25 k {SQUARE}", 0.75),
        ("/S sh", 0.5),
    ],
)
def test_a_mask_of_light_lets_through_what_it_did(
    content: str, share: float, tmp_path: Path
) -> None:
    source = toy(f"/M gs 0 0 0 rg {SQUARE}", lambda pdf: masked(pdf, "Luminosity", content))
    (ink,) = inks(pressed(source), tmp_path, 50)
    assert ink == pytest.approx((0, 0, 0, 100 * share), abs=2)


def test_what_surrounds_a_mask_keeps_its_light(tmp_path: Path) -> None:
    def build(pdf: Pdf) -> dict[str, Any]:
        return masked(pdf, "Luminosity", "0 g 0 0 1 1 re f", BC=Array([0.5, 0.5, 0.5]))

    (ink,) = inks(pressed(toy(f"/M gs {SQUARE}", build)), tmp_path, 50)
    assert ink == pytest.approx((0, 0, 0, 50), abs=2)


def test_a_mask_of_shapes_is_turned_like_what_is_printed(tmp_path: Path) -> None:
    def build(pdf: Pdf) -> dict[str, Any]:
        return masked(pdf, "Alpha", f"{PINE} rg 0 0 50 100 re f")

    left, right = inks(pressed(toy(f"/M gs {SQUARE}", build)), tmp_path, 25, 75)
    assert (left, right) == ((0, 0, 0, 100), (0, 0, 0, 0))


def test_a_mask_is_taken_off_again() -> None:
    def build(pdf: Pdf) -> dict[str, Any]:
        states = masked(pdf, "Luminosity", f"1 g {SQUARE}")
        states["ExtGState"].Off = Dictionary(SMask=Name("/None"))
        return states

    data = pressed(toy("/M gs /Off gs 0.5 w 0 0 m 9 9 l S", build))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.pages[0].Resources.ExtGState["/Overprint01"].OP


# --- what cannot be turned -----------------------------------------------------------------------


def calculator(pdf: Pdf) -> Any:
    domain, ranges = Array([0, 1]), Array([0, 1] * 3)
    return pdf.make_stream(b"{ dup dup }", FunctionType=4, Domain=domain, Range=ranges)


def odd_patch(pdf: Pdf) -> Any:
    data = b"\0" + b"".join(bytes(p) for p in edge()) + COLOUR * 4
    return mesh(pdf, 6, data, BitsPerFlag=2)


@pytest.mark.parametrize(
    ("shading", "what"),
    [
        (lambda pdf: axial(pdf, calculator(pdf)), "a function of type 4"),
        (lambda pdf: axial(pdf, between(PINE, CORAL), Array([Name.Lab2])), "Lab2"),
        (odd_patch, "patches"),
    ],
)
def test_gradients_that_cannot_be_turned_are_named(shading: Shading, what: str) -> None:
    source = toy("/S sh", lambda pdf: {"Shading": Dictionary(S=shading(pdf))})
    assert what in refused(source).message


# --- functions -----------------------------------------------------------------------------------


def test_bits_are_read_across_bytes() -> None:
    assert bits_at(b"\xa5\x0f", 4, 8) == 0x50
    assert bits_at(struct.pack(">I", 0x12345678), 0, 32) == 0x12345678
    assert bits_at(b"\xff", 0, 16) == 0xFF00


def test_a_function_goes_through_its_samples_and_between_them() -> None:
    pdf = Pdf.new()
    function = function_of(sampled(pdf, "0 0 0", "1 0.5 0", "0 1 1"))
    assert function(0.5) == pytest.approx((1, 0.502, 0), abs=0.001)
    assert function(0.25) == pytest.approx((0.5, 0.251, 0), abs=0.001)
    assert function(7) == function(1) == pytest.approx((0, 1, 1))


def test_pieces_within_pieces_meet_where_they_did() -> None:
    inner = stitched("0", "1", "0", bounds=(0.25,))
    outer = Dictionary(
        FunctionType=3,
        Domain=Array([0, 1]),
        Functions=Array([inner, between("0", "1")]),
        Bounds=Array([0.4]),
        Encode=Array([1, 0, 0, 1]),
    )
    function = function_of(outer)
    assert function.breaks == pytest.approx((0, 0.3, 0.4, 1))
    assert function(0.3) == pytest.approx((1,))


def test_a_gradient_s_findings_name_the_page() -> None:
    source = toy("/S sh", lambda pdf: {"Shading": Dictionary(S=axial(pdf, calculator(pdf)))})
    _, (finding,) = for_press(source, INTENT, SEPARATIONS)
    assert "On page 1 there is" in finding.message
