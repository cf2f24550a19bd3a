"""check: its options; check_run.py does it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from ..profiles import PressOptions
from ..request import Request
from .check import EXAMPLES, Wanted, check_options
from .check_run import check as run_checks
from .options import output_option, root_option, workspace
from .press_options import press_options
from .selection import selection


@click.command(
    name="check", epilog=EXAMPLES, short_help="Check built leaflets, or any PDF, before printing."
)
@selection
@press_options
@check_options
@root_option
@output_option
@click.pass_context
def check_command(
    context: click.Context,
    request: Request,
    press: PressOptions,
    root: Path | None,
    output: Path | None,
    wanted: Wanted,
) -> int:
    """Check finished files: built leaflets (all, or of some brochures), or PDFs that are named."""
    root, screen = workspace(context, root), context.obj["screen"]
    request = replace(request, press=press)
    return run_checks(root, request, output or root / "out", screen, wanted)
