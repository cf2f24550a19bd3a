"""A file that came back, read by what is in it and not by its name."""

from __future__ import annotations

from pathlib import Path

from ..errors import InputError
from . import table, xliff12, xliff20, xliff20_reader
from .safe_xml import Vocabulary, parse
from .units import Returned, error, place_in

LARGEST = 50_000_000  # bytes
_READERS = {"1": xliff12.read, "2": xliff20_reader.read}
_MARKS = (
    b"\xef\xbb\xbf\xff\xfe\0"  # of UTF-8 and UTF-16: byte order, and halves of ASCII characters
)
_XLIFF = Vocabulary(
    xliff12.NAMESPACE,
    xliff20.NAMESPACE,
    "urn:oasis:names:tc:xliff:document:1.1",
    "urn:oasis:names:tc:xliff:document:2.2",
    None,
)


def read_file(path: Path) -> tuple[Returned, ...]:
    """Return the texts in a file of an agency: XLIFF 1.2, XLIFF 2.0 or our table.

    Raises InputError for a file that cannot be read, is too large, or is none of these.
    """
    name = path.as_posix()
    try:
        if not path.is_file():
            raise _refusal("unreadable", "There is no such file; look at its name.", name)
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as wrong:
        raise _refusal("unreadable", f"The file cannot be read: {wrong.strerror}.", name) from wrong
    if len(data) > LARGEST:
        message = f"The file is larger than {LARGEST // 1_000_000} MB; have it divided."
        raise _refusal("too-large", message, name)
    return read(data, name)


def read(data: bytes, name: str) -> tuple[Returned, ...]:
    """Return the texts in the bytes of a file; ``name`` is how findings call it.

    Raises InputError.
    """
    if not data[:1000].lstrip(_MARKS + b" \t\r\n").startswith(b"<"):
        return tuple(table.read(data, name))
    root = parse(data, name)
    reader = _READERS.get(root.get("version", "")[:1]) if _XLIFF.name(root) == "xliff" else None
    if reader is None:
        message = "This XML file is not XLIFF 1.2 or 2.0; have it saved as one of these."
        raise _refusal("unknown-format", message, name)
    return tuple(reader(root, name))


def _refusal(code: str, message: str, name: str) -> InputError:
    return InputError((error(code, message, place_in(name, 0)),))
