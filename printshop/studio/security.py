"""What keeps the studio to its owner: hosts, tokens, headers, and the size of what comes in."""

from __future__ import annotations

import asyncio
import hmac
import secrets
from hashlib import sha256

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "studio"
TOKEN_HEADER = "x-csrf-token"  # noqa: S105  (its name)
_HARMLESS = {"GET", "HEAD", "OPTIONS"}
_OWN = {"same-origin", "none"}  # where a request comes from, as browsers say it
_TAKEN = {"", "application/json", "multipart/form-data"}  # kinds of data, in what changes something
_FOREIGN = "This request came from another page."
MOST = 12 * 1024 * 1024  # bytes in a request: a logo and its form
SLOWEST = 20.0  # seconds between two pieces of a request

POLICY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_CACHE = ("Cache-Control", "no-store")  # the one of these that an answer may have its own of


class Tokens:
    """Tokens against requests that other pages forge; each belongs to a browser's cookie."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)

    def new_browser(self) -> str:
        """Return a name for a browser that has none yet."""
        return secrets.token_urlsafe(24)

    def token(self, browser: str) -> str:
        """Return the token that requests of a browser have to carry."""
        return hmac.new(self._secret, browser.encode(), sha256).hexdigest()

    def valid(self, browser: str, token: str) -> bool:
        """Tell whether a token is that of the browser."""
        return bool(browser) and hmac.compare_digest(self.token(browser).encode(), token.encode())


class Guard:
    """Lets through what a browser sends from our own pages, and writes the headers of safety.

    ``hosts`` are the names that requests may be sent to, without ports: others are of pages that
    took a name of their own for this machine. ``slowest``: seconds between two pieces of a request.
    """

    def __init__(
        self, app: ASGIApp, tokens: Tokens, hosts: tuple[str, ...] = (), slowest: float = SLOWEST
    ) -> None:
        self._app, self._tokens, self._hosts = app, tokens, frozenset(hosts)
        self._slowest = slowest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})  # nothing here speaks that
            return
        headers = Headers(scope=scope)
        browser = cookies(headers).get(COOKIE, "")
        scope.setdefault("state", {})["browser"] = browser or self._tokens.new_browser()
        safe = _with_headers(send, None if browser else scope["state"]["browser"])
        refused = self._refused(scope["method"], headers, browser)
        if refused:
            await PlainTextResponse(refused[1], refused[0])(scope, receive, safe)
        else:
            await self._app(scope, _limited(receive, self._slowest), safe)

    def _refused(self, method: str, headers: Headers, browser: str) -> tuple[int, str] | None:
        """Return a status and a sentence for a request that is not let through."""
        if not self._is_ours(headers):
            return 400, "The studio does not go by this name."
        if method in _HARMLESS:
            return (403, _FOREIGN) if _is_taken_elsewhere(headers) else None
        if not _is_from_here(headers):
            return 403, _FOREIGN
        if not self._tokens.valid(browser, headers.get(TOKEN_HEADER, "")):
            return 403, "This page is from an earlier run of the studio; load it again."
        return _refused_data(headers)

    def _is_ours(self, headers: Headers) -> bool:
        named = headers.getlist("host")
        return len(named) == 1 and host_name(named[0]) in self._hosts


def host_name(authority: str) -> str:
    """Return the name in host:port, in small letters; an IPv6 address keeps its brackets."""
    if authority.startswith("["):
        return authority.partition("]")[0].lower() + "]"
    return authority.partition(":")[0].lower()


def _is_taken_elsewhere(headers: Headers) -> bool:
    """Tell whether another page wants something of ours for itself; it may link to our pages."""
    foreign = headers.get("sec-fetch-site", "none") not in _OWN
    return foreign and headers.get("sec-fetch-dest", "document") != "document"


def _refused_data(headers: Headers) -> tuple[int, str] | None:
    if headers.get("content-type", "").partition(";")[0].strip().lower() not in _TAKEN:
        return 415, "The studio does not take data of this kind."
    return (413, "This is more than the studio takes.") if _length(headers) > MOST else None


def _is_from_here(headers: Headers) -> bool:
    """Tell whether a browser that says where a request comes from says that it is from here."""
    if headers.get("sec-fetch-site", "same-origin") not in _OWN:
        return False
    origin = headers.get("origin")
    return origin is None or origin.partition("://")[2] == headers.get("host")


def _length(headers: Headers) -> int:
    """Return how long a request says that it is; what says nonsense counts as too long."""
    length = headers.get("content-length", "0")
    return int(length) if length.isascii() and length.isdigit() and len(length) < 12 else MOST + 1


def cookies(headers: Headers) -> dict[str, str]:
    """Return the cookies of a request by name."""
    pairs = (part.strip().partition("=") for part in headers.get("cookie", "").split(";"))
    return {name: value for name, _, value in pairs}


def add_policy(headers: MutableHeaders) -> None:
    """Write the headers of safety into those of an answer."""
    for name, value in POLICY.items():
        headers[name] = value
    headers.setdefault(*_CACHE)


def _with_headers(send: Send, new_browser: str | None) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            add_policy(headers)
            if new_browser:
                # Lax: a link to us in somebody's mail would else give their other tabs a new name.
                cookie = f"{COOKIE}={new_browser}; HttpOnly; SameSite=Lax; Path=/"
                headers.append("Set-Cookie", cookie)
        await send(message)

    return sending


class TooLargeError(Exception):
    """More was sent than the studio takes."""


class TooSlowError(Exception):
    """What was sent did not come in time."""


def _limited(receive: Receive, slowest: float) -> Receive:
    taken, whole = 0, False

    async def receiving() -> Message:
        nonlocal taken, whole
        if whole:  # what comes now is that the browser has gone, whenever that is
            return await receive()
        try:
            message = await asyncio.wait_for(receive(), slowest)
        except TimeoutError:
            raise TooSlowError from None
        taken += len(message.get("body", b""))
        whole = not message.get("more_body", False)
        if taken > MOST:
            raise TooLargeError
        return message

    return receiving
