"""How leaflets under review look: laid out once, and remembered while they stay as they are."""

from __future__ import annotations

from collections import OrderedDict

from ...model import Edition
from ..preview import Preview, preview
from ..renderer import Renderer

DPI = 140
MOST = 8  # leaflets that are remembered


class Pictures:
    """Previews of the leaflets that were looked at last."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer
        self._known: OrderedDict[str, Preview] = OrderedDict()
        self._sizes: dict[str, tuple[float, int]] = {}  # what copyfit found, by name of edition

    async def of(self, edition: Edition, layout: str) -> Preview:
        """Return how an edition looks; ``layout`` is its digest.

        Raises BrochureError, or InputError with findings, where it cannot be laid out.
        """
        if layout not in self._known:
            before = self._sizes.get(edition.name)
            made = await self._renderer.do(preview, edition, DPI, before)
            self._known[layout] = made
            self._sizes[edition.name] = made.remembered
        self._known.move_to_end(layout)
        while len(self._known) > MOST:
            self._known.popitem(last=False)
        return self._known[layout]
