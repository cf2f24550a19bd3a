"""What can be ordered of a brochure: languages and their state, formats, papers; and an order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from ...folds import FOLDS, Fold
from ...load.inks import FOLDER
from ...messages import Catalogs, language_name
from ...model import Brochure, Clinic, Language, Theme
from ...output_intents import OutputIntent, OutputIntentError, read_output_intent
from ...plan import languages_of
from ...sign_off import SignOff, sign_off
from ..titles import source_title
from ..workspace import Snapshot

Thing = TypeVar("Thing")

LARGE_PRINT = 18.0  # points: what RNIB's guidance recommends for large print
MOST_COPIES = 1_000_000

# The kind of paper that a registered printing condition is for (the ICC's registry).
_KINDS = {
    "FOGRA27": "coated",
    "FOGRA28": "light-coated",
    "FOGRA29": "uncoated",
    "FOGRA30": "uncoated",
    "FOGRA39": "coated",
    "FOGRA45": "light-coated",
    "FOGRA46": "light-coated",
    "FOGRA47": "uncoated",
    "FOGRA51": "coated",
    "FOGRA52": "uncoated",
    "CGATS TR 003": "coated",
    "CGATS TR 005": "light-coated",
    "CGATS TR 006": "coated",
    "JC200103": "coated",
    "JC200104": "uncoated",
}


@dataclass(frozen=True, slots=True)
class Format:
    """What a leaflet is printed as: a fold, or large print with its body size in points."""

    id: str
    fold: Fold
    large_print: float | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that there is a printing condition for; ``kind`` is empty where it is not known.

    ``intent`` is None for the theme's own.
    """

    id: str
    kind: str
    description: str
    intent: OutputIntent | None


@dataclass(frozen=True)
class Offer:
    """All that can be ordered of a brochure for a clinic."""

    snapshot: Snapshot
    brochure: Brochure
    clinic: Clinic
    languages: tuple[Language, ...]
    formats: tuple[Format, ...]
    papers: tuple[Paper, ...]

    @property
    def title(self) -> str:
        """The title of the source, without markup."""
        return source_title(self.brochure)

    def state(self, language: Language, chosen: Format) -> SignOff:
        """Return which texts of a format are approved, in a language."""
        library = self.snapshot.library
        brochure = self.brochure.on(chosen.fold.id)
        shared, catalogs = library.shared_messages, self.snapshot.catalogs
        return sign_off(brochure, shared, language, catalogs, library.approvals)


@dataclass(frozen=True)
class Order:
    """What somebody orders: so many ``copies`` of each language, by tag, in their order."""

    offer: Offer
    format: Format
    paper: Paper
    copies: Mapping[str, int]

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages that are ordered, in the order in which they are offered."""
        return tuple(own for own in self.offer.languages if own.tag in self.copies)


class UnknownError(LookupError):
    """A brochure, clinic, language, format or paper that there is not."""


def name_of(own: Language, reader: str) -> str:
    """Return a language's name in a reader's language; its own name where CLDR lacks it."""
    return language_name(own.tag, reader) if own.conventions == own.tag else own.autonym


def offer(snapshot: Snapshot, brochure_id: str, clinic_id: str) -> Offer:
    """Return what can be ordered; raises UnknownError for ids that the workspace does not list."""
    library = snapshot.library
    brochure, clinic = library.brochures.get(brochure_id), library.clinics.get(clinic_id)
    if brochure is None or clinic is None:
        raise UnknownError
    theme = library.themes[brochure.theme]
    return Offer(
        snapshot,
        brochure,
        clinic,
        _languages(snapshot, brochure, snapshot.catalogs),
        tuple(_formats(brochure, theme)),
        tuple(_papers(library.root, theme.output_intent)),
    )


def _languages(snapshot: Snapshot, brochure: Brochure, catalogs: Catalogs) -> tuple[Language, ...]:
    return tuple(snapshot.library.language(tag) for tag in languages_of(brochure, catalogs))


def _formats(brochure: Brochure, theme: Theme) -> Iterator[Format]:
    """Yield the brochure's own folds, then large print in those that take as many pages."""
    for id in brochure.folds:
        yield Format(id, FOLDS[id])
    for fold in FOLDS.values():
        if fold.roomier and fold.layout in theme.layouts:
            yield Format(f"large-{fold.id}", fold, LARGE_PRINT)


def _papers(root: Path, own: OutputIntent) -> Iterator[Paper]:
    """Yield the theme's paper, then what else there are profiles for in the workspace."""
    yield _paper(own, None)
    for path in sorted((root / FOLDER).glob("*.icc")):
        try:
            intent = read_output_intent(path)
        except OutputIntentError:
            continue  # the doctor's business, and no paper anybody can choose
        if intent.sha256 != own.sha256:
            yield _paper(intent, intent)


def _paper(intent: OutputIntent, other: OutputIntent | None) -> Paper:
    kind = _KINDS.get(intent.identifier, "")
    return Paper(Path(intent.path).name, kind, intent.description, other)


def find_language(offered: Offer, tag: str) -> Language:
    """Return an offered language; raises UnknownError."""
    return _only(own for own in offered.languages if own.tag == tag)


def find_format(offered: Offer, id: str) -> Format:
    """Return an offered format; raises UnknownError."""
    return _only(one for one in offered.formats if one.id == id)


def find_paper(offered: Offer, id: str) -> Paper:
    """Return an offered paper; raises UnknownError."""
    return _only(one for one in offered.papers if one.id == id)


def _only(found: Iterator[Thing]) -> Thing:
    for thing in found:
        return thing
    raise UnknownError


def order_of(offered: Offer, said: object) -> Order:
    """Return an order as a page's script sends it; raises UnknownError for what makes no sense.

    ``said`` is {"format": id, "paper": id, "copies": {tag: number}}.
    """
    if not isinstance(said, dict) or not isinstance(said.get("copies"), dict):
        raise UnknownError
    copies = {find_language(offered, str(tag)).tag: n for tag, n in said["copies"].items()}
    if not copies or not all(map(_is_number_of_copies, copies.values())):
        raise UnknownError
    chosen = find_format(offered, str(said.get("format")))
    return Order(offered, chosen, find_paper(offered, str(said.get("paper"))), copies)


def _is_number_of_copies(number: object) -> bool:
    whole = isinstance(number, int) and not isinstance(number, bool)
    return whole and 1 <= int(str(number)) <= MOST_COPIES
