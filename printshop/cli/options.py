"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click


def names(_: click.Context, __: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """Take names more than once, or with commas, or both."""
    found = (name.strip() for text in value for name in text.split(","))
    return tuple(dict.fromkeys(name for name in found if name))


def root_option(command: Any) -> Any:
    """Give a command the option --root."""
    return click.option(
        "--root",
        type=click.Path(file_okay=False, path_type=Path),
        help="The workspace: the folder that holds brochures/ (default: this one).",
    )(command)


def clinics_option(command: Any) -> Any:
    """Give a command the option --clinics; it gets the table as ``clinic_list``."""
    return click.option(
        "--clinics",
        "clinic_list",
        metavar="FILE",
        help="A table of clinics (.xlsx, .ods, .csv), instead of those of the workspace; "
        "FILE#Sheet for one of its sheets.",
    )(command)


def workspace(context: click.Context, root: Path | None) -> Path:
    """Return the workspace a command is about: the one named, this folder, or the program's own."""
    if root is not None:
        return root
    here = Path.cwd()
    default: Path | None = context.obj["root"]
    return here if (here / "brochures").is_dir() or default is None else default


def output_option(command: Any) -> Any:
    """Give a command the option --output, a folder."""
    return click.option(
        "--output",
        type=click.Path(file_okay=False, path_type=Path),
        help="Where to write (default: out/ in the workspace).",
    )(command)
