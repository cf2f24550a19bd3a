"""Ids of clinics in a table: given, or made of what a row says, whatever the order of the rows."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from .values import RefusedError

LONGEST = 60  # characters: an id is a folder's name
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_OTHERS = re.compile(r"[^a-z0-9]+")
# Latin letters that have no accent to take off.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
# Names that Windows keeps for devices.
_DEVICES = re.compile(r"(con|prn|aux|nul|(com|lpt)\d)")


class Identity(NamedTuple):
    """What tells a row from others: the id it gives, if any, its name, place and address."""

    given: str
    name: str
    city: str
    address: tuple[str, ...]


def given_id(text: str) -> str:
    """Return an id that people gave, which becomes a folder's name. Raises RefusedError."""
    if _ID.fullmatch(text) and len(text) <= LONGEST and not _DEVICES.fullmatch(text.lower()):
        return text
    raise RefusedError(
        "input.id",
        f"'{{value}}' cannot be an id: write at most {LONGEST} letters (a to z), figures and "
        "hyphens.",
    )


def made_ids(rows: Iterable[Identity]) -> list[str]:
    """Return the id of each row; two rows have the same only where nothing tells them apart.

    It is made of the name and the place. Clinics that share both have the street in it as well,
    all of them: none is the first, and a table may be sorted anew.
    """
    rows = list(rows)
    ids = [row.given or slug(row.name, row.city) for row in rows]
    taken = Counter(id.lower() for id in ids)
    return [
        id if row.given or taken[id.lower()] == 1 else slug(row.name, row.city, *row.address[:1])
        for row, id in zip(rows, ids, strict=True)
    ]


def same_ids(ids: Iterable[str]) -> dict[str, list[int]]:
    """Return ids that stand at more places than one (folders know no capitals), and the places."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, id in enumerate(ids):
        places[id.lower()].append(place)
    return {id: found for id, found in places.items() if len(found) > 1}


def slug(*parts: str) -> str:
    """Return names as one word of Latin letters, figures and hyphens.

    Where letters of other scripts are left out, a digest of the whole stands for them.
    """
    words: list[str] = []
    for part in parts:
        plain = _plain(part)
        if plain and plain not in "-".join(words):
            words.append(plain)
    whole = "-".join(words)
    lost = any(c.isalpha() and not _plain(c) for c in {*"".join(parts)} if not c.isascii())
    if lost or not whole or len(whole) > LONGEST or _DEVICES.fullmatch(whole):
        text = "\n".join(unicodedata.normalize("NFC", part) for part in parts)
        digest = hashlib.sha256(text.encode()).hexdigest()[:8]
        whole = f"{whole[: LONGEST - 9].rstrip('-') or 'clinic'}-{digest}"
    return whole


def _plain(text: str) -> str:
    if text.isascii():
        return _OTHERS.sub("-", text.lower().replace("'", "")).strip("-")
    letters = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    kept = (c for c in letters if unicodedata.category(c) != "Mn" and c not in "'’")
    return _OTHERS.sub("-", "".join(kept)).strip("-")
