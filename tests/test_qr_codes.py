"""QR codes that are worked out from other ones are those that the library makes."""

from __future__ import annotations

from pathlib import Path
from string import ascii_letters, digits

import pytest
import segno
from hypothesis import example, given
from hypothesis import strategies as st

from printshop import qr_codes
from printshop.qr_codes import QUIET_ZONE, QrCodes, dark_runs, qr_code, qr_rows

_IN_ADDRESSES = f"{ascii_letters}{digits}-._~:/?#[]@!$&'()*,;=%"
_addresses = st.text(_IN_ADDRESSES, min_size=1, max_size=90)


def _by_the_library(address: str) -> list[list[int]]:
    matrix = segno.make(address, error="m", micro=False, mask=2).matrix
    return [[int(module) for module in row] for row in matrix]


def _rows(codes: QrCodes, address: str) -> list[list[int]]:
    side, bits = codes.modules(address)
    text = f"{bits:0{side * side}b}"
    return [[int(module) for module in text[i * side : (i + 1) * side]] for i in range(side)]


@given(st.lists(_addresses, min_size=1, max_size=4))
@example(["https://a.example/nl", "https://b.example/ar", "HTTPS://B.EXAMPLE/AR"])
@example(["12345678", "abcdefgh", "A2345678", "abcdefg1"])
@example(["https://müller.example", "https://muuller.example"])
def test_they_are_the_librarys(addresses: list[str]) -> None:
    codes = QrCodes()
    for address in addresses:
        assert _rows(codes, address) == _by_the_library(address), address


@given(st.text(_IN_ADDRESSES, min_size=40, max_size=40), st.data())
def test_of_one_length_they_are_the_librarys(first: str, data: st.DataObject) -> None:
    codes = QrCodes()
    start = f"https://www.x{first}"
    codes.modules(start)
    letters = list(start)
    for place in data.draw(st.sets(st.integers(8, len(start) - 1), max_size=5)):
        letters[place] = data.draw(st.sampled_from(_IN_ADDRESSES))
    other = "".join(letters)
    assert _rows(codes, other) == _by_the_library(other)


def test_the_library_is_asked_once_for_a_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    make = segno.make
    monkeypatch.setattr(segno, "make", lambda text, **how: asked.append(text) or make(text, **how))
    codes = QrCodes()
    for number in range(64):
        codes.modules(f"https://clinic-{number:02}.example/nl/microneedling")
    assert len(asked) <= 1 + 2 * 4


def test_runs_are_the_dark_modules() -> None:
    rows = qr_rows("https://kliniek.example/nl")
    drawn = {
        (x + i, y)
        for y, row in enumerate(rows)
        for x, length in dark_runs(row)
        for i in range(length)
    }
    modules = _by_the_library("https://kliniek.example/nl")
    dark = {(x, y) for y, row in enumerate(modules) for x, module in enumerate(row) if module}
    assert len(rows) == len(modules)
    assert drawn == {(x + QUIET_ZONE, y) for x, y in dark}


def test_a_code_is_worked_out_once_for_all_processes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    first, other = (qr_code(f"https://kliniek.example/{name}") for name in ("nl", "ar"))
    assert first != other
    monkeypatch.setattr(qr_codes, "qr_rows", None)
    assert qr_code("https://kliniek.example/nl") == first
    monkeypatch.setattr(qr_codes, "_library", lambda: "another one")
    with pytest.raises(TypeError, match="not callable"):
        qr_code("https://kliniek.example/nl")
