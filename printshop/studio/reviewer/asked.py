"""What a reviewer sends: names, roles and remarks, tidied, and refused where they make no sense."""

from __future__ import annotations

import json
import re

from starlette.exceptions import HTTPException
from starlette.requests import Request

from ...messages.remarks import LONGEST, LONGEST_NAME

_JOINERS = "\u200c\u200d"  # in names of Persian and Indian languages


async def asked(request: Request) -> dict[str, str]:
    """Return the data of a request: names and texts.

    Raises HTTPException 400 for anything else.
    """
    try:
        data = json.loads(await request.body())
    except (ValueError, RecursionError):
        raise HTTPException(400) from None
    if not isinstance(data, dict) or not all(isinstance(v, str) for v in data.values()):
        raise HTTPException(400)
    return data


def digest_in(data: dict[str, str]) -> str:
    """Return the digest of the text as the reviewer has seen it.

    Raises HTTPException 400 where there is none.
    """
    seen = data.get("seen", "")
    if not re.fullmatch("[0-9a-f]{32}", seen):
        raise HTTPException(400)
    return seen


def name_in(text: str) -> str | None:
    """Return a name or a role on one line, None for what is none."""
    name = " ".join(text.split())
    sound = all(letter.isprintable() or letter in _JOINERS for letter in name)
    return name if name and sound and len(name) <= LONGEST_NAME else None


def remark_in(text: str) -> str | None:
    """Return the text of a remark, None for one that is too long or holds what is no text."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    sound = all(letter in "\n\t" or letter >= " " for letter in lines)
    try:
        lines.encode()
    except UnicodeEncodeError:  # half a character
        return None
    return lines if sound and len(lines) <= LONGEST else None
