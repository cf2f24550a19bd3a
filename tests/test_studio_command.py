"""The studio as a command: where it listens, what it refuses to start with, and how it ends."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from printshop.cli.commands import cli
from printshop.cli.report import Screen
from printshop.errors import BrochureError

from .conftest import Shop
from .real import ROOT
from .test_studio_safety import ENDLESS

psutil = pytest.importorskip("psutil")

LONG = "a pass phrase of ours"


def refused(*arguments: str) -> str:
    """Return the sentence that the command refuses to start with."""
    command = ["studio", "--no-browser", "--port", "0", *arguments]
    context = {"root": None, "screen": Screen()}
    with pytest.raises(BrochureError) as error:
        cli.main(command, standalone_mode=False, obj=context)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_others_are_let_in_with_a_password_only(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = ("--root", str(shop()))
    monkeypatch.delenv("STUDIO_PASSWORD", raising=False)
    everywhere = ("--host", "0.0.0.0", *root)  # noqa: S104
    assert "needs a password" in refused(*everywhere, "--allow-host", "x")
    monkeypatch.setenv("STUDIO_PASSWORD", "too short")
    assert "at least 12" in refused(*everywhere, "--allow-host", "x")
    monkeypatch.setenv("STUDIO_PASSWORD", LONG)
    assert "--allow-host" in refused(*everywhere)
    assert "cannot be had" in refused("--host", "192.0.2.1", *root)
    assert "not an address" in refused("--host", "nowhere.invalid", *root)
    assert "not an address" in refused("--host", "x" * 300, *root)
    assert "cannot be read" in refused("--password-file", str(tmp_path / "none"), *root)
    (tmp_path / "binary").write_bytes(b"\xff\xfe" * 20)
    assert "cannot be read" in refused("--password-file", str(tmp_path / "binary"), *root)


def test_it_does_not_start_without_a_workspace_or_a_port(shop: Shop, tmp_path: Path) -> None:
    assert "no folder 'brochures'" in refused("--root", str(tmp_path / "nothing"))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert "is the studio running already?" in refused("--root", str(shop()), "--port", port)


@contextmanager
def started(
    root: Path, *arguments: str, **environment: str
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Start the studio as a process of its own; returns its address."""
    command = [sys.executable, str(ROOT / "make_brochure.py"), "studio", "--no-browser"]
    process = subprocess.Popen(
        [*command, "--port", "0", "--root", str(root), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "COLUMNS": "300", **environment},
    )
    assert process.stdout
    said = ""
    try:
        while "studio is at" not in said:
            line = process.stdout.readline()
            assert line, said
            said += line
        found = re.search(r"http://\S+", said)
        assert found
        yield found[0], process
    finally:
        process.kill()
        process.stdout.close()
        process.wait()


def page(address: str) -> urllib.request.Request:
    """Return a request as browsers send it for pages."""
    return urllib.request.Request(address, headers={"accept": "text/html"})  # noqa: S310


def get(address: str) -> str:
    with urllib.request.urlopen(address) as answer:  # noqa: S310
        return str(answer.read().decode())


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_when_it_is_told_to_while_it_draws(shop: Shop, number: signal.Signals) -> None:
    root = shop(approved=False)
    path = root / "templates" / "leaflet.html"
    path.write_text(ENDLESS + path.read_text())

    def ask(address: str) -> None:
        with suppress(OSError):
            get(f"{address}review/warm/nl")

    with started(root) as (address, process):
        assert "Review" in get(f"{address}review")
        asking = threading.Thread(target=ask, args=(address,), daemon=True)
        asking.start()
        children: list[psutil.Process] = []
        while len(children) < 3:  # what looks after semaphores, what starts processes, and one
            children = psutil.Process(process.pid).children(recursive=True)
            time.sleep(0.05)
        process.send_signal(number)
        assert process.wait(20) == 0
        assert process.stdout
        _, alive = psutil.wait_procs(children, 20)
        assert alive == []
        assert process.stdout.read() == ""


@pytest.mark.slow
def test_a_workspace_that_is_broken_is_told_on_its_pages(shop: Shop) -> None:
    root = shop({"brochures/warm.yaml": "title: [\n"}, approved=False)
    with started(root) as (address, _):
        request = page(f"{address}review")
        with pytest.raises(urllib.error.HTTPError) as refusal:
            urllib.request.urlopen(request)  # noqa: S310
        text = refusal.value.read().decode()
        assert refusal.value.code == 422
        assert "brochures/warm.yaml:" in text
        refusal.value.close()


@pytest.mark.slow
def test_others_find_the_door_and_are_told_what_it_is_worth(shop: Shop, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text(f"{LONG}\n")
    arguments = ("--host", "::1", "--password-file", str(file))
    with started(shop(), *arguments) as (address, _):
        assert address.startswith("http://[::1]:")
        request = page(f"{address}review")
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            assert answer.url == f"{address}door?to=/review"
            assert "Password" in answer.read().decode()
