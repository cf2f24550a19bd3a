"""The objects of a PDF as plain values, from the engine's own ones: no file has to be written."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pydyf

_REFERENCE = re.compile(rb"(\d+) \d+ R")


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference to an object, by its number."""

    number: int


@dataclass(frozen=True, slots=True)
class Text:
    """A string: what it says, and as it stands in a file."""

    text: str
    written: bytes


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream: its dictionary without the length, and its data as they stand in a file."""

    entries: dict[str, Value]
    data: bytes


# Names, numbers and all else that has no parts are bytes, as they stand in a file.
Value = bytes | Reference | Text | Stream | list[Any] | dict[str, Any]


class Objects:
    """The objects of a PDF by number, each read when it is asked for.

    ``root`` is the catalog, ``pages`` are the pages' numbers. Keys of dictionaries are without
    their solidus, names with it.
    """

    def __init__(self, read: Callable[[int], Value], root: Any, pages: Sequence[int]) -> None:
        self._read, self.root, self.pages = read, root, pages
        self._known: dict[int, Value] = {}

    def __getitem__(self, number: int) -> Any:
        if number not in self._known:
            self._known[number] = self._read(number)
        return self._known[number]

    def of(self, value: Any) -> Any:
        """Return a value, or the object that it refers to."""
        return self[value.number] if isinstance(value, Reference) else value


def made(pdf: pydyf.PDF) -> Objects:
    """Return the objects of a PDF that the layout engine has made, and not written."""
    pages = [int(reference.split()[0]) for reference in pdf.page_references]
    return Objects(lambda number: _of_pydyf(pdf.objects[number]), _of_pydyf(pdf.catalog), pages)


def _of_pydyf(value: Any) -> Value:
    if isinstance(value, (bytes, str)):
        return _word(value)
    if isinstance(value, dict):
        return {key: _of_pydyf(item) for key, item in value.items()}
    if isinstance(value, list):
        return [b"%d" % item if type(item) is int else _of_pydyf(item) for item in value]
    if isinstance(value, pydyf.Stream):
        return _stream(value)
    if isinstance(value, pydyf.String):
        text = value.string
        return Text(text if isinstance(text, str) else text.decode("latin-1"), value.data)
    return b"%d" % value if isinstance(value, int) else _word(pydyf.Array([value]).data[1:-1])


@lru_cache(maxsize=4096)
def _word(value: bytes | str) -> bytes | Reference:
    """Return a name, a reference or another value without parts; all documents share most."""
    written = value.encode("ascii") if isinstance(value, str) else value
    reference = written.endswith(b" R") and _REFERENCE.fullmatch(written)
    return Reference(int(reference[1])) if reference else written


def _stream(stream: pydyf.Stream) -> Stream:
    entries = {key: _of_pydyf(value) for key, value in stream.extra.items()}
    if stream.compress:
        entries["Filter"] = b"/FlateDecode"
    _, _, data = stream.data.partition(b"\nstream\n")
    return Stream(entries, data.removesuffix(b"\nendstream"))
