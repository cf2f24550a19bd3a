"""build: its options; build.py does it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from ..profiles import PressOptions
from ..request import Request
from . import build as building
from .delivery import Delivery, delivery_options
from .examples import BUILD_EXAMPLES
from .options import root_option, workspace
from .press_options import press_options
from .selection import selection
from .workers import Crew, crew_options


@click.command(
    name="build",
    epilog=BUILD_EXAMPLES,
    short_help="Make PDFs and web pages: all, or those you choose.",
)
@selection
@press_options
@root_option
@click.option(
    "--output",
    metavar="DIR",
    help="A folder, or an address such as s3://bucket/x (default: out/ in the workspace).",
)
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write what was made and found as JSON.",
)
@click.option("--force", is_flag=True, help="Make what is up to date, too.")
@crew_options
@delivery_options
@click.pass_context
def build_command(
    context: click.Context,
    request: Request,
    press: PressOptions,
    root: Path | None,
    output: str | None,
    report: Path | None,
    force: bool,
    crew: Crew,
    delivery: Delivery,
) -> int:
    """Make PDFs and web pages: all, or some brochures, languages, folds, clinics or profiles."""
    root = workspace(context, root)
    request = replace(request, press=press)
    place, screen = output or root / "out", context.obj["screen"]
    return building.build(root, request, place, screen, report, force, crew, delivery)
