"""catalog new: start the catalogs of a language, and describe one that CLDR lacks."""

from __future__ import annotations

import re
from pathlib import Path

import click

from ..catalog_files import CatalogFiles, written
from ..catalogs.start import new
from ..clock import today
from ..errors import BrochureError, InputError
from ..load import is_tag, language_file, language_path, load_library
from ..messages import PSEUDO_LANGUAGES, catalog_path, language
from ..model import Language
from ..write import write_file
from .options import root_option, workspace
from .report import Screen

_SCRIPT = re.compile("[A-Z][a-z]{3}")
# Scripts whose letters have the bidirectional classes R or AL (Unicode Standard, 9.2).
RIGHT_TO_LEFT = frozenset(["Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"])


@click.command(name="new")
@click.argument("tag", metavar="LANG")
@click.option("--like", help="For a language that CLDR lacks: one with its dates and plurals.")
@click.option("--name", help="For a language that CLDR lacks: what its speakers call it.")
@click.option("--script", help="For a language that CLDR lacks: such as Arab (default: as LIKE's).")
@root_option
@click.pass_context
def new_command(
    context: click.Context,
    tag: str,
    like: str | None,
    name: str | None,
    script: str | None,
    root: Path | None,
) -> int:
    """Start the catalogs of a language such as nl, pt_BR or zh_Hans.

    A language that CLDR lacks gets a small file: name another that it is like.
    """
    folder = workspace(context, root)
    if like or name or script:
        describe_language(folder, tag, like, name, script)
    return start(folder, tag, context.obj["screen"])


def describe_language(
    root: Path, tag: str, like: str | None, name: str | None, script: str | None = None
) -> None:
    """Write the file of a language that CLDR lacks; its direction is that of its script.

    Raises BrochureError for a tag that is none or that CLDR knows, and where too little is said.
    """
    if not is_tag(tag) or _is_known(tag):
        raise BrochureError(
            f"'{tag}' is known, or is not a tag such as srn or srn_SR; --like, --name and --script "
            "are for languages that CLDR lacks."
        )
    if not like or not name or not name.strip():
        raise BrochureError(
            f"To start '{tag}', say both what it is called and which language it is like: "
            "--name NAME --like LANG."
        )
    written_like = language(like)
    script = script or written_like.script
    if not _SCRIPT.fullmatch(script):
        raise BrochureError(f"'{script}' is not a script; write four letters, such as Arab.")
    direction = "rtl" if script in RIGHT_TO_LEFT else "ltr"
    text = language_file(" ".join(name.split()), script, direction, like)
    write_file(language_path(root, tag), text.encode())


def _is_known(tag: str) -> bool:
    try:
        language(tag)
    except BrochureError:
        return tag in PSEUDO_LANGUAGES
    return True


def start(root: Path, tag: str, screen: Screen) -> int:
    """Write the catalogs that a language lacks, filled from those it has, which are not touched.

    Raises BrochureError for a tag that CLDR lacks, and where nothing is missing; InputError where
    a catalog of the language cannot be read.
    """
    library = load_library(root)
    try:
        own = library.language(tag)
    except BrochureError as error:
        hint = " For a language that CLDR lacks, add --name NAME --like LANG."
        raise BrochureError(f"{error}{hint if is_tag(tag) else ''}") from error
    if own.pseudo:
        raise BrochureError(f"'{tag}' is a pseudo-language: it is made from the source by itself.")
    files = CatalogFiles(root, library, (tag,))
    missing = [d for d in files.templates if not catalog_path(root, tag, d).exists()]
    if not missing:
        raise BrochureError(
            f"'{tag}' has all of its catalogs; bring them up to date with 'catalog update {tag}'."
        )
    if files.findings:
        raise InputError(tuple(files.findings))
    for domain in missing:
        _start(files, root, own, domain, screen)
    return 0


def _start(files: CatalogFiles, root: Path, own: Language, domain: str, screen: Screen) -> None:
    tag = own.tag
    path, template = catalog_path(root, tag, domain), files.templates[domain]
    name = path.relative_to(root).as_posix()
    is_source = files.is_source(tag, domain)
    document = new(template, own, name, files.memory(tag, domain), is_source, today())
    written(path, document.to_bytes())
    fuzzy = sum(entry.fuzzy for entry in document.messages)
    confirm = f", {fuzzy} of them filled in to be confirmed" if fuzzy else ""
    screen.say(f"Started {name} with {len(document.messages)} messages{confirm}.")
