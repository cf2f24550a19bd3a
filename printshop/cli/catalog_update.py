"""catalog update and catalog prefill: catalogs changed in place, all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import astuple, fields
from pathlib import Path

import click

from ..catalog_files import CatalogFiles, Key, written
from ..catalogs.document import Document
from ..catalogs.merge import Summary, update
from ..catalogs.prefill import Filled, prefill
from ..errors import BrochureError, InputError
from ..findings import Finding
from ..load import load_library
from .options import names, root_option, workspace
from .report import Screen

CLEAN = 0

Change = Callable[[CatalogFiles, Key], tuple[Document, Summary | Filled]]


@click.command(name="update")
@click.argument("languages", nargs=-1, callback=names, metavar="[LANG]...")
@root_option
@click.pass_context
def update_command(context: click.Context, languages: tuple[str, ...], root: Path | None) -> int:
    """Bring the catalogs of all or some languages up to date; what translators wrote stays."""
    return change(workspace(context, root), languages, context.obj["screen"], _updated)


@click.command(name="prefill")
@click.argument("languages", nargs=-1, callback=names, metavar="[LANG]...")
@root_option
@click.pass_context
def prefill_command(context: click.Context, languages: tuple[str, ...], root: Path | None) -> int:
    """Fill empty messages from the language's other catalogs, as fuzzy, to be confirmed."""
    return change(workspace(context, root), languages, context.obj["screen"], _prefilled)


def _updated(files: CatalogFiles, key: Key) -> tuple[Document, Summary]:
    memory, is_source = files.memory(*key), files.is_source(*key)
    return update(files.templates[key[1]], files.documents[key], memory, is_source)


def _prefilled(files: CatalogFiles, key: Key) -> tuple[Document, Filled]:
    return prefill(files.documents[key], files.memory(*key), files.is_source(*key))


def change(root: Path, languages: Collection[str], screen: Screen, how: Change) -> int:
    """Change the catalogs of some languages (or all); returns the exit code.

    Nothing is written where any of them cannot be read: InputError then lists what to mend.
    """
    files = CatalogFiles(root, load_library(root), languages)
    findings = list(files.findings)
    changed = list(_changed(files, how, findings))
    if findings:
        raise InputError(tuple(findings))
    unknown = sorted(set(languages) - files.languages)
    if unknown:
        raise BrochureError(
            f"There is no catalog in '{unknown[0]}'; start one with 'catalog new {unknown[0]}'."
        )
    for tag, domain in files.strangers:
        screen.say(f"locales/{tag}/LC_MESSAGES/{domain}.po belongs to no brochure; left alone.")
    if changed:
        columns = ("catalog", *(field.name for field in fields(changed[0][2])), "file")
        screen.table("", columns, [_row(root, *each) for each in changed])
    return CLEAN


def _changed(
    files: CatalogFiles, how: Change, findings: list[Finding]
) -> Iterator[tuple[str, bytes, Summary | Filled]]:
    for key in files.documents:
        try:
            document, summary = how(files, key)
            yield document.name, document.to_bytes(), summary
        except InputError as error:
            findings += error.findings


def _row(root: Path, name: str, data: bytes, summary: Summary | Filled) -> tuple[str, ...]:
    return (name, *map(str, astuple(summary)), written(root / name, data))
