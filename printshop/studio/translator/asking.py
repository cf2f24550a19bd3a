"""What the desk's scripts ask, read with care: anything else is refused."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request

from ...save_translation import Standing
from ..preview import Remembered
from .candidate import Typed

LONGEST = 20_000  # characters of a text
MOST_TYPED = 500  # texts that are not saved yet
SHARPEST, COARSEST = 220, 60  # pixels an inch


@dataclass(frozen=True)
class Drawing:
    """Which leaflet to draw, with which texts, and what need not be drawn again."""

    clinic: str
    fold: str
    dpi: int
    typed: tuple[Typed, ...]
    known: tuple[str, ...]
    remembered: Remembered | None


@dataclass(frozen=True)
class Saving:
    """What to save and what it was made from; ``despite`` what the checks find wrong with it."""

    domain: str
    key: str
    source: str
    base: Standing
    wanted: Standing
    despite: bool


async def typed(request: Request) -> Typed:
    """Return a text as it is typed."""
    return _typed(await _body(request))


async def drawing(request: Request) -> Drawing:
    """Return what is to be drawn."""
    body = await _body(request)
    return Drawing(
        _text(body, "clinic"),
        _text(body, "fold"),
        min(max(_whole(body.get("dpi")), COARSEST), SHARPEST),
        tuple(map(_typed, _some(body, "typed", MOST_TYPED))),
        tuple(str(look) for look in _some(body, "known", MOST_TYPED)),
        _remembered(body.get("remembered")),
    )


async def saving(request: Request) -> Saving:
    """Return what is to be saved."""
    body = await _body(request)
    return Saving(
        _text(body, "domain"),
        _text(body, "key"),
        _text(body, "source"),
        _standing(body.get("base")),
        _standing(body.get("wanted")),
        body.get("despite") is True,
    )


async def _body(request: Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.body())
    except (ValueError, RecursionError):
        raise HTTPException(400) from None
    return _mapping(body)


def _mapping(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise HTTPException(400)
    return value


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or len(value) > LONGEST:
        raise HTTPException(400)
    try:
        value.encode()
    except UnicodeEncodeError:  # half a character
        raise HTTPException(400) from None
    return value


def _typed(body: object) -> Typed:
    given = _mapping(body)
    return Typed(_text(given, "domain"), _text(given, "key"), _text(given, "text"))


def _standing(body: object) -> Standing:
    given = _mapping(body)
    return Standing(_text(given, "text"), given.get("fuzzy") is True)


def _some(body: dict[str, Any], name: str, most: int) -> list[Any]:
    value = body.get(name)
    if not isinstance(value, list) or len(value) > most:
        raise HTTPException(400)
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise HTTPException(400)
    return value


def _remembered(value: object) -> Remembered | None:
    match value:
        case None:
            return None
        case [float() | int() as body, int() as alignment] if 0 <= alignment < MOST_TYPED:
            return float(body), alignment
    raise HTTPException(400)
