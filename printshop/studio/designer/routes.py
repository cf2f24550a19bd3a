"""The pages of the designer's desk, and what their scripts ask for."""

from __future__ import annotations

import re
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from ...errors import BrochureError
from ...plan import languages_of
from ...profiles import LAYOUT_BLEED
from ...thresholds import Thresholds
from ..pages import page, studio_of
from ..titles import source_title
from .desk import desk_of, entries
from .leaflets import Leaflet, View, fold_names, settled
from .watching import State, changes, events

_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
_FOR_EVER = {"cache-control": "private, max-age=31536000, immutable"}  # its address says what it is


async def _start(request: Request) -> Response:
    """Show the brochures to choose from."""
    snapshot = await run_in_threadpool(studio_of(request).workspace.read)
    brochures = [
        {
            "id": id,
            "title": source_title(brochure),
            "languages": len(languages_of(brochure, snapshot.catalogs)),
            "folds": tuple(fold_names(snapshot.library, id).values()),
        }
        for id, brochure in sorted(snapshot.library.brochures.items())
    ]
    return page(request, "designer.html", brochures=brochures)


async def _desk(request: Request) -> Response:
    """Show a brochure's desk; where the workspace is broken, what is wrong until it is not."""
    desk, view = desk_of(request), _view(request)
    clinics: dict[str, str] = {}
    folds: dict[str, str] = {}
    title = view.brochure
    try:
        library = (await run_in_threadpool(desk.table)).snapshot.library
    except BrochureError as error:
        state: State = {"ok": False, "leaflets": [], "findings": entries(error)}
    else:
        if view.brochure not in library.brochures:
            raise HTTPException(404)
        view = settled(library, view)
        clinics = {id: clinic.name for id, clinic in sorted(library.clinics.items())}
        folds = fold_names(library, view.brochure)
        title = source_title(library.brochures[view.brochure])
        state = await desk.state(view)
    given = {"state": state, "bleed": LAYOUT_BLEED, "safe": _safe_area(), "folds": folds}
    named: dict[str, Any] = {"clinics": clinics, "folds": folds, "title": title}
    return page(request, "designer-desk.html", 200, view=view, given=given, **named)


def _safe_area() -> float:
    """Return how far text stays from trims and folds, in mm."""
    usual = Thresholds()
    return max(usual.text_to_trim or 0.0, usual.text_to_fold or 0.0)


async def _events(request: Request) -> Response:
    """Tell what is on the table, now and whenever that changes; see ``watching``."""
    desk, view = desk_of(request), _view(request)
    batches = changes(studio_of(request).workspace.root)
    return StreamingResponse(
        events(lambda: desk.state(view), batches), media_type="text/event-stream"
    )


async def _leaflet(request: Request) -> Response:
    """Draw a leaflet, unless it has been, and tell what is known of it, or why it cannot be."""
    leaflet = await _asked(request)
    try:
        about = await desk_of(request).drawings.about(leaflet)
    except BrochureError as error:
        about = {"undrawable": entries(error)}
    return JSONResponse({"fingerprint": leaflet.fingerprint, **about})


async def _checks(request: Request) -> Response:
    """Check a leaflet as the print firm would get it."""
    leaflet = await _asked(request)
    found = await desk_of(request).drawings.checks(leaflet)
    return JSONResponse({"fingerprint": leaflet.fingerprint, **found})


async def _fits(request: Request) -> Response:
    """Tell how a leaflet fits each of the brochure's folds."""
    desk, tag = desk_of(request), request.path_params["tag"]
    leaflets = await run_in_threadpool(desk.in_all_folds, _view(request), tag)
    if not leaflets:
        raise HTTPException(404)
    fits = {}
    for fold, each in leaflets.items():
        if await request.is_disconnected():
            break  # nobody waits for the others
        fits[fold] = await desk.drawings.fit(each)
    return JSONResponse({"fits": fits})


async def _picture(request: Request) -> Response:
    """Return the picture of a panel of something that was drawn."""
    fingerprint, number = request.path_params["fingerprint"], request.path_params["number"]
    if not _FINGERPRINT.fullmatch(fingerprint):
        raise HTTPException(404)
    drawings = desk_of(request).drawings
    large = "large" in request.query_params
    png = await (drawings.large_picture if large else drawings.picture)(fingerprint, number)
    if png is None:
        raise HTTPException(404)
    return Response(png, media_type="image/png", headers=_FOR_EVER)


def _view(request: Request) -> View:
    asked = request.query_params
    return View(
        request.path_params["brochure"],
        asked.get("clinic", ""),
        asked.get("fold", ""),
        asked.get("pseudo") == "on",
    )


async def _asked(request: Request) -> Leaflet:
    """Return the leaflet that a request names."""
    leaflets = await run_in_threadpool(desk_of(request).leaflets, _view(request))
    leaflet = leaflets.get(request.path_params["tag"])
    if leaflet is None:
        raise HTTPException(404)
    return leaflet


_DESK = "/design/{brochure}"

ROUTES = [
    Route("/design", _start),
    Route(_DESK, _desk),
    Route(f"{_DESK}/events", _events),
    Route(f"{_DESK}/leaflets/{{tag}}", _leaflet),
    Route(f"{_DESK}/leaflets/{{tag}}/checks", _checks),
    Route(f"{_DESK}/leaflets/{{tag}}/fits", _fits),
    Route(f"{_DESK}/pictures/{{fingerprint}}/{{number:int}}", _picture),
]
