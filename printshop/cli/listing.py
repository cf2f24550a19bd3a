"""list: what a workspace offers."""

from __future__ import annotations

from pathlib import Path

import click

from ..findings import Severity, worst
from ..folds import FOLDS
from ..load import Library, load_library
from ..messages import COMMON, Catalogs, load_catalogs
from ..messages.progress import progress
from ..model import Brochure
from ..plan import languages_of
from ..profiles import PROFILES
from ..sign_off import sign_off
from .options import clinics_option, root_option, workspace
from .report import Screen

NOT_REVIEWED = "not reviewed by a clinician"


@click.command(name="list", short_help="Show what there is, and how complete.")
@clinics_option
@root_option
@click.pass_context
def list_command(context: click.Context, root: Path | None, clinic_list: str | None) -> int:
    """Show brochures, languages with their completeness, folds, profiles and clinics."""
    return show(workspace(context, root), context.obj["screen"], clinic_list)


def show(root: Path, screen: Screen, clinic_list: str | None = None) -> int:
    """Print brochures, languages, folds, profiles and clinics; returns the exit code."""
    library = load_library(root, clinic_list)
    catalogs, findings = load_catalogs(root, library.languages)
    findings += library.findings
    screen.findings(findings)
    screen.table(
        "Brochures",
        ("id", "title", "version", "review due", "folds"),
        (
            (b.id, b.title.text, b.version, b.review.isoformat(), ", ".join(b.folds))
            for b in library.brochures.values()
        ),
    )
    for brochure in library.brochures.values():
        screen.table(
            f"\nLanguages of {brochure.id}",
            ("tag", "name", "direction", "translated", "approval"),
            (
                _language_row(library, catalogs, brochure, tag)
                for tag in languages_of(brochure, catalogs)
            ),
        )
    screen.table("\nFolds", ("id", "name"), ((f.id, f.name) for f in FOLDS.values()))
    screen.table("\nProfiles", ("id", "name"), ((p.id, p.name) for p in PROFILES.values()))
    screen.table(
        "\nClinics",
        ("id", "name", "language"),
        ((c.id, c.name, c.language) for c in library.clinics.values()),
    )
    severity = worst(tuple(findings))
    return 1 if severity is not None and severity > Severity.INFO else 0


def _language_row(
    library: Library, catalogs: Catalogs, brochure: Brochure, tag: str
) -> tuple[str, ...]:
    own = library.language(tag)
    texts = progress(brochure.messages(), catalogs.get((tag, brochure.id)))
    shared = progress(library.shared_messages, catalogs.get((tag, COMMON)))
    total = texts.total + shared.total
    state = sign_off(brochure, library.shared_messages, own, catalogs, library.approvals)
    approved = len(state.approved)
    return (
        tag,
        own.autonym,
        own.direction,
        f"{texts.translated + shared.translated}/{total}",
        f"{approved} texts approved" if approved else NOT_REVIEWED,
    )
