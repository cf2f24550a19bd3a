"""CMaps (ISO 32000-1, 9.7.5 and 9.10.3): codes of text, and what they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_LONGEST_RANGE = 65_536  # codes; no font has more glyphs
_MOST_CODES = 400_000

_SECTION = re.compile(
    rb"begin(codespacerange|bfchar|bfrange|cidchar|cidrange|notdefrange)\b(.*?)end\1", re.DOTALL
)
_TOKEN = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])|(\d+)")


@dataclass
class CMap:
    """``widths`` are the numbers of bytes a code may have; ``unicode`` and ``cids`` by code."""

    widths: tuple[int, ...] = ()
    unicode: dict[int, str] = field(default_factory=dict)
    cids: dict[int, int] = field(default_factory=dict)


def read_cmap(data: bytes) -> CMap:
    """Read a CMap; what is damaged in it is left out."""
    cmap = CMap()
    widths: set[int] = set()
    for kind, body in _SECTION.findall(data):
        tokens = list(_tokens(body))
        match kind:
            case b"codespacerange":
                widths |= {len(token) for token in tokens if isinstance(token, bytes)}
            case b"bfchar":
                _characters(cmap, tokens)
            case b"bfrange":
                _ranges(cmap, tokens)
            case b"cidchar" | b"cidrange":
                _cids(cmap, tokens, 2 if kind == b"cidchar" else 3)
    cmap.widths = tuple(sorted(widths))
    return cmap


_Token = bytes | int | str


def _tokens(body: bytes) -> Iterator[_Token]:
    for match in _TOKEN.finditer(body):
        if match[1] is not None:
            digits = re.sub(rb"\s", b"", match[1])
            yield bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
        else:
            yield int(match[4]) if match[4] else (match[2] or match[3]).decode()


def _characters(cmap: CMap, tokens: list[_Token]) -> None:
    for code, text in zip(tokens[::2], tokens[1::2], strict=False):
        if isinstance(code, bytes) and isinstance(text, bytes):
            _say(cmap, int.from_bytes(code), _utf16(text))


def _ranges(cmap: CMap, tokens: list[_Token]) -> None:
    rest = iter(tokens)
    for first in rest:
        last, target = next(rest, None), next(rest, None)
        if not isinstance(first, bytes) or not isinstance(last, bytes):
            return
        low = int.from_bytes(first)
        if target == "[":
            for offset, text in enumerate(iter(lambda: next(rest, "]"), "]")):
                if isinstance(text, bytes):
                    _say(cmap, low + offset, _utf16(text))
        elif isinstance(target, bytes):
            start = _utf16(target)
            for offset in range(min(int.from_bytes(last) - low + 1, _LONGEST_RANGE)):
                _say(cmap, low + offset, _plus(start, offset))


def _say(cmap: CMap, code: int, text: str) -> None:
    if len(cmap.unicode) < _MOST_CODES:
        cmap.unicode[code] = text


def _plus(text: str, offset: int) -> str:
    if not text:
        return ""
    last = ord(text[-1]) + offset
    return text[:-1] + (chr(last) if last < 0x110000 else "\ufffd")


def _utf16(data: bytes) -> str:
    # UTF-16BE; some writers give one byte for what one byte can say.
    return data.decode("latin-1") if len(data) == 1 else data.decode("utf-16-be", "replace")


def _cids(cmap: CMap, tokens: list[_Token], width: int) -> None:
    for start in range(0, len(tokens) - width + 1, width):
        entry = tokens[start : start + width]
        first, last, cid = entry[0], entry[-2], entry[-1]
        if isinstance(first, bytes) and isinstance(last, bytes) and isinstance(cid, int):
            low = int.from_bytes(first)
            for offset in range(min(int.from_bytes(last) - low + 1, _LONGEST_RANGE)):
                if len(cmap.cids) < _MOST_CODES:
                    cmap.cids[low + offset] = cid + offset
