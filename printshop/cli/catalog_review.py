"""catalog review: a PDF with every text beside its source and its panel, to check and to sign."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from ..errors import BrochureError, InputError
from ..fingerprint import Fingerprints
from ..load import Library, load_library
from ..messages import Catalogs, load_catalogs
from ..model import Edition
from ..plan import Request, plan
from ..render.library_check import require_libraries
from ..write import write_file
from .options import names, root_option, workspace
from .report import Screen

FOLDER = Path("out") / "review"
_COLUMNS = ("review", "texts", "fuzzy", "stale", "missing", "approved", "code")


@click.command(name="review")
@click.argument("tag", metavar="LANG")
@click.option(
    "--brochure",
    "brochures",
    multiple=True,
    callback=names,
    metavar="NAMES",
    help="Brochures to review (default: all in this language).",
)
@click.option("--fold", help="The fold to show them in (default: the first of each brochure).")
@click.option("--clinic", help="The clinic to show them for (default: the first).")
@root_option
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help=f"Where to write (default: {FOLDER.as_posix()}/ in the workspace).",
)
@click.pass_context
def review_command(
    context: click.Context,
    tag: str,
    brochures: tuple[str, ...],
    fold: str | None,
    clinic: str | None,
    root: Path | None,
    output: Path | None,
) -> int:
    """Write a PDF in which a clinician checks all texts of a language, and signs them."""
    folder = workspace(context, root)
    request = Request(
        brochures=brochures,
        languages=(tag,),
        clinics=(clinic,) if clinic else (),
        folds=(fold,) if fold else (),
        draft=True,
    )
    return write_reviews(folder, request, output or folder / FOLDER, context.obj["screen"])


def write_reviews(root: Path, request: Request, folder: Path, screen: Screen) -> int:
    """Write a review of each brochure that is asked for; returns 1 where one was refused, else 0.

    Raises BrochureError for what does not exist, and InputError for catalogs that cannot be read.
    """
    require_libraries()
    from ..review import State, review

    library = load_library(root)
    catalogs = _catalogs(root, library, request)
    rows, refused = [], False
    for edition in _editions(library, catalogs, request):
        made = review(edition, library.approvals)
        screen.findings([finding.of(edition.name) for finding in made.findings])
        path = folder / f"{edition.brochure.id}.{edition.language.tag}.review.pdf"
        if made.pdf is None:
            screen.error(f"{path} was not written: it would not show every letter.")
            refused = True
            continue
        write_file(path, made.pdf)
        states = (State.FUZZY, State.STALE, State.MISSING)
        approved = sum(entry.text.approval is not None for entry in made.texts)
        counts = (len(made.texts), *map(made.count, states), approved)
        rows.append((str(path), *map(str, counts), made.code))
    if rows:
        screen.table("", _COLUMNS, rows)
    return 1 if refused else 0


def _catalogs(root: Path, library: Library, request: Request) -> Catalogs:
    """Read the catalogs; those of other languages may be wrong."""
    catalogs, findings = load_catalogs(root, library.languages)
    own = {tag for name in request.languages for tag in library.language(name).chain}
    wrong = tuple(f for f in findings if own.intersection(Path(f.place.file).parts))
    if wrong:
        raise InputError(wrong)
    return catalogs


def _editions(library: Library, catalogs: Catalogs, request: Request) -> Iterator[Edition]:
    """Yield an edition of each brochure: for the first clinic and in the first fold asked for."""
    planned = plan(library, catalogs, request, Fingerprints(""))
    editions: dict[str, Edition] = {}
    for edition in planned.editions:
        editions.setdefault(edition.brochure.id, edition)
    lacking = [id for id in request.brochures if id not in editions]
    if lacking:
        raise BrochureError(
            f"The brochure '{lacking[0]}' is not made like that: look at what it offers with "
            "'list'."
        )
    yield from editions.values()
