"""What the page hears while files are saved: what is on the table now, as Server-Sent Events.

(HTML, 9.2: an event is lines of ``data:`` and an empty one; a line that begins with a colon is a
comment, which keeps the connection open.)
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import suppress
from pathlib import Path

from watchfiles import awatch

from ..workspace import FOLDERS

HEARTBEAT = 10_000  # ms
_PAUSE = 2_000  # ms after which a page asks again that has lost the studio
_SETTLED, _LONGEST = 60, 400  # ms without a change that end a batch of them; ms that one may take

State = dict[str, object]
Changes = AsyncIterator[Collection[object]]


async def changes(root: Path) -> Changes:
    """Yield what has changed in a workspace, batch by batch; nothing, now and then, as a heartbeat.

    Temporary files of editors are passed over. Where the system watches nothing more, it ends at
    once: the page then asks again and again, and hears of changes all the same.
    """
    folders = [root / name for name in FOLDERS if (root / name).is_dir()]
    watcher = awatch(
        *folders,
        debounce=_LONGEST,
        step=_SETTLED,
        rust_timeout=HEARTBEAT,
        yield_on_timeout=True,
        ignore_permission_denied=True,
    )
    with suppress(OSError, RuntimeError):  # a folder is gone, or too many are watched
        async for batch in watcher:
            yield batch


async def events(state: Callable[[], Awaitable[State]], batches: Changes) -> AsyncIterator[bytes]:
    """Yield the state of the table as an event, first and whenever a batch has changed it."""
    told = await state()
    yield f"retry: {_PAUSE}\n".encode() + _event(told)
    async for batch in batches:
        if not batch:
            yield b": still here\n\n"
            continue
        now = await state()
        if now != told:
            told = now
            yield _event(now)


def _event(state: State) -> bytes:
    return f"data: {json.dumps(state)}\n\n".encode()
