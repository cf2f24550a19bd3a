"""catalog check: what is wrong with translations."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from pathlib import Path

import click

from ..errors import BrochureError, InputError
from ..findings import Finding, Severity, worst
from ..load import Library, load_library
from ..load.glossary import load_glossary
from ..load.languages import load_languages
from ..messages import COMMON, load_catalogs
from ..model import Catalog, Glossary, Message, Theme
from ..preflight import families_of, missing_in
from ..translation_checks import check_catalog
from .catalog_files import SHARED_SOURCE
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


def translation_findings(
    root: Path, languages: Collection[str] = (), brochures: Collection[str] = ()
) -> tuple[Finding, ...]:
    """Return what the checks find in the catalogs of all or some languages and brochures.

    Raises InputError where the workspace or its glossary is wrong, and BrochureError for languages
    and brochures that there are not.
    """
    library, glossary = _loaded(root)
    catalogs, unreadable = load_catalogs(root, library.languages)
    _refuse_unknown(root, library, languages, brochures)
    findings = [f for f in unreadable if _is_wanted(f.place.file, languages, brochures)]
    for (tag, domain), catalog in sorted(catalogs.items()):
        if (not languages or tag in languages) and (not brochures or domain in brochures):
            findings += _catalog_findings(catalog, library, glossary)
    return tuple(dict.fromkeys(findings))


def _loaded(root: Path) -> tuple[Library, Glossary]:
    """Return the workspace and its glossary; everything that is wrong with both is said at once."""
    glossary, problems = load_glossary(root, load_languages(root)[0])
    try:
        library = load_library(root)
    except InputError as error:
        raise InputError((*error.findings, *problems)) from error
    if problems:
        raise InputError(tuple(problems))
    return library, glossary


def _refuse_unknown(
    root: Path, library: Library, languages: Collection[str], brochures: Collection[str]
) -> None:
    there = {path.name for path in root.glob("locales/*") if path.is_dir()}
    for tag in sorted(set(languages) - there):
        raise BrochureError(f"There is no catalog in '{tag}'; start one with 'catalog new {tag}'.")
    known = (*library.brochures, COMMON)
    for name in sorted(set(brochures) - set(known)):
        raise BrochureError(f"There is no brochure '{name}'; choose one of: {', '.join(known)}.")


def _is_wanted(file: str, languages: Collection[str], brochures: Collection[str]) -> bool:
    """Tell whether a catalog, by its path, is of one of the languages and brochures asked for."""
    path = Path(file)
    tag = path.parts[1] if len(path.parts) > 1 else ""
    return (not languages or tag in languages) and (not brochures or path.stem in brochures)


def _catalog_findings(catalog: Catalog, library: Library, glossary: Glossary) -> Iterator[Finding]:
    brochure = library.brochures.get(catalog.domain)
    source = library.language(brochure.source_language if brochure else SHARED_SOURCE)
    own = library.language(catalog.tag)
    yield from check_catalog(catalog, source, own, glossary)
    for message in _printed(catalog.domain, library):
        entry = catalog.entries.get(message.key)
        if entry is None:
            continue
        for theme in _themes(catalog.domain, library):
            families = families_of(message.key, theme, own.script)
            yield from missing_in(entry.text, theme, families, entry.place)


def _printed(domain: str, library: Library) -> tuple[Message, ...]:
    """Return the messages of a catalog that are set in type."""
    brochure = library.brochures.get(domain)
    shared = library.shared_messages if domain == COMMON else ()
    return tuple(m for m in (brochure.messages() if brochure else shared) if not m.plain)


def _themes(domain: str, library: Library) -> tuple[Theme, ...]:
    """Return the themes that a catalog's texts are set in; those that all share, in every one."""
    brochure = library.brochures.get(domain)
    return (library.themes[brochure.theme],) if brochure else tuple(library.themes.values())


def _summary(findings: tuple[Finding, ...]) -> str:
    errors = sum(f.severity >= Severity.ERROR for f in findings)
    return f"{errors} errors, {len(findings) - errors} other findings."
