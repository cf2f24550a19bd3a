"""The texts of the studio's own pages, which are translated like those of brochures."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ..errors import InputError
from ..model import Message
from .documents import read_document
from .library import messages_of

INTERFACE = "studio"  # the domain of their catalogs
_FOLDER = Path(__file__).parents[1] / "studio" / "messages"


@cache
def interface_messages() -> tuple[Message, ...]:
    """Return the texts of all pages of the studio, in a stable order."""
    messages: list[Message] = []
    for path in sorted(_FOLDER.glob("*.yaml")):
        name = f"printshop/studio/messages/{path.name}"
        document, problems = read_document(path, name, "messages")
        if document is None or problems:
            raise InputError(tuple(problems))
        messages += messages_of(document)
    return tuple(messages)
