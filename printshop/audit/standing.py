"""How the files that were made stand today, counted file by file and grouped by what is the matter.

Only groups are kept, never the files: 200 clinics with the same change are one group.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import TypeVar

from ..manifest import FileRecord
from ..messages import PSEUDO_LANGUAGES
from ..model import Brochure
from ..preflight.review_date import NOTICE
from .present import Present

EXAMPLES = 3
Key = TypeVar("Key")


class Reason(Enum):
    """Why a file is not the one that would be made today; the value is said to people.

    ``urgent``: somebody may be reading what is no longer so.
    """

    TEXT = "texts changed"
    CLINIC = "clinic's data changed"
    WITHDRAWN = "no longer offered"
    UNREADABLE = "its clinic cannot be read"
    ALTERED = "altered after it was made"
    MISSING = "not in the output folder"
    DRAFT = "printed as a draft"
    DESIGN = "same texts, other design or program"

    @property
    def urgent(self) -> bool:
        return self not in (Reason.MISSING, Reason.DRAFT, Reason.DESIGN)


class Disk(Enum):
    """What became of a file in the output folder."""

    INTACT = "intact"
    ALTERED = "altered"
    MISSING = "missing"


class Review(Enum):
    """Where a day stands against the day on which a text is to be reviewed."""

    IN_DATE = "in date"
    DUE = "review due"
    EXPIRED = "expired"


def review_on(review: date, today: date) -> Review:
    """Tell whether a review is overdue, due within the days of notice, or later."""
    left = (review - today).days
    if left < 0:
        return Review.EXPIRED
    return Review.DUE if left <= NOTICE else Review.IN_DATE


@dataclass(slots=True)
class Spread:
    """Where something was found: so many files, in which clinics, languages and folds."""

    files: int = 0
    clinics: list[str] = field(default_factory=list)
    languages: dict[str, None] = field(default_factory=dict)
    folds: dict[str, None] = field(default_factory=dict)
    examples: list[str] = field(default_factory=list)

    def add(self, file: FileRecord) -> None:
        """Count a file; those of one clinic have to come one after another."""
        self.files += 1
        if not self.clinics or self.clinics[-1] != file.clinic:
            self.clinics.append(sys.intern(file.clinic))
        self.languages[sys.intern(file.language)] = None
        self.folds[sys.intern(file.fold)] = None
        if len(self.examples) < EXAMPLES:
            self.examples.append(file.file)


@dataclass(frozen=True, slots=True, order=True)
class TextKey:
    """Files with the same texts then (a digest of version ``then``) and the same now."""

    brochure: str
    language: str
    then: str
    now: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, order=True)
class ClinicKey:
    """A clinic, and a digest of its facts as they were printed."""

    clinic: str
    before: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which files an audit is about; an empty tuple or name is all of them."""

    brochures: tuple[str, ...] = ()
    clinics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    since: str = ""

    def wants(self, file: FileRecord) -> bool:
        """Tell whether a file is looked at; those in pseudo-languages are for no reader."""
        chosen = (
            (file.brochure, self.brochures),
            (file.clinic, self.clinics),
            (file.language, self.languages),
            (file.version, (self.since,) if self.since else ()),
        )
        is_chosen = all(not names or name in names for name, names in chosen)
        return is_chosen and file.language not in PSEUDO_LANGUAGES


class Audit:
    """How files stand on a day. Look at every file, then read the groups.

    ``is_current_make`` tells whether a file would be made the same today, None where nobody knows.
    """

    def __init__(
        self,
        present: Present,
        wanted: Wanted,
        today: date,
        is_current_make: Callable[[FileRecord], bool | None],
    ) -> None:
        self.present, self.wanted, self.today = present, wanted, today
        self._is_current_make = is_current_make
        self.files = self.current = 0
        self.printed: dict[tuple[str, date], Spread] = {}  # by brochure, and review as printed
        self.texts: dict[TextKey, Spread] = {}
        self.clinics: dict[ClinicKey, Spread] = {}
        self.others: dict[tuple[Reason, str], Spread] = {}  # by reason and brochure

    def look(self, file: FileRecord, disk: Disk) -> tuple[Reason, ...]:
        """Count a file and return all that is the matter with it."""
        self.files += 1
        _spread(self.printed, (sys.intern(file.brochure), file.review)).add(file)
        reasons = tuple(self._reasons(file, disk))
        for reason in reasons:
            if reason not in (Reason.TEXT, Reason.CLINIC):
                _spread(self.others, (reason, sys.intern(file.brochure))).add(file)
        self.current += not reasons
        return reasons

    @property
    def brochures(self) -> Mapping[str, Brochure]:
        """The brochures of the workspace that the audit is about."""
        every, names = self.present.library.brochures, self.wanted.brochures
        return {id: brochure for id, brochure in every.items() if not names or id in names}

    @property
    def urgent(self) -> bool:
        """Whether anything is past its review, or older than what would be printed today."""
        reviews = [review for _, review in self.printed]
        reviews += [brochure.review for brochure in self.brochures.values()]
        past = any(review_on(review, self.today) is Review.EXPIRED for review in reviews)
        return past or bool(self.texts or self.clinics) or any(r.urgent for r, _ in self.others)

    def _reasons(self, file: FileRecord, disk: Disk) -> Iterator[Reason]:
        if disk is not Disk.INTACT:
            yield Reason.MISSING if disk is Disk.MISSING else Reason.ALTERED
        if file.draft:
            yield Reason.DRAFT
        if not self.present.offers(file):
            yield Reason.WITHDRAWN
            return
        if not self.present.has_clinic(file.clinic):
            unreadable = self.present.may_be_unreadable(file.clinic)
            yield Reason.UNREADABLE if unreadable else Reason.WITHDRAWN
            return
        changed = tuple(self._changed(file))
        yield from changed
        if not changed and self._is_current_make(file) is False:
            yield Reason.DESIGN

    def _changed(self, file: FileRecord) -> Iterator[Reason]:
        texts, clinic = self.present.texts(file), self.present.clinic(file.clinic)
        if texts.copy != file.copy:
            brochure, tag, then, copy = map(
                sys.intern, (file.brochure, file.language, file.version, file.copy)
            )
            key = TextKey(brochure, tag, then, texts.version, copy, texts.copy)
            _spread(self.texts, key).add(file)
            yield Reason.TEXT
        if clinic.contact != file.contact:
            _spread(self.clinics, ClinicKey(sys.intern(file.clinic), file.contact)).add(file)
            yield Reason.CLINIC


def _spread(groups: dict[Key, Spread], key: Key) -> Spread:
    return groups.setdefault(key, Spread())
