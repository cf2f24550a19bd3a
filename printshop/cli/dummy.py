"""dummy: sheets to fold by hand, before anything is printed."""

from __future__ import annotations

from pathlib import Path

import click

from ..errors import BrochureError
from ..folds import FOLDS, Fold
from ..load import load_library
from ..render.library_check import require_libraries
from ..write import write_file
from .options import names, root_option, workspace


@click.command(name="dummy", short_help="Write a numbered sheet for each fold, to fold by hand.")
@click.argument("folds", nargs=-1, callback=names, metavar="[FOLD]...")
@click.option(
    "--direction",
    type=click.Choice(["ltr", "rtl"]),
    default="ltr",
    show_default=True,
    help="Direction in which the leaflet is read.",
)
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where to write (default: out/dummies/ in the workspace).",
)
@root_option
@click.pass_context
def dummy_command(
    context: click.Context,
    folds: tuple[str, ...],
    direction: str,
    output: Path | None,
    root: Path | None,
) -> int:
    """Write a plain numbered sheet for some folds, or for all, for a duplex office printer."""
    from ..dummy import folding_dummy

    unknown = sorted(set(folds) - set(FOLDS))
    if unknown:
        raise BrochureError(f"There is no fold '{unknown[0]}'. There are: {', '.join(FOLDS)}.")
    require_libraries()
    folder = workspace(context, root)
    theme = next(iter(load_library(folder).themes.values()))
    for id in folds or FOLDS:
        for fold in FOLDS[id].sizes:
            path = (output or folder / "out" / "dummies") / f"{_name(fold)}.{direction}.pdf"
            write_file(path, folding_dummy(fold, direction, theme.fonts_folder))
            context.obj["screen"].say(f"{path}: {fold.name}")
    return 0


def _name(fold: Fold) -> str:
    return f"{fold.id}-{len(fold.panels)}" if fold.caliper else fold.id
