"""The jobs behind an order: what is looked at, and what is made for print firm and office."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from ...fingerprint import Fingerprints, engine_digest
from ...jobs import BuildPlan, Job
from ...model import Edition, Language
from ...plan import Request, plan
from ...profiles import AS_USUAL, CMYK, LAYOUT_BLEED, PROFILES, PressOptions
from ...render.library_check import pango_version
from .choices import Format, Offer, Paper

PRESS = next(profile for profile in PROFILES.values() if profile.colour == CMYK)
OFFICE = next(p for p in PROFILES.values() if p.imposed and p.colour != CMYK)

# The sheet as it is printed, in a screen's colours, with all of the picture beyond the trim.
LOOKED_AT = replace(OFFICE, bleed=LAYOUT_BLEED, fold_ticks=False, links=False)


@dataclass(frozen=True)
class Jobs:
    """What is made of a leaflet for an order.

    ``press`` is None where texts lack an approval; the ``office`` file is a draft then, and
    belongs to the press's job otherwise, so that both share a layout.
    """

    press: Job | None
    office: Job | None

    @property
    def every(self) -> tuple[Job, ...]:
        return tuple(job for job in (self.press, self.office) if job)


def looked_at(offer: Offer, language: Language, chosen: Format) -> tuple[Job, str]:
    """Return the job that shows a leaflet as it is now, and a fingerprint of what it makes.

    Texts without a current translation are shown as in a draft.
    """
    job = _planned(offer, language, chosen, (OFFICE.id,), draft=True).jobs[0]
    edition = replace(job.editions[0], profile=LOOKED_AT)
    digest = _fingerprints().of(job.layout_fingerprint, LOOKED_AT, edition.draft)
    return replace(job, editions=(edition,), fingerprints=(digest,)), digest


def ordered(offer: Offer, language: Language, chosen: Format, paper: Paper) -> Jobs:
    """Return what is made of a language in an order."""
    state = offer.state(language, chosen)
    both = (PRESS.id, OFFICE.id)
    if not state.waiting and not state.unapproved:
        return Jobs(_planned(offer, language, chosen, both, paper=paper).jobs[0], None)
    job = _planned(offer, language, chosen, (OFFICE.id,), draft=True).jobs[0]
    return Jobs(None, _as_draft(job))


def _as_draft(job: Job) -> Job:
    """Return a job whose file says that it is a draft, which no patient should be given."""
    edition: Edition = replace(job.editions[0], draft=True)
    return replace(job, editions=(edition,))


def _planned(
    offer: Offer,
    language: Language,
    chosen: Format,
    profiles: tuple[str, ...],
    *,
    draft: bool = False,
    paper: Paper | None = None,
) -> BuildPlan:
    press = PressOptions(output_intent=paper.intent) if paper else AS_USUAL
    request = Request(
        brochures=(offer.brochure.id,),
        languages=(language.tag,),
        clinics=(offer.clinic.id,),
        folds=(chosen.fold.id,),
        profiles=profiles,
        draft=draft,
        large_print=chosen.large_print,
        press=press,
        imprint=False,
    )
    return plan(offer.snapshot.library, offer.snapshot.catalogs, request, _fingerprints())


@cache
def _engine() -> str:
    return engine_digest(pango_version())


def _fingerprints() -> Fingerprints:
    """Return digests of this moment's values: they are held as long as the digests are."""
    return Fingerprints(_engine())
