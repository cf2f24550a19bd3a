"""Library + request -> BuildPlan: the editions to make, grouped by the layout they share."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import TypeVar

from .errors import BrochureError
from .fingerprint import Fingerprints
from .folds import FOLDS
from .load import Library
from .messages import COMMON, Catalogs, language
from .model import Brochure, Catalog, Clinic, Edition
from .profiles import PROFILES
from .translate import DESK

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Request:
    """What the user asks for, by name; an empty tuple asks for all."""

    brochures: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    clinics: tuple[str, ...] = ()
    folds: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Job:
    """Editions that differ only in their profile, and so share one layout.

    ``fingerprints`` are of the editions, ``layout_fingerprint`` of what the layout depends on.
    """

    editions: tuple[Edition, ...]
    fingerprints: tuple[str, ...]
    layout_fingerprint: str


@dataclass(frozen=True)
class BuildPlan:
    """All jobs of a build, in a stable order."""

    jobs: tuple[Job, ...]

    @property
    def editions(self) -> tuple[Edition, ...]:
        return tuple(edition for job in self.jobs for edition in job.editions)


def languages_of(brochure: Brochure, catalogs: Catalogs) -> tuple[str, ...]:
    """Return the languages a brochure is made in: those it names, or all that have a catalog."""
    if brochure.languages:
        return brochure.languages
    return tuple(sorted(tag for tag, domain in catalogs if domain == brochure.id))


def plan(
    library: Library, catalogs: Catalogs, request: Request, fingerprints: Fingerprints
) -> BuildPlan:
    """List the editions that a request asks for.

    Raises BrochureError for names that do not exist and for requests that no edition meets.
    """
    _check_names(library, catalogs, request)
    jobs = []
    for brochure in _chosen(library.brochures, request.brochures):
        for tag in languages_of(brochure, catalogs):
            for clinic in _chosen(library.clinics, request.clinics):
                for fold in brochure.folds:
                    if _wanted(tag, request.languages) and _wanted(fold, request.folds):
                        edition = _edition(library, catalogs, brochure, tag, clinic, fold)
                        jobs.append(_job(edition, request, fingerprints))
    if not jobs:
        raise BrochureError(
            "No brochure is made like that: look at what each one offers with 'list'."
        )
    return BuildPlan(tuple(jobs))


def _wanted(name: str, chosen: tuple[str, ...]) -> bool:
    return not chosen or name in chosen


def _chosen(things: Mapping[str, Thing], names: tuple[str, ...]) -> list[Thing]:
    return [things[name] for name in sorted(things) if _wanted(name, names)]


def _check_names(library: Library, catalogs: Catalogs, request: Request) -> None:
    known_languages = {tag for b in library.brochures.values() for tag in languages_of(b, catalogs)}
    problems = [
        *_unknown("brochure", request.brochures, library.brochures),
        *_unknown("language", request.languages, known_languages),
        *_unknown("clinic", request.clinics, library.clinics),
        *_unknown("fold", request.folds, FOLDS),
        *_unknown("profile", request.profiles, PROFILES),
    ]
    if problems:
        raise BrochureError("\n".join(problems))


def _unknown(kind: str, names: tuple[str, ...], known: Iterable[str]) -> list[str]:
    known = sorted(known)
    problems = []
    for name in names:
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            hint = f"Did you mean '{close[0]}'?" if close else f"There are: {', '.join(known)}."
            problems.append(f"There is no {kind} '{name}'. {hint}")
    return problems


def _edition(
    library: Library,
    catalogs: Catalogs,
    brochure: Brochure,
    tag: str,
    clinic: Clinic,
    fold: str,
) -> Edition:
    own, desk = language(tag), language(clinic.language)
    domains = (brochure.id, COMMON)
    read = [catalogs[pair] for pair in product(own.chain, domains) if pair in catalogs]
    # Of the receptionist's language only her line is printed: other changes in it do not matter.
    others = [tag for tag in desk.chain if tag not in own.chain]
    read += [
        _only(catalogs[pair], (brochure.title.key, DESK))
        for pair in product(others, domains)
        if pair in catalogs
    ]
    return Edition(
        brochure=brochure,
        language=own,
        clinic=clinic,
        clinic_language=desk,
        catalogs=tuple(read),
        shared_messages=library.shared_messages,
        theme=library.themes[brochure.theme],
        fold=FOLDS[fold],
        profile=next(iter(PROFILES.values())),
    )


def _only(catalog: Catalog, keys: tuple[str, ...]) -> Catalog:
    entries = {key: catalog.entries[key] for key in keys if key in catalog.entries}
    return replace(catalog, entries=entries)


def _job(edition: Edition, request: Request, fingerprints: Fingerprints) -> Job:
    layout = fingerprints.of(
        edition.brochure,
        edition.language,
        edition.clinic,
        edition.clinic_language,
        *edition.catalogs,
        edition.shared_messages,
        edition.theme,
        edition.fold,
    )
    editions = tuple(
        replace(edition, profile=profile)
        for id, profile in PROFILES.items()
        if _wanted(id, request.profiles)
    )
    prints = tuple(fingerprints.of(layout, edition.profile) for edition in editions)
    return Job(editions, prints, layout)
