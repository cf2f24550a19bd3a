"""catalog check: what is wrong with translations."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ..catalog_findings import translation_findings
from ..findings import Finding, Severity, worst
from ..messages import COMMON
from .options import names, root_option, workspace
from .report import finding_entry

_GATES = {"warning": Severity.WARNING, "error": Severity.ERROR}


@click.command(name="check")
@click.argument("languages", nargs=-1, callback=names, metavar="[LANG]...")
@root_option
@click.option(
    "--brochure",
    "brochures",
    multiple=True,
    callback=names,
    metavar="BROCHURE",
    help=f"Only the catalogs of this brochure; '{COMMON}' is what all share. May be repeated.",
)
@click.option(
    "--fail-on",
    type=click.Choice(tuple(_GATES)),
    default="error",
    show_default=True,
    help="Exit with 1 where there is anything as bad as this.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of lines.")
@click.pass_context
def check_command(
    context: click.Context,
    languages: tuple[str, ...],
    root: Path | None,
    brochures: tuple[str, ...],
    fail_on: str,
    as_json: bool,
) -> int:
    """Check what translations say against their source, the glossary and the fonts.

    Figures, doses, dates, addresses, tags, items of lists, terms, marks, spaces, lengths of labels
    and characters, in all or some languages. The glossary is locales/glossary.yaml.
    """
    folder, screen = workspace(context, root), context.obj["screen"]
    findings = translation_findings(folder, languages, brochures)
    if as_json:
        screen.say(json.dumps([finding_entry(f) for f in findings], ensure_ascii=False, indent=1))
    else:
        screen.findings(findings)
        screen.say(_summary(findings))
    severity = worst(findings)
    return 1 if severity is not None and severity >= _GATES[fail_on] else 0


def _summary(findings: tuple[Finding, ...]) -> str:
    errors = sum(f.severity >= Severity.ERROR for f in findings)
    return f"{errors} errors, {len(findings) - errors} other findings."
