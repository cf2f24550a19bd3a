"""How much is measured: enough for figures that hold, or just enough to see that all of it runs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """Sizes of the samples.

    ``clinics`` of the batch, ``sample`` of its clinics for the slow tools, ``few`` for the slowest;
    ``shipped`` languages of this workspace, all where none is named; ``growth`` are numbers of
    clinics for memory and cost, rising; ``repeat`` runs for a median.
    """

    repeat: int = 3
    clinics: int = 200
    sample: int = 2
    few: int = 1
    shipped: tuple[str, ...] = ()
    growth: tuple[int, ...] = (50, 200, 1000)


USUAL = Settings()
QUICK = Settings(repeat=1, clinics=4, sample=1, shipped=("ar", "nl"), growth=(2, 4))
EVEN_MORE_CLINICS = 20_000
