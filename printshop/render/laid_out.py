"""One layout of a leaflet: whether it fits, and what it tells of others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..model import Fit
from .copyfit import Demand, Fitted


@dataclass(frozen=True)
class LaidOut:
    """A layout with its page boxes; one that was given up has no document and no uses of pages."""

    document: Any
    pages: tuple[Any, ...]
    uses: tuple[Any, ...]
    panels: int
    warnings: tuple[str, ...]

    @property
    def fits(self) -> bool:
        return self.document is not None and len(self.uses) <= self.panels

    @property
    def demands(self) -> tuple[Demand, ...]:
        groups: list[Demand] = []
        for use in (group for page in self.uses for group in page.groups):
            if use.begins or not groups:
                groups.append(Demand(0.0, 0.0, use.preference))
            last = groups[-1]
            groups[-1] = Demand(
                last.growing + use.share * use.grows,
                last.fixed + use.share * (not use.grows),
                last.preference,
            )
        return tuple(groups)

    def fit(self, fitted: Fitted[LaidOut]) -> Fit:
        fills = tuple(round(min(use.fill, 1.0), 4) for use in self.uses)
        return Fit(
            fitted.body,
            fitted.alignment,
            mean_fill(fills),
            fitted.layouts,
            self._lines_over(),
            fills,
        )

    def _lines_over(self) -> int:
        """Count the lines on the pages there are too many: the emptiest ends of groups."""
        if self.fits:
            return 0
        spills = [use.lines for use in self.uses if not any(g.begins for g in use.groups)]
        return sum(sorted(spills)[: len(self.uses) - self.panels])


def mean_fill(fills: Sequence[float]) -> float:
    """Return how full the panels with text are, from how full each one is."""
    text = fills[1:-1] if len(fills) > 2 else fills
    return round(sum(text) / len(text), 4) if text else 0.0
