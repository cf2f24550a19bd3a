"""The pages of the reviewer's desk."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..pages import page


async def _start(request: Request) -> Response:
    return page(request, "reviewer.html")


ROUTES = [Route("/review", _start)]
