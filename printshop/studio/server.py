"""The studio served: on this machine only, unless it is told otherwise and has a password."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import logging
import socket
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import uvicorn
from starlette.concurrency import run_in_threadpool

from ..errors import BrochureError, InputError
from ..load import load_library
from ..render import warm_up
from .app import create_app
from .door import SHORTEST
from .pages import Studio
from .security import host_name

LOOPBACK = "127.0.0.1"
HOSTS = ("127.0.0.1", "localhost", "[::1]")
_GRACE = 0.5  # seconds that requests under way have when the studio is ended
_AT_ONCE = 200  # connections; more are told to come back


@dataclass(frozen=True)
class Binding:
    """Where the studio can be reached: an address of this machine, a port, and names for it.

    Port 0 takes any that is free. Without a ``password`` the address has to be a loopback one.
    """

    host: str = LOOPBACK
    port: int = 0
    names: tuple[str, ...] = ()
    password: str | None = None


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach an address of its own.

    Raises BrochureError for what is not an address or a name that is known.
    """
    return all(ipaddress.ip_address(place[0]).is_loopback for _, place in _places(host, 0))


def serve(root: Path, binding: Binding, ready: Callable[[str], None]) -> None:
    """Serve the studio of a workspace until it is stopped, by Ctrl-C or a request to end.

    ``ready`` is called with its address. Raises BrochureError where there is no workspace, the port
    is taken, or others could come in without a password; what is wrong inside the workspace is said
    on the pages.
    """
    _refuse_open_door(binding)
    with contextlib.suppress(InputError):
        load_library(root)
    listener = _listener(binding.host, binding.port)
    place = listener.getsockname()
    app = create_app(root, _hosts(binding, place[0]), password=binding.password)
    config = uvicorn.Config(
        app,
        http="h11",
        ws="none",
        lifespan="on",
        log_level="warning",
        access_log=False,
        proxy_headers=False,  # who comes in is who is connected, whatever they say
        server_header=False,
        limit_concurrency=_AT_ONCE,
    )
    name = binding.names[0] if ipaddress.ip_address(place[0]).is_unspecified else place[0]
    tell = partial(ready, f"http://{_written(name)}:{place[1]}/")
    with contextlib.suppress(KeyboardInterrupt):  # this is how it ends
        _Server(config, app.state.studio, tell).run(sockets=[listener])


class _Server(uvicorn.Server):
    """Ends what is being laid out before it waits for those who wait for it."""

    def __init__(self, config: uvicorn.Config, studio: Studio, tell: Callable[[], None]) -> None:
        super().__init__(config)
        self._renderer, self._workspace, self._tell = studio.renderer, studio.workspace, tell

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._tell()  # from now on it ends as it should
        self._warming = asyncio.create_task(self._warm_up())

    async def _warm_up(self) -> None:
        """Have everything ready for the first picture, while somebody looks at the first page."""
        with contextlib.suppress(BrochureError):  # it is said on the pages
            snapshot = await run_in_threadpool(self._workspace.read)
            theme = next(iter(snapshot.library.themes.values()))
            await self._renderer.do(warm_up, theme.fonts_folder)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._renderer.close()
        asyncio.get_running_loop().call_later(_GRACE, self._hurry)
        await super().shutdown(sockets)
        if self.force_exit:
            await self.lifespan.shutdown()

    def _hurry(self) -> None:
        logging.getLogger("uvicorn.error").disabled = True  # of what is cut short, nobody asks
        self.force_exit = True


def _refuse_open_door(binding: Binding) -> None:
    loopback = is_loopback(binding.host)
    if not loopback and binding.password is None:
        raise BrochureError(
            f"Others can reach {binding.host}, so the studio needs a password there: put one of at "
            f"least {SHORTEST} characters into a file and name it with --password-file, or into "
            "the environment variable STUDIO_PASSWORD."
        )
    if binding.password is not None and len(binding.password) < SHORTEST:
        raise BrochureError(f"The password is too short; take at least {SHORTEST} characters.")
    every = any(ipaddress.ip_address(p[0]).is_unspecified for _, p in _places(binding.host, 0))
    if every and not binding.names:
        raise BrochureError(
            f"At {binding.host} the studio could be reached by any name; say which one people "
            "write, such as --allow-host studio.clinic.example."
        )


def _hosts(binding: Binding, address: str) -> tuple[str, ...]:
    """Return the names that requests may be sent to."""
    own = (_written(address), binding.host, *binding.names)
    return tuple(dict.fromkeys((*HOSTS, *(_asked(name) for name in own))))


def _asked(name: str) -> str:
    """Return a name as it stands in requests, without a port."""
    with contextlib.suppress(ValueError):
        return _written(str(ipaddress.ip_address(name)))
    return host_name(name)


def _written(address: str) -> str:
    """Return an address as it stands in URLs."""
    return f"[{address}]" if ":" in address else address


def _places(host: str, port: int) -> list[tuple[socket.AddressFamily, tuple[str, int]]]:
    """Return where a host and a port are to be had, the first place first."""
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise BrochureError(
            f"'{host}' is not an address of this machine; write one such as 127.0.0.1, ::1 or "
            "192.168.1.20 after --host."
        ) from error
    return [(family, (str(place[0]), int(place[1]))) for family, _, _, _, place in found]


def _listener(host: str, port: int) -> socket.socket:
    family, place = _places(host, port)[0]
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(place)
        listener.listen()
    except OSError as error:
        listener.close()
        raise BrochureError(
            f"The port {port} at {host} cannot be had ({error.strerror}): is the studio running "
            "already? Choose another with --port."
        ) from error
    return listener
