"""Tidying up: leaflets of what is no longer in the workspace."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from ..errors import BrochureError
from ..findings import Severity
from ..folds import FOLDS, UNFOLDED
from ..load import Library
from ..manifest import FileRecord, PackageRecord
from ..messages import PSEUDO_LANGUAGES, Catalogs
from ..model import Brochure
from ..plan import languages_of
from ..write import Output
from .report import Screen

MOST_NAMED = 3


def say_gone(output: Output, library: Library, screen: Screen) -> None:
    """Say which clinics have leaflets although they are no longer in the workspace."""
    gone = sorted(output.manifest.clinics() - library.clinics.keys())
    if gone:
        screen.say(
            f"There are leaflets of {len(gone):,} clinics that are not in the workspace or the "
            f"list any more ({_named(gone)}); --prune deletes them."
        )


def prune(output: Output, library: Library, catalogs: Catalogs, screen: Screen) -> None:
    """Delete leaflets and archives of what is gone, if they are as they were written.

    Raises BrochureError where the workspace has errors: what could not be read is not gone.
    """
    if any(finding.severity >= Severity.ERROR for finding in library.findings):
        raise BrochureError("Nothing is deleted as long as there are clinics that cannot be read.")
    offered = {b.id: languages_of(b, catalogs) for b in library.brochures.values()}
    deleted, changed = [], []
    for name, record in _gone(output, library, offered):
        if output.storage.stamp(record.file) is None:
            output.manifest.forget([name])
        elif _is_ours(output, record):
            output.storage.remove(record.file)
            output.manifest.forget([name])
            deleted.append(record.file)
        else:
            changed.append(record.file)
    if deleted:
        screen.say(f"Deleted {len(deleted):,} files ({_named(deleted)}).")
    if changed:
        screen.say(
            f"{len(changed):,} more are of what is gone, but somebody changed them "
            f"({_named(changed)}); delete them yourself."
        )


def _gone(
    output: Output, library: Library, offered: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, FileRecord | PackageRecord]]:
    for record in output.manifest.files():
        brochure = library.brochures.get(record.brochure)
        if brochure is None or not _is_offered(record, brochure, library, offered):
            yield record.name, record
    for package in output.manifest.packages():
        if package.about not in library.clinics and package.about not in library.brochures:
            yield package.file, package


def _is_offered(
    record: FileRecord,
    brochure: Brochure,
    library: Library,
    offered: Mapping[str, tuple[str, ...]],
) -> bool:
    fold = FOLDS.get(record.fold)
    return (
        record.clinic in library.clinics
        and record.language in (*offered[brochure.id], *PSEUDO_LANGUAGES)
        and (
            record.fold in (*brochure.folds, UNFOLDED.id)
            or bool(
                fold and fold.roomier
            )  # large print comes in folds that a brochure need not name
        )
    )


def _is_ours(output: Output, record: FileRecord | PackageRecord) -> bool:
    if output.storage.stamp(record.file) == record.stamp:
        return True
    return hashlib.sha256(output.storage.read(record.file)).hexdigest() == record.sha256


def _named(names: list[str]) -> str:
    more = ", ..." if names[MOST_NAMED:] else ""
    return ", ".join(names[:MOST_NAMED]) + more
