"""Babel's way to our texts: pybabel finds in brochures what 'catalog extract' finds.

Registered in pyproject.toml as entry points of ``babel.extractors``; babel.cfg says which files
each one reads. Flags (markup, lengths) are not in Babel's interface: only templates have them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from .catalogs.document import Document
from .catalogs.syntax import Kind
from .catalogs.template import brochure_template, shared_template
from .errors import BrochureError, InputError
from .load import load_library
from .load.brochures import load_brochure
from .model import Message

Row = tuple[int, str, tuple[str, str], list[str]]  # line, function, (msgctxt, msgid), comments

_FUNCTION = "pgettext"  # of Babel's default keywords, the one with a context before the text


def brochure(file: IO[bytes], *_: object, **__: object) -> Iterator[Row]:
    """Yield the texts of ``brochures/<id>.yaml`` and of its pictures, as Babel wants them.

    ``file`` is only asked for its name; keywords, comment tags and options are of no use here. A
    file that is wrong ends the program with a sentence for each problem, where Babel would show a
    traceback.
    """
    path = _path(file)
    read, findings = load_brochure(path.parents[1], path)
    if read is None:
        raise SystemExit(str(InputError(tuple(findings))))
    return _rows(read.messages(), brochure_template(read), read.path)


def shared(file: IO[bytes], *_: object, **__: object) -> Iterator[Row]:
    """Yield the texts of ``templates/messages.yaml``, as Babel wants them; see ``brochure``."""
    try:
        messages = load_library(_path(file).parents[1]).shared_messages
    except BrochureError as error:
        raise SystemExit(str(error)) from error
    return _rows(messages, shared_template(messages), messages[0].place.file if messages else "")


def _path(file: IO[bytes]) -> Path:
    name = getattr(file, "name", None)
    if not isinstance(name, str):
        raise SystemExit("Texts are read from files of a workspace; name one, or its folder.")
    return Path(name).absolute()


def _rows(messages: Iterable[Message], template: Document, file: str) -> Iterator[Row]:
    """Yield what a template says of messages; a label has the line of the picture it is in."""
    line = 1
    for message, entry in zip(messages, template.messages, strict=True):
        line = message.place.line if message.place.file == file else line
        comments = list(entry.said(Kind.EXTRACTED))
        yield line, _FUNCTION, (message.key, message.text), comments
