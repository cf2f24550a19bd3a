"""The leaflet as it would be: a draft edition with texts that are not saved yet in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ...errors import BrochureError
from ...findings import Place
from ...fingerprint import Fingerprints
from ...messages import Catalogs
from ...model import Catalog, Edition, Translation
from ...plan import Request, plan
from ...profiles import PROFILES
from .desk import Desk


@dataclass(frozen=True, slots=True)
class Typed:
    """A text as it is typed, not saved yet."""

    domain: str
    key: str
    text: str


def edition(desk: Desk, clinic: str, fold: str, typed: Iterable[Typed]) -> Edition:
    """Return the draft of a leaflet with texts as they are typed.

    Raises BrochureError for a clinic or fold that the brochure is not made for.
    """
    folded = next(id for id, profile in PROFILES.items() if profile.folded)
    request = Request(
        brochures=(desk.brochure.id,),
        languages=(desk.language.tag,),
        clinics=(clinic,),
        folds=(fold,),
        profiles=(folded,),
        draft=True,
    )
    catalogs = _with(desk, typed)
    # No fingerprint is asked for: nothing of this is kept.
    planned = plan(desk.snapshot.library, catalogs, request, Fingerprints("")).editions
    found = next(iter(planned), None)
    if found is None:
        raise BrochureError("There is no leaflet of this kind to show.")
    return replace(found, draft=True)


def _with(desk: Desk, typed: Iterable[Typed]) -> Catalogs:
    catalogs: dict[tuple[str, str], Catalog] = dict(desk.snapshot.catalogs)
    for each in typed:
        text = desk.text(each.domain, each.key)
        if text is None:
            continue
        name = (desk.language.tag, each.domain)
        catalog = catalogs.get(name) or Catalog(*name, {})
        place = Place("", 0, each.key)
        entry = Translation(text.message.text, each.text, False, place, text.longest)
        entries: Mapping[str, Translation] = {**catalog.entries, each.key: entry}
        catalogs[name] = replace(catalog, entries=entries)
    return catalogs
