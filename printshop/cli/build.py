"""Build: plan, make what is not up to date, write it, say what came of it.

Nothing is collected: jobs, files and their bytes come and go one at a time, and are only counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from ..clock import today
from ..errors import BrochureError
from ..findings import Finding
from ..fingerprint import Fingerprints, engine_digest
from ..kept_workspace import load_workspace
from ..load import Library
from ..messages import Catalogs
from ..model import Artifact, Edition
from ..plan import BuildPlan, Job, Request, plan
from ..preflight.review_date import review_findings
from ..render.library_check import pango_version, require_libraries
from ..storage import is_address
from ..write import Output
from .delivery import AS_FILES, Delivery, Packing
from .prune import prune, say_gone
from .report import Screen
from .report_file import Report, report_file
from .stopping import at_once, put_off
from .tally import Tally
from .workers import AS_IT_PAYS, Crew

if TYPE_CHECKING:
    from ..executors import Work

LOOK_AHEAD = 1000  # jobs at most, to see how many processes are worth while


def build(
    root: Path,
    request: Request,
    place: Path | str,
    screen: Screen,
    report: Path | None,
    force: bool,
    crew: Crew = AS_IT_PAYS,
    delivery: Delivery = AS_FILES,
) -> int:
    """Build what is requested into a folder, or at an address, and return the exit code.

    Raises BrochureError for what the user has to mend first.
    """
    library, catalogs, findings = _workspace(root, request)
    planned = _planned(library, catalogs, request)
    packing = delivery.packing(today())
    output, tally = Output(place, today()), Tally()
    if is_address(place):
        screen.get_ready()  # its lock outlives a process that ends while it reads a library
    tally.found(findings)
    with report_file(report) as file, output.held() as alone:
        told = _Told(tally, file, packing)
        if file:
            file.found(findings)
        if not alone:
            screen.say(f"{place} knows no locks; see to it that no other build writes there now.")
        if output.manifest.torn:
            screen.say("A build was broken off here; what it did not finish is made now.")
        with _told_in_any_case(told, screen, place):
            _make_all(planned, output, told, screen, force, crew)
            for edition, finding in planned.refused:
                told.add(edition, Artifact(edition.name, None, (finding,)))
            told.say(screen, place)
            packing.write(output, screen)
            if delivery.prune:
                prune(output, library, catalogs, screen)
            else:
                say_gone(output, library, screen)
    return tally.exit_code


def pdf_files(root: Path, request: Request) -> list[tuple[str, str]]:
    """Return the editions with pages that a request asks for, by name and file, in plan order."""
    editions = _plan(root, request)[0].editions
    return [(edition.name, edition.file) for edition in editions if edition.profile.folded]


def _plan(root: Path, request: Request) -> tuple[BuildPlan, list[Finding]]:
    library, catalogs, findings = _workspace(root, request)
    return _planned(library, catalogs, request), findings


def _workspace(root: Path, request: Request) -> tuple[Library, Catalogs, list[Finding]]:
    with at_once():
        library, catalogs, found = load_workspace(root, request.clinic_list)
    findings = [*found]
    for brochure in library.brochures.values():
        if not request.brochures or brochure.id in request.brochures:
            findings += review_findings(brochure, today())
    return library, catalogs, findings


def _planned(library: Library, catalogs: Catalogs, request: Request) -> BuildPlan:
    return plan(library, catalogs, request, Fingerprints(engine_digest(pango_version())))


@dataclass
class _Told:
    """Who is told what came of each edition: the tally, who packs, the report if one is wanted."""

    tally: Tally
    report: Report | None
    packing: Packing
    said: bool = False
    trouble: str = ""

    def say(self, screen: Screen, place: Path | str) -> None:
        self.said = True
        self.tally.say(screen, place)

    def made(self, job: Job, artifacts: tuple[Artifact, ...], screen: Screen) -> None:
        for edition, artifact in zip(job.editions, artifacts, strict=True):
            self.add(edition, artifact)
        if not self.trouble:
            from ..deposits import trouble

            self.trouble = trouble(artifacts)
            if self.trouble:
                screen.error(
                    "Files come back from workers and are written here, since not every worker "
                    f"can write to the place of all ({self.trouble})"
                )

    def add(self, edition: Edition, artifact: Artifact) -> None:
        self.tally.add(edition, artifact)
        self.packing.add(edition, artifact)
        if self.report:
            self.report.add(artifact)


@contextmanager
def _told_in_any_case(told: _Told, screen: Screen, place: Path | str) -> Iterator[None]:
    """Say what was done until then where the block is broken off: by Ctrl-C, or a full disk."""
    try:
        yield
    except (KeyboardInterrupt, BrochureError):
        if told.report:
            told.report.broken_off()
        if told.tally.all.files and not told.said:
            screen.say("The build was broken off; until then it was so:")
            told.say(screen, place)
        raise


def _make_all(
    planned: BuildPlan, output: Output, told: _Told, screen: Screen, force: bool, crew: Crew
) -> None:
    with screen.progress("Making leaflets", planned.count) as progress:

        def up_to_date(edition: Edition, artifact: Artifact) -> None:
            told.add(edition, artifact)
            progress.skip(1)

        todo = _todo(planned.jobs, output, up_to_date, force)
        first = [*islice(todo, 1)]
        if not first:
            output.save()
            return
        from ..executors import run, worker_count
        from ..pipeline import make

        first += _more(todo, worker_count(LOOK_AHEAD, crew.jobs) - _layouts(first))
        try:
            with (
                crew.opened(_layouts(first)) as workers,
                crew.making(make, output.storage, output.place) as making,
            ):
                for job, artifacts in run(chain(first, todo), making, workers):
                    with put_off():
                        output.add(job, artifacts)
                        told.made(job, artifacts, screen)
                    progress.advance(len(artifacts))
        except BaseException:
            output.commit()  # and no more: somebody waits for the end
            raise
        output.save()


def _todo(
    jobs: Iterable[Job],
    output: Output,
    up_to_date: Callable[[Edition, Artifact], None],
    force: bool,
) -> Iterator[Work]:
    """Yield what must be made, with what copyfit found for it before; tell what need not be."""
    checked = False
    for job in jobs:
        current, stale = ((), job) if force else output.split(job)
        for edition, artifact in current:
            up_to_date(edition, artifact)
        if stale is None:
            continue
        if not checked and stale.editions[0].profile.folded:
            require_libraries()
            checked = True
        yield stale, output.remembered(stale)


def _more(todo: Iterator[Work], enough: int) -> Iterator[Work]:
    """Take jobs until there are enough layouts among them to keep all processes busy."""
    layouts = 0
    for work in islice(todo, LOOK_AHEAD if enough > 0 else 0):
        yield work
        layouts += _is_layout(work)
        if layouts >= enough:
            return


def _layouts(first: Iterable[Work]) -> int:
    """Count the jobs that are worth a process: pages for browsers are made in no time."""
    return sum(map(_is_layout, first))


def _is_layout(work: Work) -> bool:
    return work[0].editions[0].profile.folded
