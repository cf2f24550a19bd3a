"""Output intents: the press and the paper that a file is made for, as ICC profiles name them."""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

LARGEST_PROFILE = 50_000_000  # bytes
ICC_REGISTRY = "http://www.color.org"
NOT_REGISTERED = "Custom"  # what ISO 32000-1, table 365, suggests as an identifier

_HEADER = 128  # bytes (ICC.1:2010, 7.2)
_FOGRA = re.compile(r"FOGRA\s?(\d\d)", re.IGNORECASE)
# Profiles that do not say which registered characterisation they were made from.
_KNOWN = {
    "iso coated v2 (eci)": "FOGRA39",
    "iso coated v2 300% (eci)": "FOGRA39",
    "iso uncoated yellowish": "FOGRA30",
    "pso coated v3": "FOGRA51",
    "pso lwc improved (eci)": "FOGRA45",
    "pso lwc standard (eci)": "FOGRA46",
    "pso mfc paper (eci)": "FOGRA41",
    "pso uncoated iso12647 (eci)": "FOGRA47",
    "sc paper (eci)": "FOGRA40",
    "gracol2006_coated1v2": "CGATS TR 006",
    "swop2006_coated3v2": "CGATS TR 003",
    "swop2006_coated5v2": "CGATS TR 005",
    "u.s. web coated (swop) v2": "CGATS TR 001",
    "japan color 2001 coated": "JC200103",
    "japan color 2001 uncoated": "JC200104",
}


class OutputIntentError(ValueError):
    """A file that cannot be an output intent; the text says why, and what to do."""


@dataclass(frozen=True, slots=True)
class OutputIntent:
    """A printing condition: its ICC profile, and how the trade calls it.

    ``identifier`` and ``registry`` are those of the ICC's registry of characterisations;
    ``registry`` is empty where the profile does not say which of them it belongs to.
    """

    path: str
    sha256: str
    identifier: str
    registry: str
    description: str


def read_output_intent(path: Path) -> OutputIntent:
    """Read the profile of a printing condition.

    Raises OutputIntentError for everything that is not the profile of a CMYK output device.
    """
    name = path.name
    data = _bytes(path)
    if len(data) < _HEADER + 4 or data[36:40] != b"acsp":
        raise OutputIntentError(f"'{name}' is not an ICC profile; name an .icc file.")
    size, kind, space = struct.unpack(">I", data[:4])[0], data[12:16], data[16:20]
    if kind != b"prtr" or space != b"CMYK":
        raise OutputIntentError(
            f"'{name}' is not the profile of a CMYK output device (its class is "
            f"'{_ascii(kind)}', its colours are '{_ascii(space)}'); ask your print firm for theirs."
        )
    tags = _tags(data)
    if size != len(data) or data[8] not in (2, 4) or not {"A2B0", "B2A0", "desc"} <= tags.keys():
        raise OutputIntentError(f"The ICC profile '{name}' is damaged; get it again.")
    description = _text(tags["desc"]).strip() or name
    identifier = _identifier(description, _text(tags.get("targ", b"")))
    return OutputIntent(
        path=str(path),
        sha256=hashlib.sha256(data).hexdigest(),
        identifier=identifier or NOT_REGISTERED,
        registry=ICC_REGISTRY if identifier else "",
        description=description,
    )


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_PROFILE:
            raise OutputIntentError(f"'{path.name}' is larger than any ICC profile.")
        return path.read_bytes()
    except OSError as error:
        raise OutputIntentError(
            f"The ICC profile '{path}' cannot be read: {error.strerror}."
        ) from error


def _tags(data: bytes) -> Mapping[str, bytes]:
    """Return the contents of a profile's tags; none where its table is wrong (ICC.1, 7.3)."""
    count = struct.unpack(">I", data[_HEADER : _HEADER + 4])[0]
    end = _HEADER + 4 + 12 * count
    if end > len(data):
        return {}
    tags = {}
    for start in range(_HEADER + 4, end, 12):
        signature, offset, length = struct.unpack(">4sII", data[start : start + 12])
        if offset + length > len(data):
            return {}
        tags[_ascii(signature)] = data[offset : offset + length]
    return tags


def _text(tag: bytes) -> str:
    """Return the text of a tag: one of the types desc, text and mluc (ICC.1, 10)."""
    match tag[:4]:
        case b"desc":
            length = int.from_bytes(tag[8:12])
            return tag[12 : 12 + length].decode("latin-1").rstrip("\0")
        case b"text":
            return tag[8:].decode("latin-1").rstrip("\0")
        case b"mluc":
            length, offset = struct.unpack(">II", tag[20:28].ljust(8, b"\0"))
            return tag[offset : offset + length].decode("utf-16-be", "replace").rstrip("\0")
    return ""


def _identifier(description: str, target: str) -> str:
    """Return the registered name of a characterisation, nothing where none is known."""
    known = _KNOWN.get(description.lower().removesuffix(".icc"))
    if known:
        return known
    found = _FOGRA.search(description) or _FOGRA.search(target)
    return f"FOGRA{found[1]}" if found else ""


def _ascii(signature: bytes) -> str:
    return signature.decode("ascii", "replace").strip()
