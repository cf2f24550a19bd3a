"""The door: where others can reach the studio, nobody comes in without its password."""

from __future__ import annotations

import hmac
import json
import re
import secrets
import time
import unicodedata
from collections import deque
from collections.abc import Callable
from hashlib import sha256
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from .pages import page, texts_for
from .security import cookies

SESSION = "studio-session"  # the cookie of who has come in
SHORTEST = 12  # characters of a password
LONGEST = 4096  # bytes of what is sent to come in
MINUTE, TRIES, ALL_TRIES = 60.0, 5, 30  # seconds; wrong passwords from one address, and from all
DAY, SESSIONS = 12 * 3600.0, 200  # seconds that one may stay; how many at the same time

_OPEN = {"/door"} | {
    f"/static/{name}" for name in ("studio.css", "door.css", "door.js", "frame.js", "icon.svg")
}
_OWN_PAGE = re.compile(r"/(?:[A-Za-z0-9_.~%-][A-Za-z0-9_.~%/-]*)?")


class TooManyTriesError(Exception):
    """Too many wrong passwords came in the last minute."""


class Doorkeeper:
    """Knows the password and who has come in; all of it is forgotten when the studio ends.

    ``clock`` tells seconds, which only ever grow.
    """

    def __init__(self, password: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._digest = _digest(password)
        self._clock = clock
        self._wrong: deque[tuple[float, str]] = deque()
        self._inside: dict[str, float] = {}

    def admits(self, session: str) -> bool:
        """Tell whether a session is that of somebody who came in."""
        return self._inside.get(session, 0.0) > self._clock()

    def let_in(self, password: str, address: str) -> str | None:
        """Return a new session for the right password, None for a wrong one.

        Raises TooManyTriesError where there were too many wrong ones of late, right or not.
        """
        now = self._clock()
        while self._wrong and self._wrong[0][0] <= now - MINUTE:
            self._wrong.popleft()
        here = sum(wrong[1] == address for wrong in self._wrong)
        if here >= TRIES or len(self._wrong) >= ALL_TRIES:
            raise TooManyTriesError
        if not hmac.compare_digest(_digest(password), self._digest):
            self._wrong.append((now, address))
            return None
        self._inside = {key: end for key, end in self._inside.items() if end > now}
        while len(self._inside) >= SESSIONS:
            del self._inside[next(iter(self._inside))]
        session = secrets.token_urlsafe(32)
        self._inside[session] = now + DAY
        return session


def _digest(password: str) -> bytes:
    """Return a digest that is the same however a keyboard composes letters."""
    whole = unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
    return sha256(whole).digest()


class Door:
    """Serves nothing but the log-in page to who has not come in."""

    def __init__(self, app: ASGIApp, keeper: Doorkeeper | None) -> None:
        self._app, self._keeper = app, keeper

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._keeper is None or self._lets(scope, self._keeper):
            await self._app(scope, receive, send)
            return
        if "text/html" in Headers(scope=scope).get("accept", "") and scope["method"] == "GET":
            answer: Response = RedirectResponse(f"/door?to={quote(scope['path'])}", 303)
        else:
            answer = JSONResponse({"findings": []}, 401)
        await answer(scope, receive, send)

    def _lets(self, scope: Scope, keeper: Doorkeeper) -> bool:
        path = scope["path"]
        if path in _OPEN or (scope["method"] == "POST" and path.startswith("/language/")):
            return True
        return keeper.admits(cookies(Headers(scope=scope)).get(SESSION, ""))


async def _page(request: Request) -> Response:
    wanted = request.query_params.get("to", "")
    to = wanted if _OWN_PAGE.fullmatch(wanted) else "/"
    if request.app.state.doorkeeper is None:
        return RedirectResponse("/", 303)
    return page(request, "door.html", to=to)


async def _come_in(request: Request) -> Response:
    keeper: Doorkeeper | None = request.app.state.doorkeeper
    if keeper is None:
        raise HTTPException(404)
    password = await _password(request)
    t, address = texts_for(request), request.client.host if request.client else ""
    try:
        session = keeper.let_in(password, address)
    except TooManyTriesError:
        return _refused(t("door.too_many"), 429)
    if session is None:
        return _refused(t("door.wrong"), 403)
    answer = JSONResponse({})
    answer.set_cookie(SESSION, session, httponly=True, samesite="strict")
    return answer


def _refused(sentence: str, status: int) -> Response:
    finding = {"code": "door.refused", "severity": "error", "message": sentence, "place": ""}
    return JSONResponse({"findings": [finding]}, status)


async def _password(request: Request) -> str:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LONGEST:
            raise HTTPException(413)
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise HTTPException(400) from None
    if not isinstance(data, dict) or not isinstance(data.get("password"), str):
        raise HTTPException(400)
    return str(data["password"])


ROUTES = [
    Route("/door", _page, methods=["GET"]),
    Route("/door", _come_in, methods=["POST"]),
]
