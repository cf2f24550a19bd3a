"""The pages and answers of an order, below /order/<brochure>/<clinic>."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from ...errors import BrochureError
from ...model import Language
from ..pages import finding_entry, page, studio_of, texts_for
from ..texts import Texts
from ..titles import title_in
from .choices import (
    Format,
    Offer,
    UnknownError,
    find_format,
    find_language,
    offer,
    order_of,
)
from .drawing import drawn
from .looks import DPI, Look, Looks
from .making import Making, Orders, Part, Stage
from .parcels import for_office, for_printer, parcel_name, ready, verdict_on
from .words import offered_words

MOST_BODY = 100_000  # bytes of an order


async def _offered(request: Request) -> Offer:
    workspace = studio_of(request).workspace
    try:
        given = request.path_params
        return await run_in_threadpool(
            lambda: offer(workspace.read(), given["brochure"], given["clinic"])
        )
    except UnknownError:
        raise HTTPException(404) from None


async def _start(request: Request) -> Response:
    offered = await _offered(request)
    t = texts_for(request)
    words = await run_in_threadpool(offered_words, offered, t)
    home = f"/order/{quote(offered.brochure.id)}/{quote(offered.clinic.id)}"
    title = title_in(offered.brochure, t.language, offered.snapshot.catalogs).text
    return page(request, "order.html", offer=offered, title=title, words=words, home=home)


# --- looking -------------------------------------------------------------------------------------


async def _looked_at(request: Request) -> tuple[Offer, Language, Format, Look]:
    offered = await _offered(request)
    try:
        own = find_language(offered, request.query_params.get("language", ""))
        chosen = find_format(offered, request.query_params.get("format", ""))
    except UnknownError:
        raise HTTPException(404) from None
    return offered, own, chosen, await _looks(request).look(offered, own, chosen)


async def _look(request: Request) -> Response:
    _, own, _, look = await _looked_at(request)
    if look.pdf is None:
        found = [finding_entry(finding) for finding in look.findings]
        return JSONResponse({"key": look.key, "sides": [], "found": found})
    data = drawn(look)
    return JSONResponse({**data, "direction": own.direction, "language": own.html_tag})


async def _side(request: Request) -> Response:
    number, sharpness = request.path_params["number"], request.path_params["sharpness"]
    if sharpness not in DPI:
        raise HTTPException(404)
    look = (await _looked_at(request))[3]
    if look.pdf is None or number >= len(look.sheets):
        raise HTTPException(404)
    png = await _looks(request).picture(look, number, sharpness)
    headers = {"cache-control": "private, max-age=86400"}
    fresh = request.query_params.get("key") == look.key
    return Response(png, media_type="image/png", headers=headers if fresh else {})


# --- making --------------------------------------------------------------------------------------


async def _begin(request: Request) -> Response:
    offered = await _offered(request)
    t = texts_for(request)
    try:
        body = await request.body()
        if len(body) > MOST_BODY:
            raise UnknownError
        said = await request.json()
        order = order_of(offered, said)
    except (UnknownError, ValueError, RecursionError):
        raise BrochureError(t("order.wrong")) from None
    making = _orders(request).begin(order)
    return JSONResponse({"id": making.id}, 202)


def _making(request: Request) -> Making:
    making = _orders(request).find(request.path_params["id"])
    given = request.path_params
    own = making and (making.order.offer.brochure.id, making.order.offer.clinic.id)
    if making is None or own != (given["brochure"], given["clinic"]):
        raise HTTPException(404)
    return making


async def _progress(request: Request) -> Response:
    making, t = _making(request), texts_for(request)
    parts = [_part_entry(part, t) for part in making.parts]
    name = parcel_name(making.order, "print")
    return JSONResponse({"over": making.over, "parts": parts, "parcel": name})


def _part_entry(part: Part, t: Texts) -> dict[str, Any]:
    entry: dict[str, Any] = {"language": part.language.tag, "stage": part.stage.value}
    if part.stage is Stage.DONE:
        said = verdict_on(part, t)
        entry["ready"] = said.ready
        entry["sentences"] = said.sentences
        entry["details"] = [*said.details, *_failure(part)]
        entry["office"] = part.office.name if part.office else ""
        entry["draft"] = part.office is not None and part.office.edition.draft
    return entry


def _failure(part: Part) -> list[dict[str, str]]:
    if not part.failure:
        return []
    return [{"code": "", "severity": "error", "message": part.failure, "place": ""}]


async def _stop(request: Request) -> Response:
    _orders(request).stop(_making(request))
    return JSONResponse({})


# --- taking --------------------------------------------------------------------------------------


async def _printer_zip(request: Request) -> Response:
    """Answer with the zip for the print firm; without ``others=1`` only if all is ready."""
    making, t = _finished(request), texts_for(request)
    parts = ready(making, t)
    if not parts:
        raise BrochureError(t("order.refused.all"))
    if len(parts) < len(making.parts) and request.query_params.get("others") != "1":
        names = ", ".join(p.language.autonym for p in making.parts if p not in parts)
        raise BrochureError(t("order.refused.some", languages=names))
    data = await run_in_threadpool(for_printer, making, parts)
    return _download(data, parcel_name(making.order, "print"))


async def _office_zip(request: Request) -> Response:
    making = _finished(request)
    if not any(part.office for part in making.parts):
        raise HTTPException(404)
    data = await run_in_threadpool(for_office, making)
    return _download(data, parcel_name(making.order, "office"))


async def _office_pdf(request: Request) -> Response:
    making, tag = _finished(request), request.path_params["language"]
    part = next((part for part in making.parts if part.language.tag == tag), None)
    if part is None or part.office is None:
        raise HTTPException(404)
    return FileResponse(part.office.path, filename=part.office.name)


def _finished(request: Request) -> Making:
    making = _making(request)
    if not making.over:
        raise BrochureError(texts_for(request)("order.refused.early"))
    return making


def _download(data: bytes, name: str) -> Response:
    headers = {"content-disposition": f"attachment; filename*=utf-8''{quote(name)}"}
    return Response(data, media_type="application/zip", headers=headers)


# --- what is kept between requests ---------------------------------------------------------------


def _looks(request: Request) -> Looks:
    state = request.app.state
    if not hasattr(state, "looks"):
        state.looks = Looks(studio_of(request).renderer)
    kept: Looks = state.looks
    return kept


def _orders(request: Request) -> Orders:
    state = request.app.state
    if not hasattr(state, "orders"):
        state.orders = Orders(studio_of(request).renderer)
    kept: Orders = state.orders
    return kept


_HOME = "/order/{brochure}/{clinic}"
_MADE = f"{_HOME}/files/{{id}}"
ROUTES = [
    Route(_HOME, _start),
    Route(f"{_HOME}/look", _look),
    Route(f"{_HOME}/side/{{number:int}}/{{sharpness}}", _side),
    Route(f"{_HOME}/files", _begin, methods=["POST"]),
    Route(_MADE, _progress),
    Route(f"{_MADE}/stop", _stop, methods=["POST"]),
    Route(f"{_MADE}/printer.zip", _printer_zip),
    Route(f"{_MADE}/office.zip", _office_zip),
    Route(f"{_MADE}/office/{{language}}", _office_pdf),
]
