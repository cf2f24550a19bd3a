"""Imprinting: the leaflets of a clinic in all languages, from shells and the clinic's stamp."""

from __future__ import annotations

import gc
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import count

from ..findings import Finding, Place, Severity
from ..geometry import Size
from ..kept import cache_folder
from ..model import BLANK, Artifact, Copy, Deposit, Edition, Markup
from ..plan import Job
from ..preflight import missing_glyphs
from ..qr_codes import qr_rows
from ..translate import slot_copy, told_texts
from .assembly import digest_of, put_together
from .part import Imprint
from .proofing import prove
from .setting import Setter
from .shell import CODE, take_apart
from .store import ShellStore, Stored

CODE_TOLD = "contact.qr"  # the message that describes the QR code
# Boxes and what they stand in refer to each other, and Python looks rarely for such garbage, so
# that layouts are fast. What clinics left behind is young and soon found; what was kept for a while
# is old before it is garbage.
_YOUNG_COLLECTED = 4  # clinics from one look at what is young to the next
_ALL_COLLECTED = 64  # clinics from one look at everything to the next
_done = count(1)
_PAUSE = 0.02  # seconds between looks at what another process is making


@dataclass(frozen=True)
class Blank:
    """A clinic's leaflet without its values: an artifact an edition, and the rooms of its slots.

    ``in_text``: the message in whose text a value stands; then there are no artifacts. ``words``
    are the slots that hold words in the leaflet's language, too. ``apart``: the size of the text
    does not depend on what stands in slots, or whether they are there.
    """

    in_text: str
    artifacts: tuple[Artifact, ...] = ()
    rooms: Mapping[str, Size] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    apart: bool = False


def value_in_text(copy: Copy, markup: Markup) -> str:
    """Return the key of a text in a blank leaflet that holds a value of its clinic, or "".

    Such a text flows, and is another length in each clinic's leaflet.
    """
    body = markup.html[markup.html.index("<body") :]
    if BLANK not in body:
        return ""
    filled = (key for key, text in copy.html.items() if BLANK in text and text in body)
    return next(filled, "the template of the leaflet")


def blank_edition(edition: Edition, hours: bool) -> Edition:
    """Return an edition for no clinic, which stands for those of all clinics with ``hours``, or
    without."""
    return replace(edition, clinic=edition.clinic.blank(hours), clinic_language=edition.language)


Remembered = tuple[float, int]  # body size in points, alignment
Full = Callable[[Job, Remembered | None], tuple[Artifact, ...]]
MakeBlanks = Callable[[Job, Remembered | None, Job | None], tuple[Blank, ...]]


def imprinted(job: Job, full: Full, blanks: MakeBlanks) -> tuple[Artifact, ...]:
    """Make the editions of a clinic from shells; ``blanks`` makes those that are not there.

    It is given a job, and perhaps another one of the same text.

    Where that cannot be done, the editions are made by ``full``, and say why. Raises BrochureError
    where a leaflet that is proofed is not what ``full`` makes.
    """
    artifacts = _Run(job, full, blanks).artifacts()
    _collect(next(_done))
    return artifacts


def _collect(clinics: int) -> None:
    """Throw away what so many clinics left behind, now and then."""
    if clinics % _ALL_COLLECTED == 0:
        gc.collect()
    elif clinics % _YOUNG_COLLECTED == 0:
        gc.collect(1)  # and what is younger


