"""Imprinting: the leaflets of a clinic in all languages, from shells and the clinic's stamp."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from ..findings import Finding, Place, Severity
from ..geometry import Size
from ..impose import impose
from ..kept import cache_folder
from ..model import BLANK, Artifact, Copy, Edition, Markup, Theme
from ..plan import Job
from ..preflight import foreign_fonts, missing_glyphs
from ..press import for_press
from ..profiles import CMYK, Profile
from ..qr_codes import qr_runs
from ..render import set_slots
from ..translate import slot_copy, told_texts
from .assembly import Imprint, put_together
from .proofing import prove
from .shell import CODE, Shell, take_apart
from .slots import APART, arranged, compose_slots
from .stamp import Stamp, stamps_of
from .store import ShellStore, Stored

CODE_TOLD = "contact.qr"  # the message that describes the QR code
OF_LANGUAGES = ("reception",)  # slots whose words are of the clinic's language, and of no clinic
MOST_STAMPS = 512  # kept at a time
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


def blank_edition(edition: Edition) -> Edition:
    """Return an edition for no clinic, which stands for those of all clinics."""
    return replace(edition, clinic=edition.clinic.blank(), clinic_language=edition.language)


DIRECTIONS = ("ltr", "rtl")  # all: a clinic's values are set for both at once
_Outcome = Stamp | tuple[str, ...]  # or what wants more room than there is
_Outcomes = Mapping[str, _Outcome]  # by direction

Full = Callable[[Job], tuple[Artifact, ...]]
Remembered = tuple[float, int]  # body size in points, alignment
MakeBlank = Callable[[Job, Remembered | None], Blank]


def imprinted(job: Job, full: Full, blank: MakeBlank) -> tuple[Artifact, ...]:
    """Make the editions of a clinic from shells; ``blank`` makes those that are not there.

    Where that cannot be done, the editions are made by ``full``, and say why. Raises BrochureError
    where a leaflet that is proofed is not what ``full`` makes.
    """
    return _Run(job, full, blank).artifacts()


class _Run:
    def __init__(self, job: Job, full: Full, blank: MakeBlank) -> None:
        self._job, self._full, self._blank = job, full, blank
        self._store = _store()
        self._stamps: dict[tuple[object, ...], _Outcomes] = {}

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
        editions = tuple(map(blank_edition, leaflet.editions))
        job = replace(leaflet, editions=editions, fingerprints=tuple(keys))
        remembered = self._store.fit(text)
        blank = self._blank(job, remembered)
        if remembered and not blank.apart:
            blank = self._blank(job, None)
        if blank.in_text:
            made = [Stored(None, in_text=blank.in_text) for _ in keys]
        else:
            made = [_stored(artifact, blank) for artifact in blank.artifacts]
        for key, stored in zip(keys, made, strict=True):
            self._store.keep(key, stored)
        fit = made[0].fit
        if blank.apart and fit and not fit.lines_over:
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
            stamps = self._stamps_for(edition, copy, stored.shell)
            tight = tuple(
                name for stamp in stamps if not isinstance(stamp, Stamp) for name in stamp
            )
            if tight:
                return self._laid_out(leaflet, _overflow(edition, tight))
            ready = tuple(stamp for stamp in stamps if isinstance(stamp, Stamp))
            pdf = put_together(stored.shell, ready, imprint)
            made[edition.name] = Artifact(edition.name, pdf, _of(edition, every), stored.fit)
        if self._job.proofed and leaflet.editions[0] == self._sampled():
            prove(tuple(made.values()), self._full(leaflet))
        return made

    def _sampled(self) -> Edition:
        """Return the edition that is proofed: another language from clinic to clinic."""
        editions = self._job.editions
        first = editions[sum(editions[0].clinic.id.encode()) % len(editions)]
        return next(e for e in editions if e.language == first.language)

    def _laid_out(self, leaflet: Job, why: Finding) -> dict[str, Artifact]:
        made = self._full(replace(leaflet, shells={}))
        return {a.name: replace(a, findings=(*a.findings, why.of(a.name))) for a in made}

    def _stamps_for(self, edition: Edition, copy: Copy, shell: Shell) -> list[_Outcome]:
        """Return the stamps for a shell, or instead of one what wants more room than there is.

        One has the clinic's values, the other what clinics of one language have in common.
        """
        language, desk = edition.language, edition.clinic_language
        values = {name: room for name, room in shell.rooms.items() if name not in OF_LANGUAGES}
        common = {name: room for name, room in shell.rooms.items() if name in OF_LANGUAGES}
        mine, directions = ((language.tag,), _own(edition)) if shell.words else ((), DIRECTIONS)
        stamps = [self._stamp(self._stamps, mine, edition, copy, values, directions, shell.words)]
        if common:
            look = _look(edition.theme, edition.fold.layout)
            key = (copy.desk, language.direction, desk.tag, look)
            stamps.append(self._stamp(_common(), key, edition, copy, common, _own(edition), ()))
        return stamps

    def _stamp(
        self,
        known: MutableMapping[tuple[object, ...], _Outcomes],
        key: tuple[object, ...],
        edition: Edition,
        copy: Copy,
        rooms: Mapping[str, Size],
        directions: tuple[str, ...],
        words: tuple[str, ...],
    ) -> _Outcome:
        profile = edition.profile
        finish = (profile.colour, profile.links, edition.output_intent, edition.large_print)
        key = (*key, tuple(rooms.items()), finish)
        if key not in known:
            if len(known) >= MOST_STAMPS:
                known.clear()
            markup = compose_slots(edition, copy, rooms, directions, words)
            set_ = self._set(edition, markup, rooms, len(directions))
            known[key] = dict(zip(directions, set_, strict=True))
        return known[key][edition.language.direction]

    def _set(
        self, edition: Edition, markup: Markup, rooms: Mapping[str, Size], groups: int
    ) -> tuple[_Outcome, ...]:
        """Return a stamp for each group of slots, or for each what wants more room."""
        done = self._finished(edition, markup, rooms)
        if not isinstance(done, bytes):
            return groups * (done,)
        prefix = "D" if rooms.keys() <= set(OF_LANGUAGES) else "C"
        return stamps_of(done, arranged(rooms, groups)[1], prefix)

    def _finished(
        self, edition: Edition, markup: Markup, rooms: Mapping[str, Size]
    ) -> bytes | tuple[str, ...]:
        page = set_slots(markup, rooms)
        if page.overflowing or page.findings:
            return page.overflowing or tuple(finding.message for finding in page.findings)
        if foreign_fonts(page.pdf, edition.theme.families):
            return ("fonts",)
        pdf = impose(page.pdf, markup.fold, _for_slots(edition.profile), markup.links)
        if edition.profile.colour == CMYK:
            pdf, troubles = for_press(pdf, edition.output_intent, edition.theme.separations)
            if troubles:
                return tuple(finding.message for finding in troubles)
        return pdf


def _own(edition: Edition) -> tuple[str, ...]:
    return (edition.language.direction,)


def _look(theme: Theme, layout: str) -> int:
    """Return a number that is another where a theme sets slots otherwise."""
    words = (layout, *theme.style_sheets.values(), *theme.templates.values())
    fonts = (font.sha256 for font in theme.fonts)
    return hash((*words, *theme.colours.values(), *fonts))


@lru_cache(maxsize=1)
def _common() -> MutableMapping[tuple[object, ...], _Outcomes]:
    """Return the stamps that clinics share, for as long as the process lives."""
    return {}


@lru_cache(maxsize=1)
def _store() -> ShellStore:
    return ShellStore(cache_folder() / "shells")


def _for_slots(profile: Profile) -> Profile:
    """Return how slots are finished: as a profile's leaflets are, without what is round these."""
    plain = replace(profile, imposed=False, marks=(), fold_ticks=False)
    return replace(plain, bleed=APART, slug=0.0)


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
    runs = qr_runs(copy.page_url) if code else None
    return Imprint(edition.clinic.name, told, runs, told.get(CODE_TOLD, ""))


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
