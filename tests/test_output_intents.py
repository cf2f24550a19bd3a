"""Output intents: which ICC profiles can be one, and what the trade calls them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageCms

from printshop.findings import Finding
from printshop.load.themes import load_theme
from printshop.output_intents import OutputIntentError, read_output_intent

from .conftest import Shop
from .press_toys import PROFILE
from .real import ROOT

DATA = PROFILE.read_bytes()
DESCRIPTION = b"FOGRA39L Coated"
THEME = "styles/calm/theme.yaml"
TEXT = (ROOT / THEME).read_text("utf-8")


def described(text: str) -> bytes:
    """Return the shipped profile under another description, which may not be longer."""
    new = text.encode().ljust(len(DESCRIPTION), b"\0")
    assert len(new) == len(DESCRIPTION)
    return DATA.replace(b"\0\0\0\x10" + DESCRIPTION, b"\0\0\0\x10" + new)


def read(folder: Path, data: bytes, name: str = "p.icc") -> object:
    path = folder / name
    path.write_bytes(data)
    return read_output_intent(path)


def test_the_shipped_press_is_fogra39() -> None:
    intent = read_output_intent(PROFILE)
    assert (intent.identifier, intent.registry) == ("FOGRA39", "http://www.color.org")
    assert intent.description == "FOGRA39L Coated"
    assert len(intent.sha256) == 64


@pytest.mark.parametrize(
    ("description", "identifier"),
    [
        ("PSO Coated v3", "FOGRA51"),
        ("PSOfogra 52", "FOGRA52"),
        ("Uncoated FOGRA2", "Custom"),
        ("My own press", "Custom"),
    ],
)
def test_a_profile_is_known_by_its_description(
    description: str, identifier: str, tmp_path: Path
) -> None:
    intent = read(tmp_path, described(description))
    assert (intent.identifier, intent.description) == (identifier, description)
    assert bool(intent.registry) == (identifier != "Custom")


def with_target(text: bytes) -> bytes:
    """Return a profile whose characterisation data say what they are, in a tag of their own."""
    data = bytearray(described("My own press"))
    start = 132 + 12 * 9  # a table of no use here becomes the data
    data[start : start + 4] = b"targ"
    tag = b"text\0\0\0\0" + text + b"\0"
    data[start + 4 : start + 12] = len(data).to_bytes(4) + len(tag).to_bytes(4)
    data += tag
    data[:4] = len(data).to_bytes(4)
    return bytes(data)


def test_a_profile_is_known_by_the_data_it_was_made_from(tmp_path: Path) -> None:
    intent = read(tmp_path, with_target(b'ORIGINATOR "Fogra"\nDESCRIPTOR "FOGRA51"'))
    assert (intent.identifier, intent.description) == ("FOGRA51", "My own press")


def test_a_description_in_many_languages_is_read(tmp_path: Path) -> None:
    text = "PSO Coated v3".encode("utf-16-be")
    tag = b"mluc\0\0\0\0\0\0\0\1\0\0\0\x0cenUS" + len(text).to_bytes(4) + b"\0\0\0\x1c" + text
    start = DATA.index(b"desc\0\0\0\0\0\0\0\x10")
    data = DATA[:start] + tag + DATA[start + len(tag) :]
    assert read(tmp_path, data).identifier == "FOGRA51"


SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is not an ICC profile"),
        (b"%PDF-1.7\n" * 50, "is not an ICC profile"),
        (SRGB, "its class is 'mntr', its colours are 'RGB'"),
        (DATA.replace(b"prtrCMYK", b"linkCMYK", 1), "its class is 'link'"),
        (DATA.replace(b"prtrCMYK", b"prtr6CLR", 1), "its colours are '6CLR'"),
        (DATA[:60000], "is damaged"),
        (DATA + b"x", "is damaged"),
        (DATA[:8] + b"\5" + DATA[9:], "is damaged"),
        (DATA[:128] + b"\xff\xff\xff\xff" + DATA[132:], "is damaged"),
        (DATA.replace(b"B2A0", b"C2A0"), "is damaged"),
    ],
)
def test_what_is_no_output_intent(data: bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(OutputIntentError, match=said):
        read(tmp_path, data)


def test_a_profile_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OutputIntentError, match="cannot be read"):
        read_output_intent(tmp_path / "none.icc")
    with pytest.raises(OutputIntentError, match="cannot be read"):
        read_output_intent(tmp_path)


@given(st.integers(0, 4000), st.binary(min_size=1, max_size=12))
def test_broken_profiles_are_refused_or_read_never_a_crash(
    tmp_path_factory: pytest.TempPathFactory, position: int, noise: bytes
) -> None:
    folder = tmp_path_factory.mktemp("profiles")
    data = DATA[:position] + noise + DATA[position + len(noise) :]
    try:
        read(folder, data)
    except OutputIntentError as error:
        assert "p.icc" in str(error)


# --- themes --------------------------------------------------------------------------------------


def wrong(root: Path) -> Finding:
    theme, (finding,) = load_theme(root, "calm")
    assert theme is None
    return finding


def line_of(part: str, text: str = TEXT) -> int:
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize(
    ("name", "code"),
    [("Other.icc", "theme.output-intent"), ("../../theme.yaml", "input.wrong-value")],
)
def test_a_theme_names_a_press_that_is_there(shop: Shop, name: str, code: str) -> None:
    found = wrong(shop({THEME: TEXT.replace("FOGRA39L_coated.icc", name)}))
    assert (found.code, found.place.line) == (code, line_of("output_intent:"))


def test_a_theme_for_a_screen_is_no_theme_for_a_press(shop: Shop) -> None:
    root = shop({THEME: TEXT.replace("FOGRA39L_coated", "screen")})
    (root / "styles" / "profiles").unlink()
    (root / "styles" / "profiles").mkdir()
    (root / "styles" / "profiles" / "screen.icc").write_bytes(SRGB)
    found = wrong(root)
    assert (found.code, "CMYK output device" in found.message) == ("theme.output-intent", True)


PINE = 'pine:      {rgb: "#17443f", cmyk: [90, 48, 65, 52]}'


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        (PINE.replace("90,", "100,").replace("65", "100"), None, ""),
        (PINE.replace("52", "98"), "theme.ink", "301 % ink"),
        (PINE.replace("90, ", ""), "input.wrong-value", "four inks"),
        (PINE.replace("90", "101"), "input.wrong-value", "between 0 and 100"),
        (PINE.replace("#17443f", "17443f"), "input.wrong-value", "#17443f"),
        (PINE.replace(", cmyk: [90, 48, 65, 52]", ""), "input.missing-key", "cmyk"),
        (PINE.replace("cmyk", "cymk"), "input.missing-key", "cmyk"),
        ('pine: "#17443f"', None, ""),
        ("pine: 5", "input.wrong-value", "write a colour as"),
        ('pine: "17443f"', "input.wrong-value", "write a colour as"),
        (PINE.replace("#17443f", "#0e302c"), "theme.ink", "pine-deep and pine are the same RGB"),
    ],
)
def test_the_inks_of_a_theme(shop: Shop, line: str, code: str | None, said: str) -> None:
    assert PINE in TEXT
    theme, findings = load_theme(shop({THEME: TEXT.replace(PINE, line)}), "calm")
    if code is None:
        assert theme is not None
        assert findings == []
        return
    assert code in [finding.code for finding in findings]
    found = next(finding for finding in findings if finding.code == code)
    assert said in found.message
    assert found.place.line in (line_of(PINE), line_of("pine-deep:"))


def test_the_theme_knows_the_inks_by_rgb() -> None:
    theme, _ = load_theme(ROOT, "calm")
    assert theme is not None
    assert theme.separations["#17443f"] == (90, 48, 65, 52)
    assert theme.colours["pine"] == "#17443f"
    assert theme.output_intent.identifier == "FOGRA39"