class _Run:
    def __init__(self, job: Job, full: Full, blanks: MakeBlanks) -> None:
        self._job, self._full, self._blanks = job, full, blanks
        self._store = _store()
        self._setter = Setter()

    def artifacts(self) -> tuple[Artifact, ...]:
        made: dict[str, Artifact] = {}
        waiting = deque(self._leaflets())
        idle = 0
        while waiting:
            leaflet = waiting.popleft()
            shells = self._shells(leaflet)
            if shells is None:  # another process is at work on it: something else first
                waiting.append(leaflet)
                idle += 1
                if idle >= len(waiting):
                    time.sleep(_PAUSE)
                    idle = 0
                continue
            made |= self._imprint(leaflet, shells)
        return tuple(made[edition.name] for edition in self._job.editions)

    def _leaflets(self) -> Iterator[Job]:
        """Yield jobs of one language each."""
        rows = tuple(zip(self._job.editions, self._job.fingerprints, strict=True))
        for tag in dict.fromkeys(edition.language.tag for edition, _ in rows):
            mine = [row for row in rows if row[0].language.tag == tag]
            editions, fingerprints = zip(*mine, strict=True)
            yield replace(self._job, editions=editions, fingerprints=fingerprints)

    # --- shells ---

    def _shells(self, leaflet: Job) -> list[Stored] | None:
        """Return the shells of a leaflet's editions, None while another process makes them."""
        keys = [leaflet.shells[edition.name].own for edition in leaflet.editions]
        found = [self._store.find(key) for key in keys]
        if all(found):
            return [stored for stored in found if stored]
        # With a text goes the size it is set in, which one process finds for all shells of it.
        text = leaflet.shells[leaflet.editions[0].name].text
        if not self._store.claim(text):
            return None
        try:
            return self._make_shells(leaflet, keys, text)
        finally:
            self._store.release(text)

    def _make_shells(self, leaflet: Job, keys: list[str], text: str) -> list[Stored]:
        """Make the shells of a leaflet, and with them those for clinics without opening hours, or
        with, if there are any: most of these are the same."""
        others = [leaflet.shells[edition.name].other for edition in leaflet.editions]
        job = _blank_job(leaflet, keys, bool(self._job.editions[0].clinic.hours))
        other = _blank_job(leaflet, others, not self._job.editions[0].clinic.hours)
        remembered = self._store.fit(text)
        blanks = self._blanks(job, remembered, other if all(others) else None)
        if remembered and not blanks[0].apart:
            blanks = self._blanks(job, None, None)
        made, *more = (_all_stored(blank, len(keys)) for blank in blanks)
        for names, shells in zip((keys, others), (made, *more), strict=False):
            for key, stored in zip(names, shells, strict=True):
                self._store.keep(key, stored)
        fit = made[0].fit
        if blanks[0].apart and fit and not fit.lines_over:
            self._store.keep_fit(text, (fit.body, fit.alignment))
        return made

    # --- imprinting ---

    def _imprint(self, leaflet: Job, shells: list[Stored]) -> dict[str, Artifact]:
        if shells[0].in_text:
            return self._laid_out(leaflet, _in_text(leaflet.editions[0], shells[0].in_text))
        copy, findings = slot_copy(leaflet.editions[0])
        findings += missing_glyphs(leaflet.editions[0], copy)
        made: dict[str, Artifact] = {}
        imprint = _imprint_of(leaflet.editions[0], copy, shells)
        for edition, stored in zip(leaflet.editions, shells, strict=True):
            every = (*stored.findings, *findings)
            if stored.shell is None or edition.profile.refuses(every):
                made[edition.name] = Artifact(edition.name, None, _of(edition, every), stored.fit)
                continue
            stamps, tight = self._setter.stamps(edition, copy, stored.shell)
            if tight:
                return self._laid_out(leaflet, _overflow(edition, tight))
            pdf = put_together(stored.shell, stamps, imprint)
            deposit = Deposit(digest_of(pdf, stored.shell), len(pdf))
            made[edition.name] = Artifact(
                edition.name, pdf, _of(edition, every), stored.fit, deposit=deposit
            )
        if self._job.proofed and leaflet.editions[0] == self._sampled():
            prove(tuple(made.values()), self._whole(leaflet))
        return made

    def _sampled(self) -> Edition:
        """Return the edition that is proofed: another language from clinic to clinic."""
        editions = self._job.editions
        first = editions[sum(editions[0].clinic.id.encode()) % len(editions)]
        return next(e for e in editions if e.language == first.language)

    def _whole(self, leaflet: Job) -> tuple[Artifact, ...]:
        """Lay a leaflet out as a whole; where slots stand apart, the size of its text is known."""
        text = leaflet.shells[leaflet.editions[0].name].text
        return self._full(replace(leaflet, shells={}), self._store.fit(text))

    def _laid_out(self, leaflet: Job, why: Finding) -> dict[str, Artifact]:
        made = self._whole(leaflet)
        return {a.name: replace(a, findings=(*a.findings, why.of(a.name))) for a in made}


@lru_cache(maxsize=1)
def _store() -> ShellStore:
    return ShellStore(cache_folder() / "shells")


def _blank_job(leaflet: Job, keys: list[str], hours: bool) -> Job:
    editions = tuple(blank_edition(edition, hours) for edition in leaflet.editions)
    return replace(leaflet, editions=editions, fingerprints=tuple(keys))


def _all_stored(blank: Blank, count: int) -> list[Stored]:
    """Return what is kept of a blank leaflet in so many profiles."""
    if blank.in_text:
        return [Stored(None, in_text=blank.in_text)] * count
    return [_stored(artifact, blank) for artifact in blank.artifacts]


def _stored(artifact: Artifact, blank: Blank) -> Stored:
    if artifact.failure:
        raise RuntimeError(artifact.failure)
    pdf = artifact.pdf
    shell = take_apart(pdf, blank.rooms, blank.words) if pdf is not None else None
    return Stored(shell, artifact.findings, artifact.fit)


def _imprint_of(edition: Edition, copy: Copy, shells: Sequence[Stored]) -> Imprint:
    """Return what is printed beside the stamps, the same in all profiles of a leaflet."""
    told = told_texts(edition)
    slots = (slot for stored in shells if stored.shell for slot in stored.shell.slots)
    code = any(slot.name == CODE for slot in slots)
    rows = qr_rows(copy.page_url) if code else None
    return Imprint(edition.clinic.name, told, rows, told.get(CODE_TOLD, ""), copy.page_url)


def _of(edition: Edition, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(replace(finding, edition=edition.name) for finding in findings)


def _in_text(edition: Edition, key: str) -> Finding:
    message = (
        f"'{key}' has a value of the clinic in its text, which flows; so each clinic's leaflet is "
        "laid out by itself. Values that stand by themselves are printed much faster."
    )
    every = (*edition.brochure.messages(), *edition.shared_messages)
    place = next((m.place for m in every if m.key == key), Place())
    return Finding("imprint.in-text", Severity.INFO, message, place)


def _overflow(edition: Edition, slots: tuple[str, ...]) -> Finding:
    message = (
        f"The values of this clinic want more room than there is ({', '.join(slots)}), so its "
        "leaflets are laid out by themselves."
    )
    return Finding("imprint.room", Severity.INFO, message, edition.clinic.place("name"))
