"""Pictures for the press: every kind of samples, turned without loss, and turned once."""

from __future__ import annotations

import io
import zlib
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image, ImageCms

from printshop.press import pictures
from printshop.press.inks import Inks

from .plates import ink_at, plates
from .press_toys import (
    CORAL_INK,
    PINE_INK,
    PROFILE,
    SEPARATIONS,
    pressed,
    refused,
    swapped_profile,
    toy,
)

PINE, CORAL = b"\x17\x44\x3f", b"\xc8\x67\x4b"
DRAW = "q 100 0 0 100 0 0 cm /I Do Q"


def picture(pdf: Pdf, data: bytes, size: tuple[int, int] = (2, 1), **keys: Any) -> Any:
    values = {"Width": size[0], "Height": size[1], "BitsPerComponent": 8}
    values |= {"Type": Name.XObject, "Subtype": Name.Image, "ColorSpace": Name.DeviceRGB}
    return pdf.make_stream(zlib.compress(data), **{**values, "Filter": Name.FlateDecode, **keys})


def with_picture(*arguments: Any, **keys: Any) -> bytes:
    """Return a toy that is filled by one picture; values that are functions get the file."""

    def build(pdf: Pdf) -> dict[str, Any]:
        made = {k: v(pdf) if callable(v) else v for k, v in keys.items()}
        return {"XObject": Dictionary(I=picture(pdf, *arguments, **made))}

    return toy(DRAW, build)


def halves(data: bytes, work: Path) -> tuple[tuple[int, ...], tuple[int, ...]]:
    found = plates(data, work)
    return ink_at(found, 20, 50), ink_at(found, 80, 50)


