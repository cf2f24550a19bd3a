"""The studio served: on this machine only, unless it is told otherwise and has a password."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn

from ..errors import BrochureError
from .app import create_app

LOOPBACK = "127.0.0.1"
HOSTS = ("127.0.0.1", "localhost", "[::1]")


def serve(root: Path, port: int, ready: Callable[[str], None]) -> None:
    """Serve the studio of a workspace until it is stopped; 0 takes any port that is free.

    ``ready`` is called with its address. Raises BrochureError where the port is taken.
    """
    listener = _listener(LOOPBACK, port)
    app = create_app(root, HOSTS)
    config = uvicorn.Config(app, log_level="warning", lifespan="on", timeout_graceful_shutdown=1)
    ready(f"http://{LOOPBACK}:{listener.getsockname()[1]}/")
    uvicorn.Server(config).run(sockets=[listener])


def _listener(host: str, port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise BrochureError(
            f"The port {port} cannot be had ({error.strerror}): is the studio running already? "
            "Choose another with --port."
        ) from error
    return listener
