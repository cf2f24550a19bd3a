"""The studio as an ASGI application: one desk for each of the people who use it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from ..errors import BrochureError, InputError
from ..findings import Finding, Severity
from . import assistant, designer, order, reviewer, translator
from .door import ROUTES as DOOR
from .door import Door, Doorkeeper
from .interface import interface_catalogs
from .pages import FOLDER, LANGUAGE_COOKIE, Studio, finding_entry, page, studio_of, texts_for
from .renderer import PATIENCE, Renderer
from .security import Guard, Tokens, TooLargeError, TooSlowError, add_policy
from .texts import offered
from .workspace import Workspace

YEAR = 365 * 24 * 3600  # seconds


def create_app(
    root: Path, hosts: tuple[str, ...], patience: float = PATIENCE, password: str | None = None
) -> Starlette:
    """Return the studio of a workspace, for requests to these host names.

    ``patience``: seconds after which laying out a leaflet is given up. With a ``password`` nobody
    comes in without it.
    """
    keeper = Doorkeeper(password) if password is not None else None
    workspace, tokens = Workspace(root), Tokens()
    studio = Studio(workspace, Renderer(patience), tokens, interface_catalogs(root))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        studio.renderer.close()

    app = Starlette(
        routes=_routes(),
        lifespan=lifespan,
        middleware=[
            Middleware(Guard, tokens=tokens, hosts=hosts),
            Middleware(Door, keeper=keeper),
        ],
        exception_handlers={
            BrochureError: _trouble,
            TooLargeError: _too_large,
            TooSlowError: _too_slow,
            ClientDisconnect: _too_slow,
            HTTPException: _http_trouble,
            Exception: _our_fault,
        },
    )
    app.state.studio, app.state.doorkeeper = studio, keeper
    return app


def _routes() -> list[BaseRoute]:
    return [
        Route("/", _home),
        Route("/language/{tag}", _choose_language, methods=["POST"]),
        Mount("/static", StaticFiles(directory=FOLDER / "static")),
        *DOOR,
        *assistant.ROUTES,
        *order.ROUTES,
        *translator.ROUTES,
        *designer.ROUTES,
        *reviewer.ROUTES,
    ]


async def _home(_: Request) -> Response:
    return RedirectResponse("/leaflets", 303)


async def _choose_language(request: Request) -> Response:
    tag = request.path_params["tag"]
    if tag not in offered(studio_of(request).interface):
        raise HTTPException(404)
    response = JSONResponse({})
    response.set_cookie(LANGUAGE_COOKIE, tag, YEAR, httponly=True, samesite="strict")
    return response


# --- trouble -------------------------------------------------------------------------------------


async def _trouble(request: Request, error: Exception) -> Response:
    if isinstance(error, InputError):
        return _told(request, 422, tuple(finding_entry(finding) for finding in error.findings))
    finding = Finding("studio.refused", Severity.ERROR, str(error))
    return _told(request, 422, (finding_entry(finding),))


async def _too_large(request: Request, _: Exception) -> Response:
    finding = Finding("studio.too-large", Severity.ERROR, "This is more than the studio takes.")
    return _told(request, 413, (finding_entry(finding),))


async def _too_slow(_: Request, __: Exception) -> Response:
    return PlainTextResponse("What was sent did not arrive.", 408)


async def _our_fault(request: Request, _: Exception) -> Response:
    """Answer where the program has a mistake; where it happened is told on the terminal only."""
    texts = texts_for(request)
    finding = Finding("studio.our-fault", Severity.ERROR, texts("trouble.ours"))
    answer = _told(request, 500, (finding_entry(finding),))
    add_policy(answer.headers)  # it goes out past the guard
    return answer


async def _http_trouble(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return _told(request, status, ())


def _told(request: Request, status: int, findings: tuple[dict[str, str], ...]) -> Response:
    """Answer with what is wrong: as data to our scripts, as a page to people."""
    if "text/html" in request.headers.get("accept", ""):
        return page(request, "trouble.html", status, findings=findings)
    return JSONResponse({"findings": findings}, status)
