"""catalog status: how far translations are."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ..load import Library, load_library
from ..messages import COMMON, Catalogs, load_catalogs
from ..messages.progress import Progress, progress
from ..model import Message
from .options import root_option, workspace

_COLUMNS = ("catalog", "translated", "fuzzy", "stale", "missing", "words left", "clinical review")


@click.command(name="status")
@root_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    default=0.0,
    help="Exit with 1 if a catalog is translated by less than so many percent.",
)
@click.pass_context
def status_command(
    context: click.Context, root: Path | None, as_json: bool, fail_under: float
) -> int:
    """Show what is translated, fuzzy, stale, missing and unreviewed, and the words left to do."""
    folder, screen = workspace(context, root), context.obj["screen"]
    library = load_library(folder)
    catalogs, findings = load_catalogs(folder)
    screen.findings(findings)
    states = catalog_states(library, catalogs)
    if as_json:
        screen.say(json.dumps([_entry(name, state) for name, state in states.items()], indent=1))
    else:
        screen.table("", _COLUMNS, [_row(name, state) for name, state in states.items()])
    behind = any(state.percent < fail_under for state in states.values())
    return 1 if findings or behind else 0


def catalog_states(library: Library, catalogs: Catalogs) -> dict[str, Progress]:
    """Return the progress of every brochure, and of what all share, in every language."""
    domains: dict[str, tuple[Message, ...]] = {
        **{id: brochure.messages() for id, brochure in library.brochures.items()},
        COMMON: library.shared_messages,
    }
    return {
        f"{tag}/{domain}": progress(messages, catalogs.get((tag, domain)))
        for tag in sorted({tag for tag, _ in catalogs})
        for domain, messages in domains.items()
    }


def _row(name: str, state: Progress) -> tuple[str, ...]:
    counts = (state.fuzzy, state.stale, state.missing, state.words_left)
    reviewed = "reviewed" if state.reviewed else "not reviewed by a clinician"
    return (name, f"{state.translated}/{state.total}", *map(str, counts), reviewed)


def _entry(name: str, state: Progress) -> dict[str, object]:
    tag, _, domain = name.partition("/")
    return {
        "language": tag,
        "domain": domain,
        "translated": state.translated,
        "fuzzy": state.fuzzy,
        "stale": state.stale,
        "missing": state.missing,
        "words_left": state.words_left,
        "reviewed": state.reviewed,
    }
