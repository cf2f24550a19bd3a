"""check: preflight of built editions, and of any PDF."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ..checking import Report, Task, as_html, examine
from ..clock import today
from ..errors import BrochureError
from ..executors import each, worker_count
from ..findings import worst
from ..fingerprint import Fingerprints, engine_digest
from ..load import load_library
from ..load.requirements import load_requirements
from ..messages import load_catalogs
from ..plan import Job, Request, plan
from ..preflight.run import RULES
from ..profiles import PROFILES
from ..render.library_check import pango_version
from ..thresholds import Requirements, requirements
from ..write import Output, write_file
from .check import Wanted
from .check_report import as_json, say
from .check_sarif import as_sarif
from .report import Screen
from .tally import CLEAN, EXIT_FINDINGS

EXIT_USER = 2
WORTH_A_POOL = 8  # files: below, starting processes takes longer than checking


def check(root: Path, request: Request, folder: Path, screen: Screen, wanted: Wanted) -> int:
    """Check PDFs that are named, and built editions in a folder; returns the exit code.

    0 clean, 1 findings at the profile's gate, 2 a file that cannot be read. Raises BrochureError
    for what the user has to mend first.
    """
    own = _own_requirements(wanted.profile_file)
    files = [Path(name) for name in request.brochures if _is_file(name)]
    brochures = tuple(name for name in request.brochures if not _is_file(name))
    tasks = [Task(path, own or _named(request.profiles), today()) for path in files]
    if brochures or not files:
        tasks += _editions(root, replace(request, brochures=brochures), folder, own, screen)
    tasks = [
        replace(task, path=_shown(task.path), crops=bool(wanted.html), separate=wanted.separations)
        for task in tasks
    ]
    reports = _run(tasks, screen)
    _tell(reports, screen, wanted)
    return _exit_code(reports)


def _is_file(name: str) -> bool:
    return name.lower().endswith(".pdf") or os.sep in name


def _shown(path: Path) -> Path:
    """Return a path as people would write it here."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _own_requirements(path: Path | None) -> Requirements | None:
    codes = {rule.code for rule in RULES}
    return load_requirements(path, codes) if path is not None else None


def _named(profiles: Sequence[str]) -> Requirements | None:
    """Return what the one profile that is named asks for; None where none is."""
    if not profiles:
        return None
    known = [id for id, profile in PROFILES.items() if profile.folded]
    if len(profiles) > 1 or profiles[0] not in known:
        raise BrochureError(f"A PDF is checked against one profile: {', '.join(known)}.")
    return requirements(PROFILES[profiles[0]])


def _editions(
    root: Path, request: Request, folder: Path, own: Requirements | None, screen: Screen
) -> list[Task]:
    """Return the built editions that a request asks for, each against its own profile."""
    if own is not None and not request.profiles:
        request = replace(request, profiles=(own.profile.id,))
    if own is not None and request.profiles != (own.profile.id,):
        raise BrochureError(f"The profile file is for {own.profile.id}; leave --profile out.")
    library = load_library(root, request.clinic_list)
    screen.findings(library.findings)
    catalogs, _ = load_catalogs(root, library.languages)
    jobs = plan(library, catalogs, request, Fingerprints(engine_digest(pango_version()))).jobs
    output, day = Output(folder), today()
    tasks = []
    for job in jobs:
        for edition, print_ in zip(job.editions, job.fingerprints, strict=True):
            if edition.profile.folded:
                path = folder / edition.file
                alone = Job((edition,), (print_,), job.layout_fingerprint)
                asked = own or requirements(edition.profile)
                tasks.append(Task(path, asked, day, edition, output.current(alone) is None))
    if not tasks:
        raise BrochureError("There is no PDF among these; pages for browsers are not checked here.")
    if not any(task.path.exists() for task in tasks):
        raise BrochureError(f"None of these leaflets is in {folder} yet; build them first.")
    return tasks


def _run(tasks: Sequence[Task], screen: Screen) -> list[Report]:
    workers = worker_count(len(tasks)) if len(tasks) >= WORTH_A_POOL else 1
    reports = []
    with screen.progress("Checking", len(tasks)) as progress:
        for report in each(tasks, examine, workers):
            reports.append(report)
            progress.advance(1)
    return reports


def _tell(reports: Sequence[Report], screen: Screen, wanted: Wanted) -> None:
    if wanted.as_json:
        screen.say(as_json(reports))
    else:
        say(reports, screen)
    if wanted.sarif:
        write_file(wanted.sarif, as_sarif(reports).encode())
    if wanted.html:
        write_file(wanted.html, as_html(reports).encode())


def _exit_code(reports: Sequence[Report]) -> int:
    if any(report.error for report in reports):
        return EXIT_USER
    for report in reports:
        severity = worst(tuple(problem.finding for problem in report.problems))
        if severity is not None and severity >= report.gate:
            return EXIT_FINDINGS
    return CLEAN
