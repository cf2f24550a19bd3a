"""What is wrong with the translations of a workspace."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from .catalog_files import SHARED_SOURCE, templates
from .errors import BrochureError, InputError
from .findings import Finding
from .load import Library, load_library
from .load.glossary import load_glossary
from .load.languages import load_languages
from .messages import COMMON, load_catalogs
from .model import Catalog, Glossary, Message, Theme
from .preflight import families_of, missing_in
from .translation_checks import check_catalog


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
    known = tuple(templates(root, library))
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
