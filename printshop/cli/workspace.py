"""init: a new workspace with the same folders as the one this package was made with."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from ..errors import BrochureError

FOLDERS = ("brochures", "locales", "templates", "styles")
SCHEMAS = "brochures/schemas"


@click.command(
    name="init", short_help="Write a new workspace with an example brochure, ready to..."
)
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.pass_context
def init_command(context: click.Context, folder: Path) -> int:
    """Write a new workspace with an example brochure, ready to build, into DIR."""
    create(folder)
    context.obj["screen"].say(
        f"Workspace written to {folder}. Next:\n"
        f"  1. put your address into {folder / 'brochures' / 'clinics'}\n"
        f"  2. make-brochure build --root {folder}"
    )
    return 0


def create(folder: Path) -> None:
    """Copy the example workspace into a folder that is new or empty.

    Raises BrochureError where something is in the way.
    """
    if folder.exists() and any(folder.iterdir()):
        raise BrochureError(f"{folder} is not empty; name a new folder.")
    source = _source()
    folder.mkdir(parents=True, exist_ok=True)
    for name in FOLDERS:
        shutil.copytree(source / name, folder / name)
    shutil.copytree(Path(__file__).parents[1] / "schemas", folder / SCHEMAS)
    for path in sorted(folder.rglob("*.yaml")):
        _point_to_schemas(path, folder)


def _source() -> Path:
    """Return where the example is: inside the installed package, or around the checkout."""
    package = Path(__file__).parents[1]
    for place in (package / "workspace", package.parent):
        if all((place / name).is_dir() for name in FOLDERS):
            return place
    raise BrochureError("The example workspace is missing from this installation; reinstall it.")


def _point_to_schemas(path: Path, folder: Path) -> None:
    """Let editors find the schemas in the workspace itself."""
    up = "../" * (len(path.relative_to(folder).parts) - 1)
    text = path.read_text("utf-8")
    path.write_text(
        text.replace(f"$schema={up}printshop/schemas/", f"$schema={up}{SCHEMAS}/"), "utf-8"
    )