def written(data: bytes) -> Any:
    """Return the one picture of a file, with its samples decoded."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        image = pdf.pages[0].Resources.XObject["/I"]
        return Dictionary({key: image[key] for key in image.keys()}), image.read_bytes()  # noqa: SIM118


def noise(size: tuple[int, int] = (60, 40)) -> Image.Image:
    bands = [Image.effect_noise(size, sigma) for sigma in (30, 60, 90)]
    return Image.merge("RGB", bands)


def test_photographs_lose_nothing_but_their_colour_space() -> None:
    photograph = noise()
    image, samples = written(pressed(with_picture(photograph.tobytes(), photograph.size)))
    assert (image.ColorSpace, image.Filter) == (Name.DeviceCMYK, Name.FlateDecode)
    assert "/Interpolate" not in image
    assert samples == Inks(PROFILE.read_bytes(), {}).picture(photograph, None).tobytes()


def test_few_colours_are_the_theme_s(tmp_path: Path) -> None:
    left, right = halves(pressed(with_picture(PINE + CORAL)), tmp_path)
    assert left == pytest.approx(PINE_INK, abs=1)
    assert right == pytest.approx(CORAL_INK, abs=1)


def test_grey_in_rgb_is_one_plate(tmp_path: Path) -> None:
    data = pressed(with_picture(b"\0\0\0\x80\x80\x80"))
    assert written(data)[0].ColorSpace == Name.DeviceGray
    black, grey = halves(data, tmp_path)
    assert black == (0, 0, 0, 100)
    assert grey[:3] == (0, 0, 0)


@pytest.mark.parametrize(
    ("keys", "data"),
    [
        ({"ColorSpace": Name.DeviceGray}, b"\0\x80"),
        ({"ColorSpace": Name.DeviceGray, "BitsPerComponent": 16}, b"\0\0\x80\x80"),
        ({"ColorSpace": Name.DeviceGray, "BitsPerComponent": 4}, b"\x08"),
        ({"ColorSpace": Name.DeviceGray, "Decode": Array([1, 0])}, b"\xff\x7f"),
        ({"BitsPerComponent": 16}, b"\0\0\0\0\0\0\x80\0\x80\0\x80\0"),
        ({"Decode": Array([1, 0] * 3)}, b"\xff\xff\xff\x7f\x7f\x7f"),
        ({"ColorSpace": Array([Name.CalGray, Dictionary(WhitePoint=Array([1, 1, 1]))])}, b"\0\x80"),
    ],
)
def test_greys_of_every_size_look_alike(keys: Any, data: bytes, tmp_path: Path) -> None:
    black, grey = halves(pressed(with_picture(data, **keys)), tmp_path)
    wanted = halves(pressed(with_picture(b"\0\0\0\x80\x80\x80")), tmp_path)[1]
    assert black == (0, 0, 0, 100)
    assert grey == pytest.approx(wanted, abs=3)


def test_lines_of_one_bit_stay_as_they_are(tmp_path: Path) -> None:
    keys = {"ColorSpace": Name.DeviceGray, "BitsPerComponent": 1, "Interpolate": True}
    data = pressed(with_picture(b"\x40", **keys))
    image, samples = written(data)
    assert (int(image.BitsPerComponent), samples) == (1, b"\x40")
    assert "/Interpolate" not in image
    assert halves(data, tmp_path) == ((0, 0, 0, 100), (0, 0, 0, 0))


def test_stencils_are_painted_in_ink(tmp_path: Path) -> None:
    def build(pdf: Pdf) -> dict[str, Any]:
        stencil = picture(pdf, b"\x40", BitsPerComponent=1, ImageMask=True)
        del stencil.ColorSpace
        return {"XObject": Dictionary(I=stencil)}

    left, right = halves(pressed(toy(f"0.090196 0.266667 0.247059 rg {DRAW}", build)), tmp_path)
    assert left == pytest.approx(PINE_INK, abs=1)
    assert right == (0, 0, 0, 0)


@pytest.mark.parametrize("bits", [1, 4, 8])
def test_tables_of_colours_are_turned_and_the_samples_stay(bits: int, tmp_path: Path) -> None:
    samples = {1: b"\x40", 4: b"\x01", 8: b"\0\1"}[bits]
    table = Array([Name.Indexed, Name.DeviceRGB, 1, pikepdf.String(PINE + CORAL)])
    data = pressed(with_picture(samples, ColorSpace=table, BitsPerComponent=bits))
    assert written(data)[1] == samples
    left, right = halves(data, tmp_path)
    assert left == pytest.approx(PINE_INK, abs=1)
    assert right == pytest.approx(CORAL_INK, abs=1)


def test_a_table_in_a_stream_with_a_profile_of_its_own(tmp_path: Path) -> None:
    def space(pdf: Pdf) -> Array:
        profile = pdf.make_stream(swapped_profile(), N=3)
        return Array(
            [
                Name.Indexed,
                Array([Name.ICCBased, profile]),
                1,
                pdf.make_stream(b"\xff\0\0\0\0\xff"),
            ]
        )

    one, other = halves(pressed(with_picture(b"\0\1", ColorSpace=space)), tmp_path)
    blue, green = halves(pressed(with_picture(b"\0\0\xff\0\xff\0")), tmp_path)
    assert one == pytest.approx(blue, abs=2)
    assert other == pytest.approx(green, abs=2)


def test_the_profile_of_a_picture_is_honoured(tmp_path: Path) -> None:
    def space(pdf: Pdf) -> Array:
        return Array([Name.ICCBased, pdf.make_stream(swapped_profile(), N=3)])

    one, other = halves(pressed(with_picture(b"\xff\0\0\0\0\xff", ColorSpace=space)), tmp_path)
    blue, green = halves(pressed(with_picture(b"\0\0\xff\0\xff\0")), tmp_path)
    assert one == pytest.approx(blue, abs=2)
    assert other == pytest.approx(green, abs=2)


def jpeg(colour: tuple[int, ...], profile: bytes | None, mode: str = "RGB") -> bytes:
    file = io.BytesIO()
    Image.new(mode, (16, 16), colour).save(file, "JPEG", quality=100, icc_profile=profile)
    return file.getvalue()


def with_jpeg(data: bytes, **keys: Any) -> bytes:
    def build(pdf: Pdf) -> dict[str, Any]:
        values = {"Width": 16, "Height": 16, "BitsPerComponent": 8, "Filter": Name.DCTDecode}
        values |= {"Type": Name.XObject, "Subtype": Name.Image, "ColorSpace": Name.DeviceRGB}
        return {"XObject": Dictionary(I=pdf.make_stream(data, **{**values, **keys}))}

    return toy(DRAW, build)


def test_the_profile_in_a_photograph_is_honoured(tmp_path: Path) -> None:
    blue = halves(pressed(with_jpeg(jpeg((0, 0, 255), None))), tmp_path)[0]
    red = halves(pressed(with_jpeg(jpeg((255, 0, 0), None))), tmp_path)[0]
    odd = halves(pressed(with_jpeg(jpeg((255, 0, 0), swapped_profile()))), tmp_path)[0]
    assert odd == pytest.approx(blue, abs=2)
    assert red != odd


def jpeg2000(image: Image.Image, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG2000", irreversible=False, **options)
    return file.getvalue()


def with_jpeg2000(image: Image.Image, **keys: Any) -> bytes:
    """Return a toy filled by a picture in JPEG 2000 that leaves its colours to its data."""

    def build(pdf: Pdf) -> dict[str, Any]:
        values = {"Width": image.width, "Height": image.height, "Filter": Name.JPXDecode}
        values |= {"Type": Name.XObject, "Subtype": Name.Image}
        made = {key: value(pdf) if callable(value) else value for key, value in keys.items()}
        return {"XObject": Dictionary(I=pdf.make_stream(jpeg2000(image), **{**values, **made}))}

    return toy(DRAW, build)


@pytest.mark.parametrize("keys", [{}, {"ColorSpace": Name.DeviceRGB}, {"Filter": [Name.JPXDecode]}])
def test_jpeg_2000_loses_nothing_but_its_colour_space(keys: Any) -> None:
    keys = {key: Array(value) if isinstance(value, list) else value for key, value in keys.items()}
    photograph = noise()
    image, samples = written(pressed(with_jpeg2000(photograph, **keys)))
    assert (image.ColorSpace, image.Filter) == (Name.DeviceCMYK, Name.FlateDecode)
    assert samples == Inks(PROFILE.read_bytes(), {}).picture(photograph, None).tobytes()


def test_greys_of_16_bits_in_jpeg_2000_are_one_plate(tmp_path: Path) -> None:
    deep = Image.frombytes("I;16", (2, 1), b"\0\0\0\x80").resize((16, 16), 0)
    data = pressed(with_jpeg2000(deep))
    assert written(data)[0].ColorSpace == Name.DeviceGray
    wanted = halves(pressed(with_picture(b"\0\0\0\x80\x80\x80")), tmp_path)
    assert halves(data, tmp_path) == wanted


@pytest.mark.parametrize(("asked", "left_ink"), [(1, 50), (0, 100)])
def test_alpha_in_jpeg_2000_counts_where_the_file_asks_for_it(
    asked: int, left_ink: int, tmp_path: Path
) -> None:
    half = Image.new("RGBA", (16, 16), (0, 0, 0, 128))
    data = pressed(with_jpeg2000(half, SMaskInData=asked))
    assert halves(data, tmp_path)[0] == pytest.approx((0, 0, 0, left_ink), abs=1)


def test_an_alpha_may_be_jpeg_2000_itself(tmp_path: Path) -> None:
    def alpha(pdf: Pdf) -> Any:
        data = jpeg2000(Image.new("L", (16, 16), 128))
        keys = {"Width": 16, "Height": 16, "ColorSpace": Name.DeviceGray}
        keys |= {"Type": Name.XObject, "Subtype": Name.Image, "Filter": Name.JPXDecode}
        return pdf.make_stream(data, **keys)

    data = pressed(with_picture(b"\0\0\0" * 2, SMask=alpha))
    assert halves(data, tmp_path)[0] == pytest.approx((0, 0, 0, 50), abs=1)


@pytest.mark.parametrize("space", [Name.DeviceCMYK, Name.DeviceGray])
def test_jpeg_2000_in_other_colours_than_it_says_is_named(space: Name) -> None:
    finding = refused(with_jpeg2000(noise(), ColorSpace=space))
    assert "other colours than it says" in finding.message


def test_jpeg_2000_mixed_with_its_background_is_named() -> None:
    half = Image.new("RGBA", (16, 16), (0, 0, 0, 128))
    assert "its background" in refused(with_jpeg2000(half, SMaskInData=2)).message


def test_inks_stay_as_they_are(tmp_path: Path) -> None:
    data = pressed(with_picture(b"\x10\x20\x30\x40" * 2, ColorSpace=Name.DeviceCMYK))
    assert written(data)[1] == b"\x10\x20\x30\x40" * 2


def test_a_photograph_in_inks_keeps_its_coding() -> None:
    coded = jpeg((10, 20, 30, 40), None, "CMYK")
    decode = Array([1, 0] * 4)
    source = with_jpeg(coded, ColorSpace=Name.DeviceCMYK, Decode=decode, Interpolate=True)
    with pikepdf.open(io.BytesIO(pressed(source))) as pdf:
        image = pdf.pages[0].Resources.XObject["/I"]
        assert image.read_raw_bytes() == coded
        assert [int(v) for v in image.Decode] == [1, 0] * 4
        assert "/Interpolate" not in image


def test_inks_of_another_press_are_turned(tmp_path: Path) -> None:
    other = PROFILE.read_bytes().replace(b"FOGRA39L Coated", b"FOGRA39L Quoted")

    def space(pdf: Pdf) -> Array:
        return Array([Name.ICCBased, pdf.make_stream(other, N=4)])

    data = pressed(with_picture(b"\xff\0\0\0" * 2, ColorSpace=space))
    image, samples = written(data)
    assert image.ColorSpace == Name.DeviceCMYK
    assert samples[0] > 230
    assert max(samples[1:4]) < 40


# --- what is left out ----------------------------------------------------------------------------


def test_the_alpha_of_a_picture_stays(tmp_path: Path) -> None:
    def alpha(pdf: Pdf) -> Any:
        return picture(pdf, b"\xff\x80", ColorSpace=Name.DeviceGray, Interpolate=True)

    data = pressed(with_picture(b"\0\0\0" * 2, SMask=alpha))
    assert halves(data, tmp_path) == ((0, 0, 0, 100), pytest.approx((0, 0, 0, 50), abs=1))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert "/Interpolate" not in pdf.pages[0].Resources.XObject["/I"].SMask


def test_a_mask_of_one_bit_stays(tmp_path: Path) -> None:
    def stencil(pdf: Pdf) -> Any:
        mask = picture(pdf, b"\x40", BitsPerComponent=1, ImageMask=True)
        del mask.ColorSpace
        return mask

    data = pressed(with_picture(b"\0\0\0" * 2, Mask=stencil))
    assert halves(data, tmp_path) == ((0, 0, 0, 100), (0, 0, 0, 0))


def test_colours_that_were_left_out_are_left_out(tmp_path: Path) -> None:
    ranges = Array([0xC8, 0xC8, 0x60, 0x70, 0x4B, 0x4B])
    left, right = halves(pressed(with_picture(PINE + CORAL, Mask=ranges)), tmp_path)
    assert left == pytest.approx(PINE_INK, abs=1)
    assert right == (0, 0, 0, 0)


def test_places_in_a_table_that_were_left_out_are_left_out(tmp_path: Path) -> None:
    table = Array([Name.Indexed, Name.DeviceRGB, 1, pikepdf.String(PINE + CORAL)])
    data = pressed(with_picture(b"\0\1", ColorSpace=table, Mask=Array([1, 1])))
    assert halves(data, tmp_path)[1] == (0, 0, 0, 0)


# --- pictures in the content ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [
        b"/W 2 /H 1 /BPC 8 /CS /RGB",
        b"/Width 2 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceRGB",
        b"/W 2 /H 1 /BPC 8 /CS /Named",
    ],
)
def test_pictures_that_stand_in_the_content(head: bytes, tmp_path: Path) -> None:
    content = b"q 100 0 0 100 0 0 cm BI %b ID %b EI Q" % (head, PINE + CORAL)
    named = Dictionary(Named=Name.DeviceRGB)
    left, right = halves(pressed(toy(content, lambda _: {"ColorSpace": named})), tmp_path)
    assert left == pytest.approx(PINE_INK, abs=1)
    assert right == pytest.approx(CORAL_INK, abs=1)


def test_a_small_table_in_the_content(tmp_path: Path) -> None:
    head = b"/W 2 /H 1 /BPC 1 /CS [/I /RGB 1 <17443fc8674b>]"
    content = b"q 100 0 0 100 0 0 cm BI %b ID \x40 EI Q" % head
    left, right = halves(pressed(toy(content)), tmp_path)
    assert left == pytest.approx(PINE_INK, abs=1)
    assert right == pytest.approx(CORAL_INK, abs=1)


# --- what cannot be turned -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "keys", "what"),
    [
        (b"\0", {}, "damaged"),
        (PINE * 2, {"BitsPerComponent": 4}, "a picture of 4 bits"),
        (PINE * 2, {"OC": Dictionary()}, "switched off"),
        (PINE * 2, {"ColorSpace": Array([Name.CalRGB, Dictionary()])}, "CalRGB"),
        (PINE * 2, {"ColorSpace": Array([Name.Lab, Dictionary()])}, "Lab"),
        (b"\0\0", {"ColorSpace": Array([Name.Separation, Name.All, Name.DeviceRGB, 0])}, "spot"),
        (
            PINE * 2,
            {"SMask": lambda pdf: picture(pdf, b"\0\0", Matte=Array([0, 0, 0]))},
            "mixed with its background",
        ),
        (PINE * 2, {"Mask": Array([0, 0])}, "damaged"),
        (PINE * 2, {"Filter": Name.JBIG2Decode}, "coding"),
        (PINE * 2, {"Filter": Name.JPXDecode}, "JPEG 2000 that is damaged"),
    ],
)
def test_pictures_that_cannot_be_turned_are_named(data: bytes, keys: Any, what: str) -> None:
    assert what in refused(with_picture(data, **keys)).message


# --- once ----------------------------------------------------------------------------------------


def test_a_picture_is_turned_once_in_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    turned: list[Image.Image] = []
    original = Inks.picture

    def counted(self: Inks, image: Image.Image, profile: bytes | None) -> Image.Image:
        turned.append(image)
        return original(self, image, profile)

    monkeypatch.setattr(Inks, "picture", counted)
    photograph = noise((64, 30))
    source = with_picture(photograph.tobytes(), photograph.size)
    assert len({pressed(source) for _ in range(3)}) == 1
    assert len(turned) == 1
    other = with_picture(photograph.tobytes(), photograph.size, Decode=Array([1, 0] * 3))
    assert pressed(other) != pressed(source)
    assert len(turned) == 2


def test_what_is_remembered_has_a_limit() -> None:
    memory = pictures._Remembered(100)
    for name in "abc":
        memory.keep(name, pictures._Turned(b"0" * 40, (1, 1), 4, None))
    assert [memory.get(name) is not None for name in "abc"] == [False, True, True]
    memory.keep("large", pictures._Turned(b"0" * 400, (1, 1), 4, None))
    assert memory.get("large") is not None
    assert memory.get("c") is None


def test_a_large_picture_is_turned_once_for_all_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(pictures, "SHARED", 60 * 40)
    large, small = noise((60, 40)), noise((50, 40))
    made = [in_another_process(image, monkeypatch) for image in (large, small)]
    turned: list[object] = []
    original = pictures._turned_now

    def counted(*given: Any) -> Any:
        turned.append(given)
        return original(*given)

    monkeypatch.setattr(pictures, "_turned_now", counted)
    assert [in_another_process(image, monkeypatch) for image in (large, small)] == made
    assert len(turned) == 1  # the small one
    for path in (tmp_path / "make-brochure" / "inks").iterdir():
        path.write_bytes(b"damaged")
    assert in_another_process(large, monkeypatch) == made[0]


def in_another_process(image: Image.Image, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """Turn a picture where nothing is remembered yet."""
    monkeypatch.setattr(pictures, "_remembered", pictures._Remembered(pictures.REMEMBERED))
    return pressed(with_picture(image.tobytes(), image.size))


def test_a_small_profile_of_srgb_changes_nothing() -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    photograph = noise()
    inks = Inks(PROFILE.read_bytes(), SEPARATIONS)
    assert inks.picture(photograph, srgb).tobytes() == inks.picture(photograph, None).tobytes()
