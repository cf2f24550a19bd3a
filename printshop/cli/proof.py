"""proof: builds what is asked for, and writes its contact sheet."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from ..request import Request
from . import build as building
from .contact_sheet import write_contact_sheet
from .options import output_option, root_option, workspace
from .report import Screen
from .selection import selection


@click.command(name="proof", short_help="Write one contact sheet of all pages.")
@selection
@root_option
@output_option
@click.option(
    "--sheet",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The contact sheet to write, .html or .png (default: proof.html in the output folder).",
)
@click.option("--dpi", type=click.IntRange(20, 300), default=60, show_default=True)
@click.pass_context
def proof_command(
    context: click.Context,
    request: Request,
    root: Path | None,
    output: Path | None,
    sheet: Path | None,
    dpi: int,
) -> int:
    """Write one contact sheet with all pages of all languages (office profile if none is named)."""
    root = workspace(context, root)
    output = output or root / "out"
    screen: Screen = context.obj["screen"]
    if not request.profiles:
        request = replace(request, profiles=("office",))
    code = building.build(root, request, output, screen, None, False)
    files = building.pdf_files(root, request)
    if not files:
        screen.say("There is no PDF among them, so there is no contact sheet.")
        return code
    target = sheet or output / "proof.html"
    write_contact_sheet(target, [(name, output / file) for name, file in files], dpi)
    screen.say(f"Contact sheet: {target}")
    return code
