"""What requests of the desk ask for, held against what the workspace has."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request

from ...model import Brochure
from ..pages import studio_of
from ..workspace import Snapshot


def brochure_of(request: Request, snapshot: Snapshot) -> Brochure:
    """Return the leaflet that an address names. Raises HTTPException (404)."""
    brochure = snapshot.library.brochures.get(request.path_params["brochure"])
    if brochure is None:
        raise HTTPException(404)
    return brochure


async def snapshot_of(request: Request) -> Snapshot:
    """Return the workspace as it is now, which need not have a clinic yet."""
    return await run_in_threadpool(studio_of(request).workspace.read, False)
