"""studio: the local web page."""

from __future__ import annotations

import os
import sys
import webbrowser
from pathlib import Path
from threading import Thread

import click

from ..errors import BrochureError
from .options import names, root_option, workspace
from .report import Screen

PORT = 8765
PASSWORD = "STUDIO_PASSWORD"  # noqa: S105  (the variable that may hold it)
LOOPBACK = "127.0.0.1"

SHARED = """\
Everybody who can reach this address and knows the password can change the workspace. The connection
is not encrypted: who listens in the network reads the password and all that is written. Use it only
in a network that you trust; or put a server in front of it that speaks https; or leave out --host,
and let people in with: ssh -L 8765:127.0.0.1:8765 THIS-MACHINE"""


@click.command(name="studio", short_help="Open a page to make, translate and review leaflets.")
@root_option
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True)
@click.option("--browser/--no-browser", default=True, help="Open the page (default), or do not.")
@click.option(
    "--host",
    default=LOOPBACK,
    show_default=True,
    metavar="ADDRESS",
    help="Let others in at this address of this machine; wants a password.",
)
@click.option(
    "--allow-host",
    "allowed",
    multiple=True,
    callback=names,
    metavar="NAMES",
    help="Names that others write into their browser to reach this machine.",
)
@click.option(
    "--password-file",
    type=click.Path(path_type=Path),
    help=f"File with the password (default: {PASSWORD} in the environment, or it is asked for).",
)
@click.pass_context
def studio_command(
    context: click.Context,
    root: Path | None,
    port: int,
    browser: bool,
    host: str,
    allowed: tuple[str, ...],
    password_file: Path | None,
) -> int:
    """Open a page on this machine: make a leaflet for a clinic, translate, design, review."""
    from ..studio.server import Binding, is_loopback, serve

    # What looks after semaphores would say that some were left to it; it removes them.
    sys.warnoptions.append("ignore::UserWarning:multiprocessing.resource_tracker")
    screen: Screen = context.obj["screen"]
    local = is_loopback(host)
    password = _password(password_file, ask=not local)

    def ready(address: str) -> None:
        if not local:
            screen.say(SHARED)
        screen.say(f"The studio is at {address} (Ctrl-C ends it).")
        if browser and local:
            Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    serve(workspace(context, root), Binding(host, port, allowed, password), ready)
    _end()
    return 0


def _end() -> None:
    """End this process now: everything is in its place, and processes that draw end with it."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _password(file: Path | None, ask: bool) -> str | None:
    """Return the password that is given: in a file, in the environment, or at the keyboard.

    Raises BrochureError for a file that cannot be read.
    """
    if file is not None:
        try:
            return file.read_text("utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "it is not text"
            raise BrochureError(f"The password file {file} cannot be read: {why}.") from error
    if PASSWORD in os.environ:
        return os.environ[PASSWORD]
    if ask and sys.stdin.isatty():
        return str(click.prompt("Password for the studio", hide_input=True, err=True))
    return None
