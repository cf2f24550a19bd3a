"""The commands, each read when it is used; build is what happens when none is named."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from .. import __version__
from ..errors import BrochureError, InputError
from .examples import BUILD_EXAMPLES
from .late_group import Command, LateGroup
from .report import Screen
from .stopping import EXIT_STOPPED, STOPPED, interruptible

EXIT_USER = 2

# By name: where each command is, and what the list of all says of it.
COMMANDS = {
    "audit": Command("audit", "audit_command", "Show what is outdated or past review."),
    "build": Command(
        "build_command", "build_command", "Make PDFs and web pages: all, or those you choose."
    ),
    "catalog": Command("catalog", "catalog", "Extract, update, fill, start and check catalogs."),
    "check": Command(
        "check_command", "check_command", "Check built leaflets, or any PDF, before printing."
    ),
    "doctor": Command(
        "doctor", "doctor_command", "Say what this machine lacks, and how to install it."
    ),
    "dummy": Command(
        "dummy", "dummy_command", "Write a numbered sheet for each fold, to fold by hand."
    ),
    "init": Command(
        "workspace", "init_command", "Write a new workspace with an example brochure, ready to..."
    ),
    "list": Command("listing", "list_command", "Show what there is, and how complete."),
    "proof": Command("proof", "proof_command", "Write one contact sheet of all pages."),
    "studio": Command(
        "studio", "studio_command", "Open a page to make, translate and review leaflets."
    ),
}


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
    first = next((i for i, name in enumerate(arguments) if name in COMMANDS), None)
    if first is None:
        return ["build", *arguments]
    return [*arguments[first:], *arguments[:first]]


@click.group(
    cls=LateGroup,
    late=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Without a command it builds everything.\n\n" + BUILD_EXAMPLES,
)
@click.version_option(__version__, message="%(version)s")
def cli() -> None:
    """Print the same brochure in every language, for every clinic, ready for the press."""
