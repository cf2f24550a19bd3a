"""Lengths keep their value on the way to points and back; boxes keep their corners."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printshop.geometry import (
    Insets,
    Rect,
    millimetres,
    millimetres_of_pixels,
    points,
    points_of_pixels,
)

lengths = st.floats(-1e6, 1e6)
sizes = st.floats(0, 1e6)
insets = st.builds(Insets, lengths, lengths, lengths, lengths)
rects = st.builds(Rect, lengths, lengths, sizes, sizes)


def near(value: float) -> object:
    return pytest.approx(value, rel=1e-9, abs=1e-6)


def test_an_inch_is_what_it_is() -> None:
    assert points(25.4) == near(72)
    assert millimetres_of_pixels(96) == near(25.4)
    assert points_of_pixels(96) == near(72)


def test_a4_in_points() -> None:
    assert (points(210), points(297)) == pytest.approx((595.28, 841.89), abs=0.005)


@given(lengths)
def test_points_and_back(length: float) -> None:
    assert millimetres(points(length)) == near(length)
    assert points(millimetres(length)) == near(length)


@given(lengths)
def test_pixels_agree_by_either_way(pixels: float) -> None:
    assert points(millimetres_of_pixels(pixels)) == near(points_of_pixels(pixels))


@given(lengths, lengths)
def test_order_is_kept(one: float, other: float) -> None:
    assert (points(one) <= points(other)) or one > other


@given(rects)
def test_right_and_top_are_the_far_corner(rect: Rect) -> None:
    assert rect.right - rect.x == near(rect.width)
    assert rect.top - rect.y == near(rect.height)


@given(rects, insets)
def test_growing_moves_each_edge_by_its_inset(rect: Rect, by: Insets) -> None:
    grown = rect.expanded(by)
    assert rect.x - grown.x == near(by.left)
    assert rect.y - grown.y == near(by.bottom)
    assert grown.right - rect.right == near(by.right)
    assert grown.top - rect.top == near(by.top)


@given(rects, insets)
def test_growing_and_shrinking_back(rect: Rect, by: Insets) -> None:
    back = rect.expanded(by).expanded(Insets(-by.top, -by.right, -by.bottom, -by.left))
    assert (back.x, back.y) == (near(rect.x), near(rect.y))
    assert (back.width, back.height) == (near(rect.width), near(rect.height))


@given(rects, lengths, lengths)
def test_moving_and_moving_back(rect: Rect, dx: float, dy: float) -> None:
    moved = rect.moved(dx, dy)
    assert (moved.width, moved.height) == (rect.width, rect.height)
    assert (moved.x - rect.x, moved.y - rect.y) == (near(dx), near(dy))
    back = moved.moved(-dx, -dy)
    assert (back.x, back.y) == (near(rect.x), near(rect.y))
