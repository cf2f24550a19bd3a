"""A cluster and an object store on this machine, for as long as a block lasts."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path

from .measuring import PROCESSES, ROOT, CommandError

_PATIENCE = 60.0  # seconds for a server to answer, on a busy machine, too


class NotInstalledError(CommandError):
    """A package that plays a part here is not installed."""


@contextmanager
def s3(*buckets: str) -> Iterator[str]:
    """Start an S3 with some buckets in it; gives its address.

    Raises NotInstalledError where moto, which plays it, is not there, and CommandError where it
    does not answer.
    """
    _require("moto", "flask", "s3fs")
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    with _running("-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)):
        _wait_for(address)
        for bucket in buckets:
            _ask(f"{address}/{bucket}", method="PUT")
        yield address


def keys_of(address: str) -> Mapping[str, str]:
    """Return the environment of programs that use an S3 of ours."""
    return {
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": "nobody",
        "AWS_SECRET_ACCESS_KEY": "nothing",
        "AWS_DEFAULT_REGION": "us-east-1",
    }


@contextmanager
def dask(folder: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """Start a scheduler and as many workers as other tools get processes; gives its address.

    Workers keep what they are given below ``folder``, which they find empty.
    """
    _require("distributed")
    port = _free_port()
    address = f"tcp://127.0.0.1:{port}"
    with ExitStack() as stack:
        listening = ("--host", "127.0.0.1", "--no-dashboard")
        stack.enter_context(
            _running("-m", "dask", "scheduler", *listening, "--port", str(port), **environment)
        )
        for number in range(PROCESSES):
            own = folder / str(number)
            own.mkdir(parents=True)
            given = {**environment, "XDG_CACHE_HOME": str(own), "PYTHONPATH": str(ROOT)}
            where = (*listening, "--local-directory", str(own), "--nthreads", "1", "--no-nanny")
            stack.enter_context(_running("-m", "dask", "worker", address, *where, **given))
        yield address


@contextmanager
def _running(*command: str, **environment: str) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, *command],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        process.kill()
        process.wait()


def _require(*packages: str) -> None:
    missing = [name for name in packages if find_spec(name) is None]
    if missing:
        raise NotInstalledError(f"Not installed: {', '.join(missing)}.")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _wait_for(address: str) -> None:
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            _ask(f"{address}/moto-api/")
        except OSError as error:
            if time.monotonic() > end:
                raise CommandError(f"{address} does not answer.") from error
            time.sleep(0.1)
        else:
            return


def _ask(address: str, method: str = "GET") -> None:
    question = urllib.request.Request(address, method=method)  # noqa: S310  (an address of ours)
    urllib.request.urlopen(question, timeout=10).close()  # noqa: S310
