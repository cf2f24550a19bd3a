"""The pages of the assistant's desk: the leaflets, and the clinic that one is made for."""

from __future__ import annotations

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ...clock import today
from ...errors import BrochureError, InputError
from ...messages.names import weekday_names
from ...model import Clinic
from ..pages import finding_entry, page, studio_of, texts_for
from ..titles import title_in
from ..workspace import Snapshot
from .answers import live, save, upload
from .asked import brochure_of, snapshot_of
from .drawing import cover, edition_of
from .form import NOBODY, digest_of, filled
from .leaflets import LOOKS, cards, shown_language
from .saving import clinic_path
from .words import language_choices, usual_language


async def _start(request: Request) -> Response:
    try:
        snapshot = await snapshot_of(request)
    except BrochureError as error:
        found = error.findings if isinstance(error, InputError) else ()
        told = [finding_entry(finding) for finding in found] or [{"message": str(error)}]
        return page(request, "assistant_broken.html", 422, findings=told)
    reader = texts_for(request).language
    found_cards = await run_in_threadpool(cards, snapshot, reader, today())
    return page(request, "assistant.html", cards=found_cards, looks=LOOKS)


async def _cover(request: Request) -> Response:
    snapshot = await snapshot_of(request)
    brochure = brochure_of(request, snapshot)
    tag = shown_language(brochure, texts_for(request).language, snapshot.catalogs)
    if tag is None:
        raise HTTPException(404)
    edition = await run_in_threadpool(edition_of, snapshot, brochure, tag, NOBODY)
    drawn = await cover(edition, studio_of(request).renderer)
    return Response(drawn.png, media_type="image/png")


async def _clinic(request: Request) -> Response:
    snapshot = await snapshot_of(request)
    brochure = brochure_of(request, snapshot)
    reader = texts_for(request).language
    title = title_in(brochure, reader, snapshot.catalogs)
    shown: dict[str, Any] = {"brochure": brochure, "title": title}
    id, clinics = request.query_params.get("clinic", ""), snapshot.library.clinics
    if id and id not in clinics:
        raise HTTPException(404)
    if clinics and not id and "new" not in request.query_params:
        ordered = sorted(clinics.values(), key=lambda clinic: clinic.name.casefold())
        broken = [finding_entry(finding) for finding in snapshot.library.findings]
        return page(request, "assistant_clinics.html", clinics=ordered, broken=broken, **shown)
    clinic = clinics.get(id)
    return page(
        request,
        "assistant_clinic.html",
        clinic=clinic,
        choices=language_choices(snapshot, clinic),
        data=_data(request, snapshot, clinic),
        days=weekday_names(reader.tag),
        others=bool(clinics),
        **shown,
    )


def _data(request: Request, snapshot: Snapshot, clinic: Clinic | None) -> dict[str, object]:
    """Return what the script of the form needs."""
    t = texts_for(request)
    path = clinic_path(studio_of(request).workspace.root, clinic.id) if clinic else None
    return {
        "brochure": request.path_params["brochure"],
        "digest": digest_of(path.read_bytes()) if path else "",
        "form": filled(clinic, usual_language(snapshot, t.language)),
        "texts": t.starting("assistant.js."),
    }


ROUTES = [
    Route("/leaflets", _start),
    Route("/leaflets/{brochure}/cover.png", _cover),
    Route("/leaflets/{brochure}/clinic", _clinic),
    Route("/leaflets/{brochure}/clinic", save, methods=["POST"]),
    Route("/leaflets/{brochure}/clinic/preview", live, methods=["POST"]),
    Route("/leaflets/{brochure}/clinic/logo", upload, methods=["POST"]),
]
