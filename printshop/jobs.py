"""Jobs: which editions are made together, one after the other, however many clinics there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import overload

from .findings import Finding
from .fingerprint import Fingerprints
from .folds import Fold
from .model import Brochure, Clinic, Edition, Language
from .profiles import Profile
from .sign_off import SignOff

# From so many clinics on, laying their leaflets out once and putting the values in is faster.
WORTH_SHELLS = 3  # clinics
PROOFED = 100  # clinics: of each so many, a leaflet is compared with one that is laid out whole


@dataclass(frozen=True, slots=True)
class ShellKey:
    """The fingerprint of a shell, and that of the text in it: several shells may have the same.

    ``other`` is that of the shell for clinics that have opening hours where this one's have none,
    or the other way round; "" where there are no such clinics.
    """

    own: str
    text: str
    other: str


@dataclass(frozen=True)
class Job:
    """Editions that are made together.

    Either they differ only in their profile, and so share one layout. Or they are those of a clinic
    in all languages, to be imprinted into the ``shells`` that all clinics share, by name of
    edition. ``proofed``: one of them is compared with what it would be without that.

    ``fingerprints`` are of the editions, ``layout_fingerprint`` of what one layout depends on.
    """

    editions: tuple[Edition, ...]
    fingerprints: tuple[str, ...]
    layout_fingerprint: str
    shells: Mapping[str, ShellKey] = field(default_factory=dict)
    proofed: bool = False


@dataclass(frozen=True)
class BuildPlan:
    """All jobs of a build, in a stable order, and the editions that lack a sign-off.

    Both are made when they are looked at, as often as that is: there may be hundreds of thousands.
    ``count``: how many editions there are, without those that are refused.
    """

    jobs: Sequence[Job]
    refused: Iterable[tuple[Edition, Finding]]
    count: int

    @property
    def editions(self) -> Iterator[Edition]:
        """All editions that are made, in the order of the jobs."""
        return (edition for job in self.jobs for edition in job.editions)


@dataclass(frozen=True)
class Leaflet:
    """A brochure in a language and a fold, for any clinic.

    ``made`` and ``refused`` are profiles, each with whether it is a draft then.
    """

    brochure: Brochure
    language: Language
    fold: Fold
    state: SignOff
    made: tuple[tuple[Profile, bool], ...]
    refused: tuple[tuple[Profile, bool], ...]


Pattern = Callable[[Leaflet, Clinic], Edition]


class Jobs(Sequence[Job]):
    """The jobs of leaflets for clinics.

    ``pattern`` makes an edition of a leaflet for a clinic; what of it is the same for all clinics
    of a language is asked for once. ``imprint``: put values into shells where there are enough
    clinics for it.
    """

    def __init__(
        self,
        leaflets: Sequence[Leaflet],
        clinics: Sequence[Clinic],
        pattern: Pattern,
        fingerprints: Fingerprints,
        imprint: bool,
    ) -> None:
        self.leaflets, self.clinics = leaflets, clinics
        self._pattern, self._fingerprints = pattern, fingerprints
        self._imprint = imprint and len(clinics) >= WORTH_SHELLS
        self._both = len({bool(clinic.hours) for clinic in clinics}) > 1
        self._groups = self._grouped()
        self._patterns: dict[tuple[int, str], tuple[Edition, str]] = {}
        self._common: dict[int, str] = {}

    @property
    def total(self) -> int:
        """How many editions there are in all jobs."""
        return len(self.clinics) * sum(len(leaflet.made) for leaflet in self.leaflets)

    def __len__(self) -> int:
        return len(self._groups) * len(self.clinics)

    @overload
    def __getitem__(self, index: int) -> Job: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Job]: ...
    def __getitem__(self, index: int | slice) -> Job | Sequence[Job]:
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(len(self))))
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        index %= len(self)
        if self._imprint:  # clinic by clinic: what is done is done
            number, group = divmod(index, len(self._groups))
        else:
            group, number = divmod(index, len(self.clinics))
        return self._job(self._groups[group], number)

    def refused(self) -> Iterator[tuple[Leaflet, Edition]]:
        """Yield the editions that lack an approval."""
        for leaflet in self.leaflets:
            for clinic in self.clinics if leaflet.refused else ():
                edition = self._edition(leaflet, clinic)[0]
                for profile, draft in leaflet.refused:
                    yield leaflet, replace(edition, profile=profile, draft=draft)

    def _grouped(self) -> tuple[tuple[Leaflet, ...], ...]:
        """Return the leaflets that make a job: alone, or those of a brochure in one fold."""
        made = [leaflet for leaflet in self.leaflets if leaflet.made]
        groups: dict[tuple[object, ...], list[Leaflet]] = defaultdict(list)
        for i, leaflet in enumerate(made):
            together = self._imprint and leaflet.made[0][0].folded
            key = (leaflet.brochure.id, leaflet.fold.id) if together else (i,)
            groups[key].append(leaflet)
        return tuple(map(tuple, groups.values()))

    def _edition(self, leaflet: Leaflet, clinic: Clinic) -> tuple[Edition, str]:
        """Return an edition of a leaflet for a clinic, and a digest of it without that clinic."""
        key = (id(leaflet), clinic.language)
        known = self._patterns.get(key)
        if known is None:
            known = self._patterns[key] = self._patterned(leaflet, clinic)
        return replace(known[0], clinic=clinic), known[1]

    def _patterned(self, leaflet: Leaflet, clinic: Clinic) -> tuple[Edition, str]:
        edition = self._pattern(leaflet, clinic)
        shared = self._shared(leaflet, edition)
        digest = self._fingerprints.of(shared, edition.clinic_language, *edition.catalogs)
        return edition, digest

    def _shared(self, leaflet: Leaflet, edition: Edition) -> str:
        """Return a digest of what the leaflets of all clinics have in common."""
        key = id(leaflet)
        if key not in self._common:
            drafted = bool(leaflet.made) and leaflet.made[0][1]
            own = set(edition.language.chain)
            self._common[key] = self._fingerprints.of(
                edition.brochure,
                edition.language,
                *(catalog for catalog in edition.catalogs if catalog.tag in own),
                edition.shared_messages,
                edition.theme,
                edition.fold,
                edition.large_print,
                drafted and bool(leaflet.state.waiting),  # only then are other texts printed
            )
        return self._common[key]

    def _job(self, leaflets: tuple[Leaflet, ...], number: int) -> Job:
        clinic = self.clinics[number]
        editions: list[Edition] = []
        prints: list[str] = []
        shells: dict[str, ShellKey] = {}
        layout = ""
        for leaflet in leaflets:
            edition, shared = self._edition(leaflet, clinic)
            layout = self._fingerprints.of(shared, clinic)
            for profile, draft in leaflet.made:
                editions.append(replace(edition, profile=profile, draft=draft))
                prints.append(self._fingerprints.of(layout, profile, draft))
                if self._imprint and profile.folded:
                    common = self._shared(leaflet, edition)
                    own, other = (
                        self._fingerprints.of(common, hours, profile, draft)
                        for hours in (bool(clinic.hours), not clinic.hours)
                    )
                    key = ShellKey(own, common, other if self._both else "")
                    shells[editions[-1].name] = key
        proofed = bool(shells) and number % PROOFED == 0
        return Job(
            tuple(editions), tuple(prints), "" if shells else layout, shells, proofed=proofed
        )
