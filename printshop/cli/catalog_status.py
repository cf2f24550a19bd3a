"""catalog status: how far translations are, who is due, and how each language fits the folds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from ..executors import run, worker_count
from ..fingerprint import Fingerprints, engine_digest
from ..load import Library, load_library
from ..messages import COMMON, Approvals, Catalogs, is_current, load_catalogs
from ..messages.progress import Progress, progress
from ..model import Fact, Message
from ..plan import Job, Request, plan
from ..profiles import PROFILES
from ..render.library_check import missing_libraries, pango_version
from ..sign_off import approval_of
from ..write import Output
from .listing import NOT_REVIEWED
from .options import root_option, workspace
from .report import Screen

_COLUMNS = (
    "catalog",
    "translated",
    "fuzzy",
    "stale",
    "missing",
    "words left",
    "approved",
    "due",
    "fit",
)
Fits = Mapping[tuple[str, str, str], tuple[float, int]]  # by language, brochure and fold


@dataclass(frozen=True, slots=True)
class CatalogState:
    """A catalog's progress, how many of its texts are approved as they are, and by whom last.

    ``fits`` is the body size in points and the lines over, by fold.
    """

    tag: str
    domain: str
    progress: Progress
    approved: int
    last_approval: str
    fits: Mapping[str, tuple[float, int]]

    @property
    def due(self) -> str:
        """What has to be done next: translation, approval, or nothing."""
        if self.progress.translated < self.progress.total:
            return "translation"
        return "approval" if self.approved < self.progress.total else ""


@click.command(name="status")
@root_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    default=0.0,
    help="Exit with 1 if a catalog is translated by less than so many percent.",
)
@click.option("--fit/--no-fit", default=True, help="Lay out what is not known to fit (default).")
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where builds are written, which remember fits (default: out/ in the workspace).",
)
@click.pass_context
def status_command(
    context: click.Context,
    root: Path | None,
    as_json: bool,
    fail_under: float,
    fit: bool,
    output: Path | None,
) -> int:
    """Show what is left to do in each catalog, who is due, and how the language fits each fold."""
    folder, screen = workspace(context, root), context.obj["screen"]
    library = load_library(folder)
    catalogs, findings = load_catalogs(folder, library.languages)
    screen.findings(findings)
    wanted = fit and not missing_libraries() and bool(catalogs)
    fits = measured_fits(library, catalogs, output or folder / "out", screen) if wanted else {}
    states = tuple(catalog_states(library, catalogs, fits))
    if as_json:
        screen.say(json.dumps([_entry(state) for state in states], ensure_ascii=False, indent=1))
    else:
        screen.table("", _COLUMNS, [_row(state) for state in states])
    behind = any(state.progress.percent < fail_under for state in states)
    return 1 if findings or behind else 0


def catalog_states(library: Library, catalogs: Catalogs, fits: Fits) -> Iterator[CatalogState]:
    """Yield the state of every brochure, and of what all share, in every language."""
    domains: dict[str, tuple[tuple[Message, ...], tuple[Fact, ...]]] = {
        **{id: (b.messages(), b.facts) for id, b in library.brochures.items()},
        COMMON: (library.shared_messages, ()),
    }
    for tag in sorted({tag for tag, _ in catalogs}):
        for domain, (messages, facts) in domains.items():
            catalog = catalogs.get((tag, domain))
            entries = catalog.entries if catalog else {}
            signed = [
                approval_of(library.approvals, tag, domain, m, entries[m.key].text, facts)
                for m in messages
                if m.key in entries and is_current(m, entries[m.key])
            ]
            yield CatalogState(
                tag,
                domain,
                progress(messages, catalog),
                sum(approval is not None for approval in signed),
                _last_approval(library.approvals, tag, domain),
                {fold: fits[t, d, fold] for t, d, fold in fits if (t, d) == (tag, domain)},
            )


def _last_approval(approvals: Approvals, tag: str, domain: str) -> str:
    given = [a for (t, d, _), row in approvals.items() if (t, d) == (tag, domain) for a in row]
    last = max(given, key=lambda approval: approval.on, default=None)
    return f"{last.by}, {last.role}, {last.on}" if last else ""


# --- fit -----------------------------------------------------------------------------------------


def measured_fits(library: Library, catalogs: Catalogs, output: Path, screen: Screen) -> Fits:
    """Return how each language fits each fold, with the first clinic's address.

    What no build has made since the texts changed is laid out; languages that are not complete
    are measured with the source's texts in the gaps.
    """
    from ..pipeline import measure

    jobs = _layouts(library, catalogs)
    known = Output(output)
    found = {job.layout_fingerprint: known.measured(job) for job in jobs}
    work = [(job, None) for job in jobs if found[job.layout_fingerprint] is None]
    with screen.progress("Measuring", len(work)) as bar:
        for job, (artifact, *_) in run(work, measure, worker_count(len(work))):
            if artifact.fit:
                found[job.layout_fingerprint] = (artifact.fit.body, artifact.fit.lines_over)
            bar.advance(1)
    fits = {key: fit for key, fit in found.items() if fit}
    if work:
        known.remember_measured(fits)
        known.save()
    return {_name(job): fit for job in jobs if (fit := fits.get(job.layout_fingerprint))}


def _name(job: Job) -> tuple[str, str, str]:
    edition = job.editions[0]
    return edition.language.tag, edition.brochure.id, edition.fold.id


def _layouts(library: Library, catalogs: Catalogs) -> Sequence[Job]:
    unsigned = tuple(id for id, profile in PROFILES.items() if not profile.signed_off)
    clinic = next(iter(sorted(library.clinics)))
    request = Request(clinics=(clinic,), profiles=unsigned[:1], draft=True)
    return plan(library, catalogs, request, Fingerprints(engine_digest(pango_version()))).jobs


# --- printing ------------------------------------------------------------------------------------


def _row(state: CatalogState) -> tuple[str, ...]:
    done = state.progress
    counts = (done.fuzzy, done.stale, done.missing, done.words_left)
    return (
        f"{state.tag}/{state.domain}",
        f"{done.translated}/{done.total}",
        *map(str, counts),
        f"{state.approved}/{done.total}",
        _due(state),
        ", ".join(f"{fold} {_fit(*fit)}" for fold, fit in state.fits.items()),
    )


def _due(state: CatalogState) -> str:
    if not state.due:
        return ""
    last = f"last: {state.last_approval}" if state.last_approval else NOT_REVIEWED
    return f"{state.due} ({last})"


def _fit(body: float, lines_over: int) -> str:
    return f"{lines_over} lines over" if lines_over else f"{body:g} pt"


def _entry(state: CatalogState) -> dict[str, object]:
    done = state.progress
    return {
        "language": state.tag,
        "domain": state.domain,
        "translated": done.translated,
        "fuzzy": done.fuzzy,
        "stale": done.stale,
        "missing": done.missing,
        "words_left": done.words_left,
        "approved": state.approved,
        "last_approval": state.last_approval,
        "due": state.due,
        "fits": {
            fold: {"body_pt": body, "lines_over": lines}
            for fold, (body, lines) in state.fits.items()
        },
    }
