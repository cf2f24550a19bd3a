"""The designer's desk behind its pages: the table as it is now, and what has been drawn."""

from __future__ import annotations

import threading

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from ...errors import BrochureError, InputError
from ...findings import Finding, Severity
from ...kept import cache_folder
from ..pages import Studio, finding_entry, studio_of
from ..workspace import Workspace
from .drawings import Drawings
from .leaflets import Leaflet, Table, View, settled
from .watching import State


class Desk:
    """What all pages of the desk share, for as long as the studio runs."""

    def __init__(self, studio: Studio) -> None:
        self.drawings = Drawings(cache_folder() / "design", studio.renderer)
        self._workspace: Workspace = studio.workspace
        self._lock = threading.Lock()
        self._table: Table | None = None

    def table(self) -> Table:
        """Return the table as the workspace is now; takes a moment where a file has changed.

        Raises BrochureError, or InputError with every problem, where it cannot be used.
        """
        snapshot = self._workspace.read()
        with self._lock:
            if self._table is None or self._table.snapshot is not snapshot:
                self._table = Table(snapshot)
            return self._table

    def leaflets(self, view: View) -> dict[str, Leaflet]:
        """Return the leaflets of a view by language; raises as ``table`` does."""
        table = self.table()
        view = settled(table.snapshot.library, view)
        with self._lock:
            return dict(table.leaflets(view))

    def in_all_folds(self, view: View, tag: str) -> dict[str, Leaflet]:
        """Return the leaflet of a language in all folds by fold; raises as ``table`` does."""
        table = self.table()
        view = settled(table.snapshot.library, view)
        with self._lock:
            return dict(table.in_all_folds(view, tag))

    async def state(self, view: View) -> State:
        """Return what is on the table, or, with ``ok`` False, why that cannot be said now."""
        return await run_in_threadpool(self._state, view)

    def _state(self, view: View) -> State:
        try:
            leaflets = self.leaflets(view)
            findings = self.table().snapshot.findings
        except BrochureError as error:
            return {"ok": False, "leaflets": [], "findings": entries(error)}
        return {
            "ok": True,
            "leaflets": [leaflet.entry for leaflet in leaflets.values()],
            "findings": [finding_entry(finding) for finding in findings],
        }


def desk_of(request: Request) -> Desk:
    """Return the desk of the studio that a request is sent to."""
    state = request.app.state
    if not hasattr(state, "designer"):
        state.designer = Desk(studio_of(request))
    desk: Desk = state.designer
    return desk


def entries(error: BrochureError) -> list[dict[str, str]]:
    """Return what an error says as findings, as scripts take them."""
    if isinstance(error, InputError):
        return [finding_entry(finding) for finding in error.findings]
    return [finding_entry(Finding("design.refused", Severity.ERROR, str(error)))]
