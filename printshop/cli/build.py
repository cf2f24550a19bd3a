"""Build: plan, make what is not up to date, write it, say what came of it."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from ..errors import BrochureError
from ..executors import run, worker_count
from ..findings import Finding, Severity, worst
from ..fingerprint import Fingerprints, engine_digest
from ..load import load_library
from ..messages import load_catalogs
from ..model import Artifact
from ..plan import BuildPlan, Job, Request, plan
from ..preflight.review_date import review_findings
from ..render.library_check import pango_version, require_libraries
from ..write import Output
from .report import Screen, write_report

CLEAN, EXIT_FINDINGS, EXIT_BUG = 0, 1, 3


def build(
    root: Path,
    request: Request,
    folder: Path,
    screen: Screen,
    report: Path | None,
    force: bool,
    jobs: int | None,
) -> int:
    """Build what is requested into a folder and return the exit code.

    Raises BrochureError for what the user has to mend first.
    """
    planned, findings = _plan(root, request)
    if any(edition.profile.folded for edition in planned.editions):
        require_libraries()
    output = Output(folder)
    artifacts = _make_all(planned, output, screen, force, jobs)
    artifacts += [Artifact(edition.name, None, (finding,)) for edition, finding in planned.refused]
    findings = [*findings, *(f for artifact in artifacts for f in artifact.findings)]
    screen.findings(findings)
    _say_failures(artifacts, screen)
    _say_result(planned, artifacts, folder, screen)
    if report:
        write_report(report, artifacts, findings)
    return _exit_code(artifacts, findings)


def pdf_files(root: Path, request: Request) -> list[tuple[str, str]]:
    """Return the editions with pages that a request asks for, by name and file, in plan order."""
    editions = _plan(root, request)[0].editions
    return [(edition.name, edition.file) for edition in editions if edition.profile.folded]


def _plan(root: Path, request: Request) -> tuple[BuildPlan, list[Finding]]:
    library = load_library(root)
    catalogs, findings = load_catalogs(root, library.languages)
    for brochure in library.brochures.values():
        if not request.brochures or brochure.id in request.brochures:
            findings += review_findings(brochure, today())
    prints = Fingerprints(engine_digest(pango_version()))
    return plan(library, catalogs, request, prints), findings


def today() -> date:
    """Return the day of the build: SOURCE_DATE_EPOCH if it is set, else the clock's.

    Only findings depend on it, never what is in a file.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return date.today()
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    except (ValueError, OverflowError, OSError) as error:
        raise BrochureError(
            f"SOURCE_DATE_EPOCH is '{epoch}'; it has to be a number of seconds since 1970."
        ) from error


def _make_all(
    planned: BuildPlan, output: Output, screen: Screen, force: bool, jobs: int | None
) -> list[Artifact]:
    from ..pipeline import make

    made: dict[str, Artifact] = {}
    todo: list[Job] = []
    for job in planned.jobs:
        current = None if force else output.current(job)
        if current is None:
            todo.append(job)
        else:
            made.update((artifact.name, artifact) for artifact in current)
    work = [(job, output.remembered(job)) for job in todo]
    try:
        with screen.progress("Making leaflets", len(planned.editions)) as progress:
            progress.advance(len(made))
            for job, artifacts in run(work, make, worker_count(_layouts(todo), jobs)):
                output.add(job, artifacts)
                made.update((artifact.name, artifact) for artifact in artifacts)
                progress.advance(len(artifacts))
    finally:
        if todo:
            output.save()
    return [made[edition.name] for edition in planned.editions]


def _layouts(jobs: Sequence[Job]) -> int:
    """Count the jobs that are worth a process: pages for browsers are made in no time."""
    return sum(job.editions[0].profile.folded for job in jobs)


def _say_failures(artifacts: Sequence[Artifact], screen: Screen) -> None:
    for artifact in artifacts:
        if artifact.failure:
            screen.error(f"{artifact.name} failed; please report this:\n{artifact.failure}")


def _say_result(
    planned: BuildPlan, artifacts: Sequence[Artifact], folder: Path, screen: Screen
) -> None:
    by_name = {artifact.name: artifact for artifact in artifacts}
    leaflets: dict[tuple[str, ...], list[Artifact]] = defaultdict(list)
    for edition in (*planned.editions, *(edition for edition, _ in planned.refused)):
        leaflet = (edition.brochure.id, edition.clinic.id, edition.language.tag, edition.fold.id)
        leaflets[leaflet].append(by_name[edition.name])
    rows = [(*leaflet, *_row(mine)) for leaflet, mine in leaflets.items()]
    columns = ("brochure", "clinic", "language", "fold", "body", "full", "files")
    screen.table("", columns, rows)
    count = sum(artifact.pdf is not None for artifact in artifacts)
    fresh = sum(bool(artifact.pdf) for artifact in artifacts)
    screen.say(f"{count} of {len(artifacts)} files in {folder}; {fresh} made now.")


def _row(artifacts: Sequence[Artifact]) -> tuple[str, str, str]:
    fit = next((artifact.fit for artifact in artifacts if artifact.fit), None)
    if fit is None:
        return "", "", _state(artifacts)
    return f"{fit.body:g} pt", f"{fit.fill:.0%}", _state(artifacts)


def _state(artifacts: Sequence[Artifact]) -> str:
    if any(artifact.failure for artifact in artifacts):
        return "failed"
    refused = sum(artifact.pdf is None for artifact in artifacts)
    if refused:
        return f"{refused} refused"
    return "made" if any(artifact.pdf for artifact in artifacts) else "up to date"


def _exit_code(artifacts: Sequence[Artifact], findings: Sequence[Finding]) -> int:
    if any(artifact.failure for artifact in artifacts):
        return EXIT_BUG
    severity = worst(tuple(findings))
    return EXIT_FINDINGS if severity is not None and severity >= Severity.ERROR else CLEAN
