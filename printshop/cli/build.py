"""Build: plan, make what is not up to date, write it, say what came of it.

Nothing is collected: jobs, files and their bytes come and go one at a time, and are only counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
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
from ..manifest import NAME as MANIFEST
from ..messages import Catalogs
from ..model import Artifact, Edition
from ..plan import BuildPlan, Job, Request, plan
from ..preflight.review_date import review_findings
from ..profiles import PROFILES
from ..render.library_check import missing_libraries, pango_version, require_libraries
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
    from ..executors import Done, Work

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
    _get_ready(request, place, force, crew)
    library, catalogs, findings = _workspace(root, request)
    planned = _planned(library, catalogs, request)
    packing, output, tally = delivery.packing(today()), Output(place, today()), Tally()
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


def _get_ready(request: Request, place: Path | str, force: bool, crew: Crew) -> None:
    """Let processes read their libraries already, where it is as good as sure that they will work.

    What is up to date is told in a quarter of a second, and one leaflet is made here.
    """
    if _are_many(request) and (force or _is_new(place)) and not missing_libraries():
        crew.get_ready(LOOK_AHEAD)


def _are_many(request: Request) -> bool:
    """Tell, before anything is read, whether it looks as if many leaflets were wanted."""
    clinics = len(request.clinics) > 1 or (request.clinic_list and not request.clinics)
    asked = (PROFILES[name] for name in request.profiles if name in PROFILES)
    folded = not request.profiles or any(profile.folded for profile in asked)
    return folded and (len(request.languages) != 1 or bool(clinics))


def _is_new(place: Path | str) -> bool:
    """Tell whether nothing was ever built into a folder; of an address nobody knows so soon."""
    return not is_address(place) and Output(place).storage.stamp(MANIFEST) is None


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
        try:
            with _at_work(first, todo, output, crew) as done:
                for job, artifacts in done:
                    with put_off():
                        output.add(job, artifacts)
                        told.made(job, artifacts, screen)
                    progress.advance(len(artifacts))
        except BaseException:
            output.commit()  # and no more: somebody waits for the end
            raise
        output.save()


@contextmanager
def _at_work(
    first: Sequence[Work], todo: Iterator[Work], output: Output, crew: Crew
) -> Iterator[Iterator[Done]]:
    """Give each job with what came of it; whoever does them goes home when the block ends."""
    from ..executors import run

    begun = [*first, *_more(todo, first, crew)]
    with crew.opened(*_worth(begun)) as workers:
        from ..pipeline import make  # the workers are reading it meanwhile

        with crew.making(make, output.storage, output.place) as making:
            yield run(chain(begun, todo), making, workers)


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


def _more(todo: Iterator[Work], first: Sequence[Work], crew: Crew) -> Iterator[Work]:
    """Take jobs until there is enough in them to keep all processes busy."""
    from ..executors import WORTH_A_POOL, worker_count

    most = worker_count(LOOK_AHEAD, crew.jobs)
    jobs, layouts = _worth(first)
    for work in islice(todo, LOOK_AHEAD if most > 1 else 0):
        yield work
        jobs += _layouts(work) > 0
        layouts += _layouts(work)
        if jobs >= most and layouts >= WORTH_A_POOL:
            return


def _worth(first: Iterable[Work]) -> tuple[int, int]:
    """Count the jobs that are worth a process, and the layouts in them."""
    layouts = [*filter(None, map(_layouts, first))]
    return len(layouts), sum(layouts)


def _layouts(work: Work) -> int:
    """Count the layouts of a job: pages for browsers have none and are made in no time."""
    folded = (edition for edition in work[0].editions if edition.profile.folded)
    return len({(e.brochure.id, e.language.tag, e.fold.id) for e in folded})
