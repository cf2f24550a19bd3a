"""catalog check: what is wrong with translations."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ..findings import Finding, Severity, worst
from ..load import load_library
from ..messages import language, load_catalogs
from ..translation_checks import check_catalog
from .options import names, root_option, workspace
from .report import finding_entry


@click.command(name="check")
@click.argument("languages", nargs=-1, callback=names, metavar="[LANG]...")
@root_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of lines.")
@click.pass_context
def check_command(
    context: click.Context, languages: tuple[str, ...], root: Path | None, as_json: bool
) -> int:
    """Check figures, doses, addresses, markup and punctuation of all or some languages."""
    folder, screen = workspace(context, root), context.obj["screen"]
    findings = translation_findings(folder, languages)
    if as_json:
        screen.say(json.dumps([finding_entry(f) for f in findings], ensure_ascii=False, indent=1))
    else:
        screen.findings(findings)
        screen.say(_summary(findings))
    severity = worst(findings)
    return 1 if severity is not None and severity >= Severity.ERROR else 0


def translation_findings(root: Path, languages: tuple[str, ...]) -> tuple[Finding, ...]:
    """Return what the checks find in the catalogs of all or some languages."""
    library = load_library(root)
    catalogs, unreadable = load_catalogs(root)
    sources = {b.id: b.source_language for b in library.brochures.values()}
    findings = list(unreadable)
    for (tag, domain), catalog in sorted(catalogs.items()):
        if not languages or tag in languages:
            source = language(sources.get(domain, "en"))
            findings += check_catalog(catalog, source, language(tag))
    return tuple(findings)


def _summary(findings: tuple[Finding, ...]) -> str:
    errors = sum(f.severity >= Severity.ERROR for f in findings)
    return f"{errors} errors, {len(findings) - errors} other findings."
