"""The options of check, and what it is asked for; check_run.py does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

EXAMPLES = """\b
Examples:
  make_brochure.py check                                 everything that is built
  make_brochure.py check microneedling --language nl --profile press
  make_brochure.py check leaflet.pdf --profile press --html report.html
  make_brochure.py check leaflet.pdf --profile-file our-print-firm.yaml
"""


@dataclass(frozen=True)
class Wanted:
    """What is to come of a check besides its exit code."""

    profile_file: Path | None
    as_json: bool
    sarif: Path | None
    html: Path | None
    separations: bool


def check_options(command: Callable[..., int]) -> Any:
    """Give a command the options of check; it gets them as one ``wanted``."""

    @wraps(command)
    def with_wanted(
        *arguments: Any,
        profile_file: Path | None,
        as_json: bool,
        sarif: Path | None,
        html: Path | None,
        separations: bool,
        **others: Any,
    ) -> int:
        wanted = Wanted(profile_file, as_json, sarif, html, separations)
        return command(*arguments, wanted=wanted, **others)

    chosen: Any = with_wanted
    path = click.Path(dir_okay=False, path_type=Path)
    for option in (
        click.option(
            "--no-separations",
            "separations",
            flag_value=False,
            default=True,
            help="Make no plates with Ghostscript: faster, and ink coverage is not checked.",
        ),
        click.option("--html", type=path, metavar="FILE", help="Write a report with pictures."),
        click.option("--sarif", type=path, metavar="FILE", help="Write the findings as SARIF."),
        click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables."),
        click.option(
            "--profile-file",
            type=path,
            metavar="FILE",
            help="A print firm's own thresholds, as YAML.",
        ),
    ):
        chosen = option(chosen)
    return chosen
