"""What keeps the studio to its owner: hosts, tokens, headers, and the size of what comes in."""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "studio"
TOKEN_HEADER = "x-csrf-token"  # noqa: S105  (its name)
_HARMLESS = {"GET", "HEAD", "OPTIONS"}
MOST = 12 * 1024 * 1024  # bytes in a request: a logo and its form

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
    "Cache-Control": "no-store",
}


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
        return bool(browser) and secrets.compare_digest(self.token(browser), token)


class Guard:
    """Lets through what a browser sends from our own pages, and writes the headers of safety."""

    def __init__(self, app: ASGIApp, tokens: Tokens) -> None:
        self._app, self._tokens = app, tokens

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        browser = _cookies(headers).get(COOKIE, "")
        scope["state"]["browser"] = browser or self._tokens.new_browser()
        safe = _with_headers(send, None if browser else scope["state"]["browser"])
        trouble = self._trouble(scope["method"], headers, browser)
        if trouble:
            await PlainTextResponse(trouble, 403)(scope, receive, safe)
        else:
            await self._app(scope, _limited(receive), safe)

    def _trouble(self, method: str, headers: Headers, browser: str) -> str:
        if method in _HARMLESS:
            return ""
        if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            return "This request came from another page."
        if not self._tokens.valid(browser, headers.get(TOKEN_HEADER, "")):
            return "This page is from an earlier run of the studio; load it again."
        return ""


def _cookies(headers: Headers) -> dict[str, str]:
    pairs = (part.strip().partition("=") for part in headers.get("cookie", "").split(";"))
    return {name: value for name, _, value in pairs}


def _with_headers(send: Send, new_browser: str | None) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in POLICY.items():
                headers.setdefault(name, value)
            if new_browser:
                cookie = f"{COOKIE}={new_browser}; HttpOnly; SameSite=Strict; Path=/"
                headers.append("Set-Cookie", cookie)
        await send(message)

    return sending


class TooLargeError(Exception):
    """More was sent than the studio takes."""


def _limited(receive: Receive) -> Receive:
    taken = 0

    async def receiving() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > MOST:
            raise TooLargeError
        return message

    return receiving
