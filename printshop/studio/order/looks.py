"""The sheet as it is printed: its sides as pictures and in mm, kept by what they were made from."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from dataclasses import asdict, dataclass
from typing import Any

import pypdfium2

from ...errors import BrochureError
from ...findings import Finding, Place, Severity
from ...folds import Fold
from ...impose import Sheet, sheets
from ...kept import Shelf, cache_folder
from ...model import Language
from ...pipeline import make
from ...plan import Job
from ...thresholds import requirements
from ..preview import pictures
from ..renderer import Renderer
from .choices import Format, Offer
from .editions import LOOKED_AT, PRESS, looked_at

MOST_KEPT = 300_000_000  # bytes
DPI = {"screen": 120, "sharp": 260}


@dataclass(frozen=True)
class Look:
    """A leaflet as it is now. ``pdf`` is None where it cannot be made; ``findings`` say why.

    ``fold`` has as many pages as the text takes, in the direction of its language. ``key`` differs
    whenever the pictures do.
    """

    key: str
    fold: Fold
    pdf: bytes | None
    findings: tuple[Finding, ...]

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """The sides of the sheets, with bleed."""
        return sheets(self.fold, LOOKED_AT)


class Looks:
    """Makes looks and their pictures, each only once; those that were made are kept."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer
        self._shelf = Shelf(cache_folder() / "sheets", MOST_KEPT)
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def look(self, offer: Offer, language: Language, chosen: Format) -> Look:
        """Return how a leaflet looks now."""
        job, key = await asyncio.to_thread(looked_at, offer, language, chosen)
        async with self._locks[key]:
            pdf, found = await self._kept(job, key)
        fold = fold_of(chosen.fold.in_direction(language.direction), pdf)
        return Look(key, fold, pdf or None, _findings(found))

    async def _kept(self, job: Job, key: str) -> tuple[bytes, bytes]:
        pdf, found = self._shelf.find(f"{key}-pdf"), self._shelf.find(f"{key}-found")
        if pdf is not None and found is not None:
            return pdf, found
        made, told = await self._renderer.do(laid_out, job)
        self._shelf.keep(f"{key}-pdf", made)
        self._shelf.keep(f"{key}-found", told)
        return made, told

    async def picture(self, look: Look, side: int, sharpness: str) -> bytes:
        """Return a side as PNG, with bleed; ``sharpness`` is a key of DPI."""
        dpi = DPI[sharpness]
        async with self._locks[look.key]:
            found = self._shelf.find(_picture_key(look, side, dpi))
            if found is not None:
                return found
            made = await self._renderer.do(pictured, look.pdf or b"", dpi)
            for number, png in enumerate(made):
                self._shelf.keep(_picture_key(look, number, dpi), png)
        return made[side]


def _picture_key(look: Look, side: int, dpi: int) -> str:
    return f"{look.key}-{side}-{dpi}"


def laid_out(job: Job) -> tuple[bytes, bytes]:
    """Return the sheets of a job as PDF, empty where it cannot be made, and findings as JSON."""
    (artifact,) = make(job)
    if artifact.failure:
        raise BrochureError("This leaflet cannot be drawn: " + artifact.failure.splitlines()[-1])
    return artifact.pdf or b"", json.dumps([asdict(f) for f in artifact.findings]).encode()


def pictured(pdf: bytes, dpi: int) -> tuple[bytes, ...]:
    """Return the pages of a PDF as PNG."""
    return tuple(picture.png for picture in pictures(pdf, dpi))


def fold_of(fold: Fold, pdf: bytes) -> Fold:
    """Return the fold with as many sides as a file of sheets has pages."""
    if not pdf:
        return fold
    with pypdfium2.PdfDocument(pdf) as document:
        count = len(document)
    return next((size for size in fold.sizes if len(size.sides) == count), fold)


def _findings(kept: bytes) -> tuple[Finding, ...]:
    rows: list[dict[str, Any]] = json.loads(kept)
    return tuple(
        Finding(
            code=row["code"],
            severity=Severity(row["severity"]),
            message=row["message"],
            place=Place(**row["place"]),
            edition=row["edition"],
        )
        for row in rows
    )


def safe_distances() -> tuple[float, float]:
    """Return how far a print firm wants text from the trim and from folds, in mm."""
    thresholds = requirements(PRESS).thresholds
    return thresholds.text_to_trim or 0.0, thresholds.text_to_fold or 0.0
