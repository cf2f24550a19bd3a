"""make(): the straight line from editions to finished files; pure, and the same on any machine."""

from __future__ import annotations

import re
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from html import unescape
from typing import TYPE_CHECKING

from .compose import compose, slots_with_words
from .errors import BrochureError, InputError
from .findings import Finding, Severity
from .fits import keep_size, known_size
from .folds import FOLDS
from .impose import SLUG_EDGE, impose, sheets
from .model import DRAFT, Artifact, Copy, Edition, Fit, Markup, Spread
from .preflight import foreign_fonts, heavy_page, missing_glyphs
from .profiles import CMYK, SLUG
from .render import Proof, draft_mark, lay_out, slot_sizes, slug_line, spread_pages, write
from .translate import translate

if TYPE_CHECKING:
    from .imprint import Blank
    from .jobs import Job

Remembered = tuple[float, int]

_TAG = re.compile(r"<[^>]+>")


def make(job: Job, remembered: Remembered | None = None) -> tuple[Artifact, ...]:
    """Make all editions of a job from one layout, or from shells, an artifact for each.

    Trouble with the content is findings; anything else becomes the artifacts' ``failure``, so that
    one bad job never takes the others with it. Raises BrochureError where an imprinted leaflet is
    not what it would be if it were laid out as a whole: then none of them can be relied on.
    """
    started = time.perf_counter()
    artifacts = _made(job, lambda: _imprinted(job) if job.shells else _make(job, remembered))
    seconds = time.perf_counter() - started
    return tuple(replace(artifact, seconds=seconds) for artifact in artifacts)


def _imprinted(job: Job) -> tuple[Artifact, ...]:
    from .imprint import imprinted  # what only some jobs need is not loaded for the others

    return imprinted(job, lambda part, size: _made(part, lambda: _make(part, size)), _blanks)


def _made(job: Job, make: Callable[[], tuple[Artifact, ...]]) -> tuple[Artifact, ...]:
    try:
        return make()
    except InputError as error:
        return tuple(Artifact(e.name, None, _of(e, error.findings)) for e in job.editions)
    except BrochureError:
        raise
    except Exception:
        failure = traceback.format_exc()
        return tuple(Artifact(edition.name, None, failure=failure) for edition in job.editions)


def measure(job: Job, remembered: Remembered | None = None) -> tuple[Artifact, ...]:
    """Find out how the layout of a job fits its fold, and make no file."""
    edition = job.editions[0]
    try:
        fit = _laid_out(edition, translate(edition)[0], remembered)[1].fit
        return (Artifact(edition.name, None, fit=fit),)
    except Exception:
        return (Artifact(edition.name, None, failure=traceback.format_exc()),)


@dataclass(frozen=True)
class _Panels:
    """A leaflet laid out and written, a page a panel, and all that was found until then."""

    findings: tuple[Finding, ...]
    proof: Proof
    markup: Markup
    pages: bytes
    spreads: tuple[tuple[Spread, bytes], ...]


def _make(job: Job, remembered: Remembered | None) -> tuple[Artifact, ...]:
    edition = job.editions[0]
    copy, findings = translate(edition)
    if not edition.profile.folded:
        return tuple(_page(e, copy, findings) for e in job.editions)
    findings += missing_glyphs(edition, copy)
    known = remembered or known_size(job.layout_fingerprint)
    panels = _panels(job, copy, findings, known)
    fit = panels.proof.fit
    if (fit.body, fit.alignment) != known and not fit.lines_over:
        keep_size(job.layout_fingerprint, (fit.body, fit.alignment))
    return tuple(_finish(e, panels) for e in job.editions)


def _blanks(job: Job, remembered: Remembered | None, other: Job | None) -> tuple[Blank, ...]:
    """Make the editions of a clinic without values: what the leaflets of all clinics share.

    Also those of ``other``, whose text is the same, if they differ only in panels of slots.
    """
    from .imprint import Blank, value_in_text
    from .render.relaying import lay_out_again

    copy, markup, findings = _blank_copy(job)
    key = value_in_text(copy, markup)
    if key:
        return (Blank(key),)
    panels = _panels(job, copy, findings, remembered, blank=True)
    blank = _blank(job, panels)
    if other is None:
        return (blank,)
    _, markup, findings = _blank_copy(other)
    proof = lay_out_again(panels.proof, panels.markup, markup)
    return (blank, _blank(other, _written(other, findings, markup, proof))) if proof else (blank,)


def _blank_copy(job: Job) -> tuple[Copy, Markup, tuple[Finding, ...]]:
    edition = job.editions[0]
    copy, findings = translate(edition, desk_line=False)
    return copy, compose(edition, copy, blank=True), findings


def _blank(job: Job, panels: _Panels) -> Blank:
    from .imprint import Blank

    artifacts = tuple(_finish(e, panels, flat=True) for e in job.editions)
    rooms, words = slot_sizes(panels.proof.document), slots_with_words(panels.markup.html)
    return Blank("", artifacts, rooms, words, panels.proof.apart)


