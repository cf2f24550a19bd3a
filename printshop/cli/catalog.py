"""catalog: templates for translators, and catalogs brought up to date with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from ..catalogs.document import Document, parse
from ..catalogs.merge import Summary, update
from ..catalogs.start import new
from ..catalogs.template import brochure_template, shared_template, template_path
from ..errors import BrochureError, InputError
from ..findings import Finding
from ..load import load_library
from ..messages import COMMON, catalog_path, language
from ..write import write_file
from .catalog_check import check_command
from .catalog_status import status_command
from .options import names, root_option, workspace
from .report import Screen

CLEAN = 0
_COLUMNS = ("catalog", "kept", "new", "reworded", "obsolete", "file")


@click.group(short_help="Extract, update, start and check catalogs.")
def catalog() -> None:
    """Make templates for translators, keep catalogs up to date, and check them."""


@catalog.command(name="extract")
@root_option
@click.pass_context
def extract_command(context: click.Context, root: Path | None) -> int:
    """Write the texts to translate as locales/<brochure>.pot and locales/common.pot."""
    return extract(workspace(context, root), context.obj["screen"])


@catalog.command(name="update")
@click.argument("languages", nargs=-1, callback=names, metavar="[LANG]...")
@root_option
@click.pass_context
def update_command(context: click.Context, languages: tuple[str, ...], root: Path | None) -> int:
    """Bring the catalogs of all or some languages up to date; what translators wrote stays."""
    return update_all(workspace(context, root), languages, context.obj["screen"])


@catalog.command(name="new")
@click.argument("tag", metavar="LANG")
@root_option
@click.pass_context
def new_command(context: click.Context, tag: str, root: Path | None) -> int:
    """Start the catalogs of a language such as nl, pt_BR or zh_Hans."""
    return start(workspace(context, root), tag, context.obj["screen"])


catalog.add_command(status_command)
catalog.add_command(check_command)


# --- what they do --------------------------------------------------------------------------------


def extract(root: Path, screen: Screen) -> int:
    """Write every template that has changed; returns the exit code."""
    rows = []
    for domain, template in _templates(root).items():
        path = root / template_path(domain)
        state = _written(path, template.to_bytes())
        rows.append((template_path(domain), str(len(template.messages)), state))
    screen.table("", ("template", "messages", "file"), rows)
    return CLEAN


def update_all(root: Path, languages: Iterable[str], screen: Screen) -> int:
    """Merge the catalogs of some languages (or all); returns the exit code.

    Nothing is written where any of them cannot be read: InputError then lists what to mend.
    """
    templates = _templates(root)
    merged: list[tuple[Path, bytes, Summary]] = []
    findings: list[Finding] = []
    for path in _catalogs(root, languages, screen, templates):
        try:
            document, summary = update(templates[path.stem], _document(root, path))
            merged.append((path, document.to_bytes(), summary))
        except InputError as error:
            findings += error.findings
    if findings:
        raise InputError(tuple(findings))
    rows = [_row(root, path, data, summary) for path, data, summary in merged]
    screen.table("", _COLUMNS, rows)
    return CLEAN


def start(root: Path, tag: str, screen: Screen) -> int:
    """Write the catalogs that a language lacks; those it has are not touched.

    Raises BrochureError for a tag that CLDR lacks, and where nothing is missing.
    """
    language(tag)
    wanted = {catalog_path(root, tag, domain): t for domain, t in _templates(root).items()}
    missing = {path: template for path, template in wanted.items() if not path.exists()}
    if not missing:
        raise BrochureError(
            f"'{tag}' has all of its catalogs; bring them up to date with 'catalog update {tag}'."
        )
    for path, template in missing.items():
        name = path.relative_to(root).as_posix()
        write_file(path, new(template, tag, name).to_bytes())
        screen.say(f"Started {name} with {len(template.messages)} messages.")
    return CLEAN


def _templates(root: Path) -> dict[str, Document]:
    library = load_library(root)
    templates = {id: brochure_template(b) for id, b in library.brochures.items()}
    return {**templates, COMMON: shared_template(library.shared_messages)}


def _catalogs(
    root: Path, languages: Iterable[str], screen: Screen, templates: dict[str, Document]
) -> Iterator[Path]:
    """Yield the catalogs to merge; says so of those that belong to no brochure."""
    named = set(languages)
    paths = sorted(root.glob("locales/*/LC_MESSAGES/*.po"))
    unknown = sorted(named - {path.parents[1].name for path in paths})
    if unknown:
        raise BrochureError(
            f"There is no catalog in '{unknown[0]}'; start one with 'catalog new {unknown[0]}'."
        )
    for path in paths:
        if named and path.parents[1].name not in named:
            continue
        if path.stem in templates:
            yield path
        else:
            screen.say(f"{path.relative_to(root).as_posix()} belongs to no brochure; left alone.")


def _document(root: Path, path: Path) -> Document:
    name = path.relative_to(root).as_posix()
    try:
        return parse(path.read_bytes(), name)
    except OSError as error:
        raise BrochureError(f"{name} cannot be read: {error.strerror}.") from error


def _row(root: Path, path: Path, data: bytes, done: Summary) -> tuple[str, ...]:
    counts = (done.kept, done.new, done.reworded, done.obsolete)
    state = _written(path, data)
    return (path.relative_to(root).as_posix(), *map(str, counts), state)


def _written(path: Path, data: bytes) -> str:
    """Write a file if it would change; returns what became of it."""
    try:
        if path.read_bytes() == data:
            return "unchanged"
    except FileNotFoundError:
        pass
    except OSError as error:
        raise BrochureError(f"{path} cannot be read: {error.strerror}.") from error
    write_file(path, data)
    return "written"
