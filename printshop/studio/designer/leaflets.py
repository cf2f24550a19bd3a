"""What is on the designer's table: a brochure in all its languages, for one clinic and fold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ...errors import BrochureError
from ...fingerprint import Fingerprints, engine_digest
from ...folds import FOLDS
from ...load import Library
from ...messages import PSEUDO_LANGUAGES
from ...model import Edition
from ...plan import Request, languages_of, plan
from ...profiles import PROFILES
from ...render.library_check import pango_version
from ..workspace import Snapshot

# Pages in reading order that nobody has to approve first.
_SCREEN = next(p.id for p in PROFILES.values() if p.folded and not (p.imposed or p.signed_off))


@dataclass(frozen=True, slots=True)
class View:
    """What somebody wants to see; ``pseudo``: the pseudo-languages, too."""

    brochure: str
    clinic: str = ""
    fold: str = ""
    pseudo: bool = False


@dataclass(frozen=True)
class Leaflet:
    """A brochure in one language; ``fingerprint`` says whether its picture is still the same."""

    edition: Edition
    fingerprint: str

    @property
    def entry(self) -> dict[str, object]:
        """Return it as scripts take it."""
        language, fold = self.edition.language, self.edition.fold
        return {
            "tag": language.tag,
            "name": language.autonym,
            "lang": language.html_tag,
            "direction": language.direction,
            "pseudo": language.pseudo,
            "fingerprint": self.fingerprint,
            "panels": [[panel.width, fold.sheet.height] for panel in fold.panels],
        }


def settled(library: Library, view: View) -> View:
    """Return a view of what there is: the first clinic and fold where there is not the one named.

    Raises BrochureError where the brochure is gone.
    """
    brochure = library.brochures.get(view.brochure)
    if brochure is None:
        raise BrochureError(
            f"There is no brochure '{view.brochure}' any more. There are: "
            f"{', '.join(sorted(library.brochures))}."
        )
    clinic = view.clinic if view.clinic in library.clinics else min(library.clinics)
    fold = view.fold if view.fold in brochure.folds else brochure.folds[0]
    return replace(view, clinic=clinic, fold=fold)


class Table:
    """The leaflets of one moment of the workspace, each planned once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._fingerprints = Fingerprints(engine_digest(pango_version()))
        self._planned: dict[View, Mapping[str, Leaflet]] = {}

    def leaflets(self, view: View) -> Mapping[str, Leaflet]:
        """Return the leaflets of a settled view by language, those people read first.

        Raises BrochureError where there are none.
        """
        if view not in self._planned:
            self._planned[view] = self._plan(view)
        return self._planned[view]

    def in_all_folds(self, view: View, tag: str) -> Mapping[str, Leaflet]:
        """Return the leaflet of a language in each of its brochure's folds, by fold."""
        folds = self.snapshot.library.brochures[view.brochure].folds
        views = {fold: replace(view, fold=fold) for fold in folds}
        found = {fold: self.leaflets(each).get(tag) for fold, each in views.items()}
        return {fold: leaflet for fold, leaflet in found.items() if leaflet is not None}

    def _plan(self, view: View) -> Mapping[str, Leaflet]:
        library, catalogs = self.snapshot.library, self.snapshot.catalogs
        tags = languages_of(library.brochures[view.brochure], catalogs)
        request = Request(
            brochures=(view.brochure,),
            languages=(*tags, *(PSEUDO_LANGUAGES if view.pseudo else ())),
            clinics=(view.clinic,),
            folds=(view.fold,),
            profiles=(_SCREEN,),
            imprint=False,
        )
        jobs = plan(library, catalogs, request, self._fingerprints).jobs
        return {
            job.editions[0].language.tag: Leaflet(job.editions[0], job.layout_fingerprint)
            for job in jobs
        }


def fold_names(library: Library, brochure: str) -> dict[str, str]:
    """Return the names of the folds that a brochure is made in, by id."""
    return {id: FOLDS[id].name for id in library.brochures[brochure].folds}
