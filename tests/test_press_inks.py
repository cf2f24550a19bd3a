"""Inks: the theme's own, black alone for neutrals, everything else through the profile."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from printshop.press.inks import InkError, Inks, is_srgb
from printshop.press.spaces import Lab
from printshop.press.targets import Luminosity, UnconvertibleError

from .press_toys import PROFILE, SEPARATIONS, swapped_profile

INKS = Inks(PROFILE.read_bytes(), SEPARATIONS)
bytes_ = st.integers(0, 255)


def lab(mode: str, values: tuple[int, ...], profile: object) -> tuple[float, float, float]:
    """Return how a pixel looks: lightness, green to red, blue to yellow."""
    to_lab = ImageCms.buildTransform(profile, ImageCms.createProfile("LAB"), mode, "LAB", 1)
    lightness, a, b = to_lab.apply(Image.new(mode, (1, 1), values)).tobytes()
    return lightness / 2.55, (a ^ 128) - 128, (b ^ 128) - 128


def looks(ink: tuple[float, ...]) -> tuple[float, float, float]:
    press = ImageCms.ImageCmsProfile(io.BytesIO(PROFILE.read_bytes()))
    return lab("CMYK", tuple(round(255 * v) for v in ink), press)


def test_colours_of_the_theme_are_exactly_what_it_says() -> None:
    assert INKS.rgb(0x17 / 255, 0x44 / 255, 0x3F / 255) == (0.9, 0.48, 0.65, 0.52)
    assert INKS.rgb(0x17 / 255, 0x44 / 255, 0x40 / 255) != (0.9, 0.48, 0.65, 0.52)


def test_black_is_all_black_and_white_is_none() -> None:
    assert INKS.rgb(0, 0, 0) == INKS.gray(0) == (0, 0, 0, 1)
    assert INKS.rgb(1, 1, 1) == INKS.gray(1) == (0, 0, 0, 0)


@given(bytes_)
def test_greys_are_black_alone_and_lighter_greys_have_less_of_it(level: int) -> None:
    ink = INKS.rgb(*(level / 255,) * 3)
    assert ink[:3] == (0, 0, 0)
    assert ink[3] <= INKS.gray(max(0, level - 1) / 255)[3]


@pytest.mark.parametrize("level", [64, 96, 128, 192, 240])
def test_greys_look_as_light_as_on_the_screen_within_what_black_can(level: int) -> None:
    seen, shown = (
        looks(INKS.gray(level / 255))[0],
        lab("RGB", (level,) * 3, ImageCms.createProfile("sRGB"))[0],
    )
    darkest = looks((0, 0, 0, 1))[0]
    assert shown - 1 <= seen <= shown + darkest * (1 - level / 255) + 1


@given(bytes_, bytes_, bytes_)
def test_no_colour_takes_more_than_300_percent(red: int, green: int, blue: int) -> None:
    assert sum(INKS.rgb(red / 255, green / 255, blue / 255)) <= 3.005


@pytest.mark.parametrize("colour", [(0xE9, 0xB7, 0x9E), (0x9B, 0x3F, 0x28), (0x4C, 0x5B, 0x58)])
def test_colours_that_a_press_can_print_look_as_on_the_screen(colour: tuple[int, ...]) -> None:
    printed = looks(INKS.rgb(*(v / 255 for v in colour)))
    shown = lab("RGB", colour, ImageCms.createProfile("sRGB"))
    assert all(abs(a - b) < 5 for a, b in zip(printed, shown, strict=True))


def test_a_profile_of_its_own_is_believed() -> None:
    blue = INKS.rgb(0, 0, 1)
    assert INKS.profiled(swapped_profile(), (1, 0, 0)) == pytest.approx(blue, abs=0.02)
    assert INKS.profiled(swapped_profile(), (0.5, 0.5, 0.5)) == INKS.gray(0.5)
    assert INKS.profiled(PROFILE.read_bytes(), (0.1, 0.2, 0.3, 0.4)) == (0.1, 0.2, 0.3, 0.4)


def test_a_profile_of_srgb_is_the_usual_one() -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert is_srgb(srgb)
    assert not is_srgb(swapped_profile())
    assert INKS.profiled(srgb, (0x17 / 255, 0x44 / 255, 0x3F / 255)) == (0.9, 0.48, 0.65, 0.52)


def test_profiles_that_are_damaged() -> None:
    with pytest.raises(InkError):
        Inks(PROFILE.read_bytes()[:3000], {})
    with pytest.raises(UnconvertibleError):
        INKS.profiled(b"no profile at all" * 20, (1, 0, 0))


@pytest.mark.parametrize(
    ("colour", "rgb"),
    [
        ((0, 0, 0), (0, 0, 0)),
        ((100, 0, 0), (1, 1, 1)),
        ((53.39, 0, 0), (0.5, 0.5, 0.5)),
        ((54.29, 80.80, 69.89), (1, 0, 0)),
        ((29.57, 68.30, -112.03), (0, 0, 1)),
        ((90, -128, 127), (0, 1, 0)),
    ],
)
def test_lab_colours_are_those_of_css(
    colour: tuple[float, ...], rgb: tuple[float, float, float]
) -> None:
    assert Lab().colour(colour, Luminosity())[0] == pytest.approx(
        Luminosity().rgb(*rgb)[0], abs=0.01
    )
    assert Lab().colour((0, 0, 0), INKS) == (0, 0, 0, 1)


# --- pictures ------------------------------------------------------------------------------------


def test_photographs_go_through_the_profile_pixel_by_pixel() -> None:
    picture = Image.effect_noise((40, 40), 60).convert("RGB")
    picture.paste((200, 10, 30), (0, 0, 5, 5))
    blue = Image.linear_gradient("L").resize((40, 40))
    picture = Image.merge("RGB", (*picture.split()[:2], blue))
    turned = INKS.picture(picture, None)
    assert turned.mode == "CMYK"
    assert len(picture.getcolors(2000) or ()) > 256
    place = (17, 21)
    wanted = INKS.plain.rgb(*(v / 255 for v in picture.getpixel(place)))
    assert turned.getpixel(place) == tuple(round(255 * v) for v in wanted)


def test_drawn_pictures_keep_the_colours_of_the_theme_and_black_alone() -> None:
    picture = Image.new("RGB", (4, 1))
    for x, colour in enumerate(((0x17, 0x44, 0x3F), (0, 0, 0), (128, 128, 128), (250, 10, 20))):
        picture.putpixel((x, 0), colour)
    turned = INKS.picture(picture, None)
    assert turned.getpixel((0, 0)) == pytest.approx([2.55 * v for v in (90, 48, 65, 52)], abs=1)
    assert turned.getpixel((1, 0)) == (0, 0, 0, 255)
    assert turned.getpixel((2, 0))[:3] == (0, 0, 0)
    assert turned.getpixel((3, 0)) == tuple(
        round(255 * v) for v in INKS.rgb(250 / 255, 10 / 255, 20 / 255)
    )


def test_grey_pictures_are_one_plate() -> None:
    ramp = Image.linear_gradient("L")
    for picture in (ramp, ramp.convert("RGB")):
        turned = INKS.picture(picture, None)
        assert turned.mode == "L"
        assert turned.getextrema() == (0, 255)
        assert 255 - turned.getpixel((3, 128)) == round(255 * INKS.gray(128 / 255)[3])
