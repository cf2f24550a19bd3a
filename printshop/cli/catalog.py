"""catalog: templates for translators, and catalogs brought up to date with them."""

from __future__ import annotations

from pathlib import Path

import click

from ..catalog_files import templates, written
from ..catalogs.template import template_path
from ..load import load_library
from .catalog_approve import approve_command
from .catalog_check import check_command
from .catalog_exchange import export_command, import_command
from .catalog_new import new_command
from .catalog_review import review_command
from .catalog_status import status_command
from .catalog_update import prefill_command, update_command
from .options import root_option, workspace
from .report import Screen

CLEAN = 0


@click.group(short_help="Extract, update, fill, start and check catalogs.")
def catalog() -> None:
    """Make templates for translators, keep catalogs up to date, and check them."""


@catalog.command(name="extract")
@root_option
@click.pass_context
def extract_command(context: click.Context, root: Path | None) -> int:
    """Write the texts to translate as locales/<brochure>.pot and locales/common.pot."""
    return extract(workspace(context, root), context.obj["screen"])


catalog.add_command(new_command)
catalog.add_command(update_command)
catalog.add_command(prefill_command)
catalog.add_command(status_command)
catalog.add_command(check_command)
catalog.add_command(approve_command)
catalog.add_command(review_command)
catalog.add_command(export_command)
catalog.add_command(import_command)


# --- what they do --------------------------------------------------------------------------------


def extract(root: Path, screen: Screen) -> int:
    """Write every template that has changed; returns the exit code."""
    rows = []
    for domain, template in templates(root, load_library(root)).items():
        path = root / template_path(domain)
        state = written(path, template.to_bytes())
        rows.append((template_path(domain), str(len(template.messages)), state))
    screen.table("", ("template", "messages", "file"), rows)
    return CLEAN
