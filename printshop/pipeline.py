"""make(): the straight line from editions to finished files; pure, and the same on any machine."""

from __future__ import annotations

import re
import time
import traceback
from dataclasses import replace
from html import unescape

from .compose import compose
from .errors import InputError
from .findings import Finding, Severity, worst
from .folds import FOLDS
from .impose import SLUG_EDGE, impose, sheets
from .model import DRAFT, Artifact, Copy, Edition, Fit, Markup, Theme
from .plan import Job
from .preflight import foreign_fonts, heavy_page, missing_glyphs
from .press import for_press
from .profiles import CMYK, SLUG
from .render import Proof, draft_mark, lay_out, slug_line, write
from .translate import translate
from .web import web_page

Remembered = tuple[float, int]

_TAG = re.compile(r"<[^>]+>")


def make(job: Job, remembered: Remembered | None = None) -> tuple[Artifact, ...]:
    """Make all editions of a job from one layout, an artifact for each.

    Trouble with the content is findings; anything else becomes the artifacts' ``failure``, so that
    one bad job never takes the others with it.
    """
    started = time.perf_counter()
    try:
        artifacts = _make(job, remembered)
    except InputError as error:
        artifacts = tuple(Artifact(e.name, None, _of(e, error.findings)) for e in job.editions)
    except Exception:
        failure = traceback.format_exc()
        artifacts = tuple(Artifact(edition.name, None, failure=failure) for edition in job.editions)
    seconds = time.perf_counter() - started
    return tuple(replace(artifact, seconds=seconds) for artifact in artifacts)


def measure(job: Job, remembered: Remembered | None = None) -> tuple[Artifact, ...]:
    """Find out how the layout of a job fits its fold, and make no file."""
    edition = job.editions[0]
    try:
        fit = _laid_out(edition, translate(edition)[0], remembered)[1].fit
        return (Artifact(edition.name, None, fit=fit),)
    except Exception:
        return (Artifact(edition.name, None, failure=traceback.format_exc()),)


def _make(job: Job, remembered: Remembered | None) -> tuple[Artifact, ...]:
    edition = job.editions[0]
    copy, findings = translate(edition)
    if not edition.profile.folded:
        return tuple(_page(e, copy, findings) for e in job.editions)
    findings += missing_glyphs(edition, copy)
    markup, proof = _laid_out(edition, copy, remembered)
    findings += proof.findings
    if proof.fit.lines_over:
        findings += (_overset(edition, copy, proof.fit),)
    if not _any_wanted(job, findings):
        return tuple(_refused(e, findings, proof.fit) for e in job.editions)
    pages, warnings = write(proof)
    findings += warnings + foreign_fonts(pages, _families(edition.theme))
    return tuple(_finish(e, findings, proof, markup, pages) for e in job.editions)


def _page(edition: Edition, copy: Copy, findings: tuple[Finding, ...]) -> Artifact:
    """Make a page for browsers, which lay it out themselves, in fonts of their own."""
    if _at_gate(edition, findings):
        return _refused(edition, findings)
    page = web_page(edition, copy)
    return Artifact(edition.name, page, _of(edition, findings + heavy_page(edition, page)))


def _laid_out(edition: Edition, copy: Copy, remembered: Remembered | None) -> tuple[Markup, Proof]:
    """Lay an edition out in its fold, or in the first of the roomier ones that holds it."""
    markup = compose(edition, copy)
    proof = lay_out(markup, remembered)
    if proof.fit.lines_over and edition.fold.roomier:
        return _laid_out(replace(edition, fold=edition.fold.roomier), copy, remembered)
    return markup, proof


def _any_wanted(job: Job, findings: tuple[Finding, ...]) -> bool:
    return any(not _at_gate(edition, findings) for edition in job.editions)


def _at_gate(edition: Edition, findings: tuple[Finding, ...]) -> bool:
    severity = worst(findings)
    return severity is not None and severity >= edition.profile.gate


def _refused(edition: Edition, findings: tuple[Finding, ...], fit: Fit | None = None) -> Artifact:
    return Artifact(edition.name, None, _of(edition, findings), fit)


def _finish(
    edition: Edition, findings: tuple[Finding, ...], proof: Proof, markup: Markup, pages: bytes
) -> Artifact:
    if _at_gate(edition, findings):
        return _refused(edition, findings, proof.fit)
    slug = _slug(edition, markup) if SLUG in edition.profile.marks else None
    mark = draft_mark(DRAFT, markup.fonts_folder) if edition.draft else None
    pdf = impose(pages, markup.fold, edition.profile, markup.links, slug, mark)
    if edition.profile.colour == CMYK:
        pdf, troubles = for_press(pdf, edition.output_intent, edition.theme.separations)
        findings += troubles
        if _at_gate(edition, findings):
            return _refused(edition, findings, proof.fit)
    return Artifact(edition.name, pdf, _of(edition, findings), proof.fit)


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


def _families(theme: Theme) -> frozenset[str]:
    return frozenset(
        family for style in theme.scripts.values() for family in (*style.body, *style.heading)
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
