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
from . import build as building
from .catalog import catalog
from .options import names, root_option, workspace
from .report import Screen

EXIT_USER = 2

BUILD_EXAMPLES = """\b
Examples:
  make_brochure.py                                    everything, into out/
  make_brochure.py build microneedling --language nl,ar
  make_brochure.py build --fold trifold --profile office --clinic huidkliniek-zuid
  make_brochure.py build --output DIR --report report.json
"""


def main(default_root: Path | None = None) -> None:
    """Run the command line and exit.

    Exit codes: 0 clean, 1 findings at or above a profile's gate, 2 the user's mistake, 3 our bug.
    """
    arguments = _with_command(sys.argv[1:])
    screen = Screen()
    try:
        code = cli.main(
            arguments,
            standalone_mode=False,
            obj={"root": default_root, "screen": screen},
            prog_name="make_brochure.py" if default_root else "make-brochure",
        )
    except click.exceptions.Exit as exit:
        code = exit.exit_code
    except click.Abort:
        screen.error("Stopped. Every file that was finished is whole.")
        code = EXIT_USER
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


def _selection(command: Callable[..., int]) -> Any:
    """Give a command the options that choose editions; it gets them as one ``request``."""

    @wraps(command)
    def with_request(
        *arguments: Any,
        brochures: tuple[str, ...],
        languages: tuple[str, ...],
        folds: tuple[str, ...],
        clinics: tuple[str, ...],
        profiles: tuple[str, ...],
        draft: bool,
        **others: Any,
    ) -> int:
        request = Request(brochures, languages, clinics, folds, profiles, draft)
        return command(*arguments, request=request, **others)

    chosen: Any = with_request
    chosen = click.option(
        "--draft",
        is_flag=True,
        help="Make what is not translated or approved yet, too; every panel then says DRAFT.",
    )(chosen)
    for name, text in (
        ("profile", "screen, office or press."),
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


@cli.command(epilog=BUILD_EXAMPLES, short_help="Make PDFs: all, or those you choose.")
@_selection
@root_option
@_output_option
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write what was made and found as JSON.",
)
@click.option("--force", is_flag=True, help="Make what is up to date, too.")
@click.option(
    "--jobs", type=click.IntRange(min=1), help="Processes to use (default: one a core if it pays)."
)
@click.pass_context
def build(
    context: click.Context,
    request: Request,
    root: Path | None,
    output: Path | None,
    report: Path | None,
    force: bool,
    jobs: int | None,
) -> int:
    """Make PDFs: all of them, or those of some brochures, languages, folds, clinics, profiles."""
    root = workspace(context, root)
    return building.build(
        root, request, output or root / "out", context.obj["screen"], report, force, jobs
    )


@cli.command(name="list", short_help="Show what there is, and how complete.")
@root_option
@click.pass_context
def list_(context: click.Context, root: Path | None) -> int:
    """Show brochures, languages with their completeness, folds, profiles and clinics."""
    from .listing import show

    return show(workspace(context, root), context.obj["screen"])


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
    code = building.build(root, request, output, screen, None, False, None)
    names = building.edition_names(root, request)
    target = sheet or output / "proof.html"
    write_contact_sheet(target, [(name, output / f"{name}.pdf") for name in names], dpi)
    screen.say(f"Contact sheet: {target}")
    return code


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


cli.add_command(catalog)