def _panels(
    job: Job,
    copy: Copy,
    findings: tuple[Finding, ...],
    remembered: Remembered | None,
    blank: bool = False,
) -> _Panels:
    """Lay a job's leaflet out, and write its panels if any edition wants them."""
    edition = job.editions[0]
    markup, proof = _laid_out(edition, copy, remembered, blank)
    findings += proof.findings
    if proof.fit.lines_over:
        findings += (_overset(edition, copy, proof.fit),)
    return _written(job, findings, markup, proof)


def _written(job: Job, findings: tuple[Finding, ...], markup: Markup, proof: Proof) -> _Panels:
    """Write a proof's panels if any edition wants them."""
    edition = job.editions[0]
    if not _any_wanted(job, findings):
        return _Panels(findings, proof, markup, b"", ())
    pages, warnings = write(proof)
    findings += warnings + foreign_fonts(pages, edition.theme.families)
    under = edition.brochure.spreads.get(markup.fold.id, ())
    spreads, warnings = spread_pages(under, markup, edition.theme.colours)
    return _Panels(findings + warnings, proof, markup, pages, spreads)


def _page(edition: Edition, copy: Copy, findings: tuple[Finding, ...]) -> Artifact:
    """Make a page for browsers, which lay it out themselves, in fonts of their own."""
    from .web import web_page

    if edition.profile.refuses(findings):
        return _refused(edition, findings)
    page = web_page(edition, copy)
    return Artifact(edition.name, page, _of(edition, findings + heavy_page(edition, page)))


def _laid_out(
    edition: Edition, copy: Copy, remembered: Remembered | None, blank: bool = False
) -> tuple[Markup, Proof]:
    """Lay an edition out in its fold, or in the first of the roomier ones that holds it."""
    markup = compose(edition, copy, blank)
    proof = lay_out(markup, remembered, blank)
    if proof.fit.lines_over and edition.fold.roomier:
        return _laid_out(replace(edition, fold=edition.fold.roomier), copy, remembered, blank)
    return markup, proof


def _any_wanted(job: Job, findings: tuple[Finding, ...]) -> bool:
    return any(not edition.profile.refuses(findings) for edition in job.editions)


def _refused(edition: Edition, findings: tuple[Finding, ...], fit: Fit | None = None) -> Artifact:
    return Artifact(edition.name, None, _of(edition, findings), fit)


def _finish(edition: Edition, panels: _Panels, flat: bool = False) -> Artifact:
    """Impose panels for an edition; ``flat`` is for what is taken apart, see ``impose``."""
    findings, fit, markup = panels.findings, panels.proof.fit, panels.markup
    if edition.profile.refuses(findings):
        return _refused(edition, findings, fit)
    slug = _slug(edition, markup) if SLUG in edition.profile.marks else None
    mark = draft_mark(DRAFT, markup.fonts_folder) if edition.draft else None
    profile, links = edition.profile, markup.links
    pdf = impose(panels.pages, markup.fold, profile, links, slug, mark, panels.spreads, flat)
    if profile.colour == CMYK:
        from .press import for_press

        pdf, troubles = for_press(pdf, edition.output_intent, edition.theme.separations)
        findings += troubles
        if edition.profile.refuses(findings):
            return _refused(edition, findings, fit)
    return Artifact(edition.name, pdf, _of(edition, findings), fit)


def _of(edition: Edition, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(finding.of(edition.name) for finding in findings)


def _slug(edition: Edition, markup: Markup) -> bytes:
    """Say on the sheet what it is: the brochure by its source's title, which the office knows."""
    brochure, profile = edition.brochure, edition.profile
    parts = (
        DRAFT if edition.draft else "",
        unescape(_TAG.sub("", brochure.title.text)),
        edition.language.tag,
        f"version {brochure.version}",
        brochure.produced.isoformat(),
        edition.fold.id,
        profile.standard,
        edition.output_intent.identifier,
    )
    narrowest = min(sheet.media.width for sheet in sheets(markup.fold, profile))
    return slug_line(
        "  |  ".join(part for part in parts if part),
        narrowest - 2 * SLUG_EDGE,
        markup.fonts_folder,
        edition.theme.body_families,
    )


def _overset(edition: Edition, copy: Copy, fit: Fit) -> Finding:
    """Say how much does not fit, and which shipped fold would hold it."""
    return Finding(
        "layout.overset",
        Severity.ERROR,
        f"The {edition.language.autonym} text ({edition.language.tag}) is {fit.lines_over} lines "
        f"too long for the fold {edition.fold.id} at {fit.body:g} pt, the smallest size the theme "
        f"allows. {_roomier_folds(edition, copy)}",
    )


def _roomier_folds(edition: Edition, copy: Copy) -> str:
    fitting = []
    for fold in FOLDS.values():
        if fold.id == edition.fold.id or fold.layout not in edition.theme.layouts or fold.brief:
            continue
        if not _laid_out(replace(edition, fold=fold), copy, None)[1].fit.lines_over:
            fitting.append(fold.id)
    if fitting:
        return f"It fits the fold {' or '.join(fitting)}; or shorten the text."
    return "No other fold holds it; shorten the text."
