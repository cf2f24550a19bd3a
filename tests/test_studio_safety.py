"""The studio under attack: foreign pages, foreign names, odd requests, odd ids, odd workspaces."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from printshop.errors import BrochureError
from printshop.studio.app import create_app
from printshop.studio.door import TRIES, Doorkeeper, TooManyTriesError
from printshop.studio.security import Guard, Tokens, TooSlowError, host_name
from printshop.studio.server import Binding, _hosts, _listener, is_loopback

from .conftest import Shop
from .studios import HOST, client

HTML = {"accept": "text/html"}
PASSWORD = "a pass phrase of ours"  # noqa: S105
JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from .shops import write_shop

    return write_shop(tmp_path_factory.mktemp("safety") / "shop", {}, approved=False)


@pytest.fixture(scope="module")
def studio(root: Path) -> Iterator[TestClient]:
    with client(root) as opened:
        yield opened


def files(root: Path) -> dict[str, bytes]:
    """Return all files of a folder but for what is behind links."""
    paths = (path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    return {str(path): path.read_bytes() for path in paths}


# --- other pages ---------------------------------------------------------------------------------


def test_a_page_that_took_our_name_is_refused(studio: TestClient) -> None:
    for host in ("evil.example", f"{HOST}.evil.example", f"x.{HOST}", "", f"{HOST}.", "[::1"):
        assert studio.get("/review", headers={"host": host}).status_code == 400
    assert studio.get("/review", headers={"host": f"{HOST.upper()}:8765"}).status_code == 200
    twice = [(b"host", HOST.encode()), (b"host", b"evil.example")]
    assert asked(studio, "GET", "/review", twice) == 400


def test_names_are_compared_without_their_port() -> None:
    names = ("localhost:8765", "[::1]:8765", "LOCALHOST", "[::1", "a:b:c", "")
    assert [host_name(name) for name in names] == [
        "localhost",
        "[::1]",
        "localhost",
        "[::1]",
        "a",
        "",
    ]


def test_another_page_can_neither_change_nor_fetch_anything(studio: TestClient) -> None:
    post = "/language/en"
    for headers in (
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": f"http://{HOST}:1"},
        {"x-csrf-token": ""},
        {"x-csrf-token": "é".encode()},
        {"x-csrf-token": "0" * 64},
    ):
        assert studio.post(post, headers=headers).status_code == 403, headers
    own = {"origin": f"http://{HOST}", "sec-fetch-site": "same-origin"}
    assert studio.post(post, headers=own).status_code == 200
    picture = {"sec-fetch-site": "cross-site", "sec-fetch-dest": "image"}
    assert studio.get("/static/icon.svg", headers=picture).status_code == 403
    frame = {"sec-fetch-site": "same-site", "sec-fetch-dest": "iframe"}
    assert studio.get("/review", headers=frame).status_code == 403
    link = {"sec-fetch-site": "cross-site", "sec-fetch-dest": "document"}
    assert studio.get("/review", headers=link).status_code == 200


def test_a_token_belongs_to_one_cookie(root: Path) -> None:
    for cookie in ("", "studio=", "studio=chosen", "é=é; studio=é"):
        with client(root) as opened:
            answer = opened.post("/language/en", headers={"cookie": cookie.encode()})
            assert answer.status_code == 403, cookie


def test_a_form_of_another_page_is_no_data(studio: TestClient) -> None:
    for kind in ("application/x-www-form-urlencoded", "text/plain"):
        answer = studio.post("/language/en", content="a=1", headers={"content-type": kind})
        assert answer.status_code == 415


def test_every_answer_has_the_headers_of_safety(studio: TestClient) -> None:
    addresses = ("/review", "/static/studio.css", "/nothing", "/review/warm/nl/approve", "/")
    for address in addresses:
        for method in ("GET", "HEAD", "OPTIONS", "POST", "BREW"):
            answer = studio.request(method, address, follow_redirects=False)
            policy = answer.headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "frame-ancestors 'none'" in policy
            assert "unsafe" not in policy
            assert answer.headers["x-frame-options"] == "DENY"
            assert "access-control-allow-origin" not in answer.headers


def test_the_cookie_is_not_for_scripts_nor_for_what_other_sites_send(root: Path) -> None:
    with TestClient(create_app(root, (HOST,)), base_url=f"http://{HOST}") as fresh:
        cookie = fresh.get("/review").headers["set-cookie"]
    assert re.fullmatch(r"studio=[\w-]{30,}; HttpOnly; SameSite=Lax; Path=/", cookie)


# --- odd requests --------------------------------------------------------------------------------


def asked(
    studio: TestClient, method: str, path: str, headers: list[tuple[bytes, bytes]], body: Any = ()
) -> int:
    """Return the status of a request that no decent client would send."""
    return answered(studio, method, path, headers, body)[0]


def answered(
    studio: TestClient, method: str, path: str, headers: list[tuple[bytes, bytes]], body: Any = ()
) -> tuple[int, bytes]:
    """Return the status and all the bytes of the answer to such a request."""
    pieces = list(body) or [b""]
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "path": path,
        "raw_path": path.encode("utf-8", "surrogatepass"),
        "query_string": b"",
        "root_path": "",
        "scheme": "http",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "state": {},
    }
    found: list[int] = []
    told = bytearray()

    async def receive() -> dict[str, Any]:
        if not pieces:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}

    async def send(message: Any) -> None:
        found.extend([message["status"]] if "status" in message else [])
        told.extend(b"".join(name + value for name, value in message.get("headers", ())))
        told.extend(message.get("body", b""))

    async def ask() -> None:
        await studio.app(scope, receive, send)

    assert studio.portal
    studio.portal.call(ask)
    return found[0], bytes(told)


def own_headers(studio: TestClient) -> list[tuple[bytes, bytes]]:
    cookie = "; ".join(f"{name}={value}" for name, value in studio.cookies.items())
    return [
        (b"host", HOST.encode()),
        (b"cookie", cookie.encode()),
        (b"x-csrf-token", studio.headers["x-csrf-token"].encode()),
    ]


def test_what_is_too_large_is_refused_said_or_not(studio: TestClient) -> None:
    own = own_headers(studio)
    address = "/review/warm/nl/remarks"
    said = [*own, (b"content-length", b"99999999999"), (b"content-type", b"application/json")]
    assert asked(studio, "POST", address, said) == 413
    piece = b" " * 1024 * 1024
    assert asked(studio, "POST", address, own, [piece] * 13) == 413
    for nonsense in (b"-1", b"1e9", "١".encode(), b"9" * 50):
        wrong = [*own, (b"content-length", nonsense)]
        assert asked(studio, "POST", address, wrong) in {400, 413}


def test_who_sends_too_slowly_is_not_waited_for() -> None:
    import asyncio

    async def app(scope: Any, receive: Any, send: Any) -> None:
        while (await receive()).get("more_body"):
            pass

    async def receive() -> Any:
        await asyncio.sleep(60)

    async def send(message: Any) -> None:
        pass

    async def ask() -> None:
        scope = {"type": "http", "method": "GET", "headers": [(b"host", b"x")], "path": "/"}
        await Guard(app, Tokens(), ("x",), slowest=0.01)(scope, receive, send)

    with pytest.raises(TooSlowError):
        asyncio.run(ask())


def test_nothing_but_requests_of_pages_is_answered(studio: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect), studio.websocket_connect("/review"):
        pass


def test_a_mistake_of_ours_tells_nothing_but_that(root: Path) -> None:
    async def fail(_: Request) -> Response:
        raise RuntimeError(f"secret {root}")

    app = create_app(root, (HOST,))
    app.router.routes.append(Route("/fail", fail))
    with TestClient(app, base_url=f"http://{HOST}", raise_server_exceptions=False) as broken:
        for accept in ("text/html", "application/json"):
            answer = broken.get("/fail", headers={"accept": accept})
            assert answer.status_code == 500
            assert "The program made a mistake" in answer.text
            assert "default-src 'none'" in answer.headers["content-security-policy"]
            assert not re.search(f"secret|Traceback|RuntimeError|{root}|[.]py", answer.text)


# --- odd ids -------------------------------------------------------------------------------------

ODD = (
    "..",
    "../..",
    "../../../../etc/passwd",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "..\\..\\secret",
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "%00",
    "warm%00.yaml",
    "%0d%0aSet-Cookie:%20x=1",
    "%ff%fe",
    "x" * 5000,
    "__class__",
    "{0.__class__}",
    "<script>alert(1)</script>",
    "CON",
    ".",
    "~root",
    "secret",
)
SECRET = "the-secret-of-somebody-else"  # noqa: S105


def routes(app: Any) -> list[tuple[str, frozenset[str]]]:
    found = []
    for route in app.routes:
        if isinstance(route, Route):
            found.append((route.path, frozenset(route.methods or ())))
        elif isinstance(route, BaseRoute) and hasattr(route, "path"):
            found.append((f"{route.path}/{{path}}", frozenset({"GET"})))
    return found


def addresses(app: Any) -> Iterator[tuple[str, str]]:
    """Yield each address with a parameter, with odd values in one of its places."""
    for path, methods in routes(app):
        names = re.findall(r"{(\w+)(?::\w+)?}", path)
        for name in names:
            for odd in ODD:
                filled = re.sub(rf"{{{name}(:\w+)?}}", lambda _: odd, path)  # noqa: B023
                filled = filled.replace("{brochure}", "warm").replace("{language}", "nl")
                filled = filled.replace("{tag}", "nl").replace("{clinic}", "noord")
                yield from ((m, re.sub(r"{\w+(:\w+)?}", "1", filled)) for m in methods)


def test_no_id_leads_out_of_the_workspace(shop: Shop, tmp_path: Path) -> None:
    root = shop(approved=False)
    (tmp_path / "secret.yaml").write_text(SECRET)
    (tmp_path / "secret").write_text(SECRET)
    with client(root) as studio:
        before = files(tmp_path)
        answers = 0
        own = [*own_headers(studio), (b"content-type", b"application/json")]
        for method, address in addresses(studio.app):
            status, told = answered(studio, method, unquote(address), own, (b"{}",))
            answers += 1
            assert 300 <= status < 500 or "events" in address, (method, address, status)
            assert not re.search(f"{SECRET}|root:|Traceback|set-cookiex=1".encode(), told), address
        assert answers > 100
        after = files(tmp_path)
    assert {path for path in after if ".lock" not in path} == set(before)
    assert {path: after[path] for path in before} == before


def test_static_files_are_those_of_the_studio_only(studio: TestClient) -> None:
    for path in ("../app.py", "%2e%2e/app.py", "..%2fapp.py", "/etc/passwd", "//etc/passwd", "%00"):
        assert studio.get(f"/static/{path}").status_code in {400, 403, 404}
    assert studio.get("/static/../../app.py").status_code == 404
    assert studio.get("/static/reviewer").status_code == 404


def test_looking_changes_nothing(root: Path, studio: TestClient) -> None:
    before = files(root)
    for path, methods in routes(studio.app):
        if "GET" in methods and not path.startswith("/review/"):
            filled = path.replace("{brochure}", "warm").replace("{language}", "nl")
            address = re.sub(r"{\w+(:\w+)?}", "warm", filled)
            if "event" in address or "watch" in address:
                continue  # these go on for ever
            for method in ("GET", "HEAD", "OPTIONS"):
                answer = studio.request(method, address, headers=HTML, follow_redirects=False)
                assert answer.status_code < 500, (method, address)
    assert files(root) == before


def test_languages_that_a_browser_asks_for_may_be_anything(studio: TestClient) -> None:
    odd = (
        "*",
        "x" * 60_000,
        "nl;q=nan",
        ";;;,,,",
        "../../etc",
        "en-" * 20_000,
        "\x80\xff",
        "-",
        "_",
    )
    for wanted in odd:
        headers = [(b"host", HOST.encode()), (b"accept-language", wanted.encode("latin-1"))]
        assert asked(studio, "GET", "/review", headers) == 200
        headers[1] = (b"cookie", b"language=" + wanted.encode("latin-1"))
        assert asked(studio, "GET", "/review", headers) == 200


# --- the door ------------------------------------------------------------------------------------


@pytest.fixture
def locked(root: Path) -> Iterator[TestClient]:
    app = create_app(root, (HOST,), password=PASSWORD)
    with TestClient(app, base_url=f"http://{HOST}", follow_redirects=False) as opened:
        found = re.search(r'name="csrf-token" content="(\w+)"', opened.get("/door").text)
        assert found
        opened.headers["x-csrf-token"] = found[1]
        yield opened


def test_nobody_comes_in_without_the_password(locked: TestClient) -> None:
    for path, methods in routes(locked.app):
        address = re.sub(r"{\w+(:\w+)?}", "x", path)
        for method in methods - {"HEAD"}:
            if address in {"/door", "/language/x"}:
                continue
            answer = locked.request(method, address)
            assert answer.status_code == 401, (method, address)
            assert answer.json() == {"findings": []}
    answer = locked.get("/review/warm/nl", headers=HTML)
    assert (answer.status_code, answer.headers["location"]) == (303, "/door?to=/review/warm/nl")
    assert locked.get("/static/studio.css").status_code == 200
    assert locked.get("/static/reviewer.css").status_code == 401
    for odd in ("/door/../review", "/static/studio.css/../../review", "//review", "/DOOR"):
        assert asked(locked, "GET", odd, [(b"host", HOST.encode())]) == 401


def test_the_password_opens_the_door_and_leads_to_where_one_wanted_to_go(
    locked: TestClient,
) -> None:
    wrong = locked.post("/door", json={"password": PASSWORD + "x"})
    assert wrong.status_code == 403
    assert "studio-session" not in wrong.cookies
    right = locked.post("/door", json={"password": PASSWORD})
    assert right.status_code == 200
    cookie = right.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert locked.get("/review", headers=HTML).status_code == 200
    assert 'data-to="/review/warm/nl"' in locked.get("/door?to=/review/warm/nl").text
    for away in (
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:x",
        "/%0d/",
    ):
        assert 'data-to="/"' in locked.get("/door", params={"to": away}).text.replace(
            'data-to="/%0d/"', 'data-to="/"'
        )


def test_the_door_takes_nothing_but_a_password(locked: TestClient) -> None:
    for body in ("", "[]", "{}", '{"password": 1}', '{"password": null}', "[" * 4000, "\\ud800"):
        assert locked.post("/door", content=body, headers=JSON).status_code == 400
    assert locked.post("/door", json={"password": "x" * 5000}).status_code == 413
    broken = json.dumps({"password": "\ud800"})
    assert locked.post("/door", content=broken, headers=JSON).status_code == 403
    assert locked.post("/door", json={}, headers={"x-csrf-token": "0"}).status_code == 403
    assert locked.get("/door", headers={"cookie": "studio-session="}).status_code == 200
    for session in ("", "0", "None"):
        assert (
            locked.get("/review", headers={"cookie": f"studio-session={session}"}).status_code
            == 401
        )


def test_guessing_is_stopped_and_begins_anew_after_a_minute() -> None:
    now = [0.0]
    keeper = Doorkeeper(PASSWORD, lambda: now[0])
    for _ in range(TRIES):
        assert keeper.let_in("wrong", "a") is None
    with pytest.raises(TooManyTriesError):
        keeper.let_in(PASSWORD, "a")
    session = keeper.let_in(PASSWORD, "b")
    assert session
    assert keeper.admits(session)
    for i in range(30 - TRIES):
        keeper.let_in("wrong", f"many {i}")
    with pytest.raises(TooManyTriesError):
        keeper.let_in(PASSWORD, "c")
    now[0] = 61
    assert keeper.let_in(PASSWORD, "a")
    now[0] = 13 * 3600
    assert not keeper.admits(session)


def test_letters_are_the_same_however_they_are_composed() -> None:
    assert Doorkeeper("cafe\u0301 au lait").let_in("caf\u00e9 au lait", "a")


def test_without_a_password_there_is_no_door(studio: TestClient) -> None:
    assert studio.get("/door", follow_redirects=False).headers["location"] == "/"
    assert studio.post("/door", json={"password": ""}).status_code == 404


# --- where it can be reached ---------------------------------------------------------------------


def test_addresses_of_this_machine_alone_need_no_password() -> None:
    assert all(map(is_loopback, ("127.0.0.1", "127.1.2.3", "::1", "[::1]", "localhost")))
    assert not any(map(is_loopback, ("0.0.0.0", "::", "192.0.2.1")))  # noqa: S104


def test_requests_may_name_what_was_allowed_and_no_more() -> None:
    names = _hosts(Binding("192.0.2.1", 0, ("Studio.Clinic.Example",), PASSWORD), "192.0.2.1")
    assert set(names) == {"127.0.0.1", "localhost", "[::1]", "192.0.2.1", "studio.clinic.example"}
    assert "[2001:db8::1]" in _hosts(Binding("2001:DB8::1"), "2001:db8::1")


def test_it_listens_at_loopback_addresses_of_both_kinds() -> None:
    for host in ("127.0.0.1", "::1"):
        try:
            listener = _listener(host, 0)
        except BrochureError as error:  # this machine has no addresses of that kind
            pytest.skip(f"NOT CHECKED: {error}")
        assert listener.getsockname()[0] == host
        listener.close()


# --- templates -----------------------------------------------------------------------------------

ENDLESS = "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}"


def test_templates_of_a_workspace_reach_nothing_else(shop: Shop) -> None:
    from printshop.compose import compose
    from printshop.errors import InputError
    from printshop.translate import translate

    from .shops import editions

    for nasty in (
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ brochure.__init__.__globals__ }}",
        "{{ text.__globals__ }}",
        "{{ self._TemplateReference__context.environment }}",
        "{{ range(10 ** 9) }}",
        "{{ brochure.sections.__class__ }}",
        "{{ text('nothing') }}",
        "{{ 1 / 0 }}",
        "{{ 1 + 'a' }}",
        "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
    ):
        line = f"{{# one #}}\n{nasty}\n"
        root = shop({"templates/leaflet.html": line}, at=f"shop{abs(hash(nasty))}")
        (edition, *_) = editions(root, "nl")
        with pytest.raises(InputError) as refused:
            compose(edition, translate(edition)[0])
        (finding,) = refused.value.findings
        assert (finding.code, str(finding.place)) == ("template.error", "templates/leaflet.html:2")


@pytest.mark.slow
def test_a_template_that_never_ends_is_ended_and_nothing_else_waits(shop: Shop) -> None:
    root = shop(approved=False)
    path = root / "templates" / "leaflet.html"
    good = path.read_text()
    path.write_text(ENDLESS + good)
    app = create_app(root, (HOST,), patience=6)
    with TestClient(app, base_url=f"http://{HOST}", headers=HTML) as studio:
        told: list[str] = []
        waiting = threading.Thread(
            target=lambda: told.append(studio.get("/review/warm/nl").text), daemon=True
        )
        waiting.start()
        time.sleep(1)
        assert studio.get("/review").status_code == 200
        assert waiting.is_alive()
        waiting.join(60)
        assert "took longer than 6 seconds" in told[0]
        path.write_text(good)
        for _ in range(3):  # a slow machine may need more than one go to start its processes
            text = studio.get("/review/warm/nl").text
            if text.count("/panel/") == 6:
                break
        assert text.count("/panel/") == 6, re.findall('<li class="finding.*', text)
