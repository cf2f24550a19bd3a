"""Orders being made: one after the other, language by language; each can be stopped."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import shutil
import tempfile
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from ...checking import Report
from ...clock import today
from ...errors import BrochureError
from ...findings import Finding
from ...model import Language
from ...preflight import review_findings
from ...sign_off import SignOff
from ..renderer import Renderer
from .choices import Order
from .editions import ordered
from .files import File, Made, checked, made

MOST_ORDERS = 6  # that are kept; the oldest make room


class Stage(Enum):
    """How far a language is."""

    WAITING = "waiting"
    MAKING = "making"
    CHECKING = "checking"
    DONE = "done"
    STOPPED = "stopped"


@dataclass
class Part:
    """An order's files in one language, as far as they are made."""

    language: Language
    state: SignOff
    stage: Stage = Stage.WAITING
    press: File | None = None
    office: File | None = None
    report: Report | None = None
    found: list[Finding] = field(default_factory=list)
    failure: str = ""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that was found, in making and in checking."""
        problems = self.report.problems if self.report else ()
        return (*self.found, *(problem.finding for problem in problems))


@dataclass
class Making:
    """An order that is being made, or was."""

    id: str
    order: Order
    folder: Path
    parts: tuple[Part, ...]
    task: asyncio.Task[None] | None = None

    @property
    def over(self) -> bool:
        return all(part.stage in {Stage.DONE, Stage.STOPPED} for part in self.parts)


class Orders:
    """The orders of a studio. Their files are in a folder that is deleted with it."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer
        self._known: dict[str, Making] = {}
        self._one = asyncio.Lock()
        self._folder = Path(tempfile.mkdtemp(prefix="orders-"))
        weakref.finalize(self, shutil.rmtree, self._folder, True)

    def find(self, id: str) -> Making | None:
        """Return an order by its id, None if it is not known any more."""
        return self._known.get(id)

    def begin(self, order: Order) -> Making:
        """Begin to make an order; this returns at once."""
        self._make_room()
        id = secrets.token_urlsafe(9)
        folder = self._folder / id
        folder.mkdir()
        states = ((own, order.offer.state(own, order.format)) for own in order.languages)
        parts = tuple(Part(own, state) for own, state in states)
        making = self._known[id] = Making(id, order, folder, parts)
        making.task = asyncio.create_task(self._make(making))
        return making

    def stop(self, making: Making) -> None:
        """Stop an order; what is made already stays."""
        if making.task:
            making.task.cancel()
        for part in making.parts:
            if part.stage is not Stage.DONE:
                part.stage = Stage.STOPPED

    def _make_room(self) -> None:
        too_many = max(0, len(self._known) - MOST_ORDERS + 1)
        for id in list(self._known)[:too_many]:
            making = self._known.pop(id)
            self.stop(making)
            shutil.rmtree(making.folder, ignore_errors=True)

    async def _make(self, making: Making) -> None:
        with contextlib.suppress(asyncio.CancelledError):
            async with self._one:
                for part in making.parts:
                    if part.stage is Stage.WAITING:
                        await self._make_part(making, part)

    async def _make_part(self, making: Making, part: Part) -> None:
        part.stage = Stage.MAKING
        order = making.order
        try:
            jobs = await asyncio.to_thread(
                ordered, order.offer, part.language, order.format, order.paper
            )
            results = [await self._renderer.do(made, job, making.folder) for job in jobs.every]
            _take(part, results)
            part.found += review_findings(order.offer.brochure, today())
            file = part.press or part.office
            if file:
                part.stage = Stage.CHECKING
                part.report = await self._renderer.do(checked, file, today())
        except BrochureError as error:
            part.failure = str(error)
        except Exception as error:  # our own mistake; the other languages are made all the same
            part.failure = f"{type(error).__name__}: {error}"
        if part.stage is not Stage.STOPPED:
            part.stage = Stage.DONE


def _take(part: Part, results: list[Made]) -> None:
    """Note what came of the jobs of a language."""
    for file in _files(results):
        if file.edition.profile.signed_off:
            part.press = file
        else:
            part.office = file
    for result in results:
        part.found += result.findings
        part.failure = part.failure or result.failure


def _files(results: list[Made]) -> Iterator[File]:
    return (file for result in results for file in result.files)
