"""list: what a workspace offers."""

from __future__ import annotations

from pathlib import Path

from ..folds import FOLDS
from ..load import load_library
from ..messages import COMMON, language, load_catalogs
from ..messages.progress import progress
from ..plan import languages_of
from ..profiles import PROFILES
from .report import Screen


def show(root: Path, screen: Screen) -> int:
    """Print brochures, languages, folds, profiles and clinics; returns the exit code."""
    library = load_library(root)
    catalogs, findings = load_catalogs(root)
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
        rows = []
        for tag in languages_of(brochure, catalogs):
            texts = progress(brochure.messages(), catalogs.get((tag, brochure.id)))
            shared = progress(library.shared_messages, catalogs.get((tag, COMMON)))
            own = language(tag)
            rows.append(
                (
                    tag,
                    own.autonym,
                    own.direction,
                    f"{texts.translated + shared.translated}/{texts.total + shared.total}",
                    "reviewed" if texts.reviewed else "not reviewed by a clinician",
                )
            )
        screen.table(
            f"\nLanguages of {brochure.id}",
            ("tag", "name", "direction", "translated", "clinical review"),
            rows,
        )
    screen.table("\nFolds", ("id", "name"), ((f.id, f.name) for f in FOLDS.values()))
    screen.table("\nProfiles", ("id", "name"), ((p.id, p.name) for p in PROFILES.values()))
    screen.table(
        "\nClinics",
        ("id", "name", "language"),
        ((c.id, c.name, c.language) for c in library.clinics.values()),
    )
    return 1 if findings else 0
