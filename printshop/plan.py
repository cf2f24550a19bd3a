"""Library + request -> BuildPlan: the editions to make, grouped by the layout they share."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import TypeVar

from .errors import BrochureError
from .findings import Finding, Place, Severity
from .fingerprint import Fingerprints
from .folds import FOLDS, UNFOLDED, Fold
from .jobs import BuildPlan, Job, Jobs, Leaflet
from .load import Library
from .messages import COMMON, DESK, PSEUDO_LANGUAGES, Catalogs, catalog_path, pseudo_catalog
from .model import Brochure, Catalog, Clinic, Edition, Language, Theme
from .profiles import AS_USUAL, CMYK, PROFILES, Profile
from .request import Request
from .sign_off import SignOff, sign_off

__all__ = ["BuildPlan", "Job", "Request", "languages_of", "plan"]

Thing = TypeVar("Thing")
MOST_NAMED = 40  # of what there is, where somebody asks for something that there is not


def languages_of(brochure: Brochure, catalogs: Catalogs) -> tuple[str, ...]:
    """Return the languages a brochure is made in: those it names, or all that have a catalog."""
    if brochure.languages:
        return brochure.languages
    tags = sorted(tag for tag, domain in catalogs if domain == brochure.id)
    return tuple(tag for tag in tags if tag not in PSEUDO_LANGUAGES)


def plan(
    library: Library, catalogs: Catalogs, request: Request, fingerprints: Fingerprints
) -> BuildPlan:
    """List the editions that a request asks for.

    Pseudo-languages are made only if they are named, and never for a profile that wants approval.
    Raises BrochureError for names that do not exist and for requests that no edition meets.
    """
    _check_names(library, catalogs, request)
    if request.large_print:
        library = library.in_large_print(request.large_print)
    catalogs = {**catalogs, **_pseudo_catalogs(library, request)}
    leaflets = tuple(_leaflets(library, catalogs, request))
    clinics = _chosen(library.clinics, request.clinics)
    if clinics and not leaflets:
        raise BrochureError(
            "No brochure is made like that: look at what each one offers with 'list'."
        )

    def pattern(leaflet: Leaflet, clinic: Clinic) -> Edition:
        edition = _edition(library, catalogs, leaflet, clinic)
        return replace(edition, large_print=request.large_print)

    jobs = Jobs(leaflets, clinics, pattern, fingerprints, request.imprint)
    return BuildPlan(jobs, _Refused(jobs), jobs.total)


@dataclass(frozen=True)
class _Refused(Iterable[tuple[Edition, Finding]]):
    jobs: Jobs

    def __iter__(self) -> Iterator[tuple[Edition, Finding]]:
        for leaflet, edition in self.jobs.refused():
            yield edition, _unapproved(edition, leaflet.state)


def _leaflets(library: Library, catalogs: Catalogs, request: Request) -> Iterator[Leaflet]:
    """Yield what is asked for, whatever the clinic."""
    for brochure in _chosen(library.brochures, request.brochures):
        for tag in (*languages_of(brochure, catalogs), *_pseudo_tags(request)):
            if not _wanted(tag, request.languages):
                continue
            own = library.language(tag)
            for fold in _folds(brochure, library.themes[brochure.theme], request):
                on = brochure.on(fold.id)
                state = sign_off(on, library.shared_messages, own, catalogs, library.approvals)
                made, refused = _profiles(own, fold, request, state)
                if made or refused:
                    yield Leaflet(on, own, fold, state, made, refused)


def _folds(brochure: Brochure, theme: Theme, request: Request) -> tuple[Fold, ...]:
    """Return the folds to make a brochure in; UNFOLDED is for the profiles that have none.

    In large print they are those that take more pages; a browser has large print of its own.
    """
    if request.large_print is not None:
        every = tuple(f for f in FOLDS.values() if f.roomier and f.layout in theme.layouts)
        return tuple(fold for fold in every if _wanted(fold.id, request.folds))
    folds = tuple(FOLDS[id] for id in brochure.folds if _wanted(id, request.folds))
    named = any(not PROFILES[id].folded for id in request.profiles)
    return (*folds, UNFOLDED) if named or not request.folds else folds


def _pseudo_tags(request: Request) -> tuple[str, ...]:
    return tuple(tag for tag in PSEUDO_LANGUAGES if tag in request.languages)


def _pseudo_catalogs(library: Library, request: Request) -> Catalogs:
    domains = {id: brochure.messages() for id, brochure in library.brochures.items()}
    domains[COMMON] = library.shared_messages
    return {
        (tag, domain): pseudo_catalog(PSEUDO_LANGUAGES[tag], domain, messages)
        for tag in _pseudo_tags(request)
        for domain, messages in domains.items()
    }


def _profiles(
    own: Language, fold: Fold, request: Request, state: SignOff
) -> tuple[tuple[tuple[Profile, bool], ...], tuple[tuple[Profile, bool], ...]]:
    """Return the profiles in which a leaflet is made, and those that lack an approval.

    Each with whether it is a draft then.
    """
    made: list[tuple[Profile, bool]] = []
    refused: list[tuple[Profile, bool]] = []
    for id, profile in PROFILES.items():
        lacks_approval = profile.signed_off and bool(state.unapproved)
        if not _wanted(id, request.profiles) or not _suits(profile, own, fold):
            continue
        draft = request.draft and (lacks_approval or bool(state.waiting))
        row = (request.press.applied(profile), draft)
        (refused if lacks_approval and not draft else made).append(row)
    return tuple(made), tuple(refused)


def _suits(profile: Profile, own: Language, fold: Fold) -> bool:
    return profile.folded == (fold != UNFOLDED) and not (profile.signed_off and own.pseudo)


def _unapproved(edition: Edition, state: SignOff) -> Finding:
    brochure, tag = edition.brochure, edition.language.tag
    message = (
        f"{len(state.unapproved)} texts are not approved as they are, the first is "
        f"'{state.unapproved[0]}'. Let somebody review them and record it with 'catalog approve "
        f"{tag} --brochure {brochure.id} --by NAME --role ROLE', or make a draft with --draft."
    )
    place = Place(catalog_path(Path(), tag, brochure.id).as_posix())
    return Finding("text.unapproved", Severity.ERROR, message, place, edition.name)


def _wanted(name: str, chosen: tuple[str, ...]) -> bool:
    return not chosen or name in chosen


def _chosen(things: Mapping[str, Thing], names: tuple[str, ...]) -> list[Thing]:
    return [things[name] for name in sorted(things) if _wanted(name, names)]


def _check_names(library: Library, catalogs: Catalogs, request: Request) -> None:
    known_languages = {tag for b in library.brochures.values() for tag in languages_of(b, catalogs)}
    known_languages |= PSEUDO_LANGUAGES.keys()
    unknown_clinics = _unknown("clinic", request.clinics, library.clinics)
    if unknown_clinics:  # perhaps it is one of those that could not be read
        unknown_clinics += [f"{found.place}: {found.message}" for found in library.findings]
    problems = [
        *_unknown("brochure", request.brochures, library.brochures),
        *_unknown("language", request.languages, known_languages),
        *unknown_clinics,
        *_unknown("fold", request.folds, FOLDS),
        *_unknown("profile", request.profiles, PROFILES),
    ]
    for_press = [id for id, profile in PROFILES.items() if profile.colour == CMYK]
    if request.press != AS_USUAL and not any(_wanted(id, request.profiles) for id in for_press):
        problems.append(
            "--marks, --panels and --output-intent are for files that go to a press: ask for "
            f"--profile {' or '.join(for_press)}."
        )
    if problems:
        raise BrochureError("\n".join(problems))


def _unknown(kind: str, names: tuple[str, ...], known: Iterable[str]) -> list[str]:
    known = sorted(known)
    problems = []
    for name in names:
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            more = f" and {len(known) - MOST_NAMED} more" if len(known) > MOST_NAMED else ""
            there = f"There are: {', '.join(known[:MOST_NAMED])}{more}."
            hint = f"Did you mean '{close[0]}'?" if close else there
            problems.append(f"There is no {kind} '{name}'. {hint}")
    return problems


def _edition(library: Library, catalogs: Catalogs, leaflet: Leaflet, clinic: Clinic) -> Edition:
    brochure, own = leaflet.brochure, leaflet.language
    desk = library.known_language(clinic.language)
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
        fold=leaflet.fold,
        profile=next(iter(PROFILES.values())),
    )


def _only(catalog: Catalog, keys: tuple[str, ...]) -> Catalog:
    entries = {key: catalog.entries[key] for key in keys if key in catalog.entries}
    return replace(catalog, entries=entries)
