"""catalog export and import: texts to translation agencies, and back into the catalogs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..catalog_files import SHARED_SOURCE, CatalogFiles, Key, written
from ..errors import BrochureError, InputError
from ..findings import Finding, Severity, worst
from ..load import Library, load_library
from .options import names, root_option, workspace
from .report import Screen

if TYPE_CHECKING:  # lxml is loaded where it is needed
    from ..exchange.formats import Format
    from ..exchange.merging import Merged
    from ..exchange.units import Batch, Returned

ALL = "all"
FORMAT_NAMES = ("xliff", "xliff2", "csv", "tmx")
_COLUMNS = ("imported", "unchanged", "fuzzy", "conflicts", "unknown", "empty")


@click.command(name="export")
@click.argument("tag", metavar="LANG")
@click.option(
    "--brochure",
    "brochures",
    multiple=True,
    callback=names,
    metavar="NAMES",
    help="Brochures (or common) to export; without it, all of them and common.",
)
@click.option(
    "--format",
    "name",
    type=click.Choice(FORMAT_NAMES),
    default=FORMAT_NAMES[0],
    show_default=True,
    help="XLIFF 1.2, XLIFF 2.0, a table for spreadsheets, or a translation memory.",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write (default: out/exchange/LANG.xlf, .csv or .tmx in the workspace).",
)
@root_option
@click.pass_context
def export_command(
    context: click.Context,
    tag: str,
    brochures: tuple[str, ...],
    name: str,
    output: Path | None,
    root: Path | None,
) -> int:
    """Write the texts of a language for a translation agency; LANG may be 'all' for tmx."""
    from ..exchange.formats import FORMATS

    folder, format = workspace(context, root), FORMATS[name]
    target = output or folder / "out" / "exchange" / f"{tag}.{format.suffix}"
    return export(folder, tag, brochures, format, target, context.obj["screen"])


@click.command(name="import")
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path)
)
@click.option("--dry-run", is_flag=True, help="Say what would be imported, and write nothing.")
@root_option
@click.pass_context
def import_command(
    context: click.Context, files: tuple[Path, ...], dry_run: bool, root: Path | None
) -> int:
    """Take translations from XLIFF files and tables; newer work in the catalogs stays."""
    return import_files(workspace(context, root), files, dry_run, context.obj["screen"])


# --- out -----------------------------------------------------------------------------------------


def export(
    root: Path, tag: str, brochures: Iterable[str], format: Format, target: Path, screen: Screen
) -> int:
    """Write the catalogs of a language in a format; returns 1 if a text had to be left behind.

    Raises BrochureError where there is no such language or brochure, InputError where a catalog
    cannot be read.
    """
    if tag == ALL and not format.all_languages:
        raise BrochureError("Only --format tmx takes all languages at once; name one language.")
    if target.suffix in (".po", ".pot"):
        raise BrochureError(f"{target} is a catalog's name; name another file with --output.")
    library = load_library(root)
    files = CatalogFiles(root, library, () if tag == ALL else (tag,))
    if files.findings:
        raise InputError(tuple(files.findings))
    batches, findings = _batches(files, _chosen(files, tag, brochures), library, format)
    sources = {batch.source_language for batch in batches}
    if len(sources) > 1 and not format.all_sources:
        raise BrochureError(
            "XLIFF 2.0 has one source language a file, but these brochures were written in "
            f"{' and '.join(sorted(sources))}; export them one by one with --brochure."
        )
    if not batches:
        screen.findings(findings)
        raise BrochureError(f"There is nothing to export in '{tag}'.")
    written(target, format.write(batches))
    screen.findings(findings)
    screen.say(f"{target}: {_summary(batches)}.")
    return _exit_code(findings)


def _chosen(files: CatalogFiles, tag: str, brochures: Iterable[str]) -> list[Key]:
    """Return the catalogs to export, sorted: those of some brochures or of all."""
    if not files.documents:
        raise BrochureError(f"There is no catalog in '{tag}'; start one with 'catalog new {tag}'.")
    domains = {domain for _, domain in files.documents}
    wanted = set(brochures) or domains
    unknown = sorted(wanted - domains)
    if unknown:
        known = ", ".join(sorted(domains))
        raise BrochureError(f"'{tag}' has no catalog '{unknown[0]}'; it has {known}.")
    return sorted(key for key in files.documents if key[1] in wanted)


def _batches(
    files: CatalogFiles, chosen: Iterable[Key], library: Library, format: Format
) -> tuple[list[Batch], tuple[Finding, ...]]:
    from ..exchange.outgoing import batch, current, outdated, without_unspeakable

    batches, findings = [], []
    for tag, domain in chosen:
        document, template = files.documents[tag, domain], files.templates[domain]
        brochure = library.brochures.get(domain)
        source = brochure.source_language if brochure else SHARED_SOURCE
        found, left = batch(document, (tag, domain), source)
        if format.only_current:
            found = current(found, template)
        found, unspeakable = without_unspeakable(found, not format.controls)
        findings += [*outdated(template, document, tag), *left, *unspeakable]
        batches += [found] if found.units else []
    return batches, tuple(findings)


def _summary(batches: Iterable[Batch]) -> str:
    from ..exchange.units import State

    states = [unit.state for batch in batches for unit in batch.units]
    counts = (f"{states.count(state)} {state.value}" for state in State)
    return f"{len(states)} texts, {', '.join(counts)}"


# --- in ------------------------------------------------------------------------------------------


def import_files(root: Path, paths: Iterable[Path], dry_run: bool, screen: Screen) -> int:
    """Put what is in some files into the catalogs; returns 1 if something was refused.

    Nothing is written where a file or a catalog cannot be read: InputError then lists what is
    wrong with all of them.
    """
    from ..exchange.merging import merge

    returned, findings = _returned(paths)
    tags = {name[0] for text in returned if (name := text.catalog)}
    files = CatalogFiles(root, load_library(root), tags)
    findings = (*findings, *files.findings)
    if findings:
        raise InputError(findings)
    merged, findings = merge(returned, files.documents)
    contents = {name: result.document.to_bytes() for name, result in merged.items()}
    rows = [
        (result.document.name, *_counts(result), _state(root, result, contents[name], dry_run))
        for name, result in merged.items()
    ]
    screen.findings(findings)
    screen.table("", ("catalog", *_COLUMNS, "file"), rows)
    return _exit_code(findings)


def _returned(paths: Iterable[Path]) -> tuple[list[Returned], tuple[Finding, ...]]:
    """Read all files; returns their texts and what is wrong with those that cannot be read."""
    from ..exchange.incoming import read_file

    returned: list[Returned] = []
    findings: list[Finding] = []
    for path in dict.fromkeys(paths):
        try:
            returned += read_file(path)
        except InputError as error:
            findings += error.findings
    return returned, tuple(findings)


def _counts(result: Merged) -> Iterable[str]:
    counts: Mapping[str, int] = {outcome.value: n for outcome, n in result.counts.items()}
    return (str(counts.get(column, 0)) for column in _COLUMNS)


def _state(root: Path, result: Merged, data: bytes, dry_run: bool) -> str:
    if not dry_run:
        return written(root / result.document.name, data)
    return "would be written" if result.changed else "unchanged"


def _exit_code(findings: tuple[Finding, ...]) -> int:
    severity = worst(findings)
    return 1 if severity is not None and severity >= Severity.ERROR else 0
