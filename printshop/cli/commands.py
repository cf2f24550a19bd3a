"""The commands and their options; build is what happens when none is named."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any

import click

from .. import __version__
from ..errors import BrochureError, InputError
from ..plan import Request
from ..profiles import PressOptions
from . import build as building
from .audit import audit_command
from .catalog import catalog
from .check import EXAMPLES, Wanted, check_options
from .delivery import Delivery, delivery_options
from .dummy import dummy_command
from .options import clinics_option, names, root_option, workspace
from .press_options import press_options
from .report import Screen
from .stopping import EXIT_STOPPED, STOPPED, interruptible
from .studio import studio_command
from .workers import Crew, crew_options

EXIT_USER = 2

BUILD_EXAMPLES = """\b
Examples:
  make_brochure.py                                    everything, into out/
  make_brochure.py build microneedling --language nl,ar
  make_brochure.py build --fold trifold --profile office --clinic huidkliniek-zuid
  make_brochure.py build --output DIR --report report.json
  make_brochure.py build --profile press --package print --quantity 500
"""


def run(script: str | None = None) -> None:
    """Run the command line and exit, as ``main`` says."""
    arguments = _with_command(sys.argv[1:])
    default_root = Path(script).resolve().parent if script else None
    screen = Screen()
    try:
        with interruptible():
            code = cli.main(
                arguments,
                standalone_mode=False,
                obj={"root": default_root, "screen": screen},
                prog_name="make_brochure.py" if default_root else "make-brochure",
            )
    except click.exceptions.Exit as exit:
        code = exit.exit_code
    except (click.Abort, KeyboardInterrupt):
        screen.error(STOPPED)
        code = EXIT_STOPPED
    except click.ClickException as error:
        error.show()
        code = EXIT_USER
    except InputError as error:
        screen.findings(error.findings)
        screen.error("Mend these files first; nothing was built.")
        code = EXIT_USER
    except BrochureError as error:
        screen.error(str(error))
        code = EXIT_USER
    sys.exit(code or 0)


_OF_THE_GROUP = ("--help", "-h", "--version")


def _with_command(arguments: list[str]) -> list[str]:
    """Put the command first, wherever it stands among the options; without one it is build."""
    if arguments and (arguments[0] in _OF_THE_GROUP or not arguments[0].startswith("-")):
        return arguments
    first = next((i for i, name in enumerate(arguments) if name in cli.commands), None)
    if first is None:
        return ["build", *arguments]
    return [*arguments[first:], *arguments[:first]]


_SELECTION = (
    "brochures",
    "languages",
    "clinics",
    "folds",
    "profiles",
    "draft",
    "large_print",
    "imprint",
    "clinic_list",
)


def _selection(command: Callable[..., int]) -> Any:
    """Give a command the options that choose editions; it gets them as one ``request``."""

    @wraps(command)
    def with_request(*arguments: Any, **given: Any) -> int:
        request = Request(**{name: given.pop(name) for name in _SELECTION})
        return command(*arguments, request=request, **given)

    chosen: Any = clinics_option(with_request)
    chosen = click.option(
        "--draft",
        is_flag=True,
        help="Make what is not translated or approved yet, too; every panel then says DRAFT.",
    )(chosen)
    chosen = click.option(
        "--imprint/--no-imprint",
        default=True,
        help="Put leaflets of three clinics and more together from what they share (default), or "
        "lay each out as a whole.",
    )(chosen)
    chosen = click.option(
        "--large-print",
        type=click.FloatRange(14, 28),
        is_flag=False,
        flag_value=18.0,
        metavar="[PT]",
        help="Make large print, 18 pt or a size from 14 to 28, as a booklet.",
    )(chosen)
    for name, text in (
        ("profile", "screen, office, press or web."),
        ("clinic", "Clinics, by the name of their file."),
        ("fold", "Folds: see 'list'."),
        ("language", "Languages: nl,ar or --language nl --language ar."),
    ):
        chosen = click.option(
            f"--{name}", f"{name}s", multiple=True, callback=names, help=text, metavar="NAMES"
        )(chosen)
    return click.argument("brochures", nargs=-1, metavar="[BROCHURE]...")(chosen)


def _output_option(command: Any) -> Any:
    return click.option(
        "--output",
        type=click.Path(file_okay=False, path_type=Path),
        help="Where to write (default: out/ in the workspace).",
    )(command)


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Without a command it builds everything.\n\n" + BUILD_EXAMPLES,
)
@click.version_option(__version__, message="%(version)s")
def cli() -> None:
    """Print the same brochure in every language, for every clinic, ready for the press."""


@cli.command(epilog=BUILD_EXAMPLES, short_help="Make PDFs and web pages: all, or those you choose.")
@_selection
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
def build(
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


@cli.command(name="list", short_help="Show what there is, and how complete.")
@clinics_option
@root_option
@click.pass_context
def list_(context: click.Context, root: Path | None, clinic_list: str | None) -> int:
    """Show brochures, languages with their completeness, folds, profiles and clinics."""
    from .listing import show

    return show(workspace(context, root), context.obj["screen"], clinic_list)


@cli.command(short_help="Write one contact sheet of all pages.")
@_selection
@root_option
@_output_option
@click.option(
    "--sheet",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The contact sheet to write, .html or .png (default: proof.html in the output folder).",
)
@click.option("--dpi", type=click.IntRange(20, 300), default=60, show_default=True)
@click.pass_context
def proof(
    context: click.Context,
    request: Request,
    root: Path | None,
    output: Path | None,
    sheet: Path | None,
    dpi: int,
) -> int:
    """Write one contact sheet with all pages of all languages (office profile if none is named)."""
    from .contact_sheet import write_contact_sheet

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


@cli.command(epilog=EXAMPLES, short_help="Check built leaflets, or any PDF, before printing.")
@_selection
@press_options
@check_options
@root_option
@_output_option
@click.pass_context
def check(
    context: click.Context,
    request: Request,
    press: PressOptions,
    root: Path | None,
    output: Path | None,
    wanted: Wanted,
) -> int:
    """Check finished files: built leaflets (all, or of some brochures), or PDFs that are named."""
    from .check_run import check as run_checks

    root, screen = workspace(context, root), context.obj["screen"]
    request = replace(request, press=press)
    return run_checks(root, request, output or root / "out", screen, wanted)


@cli.command()
@root_option
@click.pass_context
def doctor(context: click.Context, root: Path | None) -> int:
    """Say what this machine lacks, and how to install it."""
    from .doctor import examine

    return examine(workspace(context, root), context.obj["screen"])


@cli.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.pass_context
def init(context: click.Context, folder: Path) -> int:
    """Write a new workspace with an example brochure, ready to build, into DIR."""
    from .workspace import create

    create(folder)
    context.obj["screen"].say(
        f"Workspace written to {folder}. Next:\n"
        f"  1. put your address into {folder / 'brochures' / 'clinics'}\n"
        f"  2. make-brochure build --root {folder}"
    )
    return 0


cli.add_command(audit_command)
cli.add_command(catalog)
cli.add_command(dummy_command)
cli.add_command(studio_command)
