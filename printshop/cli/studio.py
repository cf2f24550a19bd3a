"""studio: the local web page."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import click

from .options import root_option, workspace
from .report import Screen

PORT = 8765


@click.command(name="studio", short_help="Open a page to make, translate and review leaflets.")
@root_option
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True)
@click.option("--browser/--no-browser", default=True, help="Open the page (default), or do not.")
@click.pass_context
def studio_command(context: click.Context, root: Path | None, port: int, browser: bool) -> int:
    """Open a page on this machine: make a leaflet for a clinic, translate, design, review."""
    from ..studio.server import serve

    screen: Screen = context.obj["screen"]

    def ready(address: str) -> None:
        screen.say(f"The studio is at {address} (Ctrl-C ends it).")
        if browser:
            webbrowser.open(address)

    serve(workspace(context, root), port, ready)
    return 0
