"""The drawings that the desk has: made once, by whoever asks first, and kept on disk."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.concurrency import run_in_threadpool

from ...clock import today
from ...errors import InputError
from ...kept import Shelf
from ..preview import Remembered
from ..renderer import Renderer
from . import drawing
from .drawing import Undrawable, draw, fit_entry, fits, large_picture
from .examining import examine
from .leaflets import Leaflet
from .spots import Entry

_NOTHING = b"null"
MOST = 500_000_000  # bytes on disk: some hundreds of leaflets


class Drawings:
    """Drawings, fits and results of checks by fingerprint; to be used from one event loop."""

    def __init__(self, folder: Path, renderer: Renderer) -> None:
        self._shelf, self._renderer = Shelf(folder, MOST), renderer
        self._under_way: dict[str, asyncio.Task[bytes]] = {}

    async def about(self, leaflet: Leaflet) -> Entry:
        """Return what is known of a leaflet's drawing, once it is there.

        Raises InputError where the leaflet cannot be drawn.
        """
        packed = await self._made(leaflet.fingerprint, lambda: self._draw(leaflet))
        return await run_in_threadpool(drawing.about, packed)

    async def picture(self, fingerprint: str, number: int) -> bytes | None:
        """Return the picture of a panel as it stands in its row, None if it is not there."""
        packed = await self._found(fingerprint)
        return packed and await run_in_threadpool(drawing.picture, packed, number)

    async def large_picture(self, fingerprint: str, number: int) -> bytes | None:
        """Return a large picture of a panel with its bleed, None if it is not there."""
        packed = await self._found(fingerprint)
        return packed and await self._renderer.do(large_picture, packed, number)

    async def checks(self, leaflet: Leaflet) -> Entry:
        """Return what the checks of finished files find in a leaflet.

        Raises InputError where the leaflet cannot be drawn.
        """
        if drawing.is_overset(await self.about(leaflet)):
            return {"refused": True, "findings": [], "unchecked": []}
        day = today()

        async def made() -> bytes:
            return _json(await self._renderer.do(examine, leaflet.edition, day))

        entry: Entry = json.loads(await self._made(f"{leaflet.fingerprint}-checks-{day}", made))
        return entry

    async def fit(self, leaflet: Leaflet) -> Entry | None:
        """Return how a leaflet fits its fold, without drawing it; None if it cannot be laid out."""
        if leaflet.fingerprint in self._under_way or await self._found(leaflet.fingerprint):
            return await self._drawn_fit(leaflet)

        async def made() -> bytes:
            (fit,) = await self._renderer.do(fits, (leaflet.edition,))
            return _json(fit and fit_entry(fit))

        entry: Entry | None = json.loads(await self._made(_fit_key(leaflet), made))
        return entry

    async def _drawn_fit(self, leaflet: Leaflet) -> Entry | None:
        try:
            fit: Entry = (await self.about(leaflet))["fit"]
        except InputError:
            return None
        return fit

    async def _draw(self, leaflet: Leaflet) -> bytes:
        remembered = _remembered(await self._found(_fit_key(leaflet)))
        drawn = await self._renderer.do(draw, leaflet.edition, remembered)
        if isinstance(drawn, Undrawable):
            raise InputError(drawn.findings)
        return drawn.packed

    async def _found(self, key: str) -> bytes | None:
        return await run_in_threadpool(self._shelf.find, key)

    async def _made(self, key: str, make: Callable[[], Awaitable[bytes]]) -> bytes:
        """Return a thing that is kept, or that is being made for somebody else, or made now."""
        found = await self._found(key)
        if found is not None:
            return found
        if key not in self._under_way:
            self._under_way[key] = asyncio.create_task(self._make(key, make))
        # Whoever asked first may go away while others still wait for it.
        return await asyncio.shield(self._under_way[key])

    async def _make(self, key: str, make: Callable[[], Awaitable[bytes]]) -> bytes:
        try:
            made = await make()
            if made != _NOTHING:  # what failed may do better another time
                await run_in_threadpool(self._shelf.keep, key, made)
            return made
        finally:
            del self._under_way[key]


def _fit_key(leaflet: Leaflet) -> str:
    return f"{leaflet.fingerprint}-fit"


def _remembered(fit: bytes | None) -> Remembered | None:
    entry = json.loads(fit) if fit else None
    return (entry["body"], entry["alignment"]) if entry else None


def _json(entry: object) -> bytes:
    return json.dumps(entry).encode()
